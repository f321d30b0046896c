"""Pages of one theme: titles, parent, lines of business and phrases, with a preview before saving."""

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
from vocapp.comments.pages.taxonomy_pages import EDITORS, PREVIEW_FAILED, TAXONOMY, may_edit
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
SAVED: Final = mark("Saved to the draft. It applies when the draft is published.")


@get(NEW, opt=EDITORS.opt)
async def new_theme_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The form for a new theme, filled with `language`, `phrases`, `title` and `parent` of the address."""
    query = request.query_params
    language, phrases = _prefilled(query)
    title = query.get("title", "").replace("\0", "").strip()[:LONGEST_TITLE]
    form_data = ThemeForm(
        "", {language: title} if title else {}, phrases, query.get("parent", "").replace("\0", "")[:60]
    )
    return await _theme_page(request, registry, await taxonomy_draft.load_draft(), form_data)


@get(THEME, opt=CODERS.opt)
async def theme_page(
    request: AnyRequest, registry: NamedDependency[Registry], theme_id: FromPath[str]
) -> Response[str]:
    """The form of a theme of the draft. `phrases` of the address are added to those of its `language`."""
    draft = await taxonomy_draft.load_draft()
    theme = _found(draft.taxonomy, theme_id)
    form_data = form_of(theme, theme_digest(theme))
    for language, more in _prefilled(request.query_params)[1].items():
        had = form_data.phrases.get(language, "").rstrip()
        form_data.phrases[language] = f"{had}\n{more}" if had else more
    return await _theme_page(request, registry, draft, form_data)


@get(URGENT_THEME, opt=CODERS.opt)
async def urgent_page(
    request: AnyRequest, registry: NamedDependency[Registry], urgent_id: FromPath[str]
) -> Response[str]:
    """The form of an urgent theme: the phrases that the company adds to the shipped ones."""
    draft = await taxonomy_draft.load_draft()
    theme = _urgent(draft.taxonomy, urgent_id)
    return await _theme_page(request, registry, draft, form_of(theme, theme_digest(theme)), urgent=urgent_id)


@post(NEW, opt=EDITORS.opt, status_code=303)
async def add_theme_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes] | Response[str]:
    """Adds a theme to the draft, or previews it."""
    return await _save_or_preview(request, registry, "")


@post(THEME, opt=EDITORS.opt, status_code=303)
async def save_page(
    request: AnyRequest, registry: NamedDependency[Registry], theme_id: FromPath[str]
) -> Response[bytes] | Response[str]:
    """Saves a theme in the draft, or previews it."""
    return await _save_or_preview(request, registry, theme_id)


async def _save_or_preview(request: AnyRequest, registry: Registry, theme_id: str) -> Response[bytes] | Response[str]:
    form, draft = await read_form(request), await taxonomy_draft.load_draft()
    # A theme that was only in a draft which has been discarded is saved as a new one: the input is not lost.
    theme_id = theme_id if find_theme(draft.taxonomy, theme_id) else ""
    form_data = _read_form(form, theme_id)
    wrong = check_form(form_data, draft.taxonomy, [slug for slug, _ in await taxonomy_draft.business_lines()])
    if wrong:
        return await _theme_page(request, registry, draft, form_data, wrong=wrong, status=422)
    theme = form_data.as_theme(draft.taxonomy)
    if "try" in form:
        after = with_theme(draft.taxonomy, theme)
        return await _preview(request, registry, draft, form_data, after, f"{CX}/{theme.id}")
    try:
        await taxonomy_draft.save_theme(actor_of(request), theme, form_data.seen)
    except taxonomy_draft.StaleError as stale:
        return await _conflict(request, registry, form_data, stale)
    undo = "" if theme_id else f"{TAXONOMY}/theme/{theme.id}/retire"
    return redirect_done(request, registry, f"{TAXONOMY}#theme-{theme.id}", SAVED, undo=undo)


@post(URGENT_THEME, opt=EDITORS.opt, status_code=303)
async def save_urgent_page(
    request: AnyRequest, registry: NamedDependency[Registry], urgent_id: FromPath[str]
) -> Response[bytes] | Response[str]:
    """Saves the added phrases of an urgent theme, or previews them."""
    form, draft = await read_form(request), await taxonomy_draft.load_draft()
    _urgent(draft.taxonomy, urgent_id)
    form_data = _read_form(form, urgent_id)
    wrong = check_form(form_data, draft.taxonomy, (), is_urgent=True)
    if wrong:
        return await _theme_page(request, registry, draft, form_data, wrong=wrong, status=422, urgent=urgent_id)
    theme = form_data.as_theme(Taxonomy(1, (find_urgent_theme(draft.taxonomy, urgent_id),)))
    if "try" in form:
        after = with_urgent(draft.taxonomy, urgent_id, theme.phrases)
        return await _preview(request, registry, draft, form_data, after, f"{URGENT}/{urgent_id}")
    try:
        await taxonomy_draft.save_urgent(actor_of(request), theme, form_data.seen)
    except taxonomy_draft.StaleError as stale:
        return await _conflict(request, registry, form_data, stale, urgent_id)
    return redirect_done(request, registry, f"{TAXONOMY}#urgent", SAVED)


@post(f"{THEME}/retire", opt=EDITORS.opt, status_code=303)
async def retire_page(
    request: AnyRequest, registry: NamedDependency[Registry], theme_id: FromPath[str]
) -> Response[bytes]:
    """Retires a theme: new comments are not searched for it. Analysed comments keep it."""
    text = mark("Retired in the draft. This applies when the draft is published.")
    return await _set_retired(request, registry, theme_id, text, retired=True)


@post(f"{THEME}/restore", opt=EDITORS.opt, status_code=303)
async def restore_page(
    request: AnyRequest, registry: NamedDependency[Registry], theme_id: FromPath[str]
) -> Response[bytes]:
    """Restores a retired theme."""
    return await _set_retired(request, registry, theme_id, mark("Restored in the draft."), retired=False)


async def _set_retired(
    request: AnyRequest, registry: Registry, theme_id: str, text: str, *, retired: bool
) -> Response[bytes]:
    theme = _found((await taxonomy_draft.load_draft()).taxonomy, theme_id)
    try:
        await taxonomy_draft.save_theme(actor_of(request), replace(theme, retired=retired), theme_digest(theme))
    except taxonomy_draft.StaleError as stale:
        changed = mark("%(who)s changed this theme just now. Review it again.")
        return redirect_refused(request, registry, f"{TAXONOMY}/theme/{theme_id}", changed, {"who": stale.who})
    back = f"{TAXONOMY}/theme/{theme_id}/{'restore' if retired else 'retire'}"
    return redirect_done(request, registry, TAXONOMY, text, undo=back)


async def _preview(
    request: AnyRequest,
    registry: Registry,
    draft: taxonomy_draft.Draft,
    form_data: ThemeForm,
    after: Taxonomy,
    name: str,
) -> Response[str] | Response[bytes]:
    """The form with a preview."""
    current = await company_themes()
    kind, _, theme = name.partition("/")
    before = find_urgent_theme(current, theme) if kind == URGENT else find_theme(current, theme)
    languages = {*form_data.phrases, *(before.phrases if before else {})}
    urgent = theme if kind == URGENT else ""
    try:
        found = await preview_taxonomy(actor_of(request), current, after, sorted(languages), name)
    except ProcessEndedError:
        return redirect_refused(request, registry, request.url.path, PREVIEW_FAILED)
    return await _theme_page(request, registry, draft, form_data, found=found, urgent=urgent, status=200)


async def _conflict(
    request: AnyRequest, registry: Registry, form_data: ThemeForm, stale: taxonomy_draft.StaleError, urgent: str = ""
) -> Response[str]:
    """The form with the changes that saving makes to the version that another editor saved."""
    draft = await taxonomy_draft.load_draft()
    theirs = find_urgent_theme(draft.taxonomy, urgent) if urgent else find_theme(draft.taxonomy, form_data.theme)
    mine = form_data.as_theme(Taxonomy(1, (find_urgent_theme(draft.taxonomy, urgent),)) if urgent else draft.taxonomy)
    change = ThemeChange(mine, theirs, mine, is_urgent=bool(urgent))
    form_data = replace(form_data, seen=theme_digest(theirs))
    return await _theme_page(request, registry, draft, form_data, stale=stale, change=change, urgent=urgent, status=409)


async def _theme_page(
    request: AnyRequest,
    registry: Registry,
    draft: taxonomy_draft.Draft,
    form_data: ThemeForm,
    *,
    wrong: ThemeFormFaults = NO_FAULTS,
    found: MarkedPreview | None = None,
    urgent: str = "",
    stale: taxonomy_draft.StaleError | None = None,
    change: ThemeChange | None = None,
    status: int = 200,
) -> Response[str]:
    theme = find_urgent_theme(draft.taxonomy, urgent) if urgent else find_theme(draft.taxonomy, form_data.theme)
    return staff_page(
        request,
        registry,
        "comments/theme.html",
        status=status,
        theme=theme,
        form_data=form_data,
        wrong=wrong,
        trial=found,
        newest=NEWEST,
        urgent=urgent,
        shipped_phrases=_shipped(urgent).phrases if urgent else {},
        parents=possible_parents(draft.taxonomy, form_data.theme),
        lines=await taxonomy_draft.business_lines(),
        languages=_languages(form_data, actor_of(request).language),
        may_edit=may_edit(request),
        stale=stale,
        change=change,
        **await taxonomy_labels.all_labels(draft.taxonomy),
    )


def _shipped(kind: str) -> Theme:
    """The shipped urgent theme of a kind."""
    return next(theme for theme in shipped_taxonomy(URGENT).theme if theme.id == kind)


def _languages(form_data: ThemeForm, own: str) -> list[str]:
    """Languages with content first; after them the reader's language, then the others."""
    had = {code for said in (form_data.titles, form_data.phrases) for code, text in said.items() if text}
    known = dict.fromkeys([own, *CONFIGURATIONS, *sorted(had)])
    return sorted(known, key=lambda code: code not in had)


def _prefilled(query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    language = query.get("language", "")
    language = language if language in CONFIGURATIONS else "en"
    phrases = query.get("phrases", "").replace("\0", "")[:LONGEST_PREFILLED].strip()
    return language, {language: phrases + "\n"} if phrases else {}


def _read_form(form: Form, theme_id: str) -> ThemeForm:
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
    new_theme_page, theme_page, urgent_page, add_theme_page, save_page, save_urgent_page, retire_page, restore_page,
)  # fmt: skip
