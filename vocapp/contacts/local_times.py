"""Times of contacts in UTC: times with an offset, or local times with their time zone."""

from datetime import UTC, datetime, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from vocapp.faults import Fault, FaultError

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
SKEW = timedelta(minutes=5)


class TimeError(FaultError):
    """A time or a time zone cannot be used."""


def find_zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name. TimeError with the nearest names."""
    if name not in _names():
        near = ", ".join(get_close_matches(name, _names(), n=3, cutoff=0.5)) or "Europe/Berlin, America/New_York"
        raise TimeError(Fault.of("time.unknown_zone", near=near))
    return ZoneInfo(name)


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def to_utc(value: datetime, zone: tzinfo | None, now: datetime) -> datetime:
    """`value` in UTC. A time without an offset is local to `zone`; in an hour that occurs twice, the first is meant.

    Raises TimeError for a local time without a zone, a local time that the clock change skips, and a time before 1970
    or more than five minutes after `now`.
    """
    found = _in_utc(value, zone)
    if found < EARLIEST:
        raise TimeError(Fault.of("time.before_1970"))
    if found > now + SKEW:
        raise TimeError(Fault.of("time.in_future", now=f"{now:%Y-%m-%dT%H:%M:%SZ}"))
    return found


def end_to_utc(value: datetime, zone: tzinfo | None, now: datetime, started: datetime, seconds: int) -> datetime:
    """`value` in UTC, as in `to_utc`. In an hour that occurs twice the second is meant where the first is before the
    start of the contact, or leaves less time than its `seconds`.
    """
    first = to_utc(value, zone, now)
    if value.tzinfo is not None or zone is None or first - started >= timedelta(seconds=seconds):
        return first
    second = value.replace(tzinfo=zone, fold=1).astimezone(UTC)
    fits = first < started or second - started >= timedelta(seconds=seconds)
    return second if fits and started <= second <= now + SKEW else first


def promise_to_utc(value: datetime, zone: tzinfo | None) -> datetime:
    """`value` in UTC, as in `to_utc`, but it may be in the future."""
    return _in_utc(value, zone)


def _in_utc(value: datetime, zone: tzinfo | None) -> datetime:
    try:
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        if zone is None:
            raise TimeError(Fault.of("time.no_zone"))
        found = value.replace(tzinfo=zone).astimezone(UTC)
        back = found.astimezone(zone).replace(tzinfo=None)
    except OverflowError as failure:
        raise TimeError(Fault.of("time.year")) from failure
    if back != value:
        raise TimeError(Fault.of("time.skipped", zone=str(zone)))
    return found
