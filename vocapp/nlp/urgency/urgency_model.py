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

from vocapp.nlp.sentiment.model_file import content_digest, pack_model, unpack_array, unpack_model
from vocapp.nlp.text.ngrams import word_terms

URGENT_KINDS: Final = ("harm", "safety", "discrimination", "legal", "data", "cancelling")
STEMS: Final = (4, 5, 6)
URGENCY_LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl")
ALSO_WITHIN: Final = 1.0  # how far below the likeliest kind (in log-odds) another one is told too
MAX_CACHED_WORDS: Final = 50_000

WordTerms = tuple[float, Mapping[str, float]]
"""What a word weighs with its stems, and what it weighs with each next one."""


def sentence_terms(words: Sequence[str]) -> list[str]:
    """What a sentence is weighed by: its words, their beginnings and its pairs of neighbours."""
    alone = [name for word in words for name in word_terms(word, STEMS)]
    return [*alone, *(f"{word} {after}" for word, after in pairwise(words))]


class WordMaximum(dict[str, float]):
    """The most that each word can add, whatever follows it."""

    def __init__(self, weights: Mapping[str, float], pairs: Mapping[str, Mapping[str, float]]) -> None:
        super().__init__()
        self._weights, self._pairs = weights, pairs

    def __missing__(self, word: str) -> float:
        """Of a word that was not looked up before."""
        best = max(self._pairs.get(word, {}).values(), default=0.0)
        found = sum(self._weights.get(name, 0.0) for name in word_terms(word, STEMS)) + max(0.0, best)
        if len(self) < MAX_CACHED_WORDS:
            self[word] = found
        return found


class UrgencyModel(Struct, frozen=True):
    """Weights of terms: how urgent (with the constant `base`; above 0 it is), and of which kind, where it is."""

    base: float
    weights: dict[str, float]
    kinds_base: tuple[float, ...]
    kinds: dict[str, tuple[float, ...]]
    pairs: dict[str, dict[str, float]]
    known: dict[str, WordTerms]  # what was looked up before
    most: "WordMaximum"

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
        """As the content of a file."""
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
    """The model of these weights, filed by the first words of pairs."""
    pairs: dict[str, dict[str, float]] = {}
    for name, weight in weights.items():
        first, space, second = name.partition(" ")
        if space:
            pairs.setdefault(first, {})[second] = weight
    return UrgencyModel(base, weights, tuple(kinds_base), kinds, pairs, {}, WordMaximum(weights, pairs))


def load_urgency_model(content: bytes) -> UrgencyModel:
    """The model in the content of a file. ModelError where it is not one."""
    data: dict[str, Any] = unpack_model(content)
    names = data["names"].split("\n")
    kinds = unpack_array(data["kinds"]).reshape(-1, len(URGENT_KINDS)).tolist()
    weights = dict(zip(names, unpack_array(data["urgent"]).tolist(), strict=True))
    return build_urgency_model(
        data["base"], weights, data["kinds_base"], dict(zip(names, map(tuple, kinds), strict=True))
    )


def urgency_model_content(language: str) -> bytes:
    """The file of a language of `LANGUAGES`."""
    return files("vocapp.nlp").joinpath("data", "models", f"urgent_{language}.model").read_bytes()


@cache
def urgency_version() -> str:
    """What stands for the weights of all languages."""
    return content_digest(b"".join(map(urgency_model_content, URGENCY_LANGUAGES)))


@cache
def shipped_urgency_model(language: str) -> UrgencyModel | None:
    """The model that comes with the product; None for a language without one."""
    return load_urgency_model(urgency_model_content(language)) if language in URGENCY_LANGUAGES else None
