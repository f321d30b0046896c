"""By when? Due times by the hours in which a unit works, and how they stand still. Pure.

Two kinds of clock run. That of the unit counts its service hours only; it stands still while the case waits for the
customer, where the rule says so. That of the customer is the one on his wall, and never stands still.
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
"""Days within which the hours of every target must lie."""


class Calendar(Struct, frozen=True):
    """The hours that count, by the clock of one zone."""

    hours: ServiceHours
    timezone: str

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when `day` counts, in UTC; None where it does not."""
        return _span(self.hours, self.timezone, day)

    def add(self, start: datetime, hours: float) -> datetime:
        """The moment at which so many hours have been worked since `start`. ValueError where no calendar has them."""
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
        """How long was worked from `start` to `end`; nothing where `end` is not later."""
        day, last = (moment.astimezone(ZoneInfo(self.timezone)).date() for moment in (start, end))
        worked = timedelta(0)
        while day <= last:
            span = self.span(day)
            if span:
                worked += max(timedelta(0), min(end, span[1]) - max(start, span[0]))
            day += timedelta(days=1)
        return worked


class Clocks(Struct, frozen=True, kw_only=True):
    """When each clock of a case runs out; None: it does not run."""

    acknowledge: datetime | None = None
    resolve: datetime | None = None
    customer: datetime | None = None

    @property
    def first(self) -> datetime:
        """The one that runs out first. A rule always has one of the last two."""
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
    """The calendar of a unit by its slug: its own hours where company.toml has some, else the company's."""
    hours: ServiceHours = company.service.units.get(unit or "", company.service)
    zone = hours.timezone or company.service.timezone or company.timezone
    plain = ServiceHours(days=hours.days, opens=hours.opens, closes=hours.closes, holidays=hours.holidays)
    return Calendar(plain, zone)


def start_clocks(targets: Targets, calendar: Calendar, now: datetime) -> Clocks:
    """The clocks of a case that is opened now."""

    def due(hours: float | None) -> datetime | None:
        return calendar.add(now, hours) if hours is not None else None

    customer = now + timedelta(hours=targets.customer_hours) if targets.customer_hours is not None else None
    return Clocks(acknowledge=due(targets.acknowledge_hours), resolve=due(targets.resolve_hours), customer=customer)


def remaining_seconds(resolve: datetime | None, calendar: Calendar, now: datetime) -> int | None:
    """The seconds of work still left when the clock is stopped; None where it does not run, or has run out."""
    if resolve is None or resolve <= now:
        return None
    return int(calendar.between(now, resolve).total_seconds())


def resume_clock(seconds: int, calendar: Calendar, now: datetime) -> datetime:
    """When a clock that was stopped with so many seconds left runs out, if it runs on now."""
    return calendar.add(now, seconds / 3600)


def earliest(left_: datetime | None, right: datetime | None) -> datetime | None:
    """The earlier of two due times, of which either may not be."""
    return min((moment for moment in (left_, right) if moment is not None), default=None)
