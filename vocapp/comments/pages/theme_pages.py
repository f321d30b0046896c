"""The pages of one theme: what it is called, where it lies, by which words it is known; tried before it is saved."""

from collections.abc import Mapping
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec.structs import replace

from vocapp.comments.full_text_search import CONFIGURATIONS
from vocapp.comments.pages import taxonomy_labels
from vocapp.comments.pages.comments_page import CODERS
from vocapp.comments.pages.taxonomy_pages import EDITORS, NOT_TRIED, TAXONOMY, may_edit
from vocapp.comments.pages.theme_form import (
    LONGEST_TITLE,
    ThemeForm,
    ThemeFormFaults,
    check_form,
    form_of,
    possible_parents,
)
from vocapp.comments.themes import taxonomy_draft
from vocapp.comments.themes.active_themes import company_themes
from vocapp.comments.themes.taxonomy_preview import NEWEST, MarkedPreview, preview_taxonomy
from vocapp.feature import Registry
from vocapp.http.access import actor_of
from vocapp.http.request import Form, read_form
from vocapp.nlp.themes.taxonomy import CX, URGENT, Taxonomy, Theme, shipped_taxonomy
from vocapp.nlp.themes.taxonomy_diff import ThemeChange
from vocapp.nlp.themes.taxonomy_edit import find_theme, find_urgent_theme, theme_digest, with_theme, with_urgent
from vocapp.nlp.urgency.urgency_model import URGENT_KINDS
from vocapp.processes.worker_process import ProcessEndedError
from vocapp.ui.page_response import AnyRequest, redirect_done, redirect_refused, staff_page
from vocapp.ui.reader import mark

NEW: Final = f"{TAXONOMY}/new"
THEME: Final = f"{TAXONOMY}/theme/{{theme_id:str}}"
URGENT_THEME: Final = f"{TAXONOMY}/urgent/{{urgent_id:str}}"
LONGEST_PREFILLED: Final = 4000
NO_FAULTS: Final = ThemeFormFaults({}, {})
SAVED: Final = mark("Saved in the draft. It reads nothing until the draft is published.")


@get(NEW, opt=EDITORS.opt)
async def new_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """A form for a new theme; `language` and `phrases` of the address stand in it, as do `title` and `parent`."""
    query = request.query_params
    language, phrases = _prefilled(query)
    title = query.get("title", "").replace("\0", "").strip()[:LONGEST_TITLE]
    typed = ThemeForm("", {language: title} if title else {}, phrases, query.get("parent", "").replace("\0", "")[:60])
    return await _page(request, registry, await taxonomy_draft.load_draft(), typed)


@get(THEME, opt=CODERS.opt)
async def theme_page(
    request: AnyRequest, registry: NamedDependency[Registry], theme_id: FromPath[str]
) -> Response[str]:
    """A theme as the draft has it; `phrases` of the address are added to those of its `language`."""
    draft = await taxonomy_draft.load_draft()
    theme = _found(draft.taxonomy, theme_id)
    typed = form_of(theme, theme_digest(theme))
    for language, more in _prefilled(request.query_params)[1].items():
        had = typed.phrases.get(language, "").rstrip()
        typed.phrases[language] = f"{had}\n{more}" if had else more
    return await _page(request, registry, draft, typed)


@get(URGENT_THEME, opt=CODERS.opt)
async def urgent_page(
    request: AnyRequest, registry: NamedDependency[Registry], urgent_id: FromPath[str]
) -> Response[str]:
    """What the company adds to an urgent theme, beside what is shipped."""
    draft = await taxonomy_draft.load_draft()
    theme = _urgent(draft.taxonomy, urgent_id)
    return await _page(request, registry, draft, form_of(theme, theme_digest(theme)), urgent=urgent_id)


@post(NEW, opt=EDITORS.opt, status_code=303)
async def add_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes] | Response[str]:
    """Add a theme to the draft, or try it."""
    return await _sent(request, registry, "")


@post(THEME, opt=EDITORS.opt, status_code=303)
async def save_page(
    request: AnyRequest, registry: NamedDependency[Registry], theme_id: FromPath[str]
) -> Response[bytes] | Response[str]:
    """Save a theme in the draft, or try it."""
    return await _sent(request, registry, theme_id)


