"""The numbers of a page as tables for other programs: one row a group and measure; column names are stable.

The tables are frames of pandas, which takes half a second to import: only a download does, in a thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.groups import GroupRow
from vocapp.files.frame_content import COUNT
from vocapp.metrics.figure import Figure
from vocapp.rollups.rollup_slice import Slice

if TYPE_CHECKING:
    from pandas import DataFrame

NUMBERS: Final = (
    "value",
    "low",
    "high",
    "n",
    "unit",
    "shown",
    "before_value",
    "before_low",
    "before_high",
    "before_n",
    "difference",
    "difference_low",
    "difference_high",
    "verdict",
)
"""The figures of a measure: that of the period, that of the period before, and the test between the two."""
COLUMNS: Final = ("since", "until", "by", "group", "group_key", "measure", *NUMBERS)
COUNTS: Final = ("n", "before_n")
ALL: Final = "all"
"""The key of the total in exports."""
DIGITS: Final = 4
ExportRow = tuple[Any, ...]


def numbers_frame(slice_: Slice, by: str, rows: Sequence[GroupRow]) -> DataFrame:
    """One row for each measure and rate of each group, with interval and n, and the test against the period before."""
    from pandas import DataFrame

    return DataFrame(long_rows(slice_, by, rows), columns=COLUMNS).astype(dict.fromkeys(COUNTS, COUNT))


def groups_frame(numbers: DataFrame, rows: Sequence[GroupRow]) -> DataFrame:
    """The values as the page shows them: a row a group, for each measure its value, interval and n."""
    measures = list(dict.fromkeys(measure.key for row in rows for measure in row.scores))
    shown = numbers[numbers["value"].notna()]
    wide = shown.pivot(index="group_key", columns="measure", values=["value", "low", "high", "n"])
    wide = wide.reindex(index=[row.key or ALL for row in rows])
    wide = wide.reindex(columns=[(what, key) for key in measures for what in ("value", "low", "high", "n")])
    wide.columns = [f"{key} {what}" for what, key in wide.columns]
    wide.insert(0, "group", [row.title for row in rows])
    return wide


def long_rows(slice_: Slice, by: str, rows: Sequence[GroupRow]) -> Iterator[ExportRow]:
    """The rows of `numbers_frame`."""
    for row in rows:
        head = (slice_.since, slice_.until, by, row.title, row.key or ALL)
        for found in row.scores.values():
            yield (*head, found.score.measure.key, *told_numbers(found))
        if row.invitations:
            counts = row.invitations
            rates = {"rr1": counts.rr1, "rr2": counts.rr2, "coop1": counts.coop1, "coverage": counts.coverage}
            yield from ((*head, name, *_figure(rate), counts.shown, *[None] * 8) for name, rate in rates.items())
        if row.cases:
            shares = {"in_sla": row.cases.in_sla, "recovery": row.cases.recovery}
            yield from ((*head, name, *_figure(share), row.cases.shown, *[None] * 8) for name, share in shares.items())


def told_numbers(found: ScoreComparison) -> ExportRow:
    """A measure of a group, in the order of NUMBERS."""
    score, change = found.score, found.change
    figure = _figure(score.figure)
    before = _figure(found.before.figure if found.before else None)
    if score.figure is None and score.shown != "hidden":
        figure = (None, None, None, score.n, None)
    tested = (_short(change.difference), _short(change.low), _short(change.high), change.verdict) if change else None
    return (*figure, score.shown, *before[:4], *(tested or [None] * 4))


def _figure(figure: Figure | None) -> ExportRow:
    if figure is None:
        return (None,) * 5
    return _short(figure.value), _short(figure.low), _short(figure.high), figure.n, figure.unit


def _short(value: float) -> float:
    return round(value, DIGITS)


def file_name(by: str, since: date, until: date, ending: str) -> str:
    """The name of the downloaded file."""
    return f"numbers-{by or 'overview'}-{since}-{until}.{ending}"
