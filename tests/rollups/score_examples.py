"""Scores as readings give them, for tests that need no database."""

from typing import Any

from vocapp.metrics.histogram import Histogram, size
from vocapp.metrics.measure import Measure
from vocapp.metrics.scores import figure
from vocapp.rollups.types import Group, Score

CSAT = Measure("csat", 1, 5, "higher_is_better", "contact", "post_contact")
NPS = Measure("nps", 0, 10, "higher_is_better", "company", "relationship")
REPEATED = Measure("had_to_repeat", 0, 1, "lower_is_better", "contact", "post_contact")
TONE = Measure("sentiment", -100, 100, "higher_is_better", "agent", "post_contact")
EASE = Measure("ces", 1, 5, "higher_is_better", "contact", "post_contact")


def score(measure: Measure, histogram: Histogram, key: str = "", **more: Any) -> Score:
    """A score that a lead would read: a figure from five answers on."""
    enough = size(histogram) >= 5
    given: dict[str, Any] = {
        "group": Group(key, key.capitalize()) if key else None,
        "figure": figure(measure, histogram) if enough else None,
        "shown": "yes" if enough else "too few",
        "series": frozenset({("survey", measure.metric, 1)}),
    }
    return Score(measure=measure, histogram=histogram, **given | more)
