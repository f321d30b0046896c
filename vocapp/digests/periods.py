"""Periods of digests and when they are due. Pure: local periods from a schedule and moments.

A weekly digest covers the last whole week, Monday to Sunday; a monthly digest the last whole calendar month. The day of
sending does not change what it covers, so each period has one digest, however often day or hour are changed, and
periods can be compared. A digest is due at its local hour: right after a clock change that skips the hour, and the
first time if the hour occurs twice. Days are counted in the company's zone: a reader far to the east gets the digest
once the last day is over in the company's zone.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

MISSED_AFTER: Final = timedelta(hours=24)
"""A digest that is later than this is missed, and not sent automatically."""
_DAY: Final = timedelta(days=1)


class Frequency(StrEnum):
    """The frequency of a digest."""

    WEEK = "week"
    MONTH = "month"


class Schedule(Struct, frozen=True):
    """`on_day`: 1 (Monday) to 7, or 1 to 31 (the last day of a shorter month). Zones are IANA names."""

    every: Frequency
    on_day: int
    hour: int
    timezone: str
    company_zone: str


class DigestPeriod(NamedTuple):
    """Local days, both inclusive."""

    since: date
    until: date


class DuePeriod(NamedTuple):
    """A period and the moment, in UTC, at which its digest is due."""

    period: DigestPeriod
    at: datetime


class PlannedPeriod(NamedTuple):
    """A period that is due; `in_time`: its digest is still sent."""

    due: DuePeriod
    in_time: bool


def due_between(schedule: Schedule, after: datetime, until: datetime) -> list[DuePeriod]:
    """The periods due after `after` and not after `until`, oldest first."""
    return [due for due in _due_periods(schedule, after, until) if after < due.at <= until]


def next_due(schedule: Schedule, after: datetime) -> DuePeriod:
    """The first period due after `after`."""
    return next(due for due in _due_periods(schedule, after, after + 100 * _DAY) if due.at > after)


def plan_periods(schedule: Schedule, stored: datetime, now: datetime) -> list[PlannedPeriod]:
    """The periods due since the last run. Only the newest can be in time, so a service that was down floods nobody.

    `stored` is the moment that `next_due` gave. It looks one day further back, since the rules of a zone may change.
    """
    dues = due_between(schedule, stored - _DAY, now)
    return [PlannedPeriod(due, due is dues[-1] and now - due.at <= MISSED_AFTER) for due in dues]


def period_of(every: Frequency, day: date) -> DigestPeriod:
    """The week or month that `day` lies in."""
    if every is Frequency.WEEK:
        monday = day - timedelta(days=day.weekday())
        return DigestPeriod(monday, monday + 6 * _DAY)
    return DigestPeriod(day.replace(day=1), _next_month(day) - _DAY)


def period_before(period: DigestPeriod) -> DigestPeriod:
    """The period just before; months before months, weeks before weeks."""
    return period_of(frequency_of(period), period.since - _DAY)


def last_complete_period(every: Frequency, today: date) -> DigestPeriod:
    """The last period that is over before `today`."""
    return period_before(period_of(every, today))


def frequency_of(period: DigestPeriod) -> Frequency:
    """Whether it is a week or a month."""
    return Frequency.WEEK if period.until - period.since == 6 * _DAY else Frequency.MONTH


def trend_periods(period: DigestPeriod, count: int) -> list[DigestPeriod]:
    """The `count` periods that end with this one, oldest first."""
    found = [period]
    while len(found) < count:
        found.append(period_before(found[-1]))
    return found[::-1]


def local_moment(day: date, hour: int, timezone: str) -> datetime:
    """The UTC moment at which clocks in the zone first show, or would show, `hour` o'clock on `day`."""
    return datetime.combine(day, time(hour), tzinfo=_zone(timezone)).astimezone(UTC)


def _due_periods(schedule: Schedule, after: datetime, until: datetime) -> Iterator[DuePeriod]:
    """The due periods around these moments, oldest first, with one or two more at either end."""
    zone = _zone(schedule.timezone)
    period = period_before(period_before(period_of(schedule.every, after.astimezone(zone).date())))
    while True:
        current = period_of(schedule.every, period.until + _DAY)
        leaves = local_moment(_sending_day(schedule, current), schedule.hour, schedule.timezone)
        due = DuePeriod(period, max(leaves, local_moment(current.since, 0, schedule.company_zone)))
        yield due
        if due.at > until:
            return
        period = current


def _sending_day(schedule: Schedule, current: DigestPeriod) -> date:
    """The day in the period `current` on which the digest of the period before it is sent."""
    return min(current.since + (schedule.on_day - 1) * _DAY, current.until)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY).replace(day=1)


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
