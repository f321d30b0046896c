"""Preview of a changed taxonomy: comments are searched with the old and the new one, in a process of its own.

Run by `preview_in_process`, as ``python -m vocapp.nlp.themes.preview_worker``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct

from vocapp.nlp.text.sentences import MAX_CHARACTERS
from vocapp.nlp.themes.phrase_finder import ThemeFinder
from vocapp.nlp.themes.taxonomy import Taxonomy
from vocapp.nlp.urgency.detect_urgency import PREFIX, is_negated
from vocapp.processes.worker_main import serve_requests
from vocapp.processes.worker_process import run_once

PREVIEW_SECONDS: Final = 60.0
MAX_EXAMPLES: Final = 12
MAX_EXAMPLES_EACH: Final = 6
Spans = tuple[tuple[int, int], ...]
MatchChange = Literal["gained", "lost", "kept"]
MATCH_CHANGES: Final[tuple[MatchChange, ...]] = ("gained", "lost", "kept")


class PreviewComment(Struct, frozen=True):
    """A comment to search: its language, and its line of business where that is known."""

    text: str
    language: str
    line: str | None = None


class PreviewRequest(Struct, frozen=True, tag=True):
    """Comments, and the taxonomies to search them with. `theme`: "cx/…" or "urgent/…" for examples of one theme."""

    comments: list[PreviewComment]
    before: Taxonomy
    after: Taxonomy
    theme: str | None = None


class ThemeTally(Struct, frozen=True):
    """The number of comments with a theme; `gained` only by the second taxonomy, `lost` only by the first."""

    theme: str
    before: int
    after: int
    gained: int
    lost: int


class PreviewMatch(Struct, frozen=True):
    """A comment by its number, counted from 0, and where the words of the theme stand in it."""

    comment: int
    fate: MatchChange
    spans: Spans


class PreviewResult(Struct, frozen=True):
    """Of `comments`, the themes whose number changes, or the requested one; the largest change first."""

    comments: int
    tallies: list[ThemeTally]
    examples: list[PreviewMatch]


def preview_taxonomy(request: PreviewRequest) -> PreviewResult:
    """Searches the comments with both taxonomies."""
    first, second = ThemeFinder(request.before), ThemeFinder(request.after)
    found = [(find_themes(first, one), find_themes(second, one)) for one in request.comments]
    tallies = {theme: _tally(theme, found) for theme in {name for pair in found for one in pair for name in one}}
    if request.theme is not None:
        wanted = tallies.get(request.theme, ThemeTally(request.theme, 0, 0, 0, 0))
        return PreviewResult(len(found), [wanted], _examples(request.theme, found))
    changed = (tally for tally in tallies.values() if tally.gained or tally.lost)
    return PreviewResult(len(found), sorted(changed, key=lambda one: (-one.gained - one.lost, one.theme)), [])


def find_themes(finder: ThemeFinder, comment: PreviewComment) -> dict[str, Spans]:
    """Returns each theme of a comment, with the spans of its words."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for sentence, hits in finder.hits(comment.text[:MAX_CHARACTERS], comment.language, comment.line):
        for hit in hits:
            if not (hit.name.startswith(PREFIX) and is_negated(hit, sentence)):
                found[hit.name].append((sentence.words[hit.first].first, sentence.words[hit.last - 1].last))
    return {theme: tuple(spans) for theme, spans in found.items()}


Pair = tuple[dict[str, Spans], dict[str, Spans]]


def _tally(theme: str, found: Iterable[Pair]) -> ThemeTally:
    seen = Counter((theme in before, theme in after) for before, after in found)
    both, lost, gained = seen[True, True], seen[True, False], seen[False, True]
    return ThemeTally(theme, both + lost, both + gained, gained, lost)


def _examples(theme: str, found: Sequence[Pair]) -> list[PreviewMatch]:
    """New matches first, then lost ones, then unchanged ones; some of each."""
    of_fate: dict[MatchChange, list[PreviewMatch]] = {fate: [] for fate in MATCH_CHANGES}
    for number, (before, after) in enumerate(found):
        spans = after.get(theme) or before.get(theme)
        if spans:
            fate: MatchChange = "lost" if theme not in after else "kept" if theme in before else "gained"
            of_fate[fate].append(PreviewMatch(number, fate, spans))
    chosen = [example for fate in MATCH_CHANGES for example in of_fate[fate][:MAX_EXAMPLES_EACH]]
    return chosen[:MAX_EXAMPLES]


def preview_in_process(request: PreviewRequest, seconds: float = PREVIEW_SECONDS) -> PreviewResult:
    """Runs a preview in a process of its own; blocks. ProcessEndedError where it dies or needs more than `seconds`."""
    body = run_once("vocapp.nlp.themes.preview_worker", msgspec.msgpack.encode(request), seconds)
    return msgspec.msgpack.decode(body, type=PreviewResult)


def answer(body: bytes) -> bytes:
    """The preview for one encoded request."""
    return msgspec.msgpack.encode(preview_taxonomy(msgspec.msgpack.decode(body, type=PreviewRequest)))


if __name__ == "__main__":
    serve_requests(answer, nice=10)
