"""The page /app/comments/suggestions: themes that may be missing, of which a person judges.

He makes a theme of one, adds it to a theme, or finds it not interesting; the first two lead to the taxonomy's pages.
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
"""A comment's redacted text in pieces, and whether each is a phrase of the suggestion."""


class SuggestionRow(Struct, frozen=True):
    """A suggestion as a row: where its comments are read, where a theme is made of it, and where one is given it."""

    missing: SuggestedTheme
    examples: list[Example]
    comments: str
    new_theme: str
    add_to_theme: str


@get(HERE, opt=CODERS.opt)
async def suggestions_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """What was found for the comments that the address asks for, or that nobody has looked yet."""
    actor = actor_of(request)
    languages = await _languages()
    wanted = parse_suggestion_query(request.query_params, actor, languages)
    known, hidden = await load_run(wanted), await list_dismissed(wanted.language)
    found = None if known is None else known.found
    return staff_page(
        request,
        registry,
        "comments/suggestions.html",
        wanted=wanted,
        kept=known,
        found=found,
        shown={} if found is None else await _shown(actor, wanted, found, hidden),
        hidden=hidden,
        under_way=None if known is None else await load_job_status(SUGGEST, known.id),
        may_decide=actor.role in DECIDERS.roles,
        languages=languages,
        lengths=LENGTHS,
        most=MOST,
        choices=await filter_choices(actor),
        restoring=restore_path,
        **await labels.all_labels(),
    )


@post(f"{HERE}/run", opt=CODERS.opt, status_code=303)
async def run_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Have suggestions looked for, or looked for again."""
    form, actor = await read_form(request), actor_of(request)
    wanted = parse_suggestion_query(_given(form), actor, await _languages())
    await request_suggestions(actor, wanted)
    return redirect_done(request, registry, wanted.path, mark("Suggestions are being looked for. They appear here."))


@get(f"{HERE}/add", opt=DECIDERS.opt)
async def add_to_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The themes, each leading to its page with the phrases of the address added there."""
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
    """Suggest a phrase no more."""
    form = await read_form(request)
    language, phrase, back = _phrase(form["language"], form["phrase"], form["back"])
    await dismiss(actor_of(request), language, phrase)
    undo = restore_path(language, phrase, back)
    return redirect_done(request, registry, back, mark("It will not be suggested again."), undo=undo)


@post(f"{HERE}/restore", opt=DECIDERS.opt, status_code=303)
async def restore_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Suggest a phrase again, which stands in the address of the button."""
    query = request.query_params
    language, phrase, back = _phrase(query.get("language", ""), query.get("phrase", ""), query.get("back", ""))
    await restore(actor_of(request), language, phrase)
    return redirect_done(request, registry, back, mark("It is suggested again."))


def restore_path(language: str, phrase: str, back: str) -> str:
    """The address that a button posts to, for a phrase to be suggested again."""
    return f"{HERE}/restore?{urlencode({'language': language, 'phrase': phrase, 'back': back})}"


async def _shown(
    actor: Actor, wanted: SuggestionQuery, found: SuggestionResult, hidden: Sequence[str]
) -> dict[ReasonKind, list[SuggestionRow]]:
    """What was found, by kind, without what nobody wants to see."""
    left = [one for one in found.suggestions if one.missing.key not in hidden]
    texts = await load_examples(actor, [id_ for one in left for id_ in one.examples])
    rows = [(one.missing, list(_examples(one, texts))) for one in left]
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
    told = {"language": wanted.language, "phrases": "\n".join(missing.phrases)}
    add = urlencode(told | {"back": wanted.path})
    return SuggestionRow(missing, quotes, comments, f"{PATH}/taxonomy/new?{urlencode(told)}", f"{HERE}/add?{add}")


def _search(missing: SuggestedTheme) -> str:
    """What the explorer finds the comments by: any of the phrases."""
    return " or ".join(f'"{phrase}"' if " " in phrase else phrase for phrase in missing.phrases)


def _given(form: Form) -> Mapping[str, str]:
    return {name: form[name] for name in ("language", "days", "line", "survey")}


def _phrase(language: str, phrase: str, back: str) -> tuple[str, str, str]:
    known = language if language in CONFIGURATIONS else next(iter(CONFIGURATIONS))
    return known, phrase[:LONGEST].replace("\0", ""), own_path(back, HERE)


async def _languages() -> list[str]:
    """The languages that are read, the company's first."""
    try:
        first = [language for language in (await company()).languages if language in CONFIGURATIONS]
    except NotPublishedError:
        first = []
    return list(dict.fromkeys([*first, "en", *CONFIGURATIONS]))


ROUTES: Final = (suggestions_page, run_page, add_to_page, dismiss_page, restore_page)
