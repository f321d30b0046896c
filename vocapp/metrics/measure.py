"""A measure: what a question measures. Different measures never share a cell, a sum or a chart."""

from typing import Final

from msgspec import Struct

TITLES: Final = {
    "nps": "Recommendation (NPS)",
    "csat": "Satisfaction (CSAT)",
    "ces": "Ease (CES)",
    "resolution": "Solved",
    "had_to_repeat": "Had to repeat themselves",
    "expectation": "Better than expected",
    "sentiment": "Sentiment of comments",
    "scored": "Comments scored",
}


class Measure(Struct, frozen=True, order=True):
    """A metric with its scale, its direction, what is judged and on which occasion.

    `metric`: nps, csat, ces, resolution, had_to_repeat, expectation of a question; of its comments sentiment (−100 to
    100, hundredths) and scored (1: has a sentiment, 0: not yet). Yes is 1, no 0; of an expectation the first option of
    the survey (better) has the highest value, the last (worse) has 1.
    """

    metric: str
    low: int
    high: int
    direction: str  # higher_is_better, lower_is_better
    object: str  # contact, agent, product, company
    occasion: str  # post_contact, relationship

    @property
    def key(self) -> str:
        """The measure as one word: "ces:1-7:higher_is_better:contact:post_contact"."""
        return ":".join((self.metric, f"{self.low}-{self.high}", self.direction, self.object, self.occasion))

    @property
    def title(self) -> str:
        """The shortest English title that distinguishes it from others: "Satisfaction (CSAT), agent"."""
        scale = f", {self.low} to {self.high}" if self.metric == "ces" else ""
        occasion = ", relationship" if self.occasion == "relationship" else ""
        return f"{TITLES.get(self.metric, self.metric)}{scale}, {self.object}{occasion}"

    @property
    def is_latest_per_person(self) -> bool:
        """Whether one person counts once in a period, with their latest answer: of a relationship, not of contacts."""
        return self.occasion == "relationship"
