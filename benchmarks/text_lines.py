"""Lines of the table of text benchmarks, and their measures."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from sklearn.metrics import accuracy_score, f1_score, recall_score, roc_auc_score

OURS: Final = "ours"
WIDTH: Final = 62
BINS: Final = 10


class Said(NamedTuple):
    """The verdict of an engine on a text: −1 … 1, the class −1, 0, 1, and the probability of the class."""

    sentiment: float
    label: int
    probability: float | None = None


class Line(NamedTuple):
    """One row of the table: a measure of a case by engine. It is missed where `ours` is below `floor`.

    `lower`: less is better, and it is missed above the floor.
    """

    case: str
    measure: str
    figures: dict[str, float]
    floor: float | None = None
    aim: float | None = None
    lower: bool = False

    @property
    def holds(self) -> bool:
        """Whether the floor is kept."""
        ours = self.figures.get(OURS)
        return self.floor is None or (ours is not None and (ours <= self.floor if self.lower else ours >= self.floor))

    def text(self, engines: Sequence[str]) -> str:
        """Returns the row, a column per engine."""
        sign = "≤" if self.lower else "≥"
        cells = (f"{self.figures[name]:7.3f}" if name in self.figures else "      –" for name in engines)
        bounds = "".join(
            f"  {what} {sign} {value:.3g}" for what, value in (("floor", self.floor), ("aim", self.aim)) if value
        )
        return (
            f"{self.case + ': ' + self.measure:<{WIDTH}} {'  '.join(cells)}{bounds}{'' if self.holds else '  MISSED'}"
        )


Measure = Callable[[Sequence[int], Sequence[Said]], float]
Goal = tuple[float | None, float | None]


def lines(case: str, labels: Sequence[int], said: dict[str, Sequence[Said]], goals: dict[str, Goal]) -> Iterable[Line]:
    """Returns a line for each measure in `goals` (floor and aim)."""
    for name, (floor, aim) in goals.items():
        measure, lower = MEASURES[name], name == "ECE"
        figures = {engine: measure(labels, found) for engine, found in said.items() if _has(name, found)}
        yield Line(case, name, figures, floor, aim, lower)


def _has(measure: str, said: Sequence[Said]) -> bool:
    return measure != "ECE" or said[0].probability is not None


def _negative_recall(labels: Sequence[int], said: Sequence[Said]) -> float:
    return float(recall_score(labels, [one.label for one in said], labels=[-1], average="macro"))


def _macro_f1(labels: Sequence[int], said: Sequence[Said]) -> float:
    return float(f1_score(labels, [one.label for one in said], average="macro"))


def _accuracy(labels: Sequence[int], said: Sequence[Said]) -> float:
    return float(accuracy_score(labels, [one.label for one in said]))


def _auc(labels: Sequence[int], said: Sequence[Said]) -> float:
    clear = [(label > 0, one.sentiment) for label, one in zip(labels, said, strict=True) if label]
    return float(roc_auc_score([good for good, _ in clear], [sentiment for _, sentiment in clear]))


def _two_classes(labels: Sequence[int], said: Sequence[Said]) -> float:
    """Accuracy on the side of a text; an undecided text counts as negative."""
    clear = [(label > 0) == (one.sentiment > 0) for label, one in zip(labels, said, strict=True) if label]
    return sum(clear) / len(clear)


def _calibration(labels: Sequence[int], said: Sequence[Said]) -> float:
    """Calibration error over ten bins."""
    error = 0.0
    pairs = [(one.probability or 0.0, one.label == label) for label, one in zip(labels, said, strict=True)]
    for number in range(BINS):
        inside = [pair for pair in pairs if min(BINS - 1, int(pair[0] * BINS)) == number]
        error += abs(sum(probability - right for probability, right in inside))
    return error / len(pairs)


MEASURES: Final[dict[str, Measure]] = {
    "negR": _negative_recall,
    "mF1": _macro_f1,
    "acc": _accuracy,
    "AUC": _auc,
    "2 classes": _two_classes,
    "ECE": _calibration,
}
