"""Of which themes does a text speak, where, and how? By the phrases of a taxonomy, clause by clause. Pure; linear."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from msgspec import Struct

from vocapp.insight.clauses import Sentence, sentences
from vocapp.insight.comment import ThemeFound
from vocapp.insight.matching import Matcher
from vocapp.insight.taxonomy import SHIPPED, shipped, shipped_matcher

Feel = Callable[[str], float]
"""How a piece of text speaks, −1 … 1."""
LONGEST: Final = 20_000  # characters that are read


class Mention(Struct, frozen=True):
    """A theme's words in a text: where they stand, and where the clause does in which they do."""

    theme: str
    span: tuple[int, int]
    clause: tuple[int, int]


def mentions(text: str, language: str, matcher: Matcher) -> list[Mention]:
    """Every mention of a theme, in the order of the text; words of one theme that overlap are one mention."""
    found: list[Mention] = []
    for sentence in sentences(text[:LONGEST], language):
        past: dict[str, int] = {}
        for hit in matcher.find(sentence.words):
            if hit.first >= past.get(hit.name, 0):
                past[hit.name] = hit.last
                found.append(_mention(hit.name, hit.first, hit.last, sentence))
    return found


def _mention(theme: str, first: int, last: int, sentence: Sentence) -> Mention:
    start, end = sentence.clause_of(first)[0], sentence.clause_of(last - 1)[1]
    words = sentence.words
    return Mention(theme, (words[first].first, words[last - 1].last), (words[start].first, words[end - 1].last))


def themes_found(text: str, found: Iterable[Mention], feel: Feel) -> tuple[ThemeFound, ...]:
    """One theme each, with the mean of what its clauses say; the span is that of its first words."""
    spans: dict[str, tuple[int, int]] = {}
    clauses: defaultdict[str, dict[tuple[int, int], None]] = defaultdict(dict)
    for mention in found:
        spans.setdefault(mention.theme, mention.span)
        clauses[mention.theme][mention.clause] = None
    said = cache(lambda clause: feel(text[clause[0] : clause[1]]))
    return tuple(ThemeFound(theme, _mean([said(one) for one in clauses[theme]]), spans[theme]) for theme in spans)


def themes_of(text: str, language: str, feel: Feel, matcher: Matcher | None = None) -> tuple[ThemeFound, ...]:
    """The themes of a text by the shipped taxonomy, or by a matcher of the company's own."""
    if matcher is None:
        if language not in languages():
            return ()
        matcher = shipped_matcher(SHIPPED, language)
    return themes_found(text, mentions(text, language, matcher), feel)


@cache
def languages() -> frozenset[str]:
    """The languages in which the shipped taxonomy has phrases."""
    return frozenset(language for theme in shipped(SHIPPED).theme for language in theme.phrases)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def counts(found: Iterable[Iterable[ThemeFound]]) -> Mapping[str, int]:
    """How many texts speak of each theme."""
    total: defaultdict[str, int] = defaultdict(int)
    for themes in found:
        for theme in {one.theme for one in themes}:
            total[theme] += 1
    return total