async def _sent(request: AnyRequest, registry: Registry, theme_id: str) -> Response[bytes] | Response[str]:
    form, draft = await read_form(request), await taxonomy_draft.load_draft()
    # One that was only in a draft which was given up in between is a new one: what was typed is not lost.
    theme_id = theme_id if find_theme(draft.taxonomy, theme_id) else ""
    typed = _typed(form, theme_id)
    wrong = check_form(typed, draft.taxonomy, [slug for slug, _ in await taxonomy_draft.business_lines()])
    if wrong:
        return await _page(request, registry, draft, typed, wrong=wrong, status=422)
    theme = typed.as_theme(draft.taxonomy)
    if "try" in form:
        after = with_theme(draft.taxonomy, theme)
        return await _tried(request, registry, draft, typed, after, f"{CX}/{theme.id}")
    try:
        await taxonomy_draft.save_theme(actor_of(request), theme, typed.seen)
    except taxonomy_draft.StaleError as stale:
        return await _stale(request, registry, typed, stale)
    undo = "" if theme_id else f"{TAXONOMY}/theme/{theme.id}/retire"
    return redirect_done(request, registry, f"{TAXONOMY}#theme-{theme.id}", SAVED, undo=undo)


@post(URGENT_THEME, opt=EDITORS.opt, status_code=303)
async def save_urgent_page(
    request: AnyRequest, registry: NamedDependency[Registry], urgent_id: FromPath[str]
) -> Response[bytes] | Response[str]:
    """Save what is added to an urgent theme, or try it."""
    form, draft = await read_form(request), await taxonomy_draft.load_draft()
    _urgent(draft.taxonomy, urgent_id)
    typed = _typed(form, urgent_id)
    wrong = check_form(typed, draft.taxonomy, (), is_urgent=True)
    if wrong:
        return await _page(request, registry, draft, typed, wrong=wrong, status=422, urgent=urgent_id)
    theme = typed.as_theme(Taxonomy(1, (find_urgent_theme(draft.taxonomy, urgent_id),)))
    if "try" in form:
        after = with_urgent(draft.taxonomy, urgent_id, theme.phrases)
        return await _tried(request, registry, draft, typed, after, f"{URGENT}/{urgent_id}")
    try:
        await taxonomy_draft.save_urgent(actor_of(request), theme, typed.seen)
    except taxonomy_draft.StaleError as stale:
        return await _stale(request, registry, typed, stale, urgent_id)
    return redirect_done(request, registry, f"{TAXONOMY}#urgent", SAVED)


@post(f"{THEME}/retire", opt=EDITORS.opt, status_code=303)
async def retire_page(
    request: AnyRequest, registry: NamedDependency[Registry], theme_id: FromPath[str]
) -> Response[bytes]:
    """Look for a theme no more; what was read keeps it."""
    text = mark("Retired in the draft: it is not looked for once the draft is published.")
    return await _put(request, registry, theme_id, text, retired=True)


@post(f"{THEME}/restore", opt=EDITORS.opt, status_code=303)
async def restore_page(
    request: AnyRequest, registry: NamedDependency[Registry], theme_id: FromPath[str]
) -> Response[bytes]:
    """Look for a retired theme again."""
    return await _put(request, registry, theme_id, mark("Brought back in the draft."), retired=False)


async def _put(request: AnyRequest, registry: Registry, theme_id: str, text: str, *, retired: bool) -> Response[bytes]:
    theme = _found((await taxonomy_draft.load_draft()).taxonomy, theme_id)
    try:
        await taxonomy_draft.save_theme(actor_of(request), replace(theme, retired=retired), theme_digest(theme))
    except taxonomy_draft.StaleError as stale:
        changed = mark("%(who)s changed this theme just now. Look at it again.")
        return redirect_refused(request, registry, f"{TAXONOMY}/theme/{theme_id}", changed, {"who": stale.who})
    back = f"{TAXONOMY}/theme/{theme_id}/{'restore' if retired else 'retire'}"
    return redirect_done(request, registry, TAXONOMY, text, undo=back)


async def _tried(
    request: AnyRequest, registry: Registry, draft: taxonomy_draft.Draft, typed: ThemeForm, after: Taxonomy, name: str
) -> Response[str] | Response[bytes]:
    """The form again, with what it would find."""
    current = await company_themes()
    kind, _, theme = name.partition("/")
    before = find_urgent_theme(current, theme) if kind == URGENT else find_theme(current, theme)
    languages = {*typed.phrases, *(before.phrases if before else {})}
    urgent = theme if kind == URGENT else ""
    try:
        found = await preview_taxonomy(actor_of(request), current, after, sorted(languages), name)
    except ProcessEndedError:
        return redirect_refused(request, registry, request.url.path, NOT_TRIED)
    return await _page(request, registry, draft, typed, found=found, urgent=urgent, status=200)


