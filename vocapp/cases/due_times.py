"""Due times of a case, in the service hours of its unit, and how they stop and resume. Pure.

Two kinds of clock run. Those of the unit count service hours only; they stop while the case waits for the customer,
where the rule says so. That of the customer counts real time and never stops.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from vocapp.catalogue.case_rule import Targets
from vocapp.catalogue.company import Company
from vocapp.catalogue.working_hours import ServiceHours

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HORIZON: Final = 4000
"""The most days that a target may reach into the future."""


class Calendar(Struct, frozen=True):
    """The service hours of a unit, in its time zone."""

    hours: ServiceHours
    timezone: str

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """Start and end of the service hours of `day`, in UTC; None on a day without any."""
        return _span(self.hours, self.timezone, day)

    def add(self, start: datetime, hours: float) -> datetime:
        """The time after so many service hours from `start`. ValueError where they lie beyond HORIZON."""
        start, remaining_seconds = start.astimezone(UTC), timedelta(hours=hours)
        day = start.astimezone(ZoneInfo(self.timezone)).date()
        for _ in range(HORIZON):
            span = self.span(day)
            if span and span[1] > start:
                begin = max(start, span[0])
                if span[1] - begin >= remaining_seconds:
                    return begin + remaining_seconds
                remaining_seconds -= span[1] - begin
            day += timedelta(days=1)
        raise ValueError(f"{hours} hours are more than {HORIZON} days of this calendar: shorten the target")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The service time between `start` and `end`; zero where `end` is not later."""
        day, last = (moment.astimezone(ZoneInfo(self.timezone)).date() for moment in (start, end))
        worked = timedelta(0)
        while day <= last:
            span = self.span(day)
            if span:
                worked += max(timedelta(0), min(end, span[1]) - max(start, span[0]))
            day += timedelta(days=1)
        return worked


class Clocks(Struct, frozen=True, kw_only=True):
    """The due time of each clock of a case; None for a clock that does not run."""

    acknowledge: datetime | None = None
    resolve: datetime | None = None
    customer: datetime | None = None

    @property
    def first(self) -> datetime:
        """The earliest due time. A rule always has one of the last two."""
        return min(moment for moment in (self.acknowledge, self.resolve, self.customer) if moment is not None)


@lru_cache(maxsize=4096)
def _span(hours: ServiceHours, timezone: str, day: date) -> tuple[datetime, datetime] | None:
    if WEEKDAYS[day.weekday()] not in hours.days or {day.isoformat(), f"{day:%m-%d}"} & set(hours.holidays):
        return None
    return _moment(day, hours.opens, timezone), _moment(day, hours.closes, timezone)


def _moment(day: date, clock: str, timezone: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    local = datetime.combine(day, time(hour % 24, minute)) + timedelta(days=hour // 24)
    return local.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def calendar_of(unit: str | None, company: Company) -> Calendar:
    """The calendar of a unit, by its slug: its own hours of company.toml, or those of the company."""
    hours: ServiceHours = company.service.units.get(unit or "", company.service)
    zone = hours.timezone or company.service.timezone or company.timezone
    plain = ServiceHours(days=hours.days, opens=hours.opens, closes=hours.closes, holidays=hours.holidays)
    return Calendar(plain, zone)


def start_clocks(targets: Targets, calendar: Calendar, now: datetime) -> Clocks:
    """The clocks of a case that opens now."""

    def due(hours: float | None) -> datetime | None:
        return calendar.add(now, hours) if hours is not None else None

    customer = now + timedelta(hours=targets.customer_hours) if targets.customer_hours is not None else None
    return Clocks(acknowledge=due(targets.acknowledge_hours), resolve=due(targets.resolve_hours), customer=customer)


def remaining_seconds(resolve: datetime | None, calendar: Calendar, now: datetime) -> int | None:
    """The service time left when the clock stops, in seconds; None where it does not run or is overdue."""
    if resolve is None or resolve <= now:
        return None
    return int(calendar.between(now, resolve).total_seconds())


def resume_clock(seconds: int, calendar: Calendar, now: datetime) -> datetime:
    """The due time of a clock that stopped with so many seconds left and resumes now."""
    return calendar.add(now, seconds / 3600)


def earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two due times, either of which may be None."""
    return min((moment for moment in (one, other) if moment is not None), default=None)
