"""Scores of a slice from the cells of answers, measure by measure; the floor is applied here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vocapp.metrics.figure import Figure
from vocapp.metrics.histogram import Histogram, add_histograms, size
from vocapp.metrics.measure import Measure
from vocapp.metrics.privacy_floor import visibility
from vocapp.metrics.scores import figure
from vocapp.rollups.contributions_sql import ANSWER
from vocapp.rollups.queries.cells import CellSum, Division, group_of, sum_cells
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.latest_per_person import keep_latest_per_person
from vocapp.rollups.queries.withheld_groups import (
    AnswerPopulations,
    Place,
    load_answer_populations,
    withheld_answers,
)
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import Score, SeriesBreak

SENTIMENT, SCORED = "sentiment", "scored"


class _VisibleSums(NamedTuple):
    """The sums of a slice that the reader sees, and the places that are hidden."""

    context: NumbersContext
    tallies: list[CellSum]
    hidden: set[Place]
    by: Dimension | None
    across: Dimension | None


async def load_scores(
    context: NumbersContext, slice_: Slice, by: Dimension | None = None, across: Dimension | None = None
) -> list[Score]:
    """Every measure with answers in the slice, as a whole, by group or by groups of two; by measure, then group.

    Answers count on the day on which they were given; of a measure of a relationship only the latest of each person. A
    reader whom the floor binds sees whole weeks and months (`visible_period`), and weeks instead of days; what they see
    is what every other reader sees of the same days.
    """
    [found] = await load_divisions(context, slice_, [(by, across)])
    return found


async def load_divisions(context: NumbersContext, slice_: Slice, divisions: Sequence[Division]) -> list[list[Score]]:
    """The scores of one slice divided in several ways; what the floor withholds is worked out once for all of them."""
    visible = context.visible_period(slice_)
    populations = await load_answer_populations(context, visible) if context.is_bound else None
    return [_scores(await _visible_sums(context, visible, division, populations)) for division in divisions]


def _scores(seen: _VisibleSums) -> list[Score]:
    parts: dict[Place, list[CellSum]] = defaultdict(list)
    for one in seen.tallies:
        parts[one.series.measure, one.key, one.across].append(one)
    places = {*parts, *seen.hidden}
    breaks = _breaks(seen.tallies)
    found = [
        _score(place, parts, seen, breaks.get(place[0], ()))
        for place in sorted(places | _unread(places))
        if place[0].metric != SCORED
    ]
    return sorted(found, key=lambda score: (score.measure, _order(seen.by, score)))


def are_comments_shown(scores: Iterable[Score]) -> bool:
    """Whether a bound reader may read the comments of a slice, by its scores: nobody wrote any, or enough people."""
    return all(score.shown == "yes" for score in scores if score.measure.metric == SENTIMENT)


async def _visible_sums(
    context: NumbersContext, slice_: Slice, division: Division, populations: AnswerPopulations | None
) -> _VisibleSums:
    hidden: set[Place] = set()
    by, across = map(context.visible_dimension, division)
    tallies = await sum_cells(context, ANSWER, slice_, by, across)
    if populations is not None:
        hidden = await withheld_answers(populations, slice_, (by, across), {_place(one) for one in tallies})
    counted = await keep_latest_per_person(context, tallies, slice_, by, across)
    return _VisibleSums(context, [one for one in counted if _place(one) not in hidden], hidden, by, across)


def _place(one: CellSum) -> Place:
    return one.series.measure, one.key, one.across


def _score(
    place: Place, parts: dict[Place, list[CellSum]], seen: _VisibleSums, breaks: tuple[SeriesBreak, ...]
) -> Score:
    measure, key, across = place
    found = parts.get(place, [])
    histogram = _histogram(found)
    state = "hidden" if place in seen.hidden else visibility(size(histogram), seen.context.floor, bound=False)
    return Score(
        group=group_of(seen.context, seen.by, key),
        across=group_of(seen.context, seen.across, across),
        measure=measure,
        histogram=histogram,
        figure=figure(measure, histogram) if state == "yes" else None,
        shown=state,
        scored=_scored(place, parts, seen) if measure.metric == SENTIMENT and state != "hidden" else None,
        breaks=breaks,
        series=frozenset((one.series.survey, one.series.name, one.series.id) for one in found),
    )


def _scored(place: Place, parts: dict[Place, list[CellSum]], seen: _VisibleSums) -> Figure | None:
    """The share of a group's comments that have a sentiment."""
    measure = _of_comments(place[0], SCORED)
    histogram = _histogram(parts.get((measure, *place[1:]), []))
    return figure(measure, histogram) if size(histogram) >= seen.context.floor else None


def _unread(places: Iterable[Place]) -> set[Place]:
    """The sentiment of every place with comments, also where no comment is scored yet."""
    return {
        (_of_comments(measure, SENTIMENT), key, across) for measure, key, across in places if measure.metric == SCORED
    }


def _of_comments(measure: Measure, metric: str) -> Measure:
    low, high = (0, 1) if metric == SCORED else (-100, 100)
    return Measure(metric, low, high, measure.direction, measure.object, measure.occasion)


def _histogram(tallies: Iterable[CellSum]) -> Histogram:
    return add_histograms({one.value: one.n} for one in tallies)


def _breaks(tallies: Iterable[CellSum]) -> dict[Measure, tuple[SeriesBreak, ...]]:
    """The days of the slice from which on a question of a measure goes to another series than before."""
    first: dict[tuple[Measure, str, str], dict[int, SeriesBreak]] = defaultdict(dict)
    for one in tallies:
        asked = first[one.series.measure, one.series.survey, one.series.name]
        begun = SeriesBreak(one.first, one.series.survey, one.series.name)
        asked[one.series.id] = min(begun, asked.get(one.series.id, begun))
    found: dict[Measure, list[SeriesBreak]] = defaultdict(list)
    for (measure, _, _), series in first.items():
        found[measure] += sorted(series.values())[1:]
    return {measure: tuple(sorted(breaks)) for measure, breaks in found.items()}


def _order(by: Dimension | None, score: Score) -> str:
    if score.group is None:
        return ""
    return score.group.key if by is not None and by.is_time else score.group.title.casefold()
