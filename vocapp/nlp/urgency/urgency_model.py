"""Urgency of a sentence by all of its words: a sum of weights. Pure.

It was learned from sentences of our own beside ordinary comments, and finds what phrases do not foresee; phrases come
first.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt
from typing import Any, Final

import numpy as np
from msgspec import Struct

from vocapp.nlp.sentiment.model_file import content_digest, pack_model, unpack_array, unpack_model
from vocapp.nlp.text.ngrams import word_terms

URGENT_KINDS: Final = ("harm", "safety", "discrimination", "legal", "data", "cancelling")
STEMS: Final = (4, 5, 6)
URGENCY_LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl")
ALSO_WITHIN: Final = 1.0  # log-odds below the most probable kind within which another one is returned, too
MAX_CACHED_WORDS: Final = 50_000

WordTerms = tuple[float, Mapping[str, float]]
"""Weight of a word with its stems, and its weights with each next word."""


def sentence_terms(words: Sequence[str]) -> list[str]:
    """Returns the terms of a sentence: its words, their beginnings and pairs of neighbours."""
    alone = [name for word in words for name in word_terms(word, STEMS)]
    return [*alone, *(f"{word} {after}" for word, after in pairwise(words))]


class WordMaximum(dict[str, float]):
    """The most that each word can add, whatever word follows."""

    def __init__(self, weights: Mapping[str, float], pairs: Mapping[str, Mapping[str, float]]) -> None:
        super().__init__()
        self._weights, self._pairs = weights, pairs

    def __missing__(self, word: str) -> float:
        """Computes the value of a new word."""
        best = max(self._pairs.get(word, {}).values(), default=0.0)
        found = sum(self._weights.get(name, 0.0) for name in word_terms(word, STEMS)) + max(0.0, best)
        if len(self) < MAX_CACHED_WORDS:
            self[word] = found
        return found


class UrgencyModel(Struct, frozen=True):
    """Weights of terms: for urgency (with the constant `base`; urgent above 0), and for each kind."""

    base: float
    weights: dict[str, float]
    kinds_base: tuple[float, ...]
    kinds: dict[str, tuple[float, ...]]
    pairs: dict[str, dict[str, float]]
    known: dict[str, WordTerms]  # cache of looked-up words
    most: "WordMaximum"

    def is_urgent(self, words: Sequence[str]) -> bool:
        """Whether a sentence is urgent; most are not, which an upper bound shows without their pairs of words."""
        most = sum(map(self.most.__getitem__, words))
        return self.base + most / sqrt(len(words) or 1) > 0 and self.score(words) > 0

    def score(self, words: Sequence[str]) -> float:
        """Returns the log-odds of urgency; the length of a sentence does not raise them."""
        total, known = 0.0, self.known
        after: Mapping[str, float] = {}
        for word in words:
            if word in after:
                total += after[word]
            alone, after = known.get(word) or self._look_up(word)
            total += alone
        return self.base + total / sqrt(len(words) or 1)

    def kinds_of(self, words: Sequence[str]) -> list[str]:
        """Returns the most probable kind, and those that are nearly as probable."""
        sums = list(self.kinds_base)
        for name in sentence_terms(words):
            sums = [total + more for total, more in zip(sums, self.kinds.get(name, ()), strict=False)] or sums
        top = max(sums)
        return [kind for kind, total in zip(URGENT_KINDS, sums, strict=True) if total >= top - ALSO_WITHIN]

    def _look_up(self, word: str) -> WordTerms:
        found = (sum(self.weights.get(name, 0.0) for name in word_terms(word, STEMS)), self.pairs.get(word, {}))
        if len(self.known) < MAX_CACHED_WORDS:
            self.known[word] = found
        return found

    def packed(self) -> bytes:
        """Returns the content of a file."""
        names = sorted(self.weights.keys() | self.kinds.keys())
        none = (0.0,) * len(URGENT_KINDS)
        return pack_model(
            {
                "names": "\n".join(names),
                "base": self.base,
                "kinds_base": list(self.kinds_base),
                "urgent": np.array([self.weights.get(name, 0.0) for name in names]),
                "kinds": np.array([self.kinds.get(name, none) for name in names]),
            }
        )


def build_urgency_model(
    base: float, weights: dict[str, float], kinds_base: Sequence[float], kinds: dict[str, tuple[float, ...]]
) -> UrgencyModel:
    """Returns the model of these weights; pairs are indexed by their first word."""
    pairs: dict[str, dict[str, float]] = {}
    for name, weight in weights.items():
        first, space, second = name.partition(" ")
        if space:
            pairs.setdefault(first, {})[second] = weight
    return UrgencyModel(base, weights, tuple(kinds_base), kinds, pairs, {}, WordMaximum(weights, pairs))


def load_urgency_model(content: bytes) -> UrgencyModel:
    """Loads a model from the content of a file. ModelError where it is not one."""
    data: dict[str, Any] = unpack_model(content)
    names = data["names"].split("\n")
    kinds = unpack_array(data["kinds"]).reshape(-1, len(URGENT_KINDS)).tolist()
    weights = dict(zip(names, unpack_array(data["urgent"]).tolist(), strict=True))
    return build_urgency_model(
        data["base"], weights, data["kinds_base"], dict(zip(names, map(tuple, kinds), strict=True))
    )


def urgency_model_content(language: str) -> bytes:
    """Returns the file of a language of `URGENCY_LANGUAGES`."""
    return files("vocapp.nlp").joinpath("data", "models", f"urgent_{language}.model").read_bytes()


@cache
def urgency_version() -> str:
    """Returns a digest of the weights of all languages."""
    return content_digest(b"".join(map(urgency_model_content, URGENCY_LANGUAGES)))


@cache
def shipped_urgency_model(language: str) -> UrgencyModel | None:
    """Returns the shipped model; None for a language without one."""
    return load_urgency_model(urgency_model_content(language)) if language in URGENCY_LANGUAGES else None
