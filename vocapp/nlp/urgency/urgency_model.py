"""Do the words of a sentence, taken together, tell of something urgent that no phrase has? A sum of weights. Pure.

Learned from sentences of our own beside what customers wrote otherwise; phrases come first, and this finds what they
do not foresee.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt
from typing import Any, Final

import numpy as np
from msgspec import Struct

from vocapp.nlp.sentiment.model_file import digest, numbers, packed, unpacked
from vocapp.nlp.text.ngrams import of_word

KINDS: Final = ("harm", "safety", "discrimination", "legal", "data", "cancelling")
STEMS: Final = (4, 5, 6)
LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl")
ALSO: Final = 1.0  # how far below the likeliest kind (in log-odds) another one is told too
MOST_KNOWN: Final = 50_000

Known = tuple[float, Mapping[str, float]]
"""What a word weighs with its stems, and what it weighs with each next one."""


def terms(words: Sequence[str]) -> list[str]:
    """What a sentence is weighed by: its words, their beginnings and its pairs of neighbours."""
    alone = [name for word in words for name in of_word(word, STEMS)]
    return [*alone, *(f"{word} {after}" for word, after in pairwise(words))]


class Most(dict[str, float]):
    """The most that each word can add, whatever follows it."""

    def __init__(self, weights: Mapping[str, float], pairs: Mapping[str, Mapping[str, float]]) -> None:
        super().__init__()
        self._weights, self._pairs = weights, pairs

    def __missing__(self, word: str) -> float:
        """Of a word that was not looked up before."""
        best = max(self._pairs.get(word, {}).values(), default=0.0)
        found = sum(self._weights.get(name, 0.0) for name in of_word(word, STEMS)) + max(0.0, best)
        if len(self) < MOST_KNOWN:
            self[word] = found
        return found


class UrgentModel(Struct, frozen=True):
    """Weights of terms: how urgent (with the constant `base`; above 0 it is), and of which kind, where it is."""

    base: float
    weights: dict[str, float]
    kinds_base: tuple[float, ...]
    kinds: dict[str, tuple[float, ...]]
    pairs: dict[str, dict[str, float]]
    known: dict[str, Known]  # what was looked up before
    most: "Most"

    def is_urgent(self, words: Sequence[str]) -> bool:
        """Whether a sentence is told; most are not, whatever their pairs of words."""
        most = sum(map(self.most.__getitem__, words))
        return self.base + most / sqrt(len(words) or 1) > 0 and self.score(words) > 0

    def score(self, words: Sequence[str]) -> float:
        """How urgent a sentence is, in log-odds past what is told; a long one is not more so for its length."""
        total, known = 0.0, self.known
        after: Mapping[str, float] = {}
        for word in words:
            if word in after:
                total += after[word]
            alone, after = known.get(word) or self._look_up(word)
            total += alone
        return self.base + total / sqrt(len(words) or 1)

    def kinds_of(self, words: Sequence[str]) -> list[str]:
        """Of which kinds it is; the likeliest, and those that are nearly as likely."""
        sums = list(self.kinds_base)
        for name in terms(words):
            sums = [total + more for total, more in zip(sums, self.kinds.get(name, ()), strict=False)] or sums
        top = max(sums)
        return [kind for kind, total in zip(KINDS, sums, strict=True) if total >= top - ALSO]

    def _look_up(self, word: str) -> Known:
        found = (sum(self.weights.get(name, 0.0) for name in of_word(word, STEMS)), self.pairs.get(word, {}))
        if len(self.known) < MOST_KNOWN:
            self.known[word] = found
        return found

    def packed(self) -> bytes:
        """As the content of a file."""
        names = sorted(self.weights.keys() | self.kinds.keys())
        none = (0.0,) * len(KINDS)
        return packed(
            {
                "names": "\n".join(names),
                "base": self.base,
                "kinds_base": list(self.kinds_base),
                "urgent": np.array([self.weights.get(name, 0.0) for name in names]),
                "kinds": np.array([self.kinds.get(name, none) for name in names]),
            }
        )


def urgent_model(
    base: float, weights: dict[str, float], kinds_base: Sequence[float], kinds: dict[str, tuple[float, ...]]
) -> UrgentModel:
    """The model of these weights, filed by the first words of pairs."""
    pairs: dict[str, dict[str, float]] = {}
    for name, weight in weights.items():
        first, space, second = name.partition(" ")
        if space:
            pairs.setdefault(first, {})[second] = weight
    return UrgentModel(base, weights, tuple(kinds_base), kinds, pairs, {}, Most(weights, pairs))


def model_of(content: bytes) -> UrgentModel:
    """The model in the content of a file. ModelError where it is not one."""
    data: dict[str, Any] = unpacked(content)
    names = data["names"].split("\n")
    kinds = numbers(data["kinds"]).reshape(-1, len(KINDS)).tolist()
    weights = dict(zip(names, numbers(data["urgent"]).tolist(), strict=True))
    return urgent_model(data["base"], weights, data["kinds_base"], dict(zip(names, map(tuple, kinds), strict=True)))


def content(language: str) -> bytes:
    """The file of a language of `LANGUAGES`."""
    return files("vocapp.nlp").joinpath("data", "models", f"urgent_{language}.model").read_bytes()


@cache
def version() -> str:
    """What stands for the weights of all languages."""
    return digest(b"".join(map(content, LANGUAGES)))


@cache
def shipped_urgent(language: str) -> UrgentModel | None:
    """The model that comes with the product; None for a language without one."""
    return model_of(content(language)) if language in LANGUAGES else None
