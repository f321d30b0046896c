"""The comparison of a measure between two periods, and its wording. A statistical test gives the verdict."""

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from vocapp.metrics.change import FigureChange, Verdict, compare_figures
from vocapp.metrics.power import detectable_difference
from vocapp.metrics.privacy_floor import Visibility
from vocapp.metrics.scores import variance
from vocapp.rollups import labels
from vocapp.rollups.types import InvitationCounts, Score, comparable
from vocapp.ui.reader import gettext, mark

Look = Literal["good", "bad", ""]
VERDICTS: Final[dict[Verdict, str]] = {
    "up": mark("up"),
    "down": mark("down"),
    "no detectable change": mark("no detectable change"),
}
SIGNS: Final[dict[Verdict, str]] = {"up": "▲", "down": "▼", "no detectable change": "="}
LEAST_SHARE_READ: Final = 95


class ScoreComparison(Struct, frozen=True):
    """A measure now and before. Without a change `why_not` is the reason; both are empty without a comparison."""

    score: Score
    before: Score | None = None
    change: FigureChange | None = None
    why_not: str = ""

    @property
    def look(self) -> Look:
        """Whether the change is for the better; "" where none is detectable."""
        return change_look(self.score, self.change)


def compare_scores(score: Score, before: Score | None, *, is_compared: bool = True) -> ScoreComparison:
    """`score` and the same measure `before`; periods in which a survey asks differently are not compared."""
    if not is_compared or score.figure is None:
        return ScoreComparison(score, before)
    if before is None or before.figure is None:
        return ScoreComparison(score, before, why_not=gettext("too few answers before"))
    if not comparable(before, score):
        return ScoreComparison(score, before, why_not=gettext("asked differently before: not compared"))
    return ScoreComparison(score, before, compare_figures(before.figure, score.figure))


def change_look(score: Score, found: FigureChange | None) -> Look:
    """Whether a change is for the better or the worse."""
    if found is None or found.verdict == "no detectable change":
        return ""
    return "good" if (found.verdict == "up") is (score.measure.metric not in labels.LESS_IS_BETTER) else "bad"


def title(found: ScoreComparison) -> str:
    """The comparison as the title of a chart: "Satisfaction: up"."""
    values = {"name": labels.name(found.score.measure)}
    if found.change is None:
        return values["name"]
    if found.change.verdict == "up":
        return gettext("%(name)s: up") % values
    if found.change.verdict == "down":
        return gettext("%(name)s: down") % values
    return gettext("%(name)s: no detectable change") % values


def headline(found: list[ScoreComparison]) -> str:
    """One sentence: what changed, or that nothing did."""
    tested = [each for each in found if each.change is not None]
    if not any(each.score.figure for each in found):
        return gettext("Too few answers to say anything yet.")
    if not tested:
        return gettext("No comparison: these numbers are of this period only.")
    moved = [title(each) for each in tested if each.change and each.change.verdict != "no detectable change"]
    if not moved:
        return gettext("No detectable change in any number.")
    return "; ".join(moved) + "."


def funnel_title(asks: InvitationCounts) -> str:
    """The title of the funnel: the share of eligible contacts that were invited, and of these that responded."""
    if asks.coverage is None or asks.rr2 is None:
        return gettext("From contacts to responses")
    values = {"coverage": labels.value(asks.coverage), "rate": labels.value(asks.rr2)}
    return gettext("%(coverage)s of the eligible contacts were invited; %(rate)s of those invited responded") % values


def hidden_note(shown: Iterable[Visibility]) -> list[str]:
    """The one sentence about everything that is hidden on a page; none where nothing is."""
    if "hidden" not in shown:
        return []
    return [gettext("Numbers of groups and periods with very few people are hidden to protect anonymity.")]


def list_limits(found: list[ScoreComparison], asks: InvitationCounts) -> list[str]:
    """The limits of these numbers, each a sentence."""
    said: list[str] = []
    if asks.open_day is not None:
        said.append(
            gettext(
                "The newest invitations are still open (day %(day)s of %(of)s): the response rate will still rise and "
                "is not compared."
            )
            % {"day": asks.open_day.day, "of": asks.open_day.of}
        )
    for each in found:
        said += _limits_of_score(each)
    unseen = [text for each in found if (text := _smallest_change(each)) is not None]
    if unseen:
        said.append(
            gettext("With this many answers, most changes smaller than these would not be detected: %(sizes)s.")
            % {"sizes": "; ".join(unseen)}
        )
    return said


def _limits_of_score(found: ScoreComparison) -> list[str]:
    score, name = found.score, labels.name(found.score.measure)
    said: list[str] = []
    if score.shown != "yes" and score.n:
        said.append(f"{name}: {labels.no_figure(score)}.")
    for broken in score.breaks:
        values = {"name": name, "day": labels.day_title(broken.day), "survey": broken.survey.replace("_", " ")}
        said.append(
            gettext("%(name)s: survey %(survey)s asks differently since %(day)s; earlier answers are not comparable.")
            % values
        )
    if score.scored is not None and score.scored.value < LEAST_SHARE_READ:
        values = {"name": name, "share": labels.with_interval(score.scored)}
        said.append(gettext("%(name)s: only %(share)s of the comments have been analysed.") % values)
    return said


def _smallest_change(found: ScoreComparison) -> str | None:
    """The smallest change that these answers detect with 80 % power, where none was found: "Satisfaction 25 points"."""
    score, before = found.score, found.before
    if found.change is None or found.change.verdict != "no detectable change" or before is None or not score.figure:
        return None
    size = detectable_difference(variance(score.measure, score.histogram), before.n, score.n)
    if not size:
        return None
    text = labels.format_number(size, score.figure.unit)
    shown = text if score.figure.unit == "mean" else gettext("%(number)s points") % {"number": text}
    return f"{labels.name(score.measure)} {shown}"
