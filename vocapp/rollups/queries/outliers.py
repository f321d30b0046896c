"""Groups that differ significantly from all others together (Bonferroni). Pure."""

from collections.abc import Mapping
from math import erfc, sqrt
from typing import Final

from vocapp.metrics.change import FigureChange, compare_figures
from vocapp.metrics.histogram import Histogram
from vocapp.metrics.measure import Measure
from vocapp.metrics.scores import figure
from vocapp.metrics.wilson import Z

LEVEL: Final = 0.05


def find_outliers(measure: Measure, groups: Mapping[str, Histogram], whole: Histogram) -> dict[str, FigureChange]:
    """The groups that differ from the rest of the `whole`, with the difference; the surest first.

    Bonferroni's correction: with thirteen channels that are all alike, every second chart would name one by chance.
    """
    tested = {
        key: found for key, own in groups.items() if (found := _against_the_rest(measure, own, whole)) is not None
    }
    chances = {key: change_p_value(found) * len(tested) for key, found in tested.items()}
    return {key: tested[key] for key in sorted(chances, key=lambda key: (chances[key], key)) if chances[key] < LEVEL}


def change_p_value(found: FigureChange) -> float:
    """The p-value of a change, from the half of its interval that points to 0."""
    half = found.difference - found.low if found.difference > 0 else found.high - found.difference
    if half <= 0:
        return 1.0 if found.difference == 0 else 0.0
    return erfc(Z * abs(found.difference) / half / sqrt(2))


def _against_the_rest(measure: Measure, own: Histogram, whole: Histogram) -> FigureChange | None:
    """None where there is no rest, or where the group holds what the whole leaves out."""
    rest = {value: count - own.get(value, 0) for value, count in whole.items()}
    if any(count < 0 for count in rest.values()) or not own.keys() <= whole.keys():
        return None
    before, after = figure(measure, rest), figure(measure, own)
    return compare_figures(before, after) if before and after else None
