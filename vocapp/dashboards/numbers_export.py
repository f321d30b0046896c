"""The numbers of a page as a table for other programs: one row a group and measure; column names are stable."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from vocapp.dashboards.findings import ScoreComparison
from vocapp.dashboards.groups import GroupRow
from vocapp.metrics.figure import Figure
from vocapp.rollups.rollup_slice import Slice

COLUMNS: Final = (
    "since",
    "until",
    "by",
    "group",
    "group_key",
    "measure",
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
DIGITS: Final = 4
ExportRow = tuple[Any, ...]


def long_rows(slice_: Slice, by: str, rows: Sequence[GroupRow]) -> Iterator[ExportRow]:
    """One row for each measure and rate of each group, with interval and n, and the test against the period before."""
    for row in rows:
        head = (slice_.since, slice_.until, by, row.title, row.key or "all")
        for found in row.scores.values():
            yield (*head, found.score.measure.key, *_told(found))
        if row.invitations:
            counts = row.invitations
            rates = {"rr1": counts.rr1, "rr2": counts.rr2, "coop1": counts.coop1, "coverage": counts.coverage}
            yield from ((*head, name, *_figure(rate), counts.shown, *[None] * 8) for name, rate in rates.items())
        if row.cases:
            shares = {"in_sla": row.cases.in_sla, "recovery": row.cases.recovery}
            yield from ((*head, name, *_figure(share), row.cases.shown, *[None] * 8) for name, share in shares.items())


def wide_table(rows: Sequence[GroupRow]) -> tuple[list[str], list[list[Any]]]:
    """The values as the page shows them: a row a group, for each measure its value, interval and n."""
    measures = list(dict.fromkeys(measure for row in rows for measure in row.scores))
    columns = ["group", *(f"{m.key} {what}" for m in measures for what in ("value", "low", "high", "n"))]
    return columns, [[row.title, *(cell for m in measures for cell in _cells(row.scores, m))] for row in rows]


def _cells(scores: Mapping[Any, ScoreComparison], measure: Any) -> Sequence[Any]:
    found = scores.get(measure)
    return _figure(found.score.figure)[:4] if found else [None] * 4


def _told(found: ScoreComparison) -> ExportRow:
    score, change = found.score, found.change
    figure = _figure(score.figure)
    before = _figure(found.before.figure if found.before else None)
    if score.figure is None and score.shown == "too few":
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
