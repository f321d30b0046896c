"""Weights of the terms of texts: looked up word by word, and summed for many texts at once. Pure."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vocapp.nlp.text.ngrams import Term, word_terms

MAX_CACHED_WORDS: Final = 50_000

Weights = tuple[float, float, float]
"""Of a term: its rarity, its weight for positive, and its weight for neutral."""
WordRows = tuple[tuple[int, ...], Mapping[str, int]]
"""Rows of a word alone and of its stems, and the row of it with each next word."""
TextTerms = tuple[Sequence[str], tuple[int, ...], Sequence[Term]]
"""The words of a text, the lengths of its stems, and its negated terms."""
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class TermHits:
    """The terms that have weights: row, text, first word and last word of each, counted over all texts."""

    def __init__(self) -> None:
        self.rows, self.texts, self.first, self.last = list[int](), list[int](), list[int](), list[int]()


class TermWeights:
    """Weights of terms, indexed by their first word."""

    def __init__(self, terms: Mapping[str, Weights]) -> None:
        self._rows = {name: row for row, name in enumerate(terms)}
        self._weights: Floats = np.array([*terms.values()], dtype=np.float64).reshape(-1, 3)
        self._pairs: dict[str, dict[str, int]] = {}
        for name, row in self._rows.items():
            first, space, second = name.partition(" ")
            if space:
                self._pairs.setdefault(first, {})[second] = row
        self._known: dict[tuple[int, ...], dict[str, WordRows]] = {}

    def of(self, texts: Sequence[TextTerms]) -> list[tuple[list[float], float]]:
        """Returns what each word of each text adds to the polarity, and what the text adds to neutral.

        A term of two words is shared by them; the terms of a text are scaled to a vector of length 1.
        """
        found, starts = TermHits(), [0, *accumulate(len(words) for words, _, _ in texts)]
        for number, (spoken, start) in enumerate(zip(texts, starts, strict=False)):
            self._find(spoken, start, found)
            found.texts += [number] * (len(found.rows) - len(found.texts))
        of_words, mute = self._sums(found, starts[-1], len(texts))
        return [(of_words[first:past], silent) for (first, past), silent in zip(pairwise(starts), mute, strict=True)]

    def _find(self, spoken: TextTerms, start: int, found: TermHits) -> None:
        words, stems, denied = spoken
        known = self._known.setdefault(stems, {})
        rows, first, last = found.rows, found.first, found.last
        after: Mapping[str, int] = {}
        for at, word in enumerate(words, start):
            if word in after:
                rows.append(after[word])
                first.append(at - 1)
                last.append(at)
            alone, after = known.get(word) or self._look_up(word, stems, known)
            for row in alone:
                rows.append(row)
                first.append(at)
                last.append(at)
        for name, by, at in denied:
            if name in self._rows:
                rows.append(self._rows[name])
                first.append(start + by)
                last.append(start + at)

    def _look_up(self, word: str, stems: tuple[int, ...], known: dict[str, WordRows]) -> WordRows:
        alone = tuple(self._rows[name] for name in word_terms(word, stems) if name in self._rows)
        found = (alone, self._pairs.get(word, {}))
        if len(known) < MAX_CACHED_WORDS:
            known[word] = found
        return found

    def _sums(self, found: TermHits, words: int, texts: int) -> tuple[list[float], list[float]]:
        rows, of = np.array(found.rows, dtype=np.int64), np.array(found.texts, dtype=np.int64)
        rarity, polar, silent = self._weights[rows].T
        scale = self._lengths(rows, of, rarity, texts)[of]
        half = polar * rarity / scale / 2
        of_words = np.bincount(found.first, half, words) + np.bincount(found.last, half, words)
        mute: list[float] = np.bincount(of, silent * rarity / scale, texts).tolist()
        return of_words.tolist(), mute

    def _lengths(self, rows: Ints, of: Ints, rarity: Floats, texts: int) -> Floats:
        """Length of each text as a vector of its terms with their frequencies."""
        size = len(self._weights) + 1
        terms, place = np.unique(of * size + rows, return_inverse=True)
        times_rarity = np.bincount(place, rarity, len(terms))
        return np.sqrt(np.bincount(terms // size, times_rarity**2, texts))
