"""Valences of the words of a text: each word's own, turned by a negation, raised by a "very". Pure.

The rules are those of VADER (Hutto & Gilbert 2014), as far as they apply word by word. The sum is not squashed, so that
each word keeps its own share.
"""

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.sentiment.lexicon import Lexicon

MODIFIER_REACH: Final = 3  # words before a word that can negate or boost it
NEGATION_FACTOR: Final = -0.74
BEFORE_BUT: Final = 0.5
AFTER_BUT: Final = 1.5
BOOST_DECAY: Final = 0.05  # decay of a boost per word of distance
MIDDLE: Final = 15.0  # scale of a sum: at its square root the measure is 0.7
SIZE: Final = 5


class TextValence(Struct, frozen=True):
    """The valence of each word, 0 for most, and the sums of positive and of negative ones."""

    of_words: list[float]
    good: float
    bad: float

    def measures(self) -> tuple[float, float, float, float, float]:
        """Returns balance, positive, negative (each −1 … 1), and positive and negative per word."""
        words = len(self.of_words) or 1
        return (
            (self.good - self.bad) * squash(self.good - self.bad),
            self.good * squash(self.good),
            self.bad * squash(self.bad),
            self.good / words,
            self.bad / words,
        )

    def share(self, weights: Sequence[float]) -> tuple[float, float]:
        """Returns what one unit of positive, and of negative, adds where the measures have these `weights`."""
        words = len(self.of_words) or 1
        balance = weights[0] * squash(self.good - self.bad)
        good = balance + weights[1] * squash(self.good) + weights[3] / words
        bad = -balance + weights[2] * squash(self.bad) + weights[4] / words
        return good, bad


def squash(total: float) -> float:
    """Returns the factor that keeps a sum within −1 and 1."""
    return 1 / math.sqrt(total * total + MIDDLE)


def score_words(words: Sequence[str], lexicon: Lexicon) -> TextValence:
    """Returns the valences of the words of a text in their context."""
    found = [lexicon.valence(word) for word in words]
    felt = [at for at, value in enumerate(found) if value]
    placed = [(at, _modified_valence(words, at, found, lexicon)) for at in felt]
    last_but = _last_place(words, lexicon.contrasts) if felt else None
    for at, value in placed:
        found[at] = value if last_but is None else value * (BEFORE_BUT if at < last_but else AFTER_BUT)
    good = sum(found[at] for at in felt if found[at] > 0)
    return TextValence(found, good, good - sum(found[at] for at in felt))


def _last_place(words: Sequence[str], wanted: frozenset[str]) -> int | None:
    if wanted.isdisjoint(words):
        return None
    return max(at for at, word in enumerate(words) if word in wanted)


def _modified_valence(words: Sequence[str], at: int, plain: Sequence[float], lexicon: Lexicon) -> float:
    value = plain[at]
    own_denial = turned = lexicon.denies(words[at])
    if own_denial and at + 1 < len(words) and plain[at + 1]:
        return 0.0  # "no problem": the next word carries the valence
    for distance in range(1, min(MODIFIER_REACH, at) + 1):
        before = words[at - distance]
        if before in lexicon.contrasts:
            break
        if before in lexicon.boosts:
            value += math.copysign(1, value) * lexicon.boosts[before] * (1 - BOOST_DECAY * (distance - 1))
        elif not turned and lexicon.denies(before):
            value *= NEGATION_FACTOR
            turned = lexicon.concord
    return value
