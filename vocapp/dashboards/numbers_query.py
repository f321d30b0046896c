"""The view of a dashboard, read from its address and written back to it. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final, Literal
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from vocapp.rollups import rollup_slice
from vocapp.rollups.rollup_slice import Dimension, Slice

Compare = Literal["before", "year", "nothing"]
COMPARISONS: Final[tuple[Compare, ...]] = ("before", "year", "nothing")
DEFAULT: Final = "28"
WEEKS: Final = 13
MONTHS: Final = 13
MOST_DAYS_BY_WEEK: Final = 200
_DAY: Final = timedelta(days=1)

Days = tuple[date, date]


def _last(days: int) -> Callable[[date], Days]:
    return lambda today: (today - (days - 1) * _DAY, today)


def _month(today: date) -> Days:
    return today.replace(day=1), today


def _quarter(today: date) -> Days:
    return today.replace(month=today.month - (today.month - 1) % 3, day=1), today


def _before(period: Callable[[date], Days]) -> Callable[[date], Days]:
    """The whole month or quarter before the running one."""

    def whole(today: date) -> Days:
        last = period(today)[0] - _DAY
        return period(last)[0], last

    return whole


PERIODS: Final[Mapping[str, Callable[[date], Days]]] = {
    "7": _last(7),
    "28": _last(28),
    "90": _last(90),
    "month": _month,
    "last-month": _before(_month),
    "quarter": _quarter,
    "last-quarter": _before(_quarter),
}
"""Periods relative to today: name → first and last day."""


class DashboardView(Struct, frozen=True):
    """A slice, what it is compared with, and the chosen measure. `period` is "" for a custom period."""

    slice: Slice
    today: date
    period: str = DEFAULT
    compare: Compare = "before"
    measure: str = ""

    def against(self) -> Slice | None:
        """The slice to compare with; None without a comparison."""
        if self.compare == "nothing":
            return None
        if self.compare == "year":
            return self._earlier(12)
        months = {"month": 1, "quarter": 3, "last-quarter": 3}.get(self.period)
        return self._earlier(months) if months else self.slice.before()

    def query(self, **changes: Any) -> str:
        """The query of the address with `changes`, which may hold fields of the slice; None removes a field."""
        narrowed = msgspec.structs.asdict(self.slice)
        chosen = {name: narrowed.pop(name) for name in ("since", "until")}
        days = {} if self.period else chosen
        known = {"period": self.period, "compare": self.compare, "measure": self.measure}
        plain = {name: "" if value == DEFAULTS[name] else value for name, value in known.items()}
        fields = {**plain, **days, **narrowed, **changes}
        return urlencode({name: value for name, value in fields.items() if value not in (None, "")})

    def trend(self) -> tuple[Slice, Dimension]:
        """The slice of the trend: a quarter of weeks, or a year of months for a long period."""
        if self.slice.days > MOST_DAYS_BY_WEEK:
            first, _ = rollup_slice.days_of(Dimension.MONTH, self.slice.until)
            return self.slice.but(since=min(months_before(first, MONTHS - 1), self.slice.since)), Dimension.MONTH
        monday, _ = rollup_slice.days_of(Dimension.WEEK, self.slice.until)
        since = min(monday - (WEEKS - 1) * 7 * _DAY, rollup_slice.days_of(Dimension.WEEK, self.slice.since)[0])
        return self.slice.but(since=since), Dimension.WEEK

    def _earlier(self, months: int) -> Slice:
        """The same days so many months before; from a month's first day to its last where it was so now."""
        since, until = self.slice.since, self.slice.until
        if since.day == 1 and (until + _DAY).day == 1:
            return self.slice.but(since=months_before(since, months), until=months_before(until + _DAY, months) - _DAY)
        return self.slice.but(since=months_before(since, months), until=months_before(until, months))


DEFAULTS: Final = {"period": DEFAULT, "compare": "before", "measure": ""}


def from_query(query: Mapping[str, str], today: date) -> DashboardView:
    """The view of a query; days take precedence over a period. SliceError where the query is invalid."""
    period, compare = query.get("period") or DEFAULT, query.get("compare") or "before"
    if period not in PERIODS and period != "days":
        raise rollup_slice.SliceError(f"period: {period} is none. Choose one of {', '.join(PERIODS)}, or days.")
    if compare not in COMPARISONS:
        raise rollup_slice.SliceError(f"compare: {compare} is unknown. Choose one of {', '.join(COMPARISONS)}.")
    fields = dict(query)
    if period == "days" or (fields.get("since") and not query.get("period")):
        period = ""
    else:
        fields["since"], fields["until"] = (day.isoformat() for day in PERIODS[period](today))
    slice_ = rollup_slice.from_query(fields, today)
    return DashboardView(slice_, today, period, compare, query.get("measure") or "")


def months_before(day: date, months: int) -> date:
    """The same day so many months before; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    last = (first + 31 * _DAY).replace(day=1) - _DAY
    return first.replace(day=min(day.day, last.day))
