"""The page /app/comments/suggestions: phrases and topics that may be missing themes.

A person creates a theme from a suggestion, adds it to a theme, or dismisses it. The first two open taxonomy pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from vocapp.catalogue.published import company
from vocapp.catalogue.snapshot import NotPublishedError
from vocapp.comments.full_text_search import CONFIGURATIONS
from vocapp.comments.job_status import load_job_status
from vocapp.comments.pages import labels
from vocapp.comments.pages.comment_list_query import PATH
from vocapp.comments.pages.comments_data import filter_choices
from vocapp.comments.pages.comments_page import CODERS
from vocapp.comments.pages.suggestion_query import HERE, LENGTHS, SuggestionQuery, parse_suggestion_query
from vocapp.comments.themes.dismissed_phrases import LONGEST, dismiss, list_dismissed, restore
from vocapp.comments.themes.suggestion_stage import (
    MOST,
    SUGGEST,
    Suggestion,
    SuggestionResult,
    load_examples,
    load_run,
    request_suggestions,
)
from vocapp.comments.themes.taxonomy_draft import load_draft
from vocapp.comments.themes.theme_tree import branches
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, actor_of, staff
from vocapp.http.request import Form, read_form
from vocapp.nlp.suggestions.suggest import REASON_KINDS, ReasonKind, SuggestedTheme
from vocapp.nlp.text.highlight import mark_phrases
from vocapp.ui.page_response import AnyRequest, own_path, redirect_done, staff_page
from vocapp.ui.reader import mark

DECIDERS: Final = staff(Role.ANALYST)
LONGEST_EXAMPLE: Final = 400
Example = list[tuple[str, bool]]
"""The redacted text of a comment in pieces, each with whether it is a phrase of the suggestion."""


class SuggestionRow(Struct, frozen=True):
    """A suggestion as a row, with the addresses of its comments, of a new theme, and of the choice of a theme."""

    missing: SuggestedTheme
    examples: list[Example]
    comments: str
    new_theme: str
    add_to_theme: str


@get(HERE, opt=CODERS.opt)
async def suggestions_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The stored suggestions for the query of the address."""
    actor = actor_of(request)
    languages = await _languages()
    wanted = parse_suggestion_query(request.query_params, actor, languages)
    run, hidden = await load_run(wanted), await list_dismissed(wanted.language)
    found = None if run is None else run.found
    return staff_page(
        request,
        registry,
        "comments/suggestions.html",
        wanted=wanted,
        run=run,
        found=found,
        shown={} if found is None else await _shown(actor, wanted, found, hidden),
        hidden=hidden,
        search_job=None if run is None else await load_job_status(SUGGEST, run.id),
        may_decide=actor.role in DECIDERS.roles,
        languages=languages,
        lengths=LENGTHS,
        most=MOST,
        choices=await filter_choices(actor),
        restore_path=restore_path,
        **await labels.all_labels(),
    )


@post(f"{HERE}/run", opt=CODERS.opt, status_code=303)
async def run_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Enqueues a search for suggestions."""
    form, actor = await read_form(request), actor_of(request)
    wanted = parse_suggestion_query(_form_query(form), actor, await _languages())
    await request_suggestions(actor, wanted)
    return redirect_done(request, registry, wanted.path, mark("Searching for suggestions. They will appear here."))


@get(f"{HERE}/add", opt=DECIDERS.opt)
async def add_to_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The choice of a theme. Each link adds the phrases of the address to the form of that theme."""
    query = request.query_params
    language, phrases, back = _phrase(query.get("language", ""), query.get("phrases", ""), query.get("back", ""))
    return staff_page(
        request,
        registry,
        "comments/suggestion_add.html",
        phrases=phrases.splitlines(),
        spoken=language,
        branches=branches((await load_draft()).taxonomy),
        query=urlencode({"language": language, "phrases": phrases}),
        back=back,
        **await labels.all_labels(),
    )


@post(f"{HERE}/dismiss", opt=DECIDERS.opt, status_code=303)
async def dismiss_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Dismisses a phrase: it is not suggested again."""
    form = await read_form(request)
    language, phrase, back = _phrase(form["language"], form["phrase"], form["back"])
    await dismiss(actor_of(request), language, phrase)
    undo = restore_path(language, phrase, back)
    return redirect_done(request, registry, back, mark("Dismissed. It will not be suggested again."), undo=undo)


@post(f"{HERE}/restore", opt=DECIDERS.opt, status_code=303)
async def restore_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Restores a dismissed phrase, which is in the query of the address."""
    query = request.query_params
    language, phrase, back = _phrase(query.get("language", ""), query.get("phrase", ""), query.get("back", ""))
    await restore(actor_of(request), language, phrase)
    return redirect_done(request, registry, back, mark("Restored. It can be suggested again."))


def restore_path(language: str, phrase: str, back: str) -> str:
    """The address that restores a dismissed phrase."""
    return f"{HERE}/restore?{urlencode({'language': language, 'phrase': phrase, 'back': back})}"


async def _shown(
    actor: Actor, wanted: SuggestionQuery, found: SuggestionResult, hidden: Sequence[str]
) -> dict[ReasonKind, list[SuggestionRow]]:
    """Rows by kind, without dismissed phrases."""
    remaining = [one for one in found.suggestions if one.missing.key not in hidden]
    texts = await load_examples(actor, [id_ for one in remaining for id_ in one.examples])
    rows = [(one.missing, list(_examples(one, texts))) for one in remaining]
    return {
        kind: [_row(wanted, one, quotes) for one, quotes in rows if one.reasons[0].kind == kind]
        for kind in REASON_KINDS
    }


def _examples(one: Suggestion, texts: Mapping[UUID, str]) -> Iterator[Example]:
    """The examples that the reader may see, none longer than LONGEST_EXAMPLE."""
    for text in (texts[id_] for id_ in one.examples if id_ in texts):
        short = text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE].rsplit(None, 1)[0]} …"
        yield list(mark_phrases(short, one.missing.phrases))


def _row(wanted: SuggestionQuery, missing: SuggestedTheme, quotes: list[Example]) -> SuggestionRow:
    given = {name: value for name, value in wanted.query.items() if name != "days"}
    comments = f"{PATH}?{urlencode({'q': _search(missing), **given})}"
    phrases = {"language": wanted.language, "phrases": "\n".join(missing.phrases)}
    add = urlencode(phrases | {"back": wanted.path})
    return SuggestionRow(missing, quotes, comments, f"{PATH}/taxonomy/new?{urlencode(phrases)}", f"{HERE}/add?{add}")


def _search(missing: SuggestedTheme) -> str:
    """The search of the comment list that finds any of the phrases."""
    return " or ".join(f'"{phrase}"' if " " in phrase else phrase for phrase in missing.phrases)


def _form_query(form: Form) -> Mapping[str, str]:
    return {name: form[name] for name in ("language", "days", "line", "survey")}


def _phrase(language: str, phrase: str, back: str) -> tuple[str, str, str]:
    known = language if language in CONFIGURATIONS else next(iter(CONFIGURATIONS))
    return known, phrase[:LONGEST].replace("\0", ""), own_path(back, HERE)


async def _languages() -> list[str]:
    """Supported languages, the company's first."""
    try:
        first = [language for language in (await company()).languages if language in CONFIGURATIONS]
    except NotPublishedError:
        first = []
    return list(dict.fromkeys([*first, "en", *CONFIGURATIONS]))


ROUTES: Final = (suggestions_page, run_page, add_to_page, dismiss_page, restore_page)
