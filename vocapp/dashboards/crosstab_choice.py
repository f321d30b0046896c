"""The choice of a crosstab, read from its address: the dimensions of its rows and columns, and the statistic. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from vocapp.metrics.answer_statistics import STATISTICS, Statistic
from vocapp.rollups.rollup_slice import Dimension, SliceError


class CrosstabChoice(Struct, frozen=True):
    """Two dimensions, of which at most one is time, and what is computed in each cell."""

    rows: Dimension = Dimension.CHANNEL
    columns: Dimension = Dimension.TOUCHPOINT
    statistic: Statistic = "score"

    @property
    def has_time(self) -> bool:
        """Whether the rows or the columns are periods."""
        return self.rows.is_time or self.columns.is_time

    def fields(self, **changes: Any) -> dict[str, str]:
        """The fields of the address, with `changes`."""
        return {"rows": self.rows.value, "columns": self.columns.value, "statistic": self.statistic, **changes}


DEFAULT: Final = CrosstabChoice()
COARSER: Final = {Dimension.DAY: Dimension.WEEK}
"""A reader whom the floor binds sees weeks instead of days."""


def read_choice(query: Mapping[str, str], *, is_bound: bool) -> CrosstabChoice:
    """The choice of a query. SliceError with the remedy where it is none."""
    rows, columns = (_dimension(query, name, getattr(DEFAULT, name)) for name in ("rows", "columns"))
    statistic = query.get("statistic") or DEFAULT.statistic
    if statistic not in STATISTICS:
        raise SliceError(f"statistic: {statistic} is unknown. Choose one of {', '.join(STATISTICS)}.")
    if rows is columns:
        raise SliceError(f"columns: {columns.value} is in the rows already. Choose another dimension for the columns.")
    if rows.is_time and columns.is_time:
        raise SliceError(
            f"columns: {columns.value} is a period, like the rows ({rows.value}). Choose channel, touchpoint, line, "
            "unit or survey for one of them."
        )
    if is_bound:
        rows, columns = COARSER.get(rows, rows), COARSER.get(columns, columns)
    return CrosstabChoice(rows, columns, statistic)


def _dimension(query: Mapping[str, str], name: str, otherwise: Dimension) -> Dimension:
    text = query.get(name) or otherwise.value
    try:
        return Dimension(text)
    except ValueError as failure:
        known = ", ".join(one.value for one in Dimension)
        raise SliceError(f"{name}: {text} is no dimension. Choose one of {known}.") from failure
