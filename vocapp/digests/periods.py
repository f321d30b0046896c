"""Which digests are due when? Pure: a schedule and moments go in, local periods come out.

A weekly digest tells of the last whole week, Monday to Sunday, a monthly one of the last whole calendar month; which
day it leaves on does not change what it tells. So a period has one digest, however often the day or the hour is
changed, and periods can be compared. A digest is due at its local hour: where the clocks jump over that hour, right
after the jump; where the hour comes twice, the first time. Days are counted where the company is: a reader far to its
east gets the digest once the last day is over there.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

LATE: Final = timedelta(hours=24)
"""A digest that is later than this is missed, and not sent by itself."""
_DAY: Final = timedelta(days=1)


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    MONTH = "month"


class Schedule(Struct, frozen=True):
    """`on_day`: 1 (Monday) to 7, or 1 to 31, where a shorter month's last day stands in. Zones are IANA names."""

    every: Every
    on_day: int
    hour: int
    timezone: str
    company_zone: str


class Period(NamedTuple):
    """Local days, both inclusive."""

    since: date
    until: date


class Due(NamedTuple):
    """A period and the moment, in UTC, at which its digest is due."""

    period: Period
    at: datetime


class Planned(NamedTuple):
    """A period that came due: whether its digest is still worth a mail."""

    due: Due
    in_time: bool


def due_between(schedule: Schedule, after: datetime, until: datetime) -> list[Due]:
    """What came due after `after` and not after `until`, oldest first."""
    return [due for due in _dues(schedule, after, until) if after < due.at <= until]


def next_due(schedule: Schedule, after: datetime) -> Due:
    """The first that comes due after `after`."""
    return next(due for due in _dues(schedule, after, after + 100 * _DAY) if due.at > after)


def planned(schedule: Schedule, stored: datetime, now: datetime) -> list[Planned]:
    """What came due since the last look. Only the newest can be in time: a service that was down floods nobody.

    `stored` is the moment that `next_due` gave then. A day is looked back, since a zone's rules may have changed.
    """
    dues = due_between(schedule, stored - _DAY, now)
    return [Planned(due, due is dues[-1] and now - due.at <= LATE) for due in dues]


def period_of(every: Every, day: date) -> Period:
    """The week or month that `day` lies in."""
    if every is Every.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + 6 * _DAY)
    return Period(day.replace(day=1), _next_month(day) - _DAY)


def before(period: Period) -> Period:
    """The period just before; months before months, weeks before weeks."""
    return period_of(kind_of(period), period.since - _DAY)


def last_whole(every: Every, today: date) -> Period:
    """The last period that is over on `today`."""
    return before(period_of(every, today))


def kind_of(period: Period) -> Every:
    """Whether it is a week or a month."""
    return Every.WEEK if period.until - period.since == 6 * _DAY else Every.MONTH


def trend(period: Period, count: int) -> list[Period]:
    """The `count` periods that end with this one, oldest first."""
    found = [period]
    while len(found) < count:
        found.append(before(found[-1]))
    return found[::-1]


def local_moment(day: date, hour: int, timezone: str) -> datetime:
    """The moment in UTC at which clocks in the zone first show, or would have shown, `hour` o'clock on `day`."""
    return datetime.combine(day, time(hour), tzinfo=_zone(timezone)).astimezone(UTC)


def _dues(schedule: Schedule, after: datetime, until: datetime) -> Iterator[Due]:
    """The dues around these moments, oldest first; a period or two more on either side."""
    zone = _zone(schedule.timezone)
    period = before(before(period_of(schedule.every, after.astimezone(zone).date())))
    while True:
        current = period_of(schedule.every, period.until + _DAY)
        leaves = local_moment(_day_of(schedule, current), schedule.hour, schedule.timezone)
        due = Due(period, max(leaves, local_moment(current.since, 0, schedule.company_zone)))
        yield due
        if due.at > until:
            return
        period = current


def _day_of(schedule: Schedule, current: Period) -> date:
    """The day of the period `current` on which the digest of the one before it leaves."""
    return min(current.since + (schedule.on_day - 1) * _DAY, current.until)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY).replace(day=1)


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
