"""Themes of a text by the phrases of a taxonomy, and the sentiment of each, clause by clause. Pure; linear."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Final

from msgspec import Struct

from vocapp.nlp.text.phrase_matcher import PhraseHit
from vocapp.nlp.text.sentences import MAX_CHARACTERS, Sentence
from vocapp.nlp.themes.phrase_finder import ThemeFinder, shipped_finder
from vocapp.nlp.themes.taxonomy import CX, shipped_taxonomy
from vocapp.nlp.types import DetectedTheme, WordWeight

PREFIX: Final = f"{CX}/"
SpanSentiment = Callable[[tuple[int, int]], float]
"""Sentiment of a span of the text, −1 … 1."""


class ThemeMention(Struct, frozen=True, gc=False):
    """A mention of a theme: the span of its words, and the span of their clause."""

    theme: str
    span: tuple[int, int]
    clause: tuple[int, int]


def find_mentions(
    text: str, language: str, finder: ThemeFinder | None = None, line: str | None = None
) -> list[ThemeMention]:
    """Finds every mention of a theme, in the order of the text; overlapping words of one theme are one mention.

    Without a finder, of the shipped themes. `line`: the line of business, where it is known.
    """
    found = (finder or shipped_finder()).hits(text[:MAX_CHARACTERS], language, line)
    return [one for sentence, hits in found for one in _sentence_mentions(sentence, hits)]


def _sentence_mentions(sentence: Sentence, hits: Sequence[PhraseHit]) -> Iterator[ThemeMention]:
    past: dict[str, int] = {}
    for hit in hits:
        if hit.first >= past.get(hit.name, 0) and hit.name.startswith(PREFIX):
            past[hit.name] = hit.last
            yield _mention(hit.name[len(PREFIX) :], hit.first, hit.last, sentence)


def _mention(theme: str, first: int, last: int, sentence: Sentence) -> ThemeMention:
    start, end = sentence.clause_of(first)[0], sentence.clause_of(last - 1)[1]
    words = sentence.words
    return ThemeMention(theme, (words[first].first, words[last - 1].last), (words[start].first, words[end - 1].last))


def summarize_mentions(found: Iterable[ThemeMention], feel: SpanSentiment) -> tuple[DetectedTheme, ...]:
    """Returns each theme once, with the mean sentiment of its clauses and the span of its first mention."""
    spans: dict[str, tuple[int, int]] = {}
    clauses: defaultdict[str, dict[tuple[int, int], None]] = defaultdict(dict)
    for mention in found:
        spans.setdefault(mention.theme, mention.span)
        clauses[mention.theme][mention.clause] = None
    sentiments = {clause: feel(clause) for clause in {one for of_theme in clauses.values() for one in of_theme}}
    return tuple(
        DetectedTheme(theme, _mean([sentiments[one] for one in clauses[theme]]), spans[theme]) for theme in spans
    )


def detect_themes(
    text: str, language: str, feel: SpanSentiment, finder: ThemeFinder | None = None, line: str | None = None
) -> tuple[DetectedTheme, ...]:
    """Returns the themes of a text, by the shipped taxonomy or by the finder of another one."""
    return summarize_mentions(find_mentions(text, language, finder, line), feel)


def span_sentiment(text: str, evidence: Sequence[WordWeight]) -> SpanSentiment:
    """Returns the sentiment of spans by the weights of their words, which come in the order of the text.

    A weight is a share of the whole text. In a shorter span it counts for more, by the square root of the ratio of
    lengths.
    """

    starts = [one.span[0] for one in evidence]
    sums = [0.0, *accumulate(one.weight for one in evidence)]

    def feel(span: tuple[int, int]) -> float:
        first, last = span
        total = sums[bisect_left(starts, last)] - sums[bisect_left(starts, first)]
        return math.tanh(total * math.sqrt(len(text) / max(last - first, 1)) / 2)

    return feel


@cache
def theme_languages() -> frozenset[str]:
    """Returns the languages in which the shipped taxonomy has phrases."""
    return frozenset(language for theme in shipped_taxonomy(CX).theme for language in theme.phrases)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def count_themes(found: Iterable[Iterable[DetectedTheme]]) -> Mapping[str, int]:
    """Returns how many texts mention each theme."""
    total: defaultdict[str, int] = defaultdict(int)
    for themes in found:
        for theme in {one.theme for one in themes}:
            total[theme] += 1
    return total