async def _stale(
    request: AnyRequest, registry: Registry, typed: ThemeForm, stale: taxonomy_draft.StaleError, urgent: str = ""
) -> Response[str]:
    """The form again, with what would change if it is saved over what somebody else has saved."""
    draft = await taxonomy_draft.load_draft()
    theirs = find_urgent_theme(draft.taxonomy, urgent) if urgent else find_theme(draft.taxonomy, typed.theme)
    mine = typed.as_theme(Taxonomy(1, (find_urgent_theme(draft.taxonomy, urgent),)) if urgent else draft.taxonomy)
    change = ThemeChange(mine, theirs, mine, is_urgent=bool(urgent))
    typed = replace(typed, seen=theme_digest(theirs))
    return await _page(request, registry, draft, typed, stale=stale, change=change, urgent=urgent, status=409)


async def _page(
    request: AnyRequest,
    registry: Registry,
    draft: taxonomy_draft.Draft,
    typed: ThemeForm,
    *,
    wrong: ThemeFormFaults = NO_FAULTS,
    found: MarkedPreview | None = None,
    urgent: str = "",
    stale: taxonomy_draft.StaleError | None = None,
    change: ThemeChange | None = None,
    status: int = 200,
) -> Response[str]:
    theme = find_urgent_theme(draft.taxonomy, urgent) if urgent else find_theme(draft.taxonomy, typed.theme)
    return staff_page(
        request,
        registry,
        "comments/theme.html",
        status=status,
        theme=theme,
        typed=typed,
        wrong=wrong,
        trial=found,
        newest=NEWEST,
        urgent=urgent,
        shipped_phrases=_shipped(urgent).phrases if urgent else {},
        parents=possible_parents(draft.taxonomy, typed.theme),
        lines=await taxonomy_draft.business_lines(),
        languages=_languages(typed, actor_of(request).language),
        may_edit=may_edit(request),
        stale=stale,
        change=change,
        **await taxonomy_labels.all_labels(draft.taxonomy),
    )


def _shipped(kind: str) -> Theme:
    """A shipped urgent theme."""
    return next(theme for theme in shipped_taxonomy(URGENT).theme if theme.id == kind)


def _languages(typed: ThemeForm, own: str) -> list[str]:
    """Those that have something first, the reader's own before the others."""
    had = {code for said in (typed.titles, typed.phrases) for code, text in said.items() if text}
    known = dict.fromkeys([own, *CONFIGURATIONS, *sorted(had)])
    return sorted(known, key=lambda code: code not in had)


def _prefilled(query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    language = query.get("language", "")
    language = language if language in CONFIGURATIONS else "en"
    phrases = query.get("phrases", "").replace("\0", "")[:LONGEST_PREFILLED].strip()
    return language, {language: phrases + "\n"} if phrases else {}


def _typed(form: Form, theme_id: str) -> ThemeForm:
    known = {name.partition(".")[2] for name in form if name.startswith(("title.", "phrases."))}
    codes = [code for code in dict.fromkeys([*CONFIGURATIONS, *sorted(known)]) if code in known and len(code) <= 10]
    titles = {code: form[f"title.{code}"] for code in codes if form[f"title.{code}"]}
    phrases = {code: form[f"phrases.{code}"].replace("\r\n", "\n") for code in codes if form[f"phrases.{code}"]}
    lines = tuple(dict.fromkeys(form.all("line")))
    return ThemeForm(theme_id, titles, phrases, form["parent"], lines, form["seen"])


def _found(taxonomy: Taxonomy, theme_id: str) -> Theme:
    theme = find_theme(taxonomy, theme_id)
    if theme is None:
        raise NotFoundException
    return theme


def _urgent(taxonomy: Taxonomy, kind: str) -> Theme:
    if kind not in URGENT_KINDS:
        raise NotFoundException
    return find_urgent_theme(taxonomy, kind)


ROUTES: Final = (
    new_page, theme_page, urgent_page, add_page, save_page, save_urgent_page, retire_page, restore_page,
)  # fmt: skip
