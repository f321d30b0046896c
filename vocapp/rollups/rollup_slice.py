"""A slice: a period and what it is narrowed to; read from and written to the query of an address. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from msgspec import Struct

from vocapp.metrics.privacy_floor import stretch_of

NONE: Final = "none"
"""The key of the group that has no line, no unit, no survey."""
LONGEST: Final = timedelta(days=3 * 366)
DEFAULT_DAYS: Final = 28
_DAY: Final = timedelta(days=1)
_TEXTS: Final = ("channel", "touchpoint", "survey")
_IDS: Final = ("line", "unit")


class Dimension(StrEnum):
    """A dimension by which a slice is divided into groups."""

    CHANNEL = "channel"
    TOUCHPOINT = "touchpoint"
    LINE = "line"
    UNIT = "unit"
    SURVEY = "survey"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def is_time(self) -> bool:
        """Whether its groups are periods."""
        return self in (Dimension.DAY, Dimension.WEEK, Dimension.MONTH)


class SliceError(ValueError):
    """The query describes no slice; the message names the field, the value and the remedy."""


class Slice(Struct, frozen=True):
    """A period of local days of the company, both ends included, and what it is narrowed to; None does not narrow.

    `unit` stands for the units below it too; `survey` is a slug.
    """

    since: date
    until: date
    channel: str | None = None
    touchpoint: str | None = None
    line: UUID | None = None
    unit: UUID | None = None
    survey: str | None = None

    @property
    def days(self) -> int:
        """The number of days of the period."""
        return (self.until - self.since).days + 1

    def query(self) -> str:
        """The slice as the query of an address, which `from_query` reads back."""
        return urlencode({name: value for name, value in msgspec.structs.asdict(self).items() if value is not None})

    def but(self, **fields: Any) -> "Slice":
        """The same slice with other `fields`."""
        return msgspec.structs.replace(self, **fields)

    def before(self) -> "Slice":
        """The period just before: the month before a whole month, else as many days."""
        if self.since.day == 1 and (self.until + _DAY).day == 1 and self.days <= 31:
            return self.but(since=(self.since - _DAY).replace(day=1), until=self.since - _DAY)
        return self.but(since=self.since - self.days * _DAY, until=self.since - _DAY)

    def within(self, by: Dimension, key: str) -> "Slice | None":
        """The slice of one of its groups, to look closer; None for a group without a value, which has no slice."""
        if key == NONE:
            return None
        if by.is_time:
            first, last = days_of(by, date.fromisoformat(key))
            return self.but(since=max(first, self.since), until=min(last, self.until))
        return self.but(**{by.value: UUID(key) if by.value in _IDS else key})

    def whole(self) -> "Slice":
        """The slice with its period widened to whole stretches, of which weeks and months are made."""
        return self.but(since=stretch_of(self.since).first, until=stretch_of(self.until).last)


def from_query(query: Mapping[str, str], today: date) -> Slice:
    """The slice that a query asks for; without a period the last 28 days. SliceError. Other fields are left alone."""
    until = _day(query, "until", today)
    since = _day(query, "since", until - (DEFAULT_DAYS - 1) * _DAY)
    if since > until:
        raise SliceError(f"since: {since} lies after {until}, the last day. Choose an earlier first day.")
    if until - since > LONGEST:
        raise SliceError(f"since: {since} lies more than three years before {until}. Choose a later first day.")
    narrowed: dict[str, Any] = {name: query.get(name) or None for name in _TEXTS}
    return Slice(since, until, **narrowed | {name: _id(query, name) for name in _IDS})


def days_of(by: Dimension, day: date) -> tuple[date, date]:
    """The first and last day of the day, week or month that `day` lies in."""
    if by is Dimension.DAY:
        return day, day
    if by is Dimension.WEEK:
        monday = day - day.weekday() * _DAY
        return monday, monday + 6 * _DAY
    first = day.replace(day=1)
    return first, (first + 31 * _DAY).replace(day=1) - _DAY


def periods(slice_: Slice, by: Dimension) -> list[str]:
    """The keys of every day, week or month of the period, in order: the first day of each, as ISO 8601."""
    keys, day = [], days_of(by, slice_.since)[0]
    while day <= slice_.until:
        keys.append(day.isoformat())
        day = days_of(by, day)[1] + _DAY
    return keys


def _day(query: Mapping[str, str], name: str, otherwise: date) -> date:
    text = query.get(name)
    try:
        found = date.fromisoformat(text) if text else otherwise
        if not date(2000, 1, 1) <= found <= date(2199, 12, 31):
            raise ValueError
    except ValueError as failure:
        raise SliceError(f"{name}: {text} is not a date. Write it like 2026-05-04.") from failure
    return found


def _id(query: Mapping[str, str], name: str) -> UUID | None:
    text = query.get(name)
    try:
        return UUID(text) if text else None
    except ValueError as failure:
        raise SliceError(f"{name}: {text} is not an id. Choose from the list.") from failure
