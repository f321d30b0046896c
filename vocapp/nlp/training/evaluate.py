"""Comparison of two models on the same comments, which people have labelled. Pure."""

from collections.abc import Sequence
from math import comb
from typing import Final, Literal

from msgspec import Struct

from vocapp.metrics.figure import Figure
from vocapp.metrics.wilson import share
from vocapp.nlp.types import Analysis, Label

BINS: Final = 10
SIGNIFICANCE: Final = 0.05
"""Largest probability of a difference by chance alone at which it counts as one."""
MAX_CALIBRATION_LOSS: Final = 0.05
"""How much larger the calibration error of a better model may be."""

ComparisonVerdict = Literal["better", "worse", "no detectable difference"]


class CalibrationBin(Struct, frozen=True):
    """Comments with similar probabilities: the mean probability, and the share that is right."""

    sure: float
    right: Figure


class ModelAccuracy(Struct, frozen=True):
    """Accuracy of a model. `right`: of all comments; `found`: recall of negative; `meant`: precision of negative.

    `honest`: expected calibration error (0 is best); None where the model gives no probabilities. `unread`: comments
    that it refused or took for empty; they count as wrong.
    """

    model: str
    right: Figure | None
    found: Figure | None
    meant: Figure | None
    honest: float | None
    bins: tuple[CalibrationBin, ...]
    unread: int


class ModelComparison(Struct, frozen=True):
    """Two models on the same comments: `gained` are right with the candidate only, `lost` with the incumbent only.

    `chance`: p-value of the difference (McNemar's exact test).
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
        """Whether the candidate may be activated without a person: it is better, and it is calibrated."""
        if self.verdict != "better" or self.candidate.honest is None:
            return False
        return self.candidate.honest <= (self.incumbent.honest or 0.0) + MAX_CALIBRATION_LOSS


def compare_models(
    truth: Sequence[Label], incumbent: Sequence[Analysis], candidate: Sequence[Analysis]
) -> ModelComparison:
    """Compares two models; one analysis of each model per comment, in the same order."""
    old = [analysis.label == label for label, analysis in zip(truth, incumbent, strict=True)]
    new = [analysis.label == label for label, analysis in zip(truth, candidate, strict=True)]
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


def measure_accuracy(truth: Sequence[Label], analyses: Sequence[Analysis]) -> ModelAccuracy:
    """Returns how well the analyses of one model agree with people."""
    pairs = list(zip(truth, analyses, strict=True))
    negative = [analysis.label == "negative" for label, analysis in pairs if label == "negative"]
    called = [label == "negative" for label, analysis in pairs if analysis.label == "negative"]
    sure = [(r.probability, r.label == label) for label, r in pairs if r.probability is not None]
    bins = _bins(sure)
    return ModelAccuracy(
        model=analyses[0].model if analyses else "",
        right=share(sum(analysis.label == label for label, analysis in pairs), len(pairs)),
        found=share(sum(negative), len(negative)),
        meant=share(sum(called), len(called)),
        honest=sum(abs(b.sure - b.right.value / 100) * b.right.n for b in bins) / len(sure) if sure else None,
        bins=bins,
        unread=sum(analysis.label is None for analysis in analyses),
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
    """Two-sided p-value of a split at least as uneven where both sides are equally probable."""
    n, most = gained + lost, max(gained, lost)
    return float(min(1.0, 2 * sum(comb(n, k) for k in range(most, n + 1)) / 2**n))
