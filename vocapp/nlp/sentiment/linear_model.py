"""Linear sentiment model: log-odds of a text as a sum of weights, so that each word has its share. Pure."""

from collections.abc import Sequence
from functools import cached_property
from operator import mul
from typing import Any, Final

from msgspec import Struct

from vocapp.nlp.sentiment.model_file import unpack_array
from vocapp.nlp.sentiment.sentiment_features import (
    CIRCUMSTANCES,
    INTENT_MEASURES,
    MEASURES,
    SILENCE_MEASURES,
    TextFeatures,
)
from vocapp.nlp.sentiment.term_weights import TermWeights

POLAR_INPUTS: Final = (*MEASURES, *INTENT_MEASURES, *CIRCUMSTANCES)
MUTE_INPUTS: Final = (*POLAR_INPUTS, *SILENCE_MEASURES)
MUTE_SIZE: Final = len(MUTE_INPUTS) + 1


class WeighedText(Struct, frozen=True):
    """`polar`: log-odds of positive against negative, the sum of `base` and `of_words` (one per word).

    `mute`: log-odds of neutral.
    """

    polar: float
    mute: float
    base: float
    of_words: list[float]


class LinearModel(Struct, frozen=True, dict=True):
    """Weights of terms (rarity, polar, mute), and of the other inputs (`POLAR_INPUTS`, `MUTE_INPUTS`, a constant)."""

    stems: tuple[int, ...]
    terms: dict[str, tuple[float, float, float]]
    polar: tuple[float, ...]
    mute: tuple[float, ...]

    @cached_property
    def _by_word(self) -> TermWeights:
        return TermWeights(self.terms)

    def weigh(self, known: Sequence[TextFeatures]) -> list[WeighedText]:
        """Returns the sums of each text, and the share of each word. Two words of one term share its weight."""
        of_terms = self._by_word.of([(one.cut.words, one.stems, one.denied) for one in known])
        return [self._whole(one, *found) for one, found in zip(known, of_terms, strict=True)]

    def _whole(self, known: TextFeatures, of_words: list[float], mute: float) -> WeighedText:
        shared = self._felt(known, of_words)
        base = self._answered(known, shared)
        beside = (*known.valence.measures(), *known.crossed, *known.circumstances, *known.silence, 1.0)
        return WeighedText(base + sum(shared), mute + sum(map(mul, self.mute, beside)), base, shared)

    def _answered(self, known: TextFeatures, shared: list[float]) -> float:
        """Distributes the weights of the question among the words in `shared`; returns what is left."""
        base = self.polar[-1]
        if known.asks == "open":
            return base
        weights = zip(
            CIRCUMSTANCES, self.polar[len(MEASURES) + len(INTENT_MEASURES) : -1], known.circumstances, strict=True
        )
        for name, weight, value in weights:
            if not value:
                continue
            words = _words_concerned(name, len(shared))
            for at in range(words):
                shared[at] += weight * value / words
            base += 0.0 if words else weight * value
        return base

    def _felt(self, known: TextFeatures, of_words: list[float]) -> list[float]:
        """Returns `of_words` with the weight of the valence of each word added."""
        good, bad = known.valence.share(self._measures(known))
        return [
            part + (value * good if value > 0 else -value * bad) if value else part
            for part, value in zip(of_words, known.valence.of_words, strict=True)
        ]

    def _measures(self, known: TextFeatures) -> tuple[float, ...]:
        """Returns the weights of the measures, adjusted to the intent of the question."""
        at = {"improvement": 5, "praise": 7}.get(known.asks)
        if at is None:
            return self.polar[:5]
        balance, good, bad, good_each, bad_each = self.polar[:5]
        return balance, good + self.polar[at], bad + self.polar[at + 1], good_each, bad_each

    def packed(self) -> dict[str, Any]:
        """Returns plain data."""
        import numpy as np

        rows = np.array(list(self.terms.values()), dtype=np.float32).reshape(-1, 3)
        columns = {name: rows[:, at] for at, name in enumerate(("rarity", "polar", "mute"))}
        around = {"around_polar": list(self.polar), "around_mute": list(self.mute)}
        return {"stems": self.stems, "names": "\n".join(self.terms), **columns, **around}


def _words_concerned(circumstance: str, words: int) -> int:
    """Returns how many of the first words a circumstance is about; 0: none."""
    what = circumstance.partition(": ")[2]
    return words if what in ("none", "everything") else min(words, int(what == "begins with no"))


def unpack_linear_model(data: dict[str, Any]) -> LinearModel:
    """Loads the weights from plain data."""
    names = data["names"].split("\n") if data["names"] else []
    import numpy as np

    # Row by row, so that the three numbers of a term lie side by side in memory.
    rows = np.stack([unpack_array(data[name]) for name in ("rarity", "polar", "mute")], axis=1).tolist()
    terms = {name: (rarity, polar, mute) for name, (rarity, polar, mute) in zip(names, rows, strict=True)}
    return LinearModel(tuple(data["stems"]), terms, tuple(data["around_polar"]), tuple(data["around_mute"]))
