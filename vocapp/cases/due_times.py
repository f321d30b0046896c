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
from vocapp.catalogue.working_hours import DAY_MINUTES, WEEK, ServiceHours

HORIZON: Final = 4000
"""The most days that a target may reach into the future."""


class Calendar(Struct, frozen=True):
    """The service hours of a unit, in its time zone."""

    hours: ServiceHours
    timezone: str

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Start and end of each span of service that begins on `day`, in UTC; none on a day without any."""
        return _spans(self.hours, self.timezone, day)

    def add(self, start: datetime, hours: float) -> datetime:
        """The time after so many service hours from `start`. ValueError where they lie beyond HORIZON."""
        start, remaining_seconds = start.astimezone(UTC), timedelta(hours=hours)
        day = self._day_before(start)
        for _ in range(HORIZON):
            for opens, closes in self.spans(day):
                if closes <= start:
                    continue
                begin = max(start, opens)
                if closes - begin >= remaining_seconds:
                    return begin + remaining_seconds
                remaining_seconds -= closes - begin
            day += timedelta(days=1)
        raise ValueError(f"{hours} hours are more than {HORIZON} days of this calendar: shorten the target")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The service time between `start` and `end`; zero where `end` is not later."""
        day, last = self._day_before(start), end.astimezone(ZoneInfo(self.timezone)).date()
        worked = timedelta(0)
        while day <= last:
            for opens, closes in self.spans(day):
                worked += max(timedelta(0), min(end, closes) - max(start, opens))
            day += timedelta(days=1)
        return worked

    def _day_before(self, moment: datetime) -> date:
        """The first day whose spans may reach `moment`: one of the night before begins a day earlier."""
        return moment.astimezone(ZoneInfo(self.timezone)).date() - timedelta(days=1)


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
def _spans(hours: ServiceHours, timezone: str, day: date) -> tuple[tuple[datetime, datetime], ...]:
    if {day.isoformat(), f"{day:%m-%d}"} & set(hours.holidays):
        return ()
    minutes = hours.minutes_of(WEEK[day.weekday()])
    return tuple((_moment(day, opens, timezone), _moment(day, closes, timezone)) for opens, closes in minutes)


def _moment(day: date, minutes: int, timezone: str) -> datetime:
    """A time by the clock of the zone, so many minutes from the midnight that begins `day`."""
    days, left = divmod(minutes, DAY_MINUTES)
    local = datetime.combine(day, time(left // 60, left % 60)) + timedelta(days=days)
    return local.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def calendar_of(unit: str | None, company: Company) -> Calendar:
    """The calendar of a unit, by its slug: its own hours of company.toml, or those of the company."""
    hours: ServiceHours = company.service.units.get(unit or "", company.service)
    zone = hours.timezone or company.service.timezone or company.timezone
    plain = ServiceHours(
        days=hours.days,
        opens=hours.opens,
        closes=hours.closes,
        spans=hours.spans,
        other=hours.other,
        holidays=hours.holidays,
    )
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
