"""A crosstab: one measure of a slice by the groups of two dimensions, with the totals of rows, columns and everything.

Cells and totals are read alike, each under the rule of `rollups.queries`: no total is added up from cells, and what is
withheld stays so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from vocapp.dashboards import findings
from vocapp.dashboards.crosstab_choice import CrosstabChoice
from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.groups import list_groups
from vocapp.dashboards.numbers_query import DashboardView
from vocapp.dashboards.totals import choose_measure, sort_scores
from vocapp.metrics.answer_statistics import Statistic, compute_statistic
from vocapp.metrics.change import FigureChange
from vocapp.metrics.measure import Measure
from vocapp.rollups import labels
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.outliers import find_outliers
from vocapp.rollups.queries.score_counts import load_divisions
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import Group, Score

TOTAL: Final = ""
"""The key of the total in place of a group."""
CellKey = tuple[str, str]
"""The keys of a row and a column."""


@dataclass(frozen=True)
class CrosstabGroup:
    """A row or a column."""

    key: str
    title: str


@dataclass(frozen=True)
class Crosstab:
    """The cells of one measure by row and column; those with the key TOTAL are totals. Empty without answers."""

    choice: CrosstabChoice
    measures: list[Measure]
    measure: Measure | None
    rows: list[CrosstabGroup]
    columns: list[CrosstabGroup]
    cells: Mapping[CellKey, ScoreComparison]

    @property
    def total(self) -> ScoreComparison | None:
        """The whole slice."""
        return self.cells.get((TOTAL, TOTAL))

    @property
    def size(self) -> int:
        """The number of cells of the table, without totals."""
        return len(self.rows) * len(self.columns)


async def load_crosstab(context: NumbersContext, view: DashboardView, choice: CrosstabChoice) -> Crosstab:
    """The crosstab of a view, in the language of the current reader; periods are not compared with others."""
    against = None if choice.has_time or choice.statistic == "n" else view.against()
    now = await _load_cells(context, view.slice, choice)
    wholes = sort_scores(score for (row, column), score in now if (row, column) == (TOTAL, TOTAL))
    chosen = choose_measure([ScoreComparison(score) for score in wholes], view.measure)
    if chosen is None:
        return Crosstab(choice, [], None, [], [], {})
    measure = chosen.score.measure
    before = _cells_of(measure, await _load_cells(context, against, choice), choice.statistic) if against else {}
    seen = [score for _, score in now if score.measure == measure]
    return Crosstab(
        choice=choice,
        measures=[score.measure for score in wholes],
        measure=measure,
        rows=_groups(context, view, choice.rows, [score.group for score in seen]),
        columns=_groups(context, view, choice.columns, [score.across for score in seen]),
        cells={
            key: findings.compare_scores(score, before.get(key), is_compared=against is not None)
            for key, score in _cells_of(measure, now, choice.statistic).items()
        },
    )


async def _load_cells(
    context: NumbersContext, slice_: Slice, choice: CrosstabChoice
) -> Sequence[tuple[CellKey, Score]]:
    """The scores of every cell and total, measure by measure."""
    rows, columns = choice.rows, choice.columns
    divisions = ((rows, columns), (rows, None), (None, columns), (None, None))
    found = await load_divisions(context, slice_, divisions)
    return [((_key(score.group), _key(score.across)), score) for scores in found for score in scores]


def _key(group: Group | None) -> str:
    return group.key if group else TOTAL


def _cells_of(measure: Measure, scores: Iterable[tuple[CellKey, Score]], statistic: Statistic) -> dict[CellKey, Score]:
    """The cells of one measure; where a figure may be shown it is that of the statistic."""
    return {
        key: msgspec.structs.replace(score, figure=compute_statistic(statistic, measure, score.histogram))
        if score.figure
        else score
        for key, score in scores
        if score.measure == measure
    }


def _groups(
    context: NumbersContext, view: DashboardView, by: Dimension, seen: Sequence[Group | None]
) -> list[CrosstabGroup]:
    """The groups with numbers in the order in which pages list them; of periods all, also those without."""
    found = list(dict.fromkeys(group for group in seen if group is not None))
    keys = {group.key for group in found}
    return [
        CrosstabGroup(group.key, labels.group_title(group, by))
        for group in list_groups(context, by, view.slice, found)
        if by.is_time or group.key in keys
    ]


def outliers(found: Crosstab) -> dict[str, FigureChange]:
    """The cells whose score differs significantly from all others together, by title, the surest first."""
    titles = {f"{row.key} {column.key}": (row, column) for row in found.rows for column in found.columns}
    histograms = {
        key: cell.score.histogram
        for key, (row, column) in titles.items()
        if (cell := found.cells.get((row.key, column.key))) and cell.score.figure
    }
    if found.total is None:
        return {}
    whole = found.total.score
    changes = find_outliers(whole.measure, histograms, whole.histogram)
    return {f"{titles[key][0].title} × {titles[key][1].title}": change for key, change in changes.items()}


def cell_query(view: DashboardView, found: Crosstab, row: str, column: str) -> str:
    """The query that narrows a view to a cell, a row or a column; "" where no slice is that."""
    slice_: Slice | None = view.slice
    for by, key in ((found.choice.rows, row), (found.choice.columns, column)):
        slice_ = slice_.within(by, key) if slice_ and key != TOTAL else slice_
    if slice_ is None:
        return ""
    narrowed = msgspec.structs.asdict(slice_)
    days = {name: narrowed.pop(name) for name in ("since", "until")}
    periods = {"period": None, **days} if found.choice.has_time else {}
    return view.query(**narrowed, **periods, measure=found.measure.key if found.measure else None)
