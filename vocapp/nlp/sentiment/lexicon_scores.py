"""What do the words say by themselves? Each with its own feeling, turned by a "not", raised by a "very". Pure.

The rules are those of VADER (Hutto & Gilbert 2014) as far as they can be told apart word by word: no squashing of the
whole, so that every word keeps its own part.
"""

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.nlp.sentiment.lexicon import Lexicon

MODIFIER_REACH: Final = 3  # words before, that turn or raise
NEGATION_FACTOR: Final = -0.74
BEFORE_BUT: Final = 0.5
AFTER_BUT: Final = 1.5
BOOST_DECAY: Final = 0.05  # of a boost, per word of distance
MIDDLE: Final = 15.0  # how much feeling is a lot: half of the way to 1 is near its root
SIZE: Final = 5


class TextValence(Struct, frozen=True):
    """The feeling of each word, 0 for most, and the sums from which the whole is judged."""

    of_words: list[float]
    good: float
    bad: float

    def measures(self) -> tuple[float, float, float, float, float]:
        """Of the whole: balance, good, bad (each −1 … 1), and good and bad per word."""
        words = len(self.of_words) or 1
        return (
            (self.good - self.bad) * squash(self.good - self.bad),
            self.good * squash(self.good),
            self.bad * squash(self.bad),
            self.good / words,
            self.bad / words,
        )

    def share(self, weights: Sequence[float]) -> tuple[float, float]:
        """What one unit of good, and of bad, adds where the measures have these `weights`."""
        words = len(self.of_words) or 1
        balance = weights[0] * squash(self.good - self.bad)
        good = balance + weights[1] * squash(self.good) + weights[3] / words
        bad = -balance + weights[2] * squash(self.bad) + weights[4] / words
        return good, bad


def squash(total: float) -> float:
    """The factor that keeps a sum within −1 and 1."""
    return 1 / math.sqrt(total * total + MIDDLE)


def score_words(words: Sequence[str], feeling: Lexicon) -> TextValence:
    """What each of the words of a text says, where it stands."""
    found = [feeling.valence(word) for word in words]
    felt = [at for at, value in enumerate(found) if value]
    placed = [(at, _modified_valence(words, at, found, feeling)) for at in felt]
    last_but = _last_place(words, feeling.contrasts) if felt else None
    for at, value in placed:
        found[at] = value if last_but is None else value * (BEFORE_BUT if at < last_but else AFTER_BUT)
    good = sum(found[at] for at in felt if found[at] > 0)
    return TextValence(found, good, good - sum(found[at] for at in felt))


def _last_place(words: Sequence[str], wanted: frozenset[str]) -> int | None:
    if wanted.isdisjoint(words):
        return None
    return max(at for at, word in enumerate(words) if word in wanted)


def _modified_valence(words: Sequence[str], at: int, plain: Sequence[float], feeling: Lexicon) -> float:
    value = plain[at]
    own_denial = turned = feeling.denies(words[at])
    if own_denial and at + 1 < len(words) and plain[at + 1]:
        return 0.0  # "no problem": what it turns says it
    for distance in range(1, min(MODIFIER_REACH, at) + 1):
        before = words[at - distance]
        if before in feeling.contrasts:
            break
        if before in feeling.boosts:
            value += math.copysign(1, value) * feeling.boosts[before] * (1 - BOOST_DECAY * (distance - 1))
        elif not turned and feeling.denies(before):
            value *= NEGATION_FACTOR
            turned = feeling.concord
    return value
