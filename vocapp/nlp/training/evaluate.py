"""Does one model read better than another? Both read the same comments, of which people said what they say. Pure."""

from collections.abc import Sequence
from math import comb
from typing import Final, Literal

from msgspec import Struct

from vocapp.metrics.figure import Figure
from vocapp.metrics.wilson import share
from vocapp.nlp.types import Analysis, Label

BINS: Final = 10
SIGNIFICANCE: Final = 0.05
"""How likely chance alone may be to make such a difference, at most, before it counts as one."""
MAX_CALIBRATION_LOSS: Final = 0.05
"""How much worse a better model's probabilities may fit."""

ComparisonVerdict = Literal["better", "worse", "no detectable difference"]


class CalibrationBin(Struct, frozen=True):
    """Comments of whose tone a model was about as sure: how sure on average, and how many of them it read right."""

    sure: float
    right: Figure


class ModelAccuracy(Struct, frozen=True):
    """How a model reads. `right`: of all comments; `found`: of the negative ones; `meant`: of those it calls negative.

    `honest` is how far its probabilities are from how often it is right (expected calibration error, 0 is best); None
    where it gives none. `unread` it refused, or found nothing said in; they count as wrong.
    """

    model: str
    right: Figure | None
    found: Figure | None
    meant: Figure | None
    honest: float | None
    bins: tuple[CalibrationBin, ...]
    unread: int


class ModelComparison(Struct, frozen=True):
    """Two models on the same comments: `gained` are read right by the candidate only, `lost` by the incumbent only.

    `chance`: how likely such a difference is between equals (McNemar's exact test).
    """

    incumbent: ModelAccuracy
    candidate: ModelAccuracy
    comments: int
    gained: int
    lost: int
    chance: float
    verdict: ComparisonVerdict

    @property
    def is_safe(self) -> bool:
        """Whether the candidate may take over without a person looking: it reads better, and knows how well."""
        if self.verdict != "better" or self.candidate.honest is None:
            return False
        return self.candidate.honest <= (self.incumbent.honest or 0.0) + MAX_CALIBRATION_LOSS


def compare_models(
    truth: Sequence[Label], incumbent: Sequence[Analysis], candidate: Sequence[Analysis]
) -> ModelComparison:
    """The comparison; one reading of each model per comment, in the same order."""
    old = [reading.label == label for label, reading in zip(truth, incumbent, strict=True)]
    new = [reading.label == label for label, reading in zip(truth, candidate, strict=True)]
    gained = sum(now and not then for then, now in zip(old, new, strict=True))
    lost = sum(then and not now for then, now in zip(old, new, strict=True))
    chance = _mcnemar(gained, lost)
    verdict: ComparisonVerdict = "no detectable difference"
    if chance < SIGNIFICANCE:
        verdict = "better" if gained > lost else "worse"
    return ModelComparison(
        measure_accuracy(truth, incumbent),
        measure_accuracy(truth, candidate),
        len(truth),
        gained,
        lost,
        chance,
        verdict,
    )


def measure_accuracy(truth: Sequence[Label], readings: Sequence[Analysis]) -> ModelAccuracy:
    """How well the readings of one model say what people say."""
    pairs = list(zip(truth, readings, strict=True))
    negative = [reading.label == "negative" for label, reading in pairs if label == "negative"]
    called = [label == "negative" for label, reading in pairs if reading.label == "negative"]
    sure = [(r.probability, r.label == label) for label, r in pairs if r.probability is not None]
    bins = _bins(sure)
    return ModelAccuracy(
        model=readings[0].model if readings else "",
        right=share(sum(reading.label == label for label, reading in pairs), len(pairs)),
        found=share(sum(negative), len(negative)),
        meant=share(sum(called), len(called)),
        honest=sum(abs(b.sure - b.right.value / 100) * b.right.n for b in bins) / len(sure) if sure else None,
        bins=bins,
        unread=sum(reading.label is None for reading in readings),
    )


def _bins(sure: Sequence[tuple[float, bool]]) -> tuple[CalibrationBin, ...]:
    found = []
    for number in range(BINS):
        inside = [one for one in sure if min(BINS - 1, int(one[0] * BINS)) == number]
        right = share(sum(is_right for _, is_right in inside), len(inside))
        if right is not None:
            found.append(CalibrationBin(sum(probability for probability, _ in inside) / len(inside), right))
    return tuple(found)


def _mcnemar(gained: int, lost: int) -> float:
    """The two-sided chance of a split at least as uneven where each side is as likely."""
    n, most = gained + lost, max(gained, lost)
    return float(min(1.0, 2 * sum(comb(n, k) for k in range(most, n + 1)) / 2**n))
