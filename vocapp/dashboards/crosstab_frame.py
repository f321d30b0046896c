"""A crosstab as frames of pandas for a download: one row a cell, the table itself, and the answers in each cell.

A frame only arranges what `crosstab_data` loaded under the rule of the floor; nothing is computed from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from vocapp.dashboards.crosstab_data import TOTAL, CellKey, Crosstab, CrosstabGroup
from vocapp.dashboards.numbers_export import ALL, COUNTS, NUMBERS, told_numbers
from vocapp.files.frame_content import COUNT
from vocapp.rollups.rollup_slice import Slice
from vocapp.rollups.types import Score

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS: Final = (
    *("since", "until", "rows", "row", "row_key", "columns", "column", "column_key", "measure", "statistic"),
    *NUMBERS,
)


def cells_frame(slice_: Slice, found: Crosstab, total: str) -> DataFrame:
    """One row for each cell and total that has answers, row by row; `total` is the title of the totals."""
    from pandas import DataFrame

    return DataFrame(_cell_rows(slice_, found, total), columns=COLUMNS).astype(dict.fromkeys(COUNTS, COUNT))


def table_frame(cells: DataFrame, found: Crosstab, total: str, values: str) -> DataFrame:
    """The cells as rows and columns, with totals last; `values` is the column of `cells` that is shown in them.

    What is withheld or missing is empty. Groups are placed by key: two units may have the same name.
    """
    rows, columns = _titles(found.rows, total), _titles(found.columns, total)
    table = cells.pivot(index="row_key", columns="column_key", values=values)
    table = table.reindex(index=[key or ALL for key in rows], columns=[key or ALL for key in columns])
    table.columns = list(columns.values())
    table.insert(0, found.choice.rows.value, list(rows.values()), allow_duplicates=True)
    return table


def answers_frame(found: Crosstab, total: str) -> DataFrame:
    """How many gave each answer: a row for each cell and total whose figure may be shown, a column a value."""
    from pandas import DataFrame

    rows, columns = _titles(found.rows, total), _titles(found.columns, total)
    shown = [(key, score) for key, score in _scores(found) if score.shown == "yes"]
    values = sorted({value for _, score in shown for value in score.histogram})
    if found.measure and found.measure.metric != "sentiment":
        values = list(range(found.measure.low, found.measure.high + 1))
    counts = DataFrame([score.histogram for _, score in shown], columns=values).fillna(0).astype(COUNT)
    counts.insert(0, "row", [rows[row] for (row, _), _ in shown])
    counts.insert(1, "column", [columns[column] for (_, column), _ in shown])
    return counts


def _cell_rows(slice_: Slice, found: Crosstab, total: str) -> Iterator[tuple[Any, ...]]:
    choice, rows, columns = found.choice, _titles(found.rows, total), _titles(found.columns, total)
    for (row, column), score in _scores(found):
        yield (
            *(slice_.since, slice_.until),
            *(choice.rows.value, rows[row], row or ALL),
            *(choice.columns.value, columns[column], column or ALL),
            *(score.measure.key, choice.statistic),
            *told_numbers(found.cells[row, column]),
        )


def _scores(found: Crosstab) -> list[tuple[CellKey, Score]]:
    """The cells that have answers, row by row, each row with its total, and the totals of the columns last."""
    rows, columns = ([*(group.key for group in groups), TOTAL] for groups in (found.rows, found.columns))
    keys = [(row, column) for row in rows for column in columns]
    return [(key, found.cells[key].score) for key in keys if key in found.cells]


def _titles(groups: Sequence[CrosstabGroup], total: str) -> dict[str, str]:
    return {group.key: group.title for group in groups} | {TOTAL: total}
