"""What would a changed taxonomy find? Comments are searched by two of them, in a process of its own.

Run by `tried`, as ``python -m vocapp.nlp.themes.preview_worker``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct

from vocapp.nlp.one_off_worker import answer_of, asked
from vocapp.nlp.text.sentences import LONGEST
from vocapp.nlp.themes.phrase_finder import Finder
from vocapp.nlp.themes.taxonomy import Taxonomy
from vocapp.nlp.urgency.detect_urgency import PREFIX, taken_back
from vocapp.nlp.worker import send

SECONDS: Final = 60.0
EXAMPLES: Final = 12
MOST_OF_A_KIND: Final = 6
Spans = tuple[tuple[int, int], ...]
Fate = Literal["gained", "lost", "kept"]
FATES: Final[tuple[Fate, ...]] = ("gained", "lost", "kept")


class Sought(Struct, frozen=True):
    """A comment to search: in a language that is known, of a line of business where that is known."""

    text: str
    language: str
    line: str | None = None


class Try(Struct, frozen=True, tag=True):
    """Search by both. `theme`: as "cx/…" or "urgent/…", of which examples are wanted."""

    comments: list[Sought]
    before: Taxonomy
    after: Taxonomy
    theme: str | None = None


class Tally(Struct, frozen=True):
    """In how many comments a theme is found; `gained` only by the second, `lost` only by the first."""

    theme: str
    before: int
    after: int
    gained: int
    lost: int


class Example(Struct, frozen=True):
    """The comment of a number, counted from 0, and where the words of the theme stand in it."""

    comment: int
    fate: Fate
    spans: Spans


class Tried(Struct, frozen=True):
    """Of `comments`, the themes whose number is not the same, or the one that was asked for; the largest first."""

    comments: int
    tallies: list[Tally]
    examples: list[Example]


def searched(ask: Try) -> Tried:
    """What both find."""
    first, second = Finder(ask.before), Finder(ask.after)
    found = [(found_by(first, one), found_by(second, one)) for one in ask.comments]
    tallies = {theme: _tally(theme, found) for theme in {name for pair in found for one in pair for name in one}}
    if ask.theme is not None:
        wanted = tallies.get(ask.theme, Tally(ask.theme, 0, 0, 0, 0))
        return Tried(len(found), [wanted], _examples(ask.theme, found))
    told = (tally for tally in tallies.values() if tally.gained or tally.lost)
    return Tried(len(found), sorted(told, key=lambda one: (-one.gained - one.lost, one.theme)), [])


def found_by(finder: Finder, comment: Sought) -> dict[str, Spans]:
    """Each theme of a comment, and where its words stand."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for sentence, hits in finder.hits(comment.text[:LONGEST], comment.language, comment.line):
        for hit in hits:
            if not (hit.name.startswith(PREFIX) and taken_back(hit, sentence)):
                found[hit.name].append((sentence.words[hit.first].first, sentence.words[hit.last - 1].last))
    return {theme: tuple(spans) for theme, spans in found.items()}


Pair = tuple[dict[str, Spans], dict[str, Spans]]


def _tally(theme: str, found: Iterable[Pair]) -> Tally:
    seen = Counter((theme in before, theme in after) for before, after in found)
    both, lost, gained = seen[True, True], seen[True, False], seen[False, True]
    return Tally(theme, both + lost, both + gained, gained, lost)


def _examples(theme: str, found: Sequence[Pair]) -> list[Example]:
    """What is new first, then what is gone, then what stays: no more than fit, of each some."""
    of_fate: dict[Fate, list[Example]] = {fate: [] for fate in FATES}
    for number, (before, after) in enumerate(found):
        spans = after.get(theme) or before.get(theme)
        if spans:
            fate: Fate = "lost" if theme not in after else "kept" if theme in before else "gained"
            of_fate[fate].append(Example(number, fate, spans))
    chosen = [example for fate in FATES for example in of_fate[fate][:MOST_OF_A_KIND]]
    return chosen[:EXAMPLES]


def tried(ask: Try, seconds: float = SECONDS) -> Tried:
    """What a process of its own finds; blocks. EndedError where it dies, or takes longer than `seconds`."""
    return msgspec.msgpack.decode(answer_of("vocapp.nlp.themes.preview_worker", ask, seconds), type=Tried)


def main() -> None:
    """Search once."""
    body, outgoing = asked()
    if body is not None:
        send(outgoing, searched(msgspec.msgpack.decode(body, type=Try)))


if __name__ == "__main__":
    main()
