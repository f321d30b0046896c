"""Which moment is meant? Times with an offset, or local ones together with their zone."""

from datetime import UTC, datetime, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
SKEW = timedelta(minutes=5)


class TimeError(ValueError):
    """A time cannot be used; the message is the remedy."""


def find_zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; TimeError with the nearest names."""
    if name not in _names():
        near = ", ".join(get_close_matches(name, _names(), n=3, cutoff=0.5)) or "Europe/Berlin, America/New_York"
        raise TimeError(f"name an IANA time zone, like {near}")
    return ZoneInfo(name)


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def to_utc(value: datetime, zone: tzinfo | None, now: datetime) -> datetime:
    """`value` in UTC; a naive one is local to `zone`. Of an hour that comes twice, the first.

    Raises TimeError for a naive time without a zone, a local time that the clocks skipped, and one before 1970 or
    more than five minutes after `now`.
    """
    found = _in_utc(value, zone)
    if found < EARLIEST:
        raise TimeError("check the year: nothing before 1970 is taken")
    if found > now + SKEW:
        raise TimeError(f"it lies in the future: now it is {now:%Y-%m-%dT%H:%M:%SZ}. Check the clock or the offset")
    return found


def promise_to_utc(value: datetime, zone: tzinfo | None) -> datetime:
    """`value` in UTC, as `moment`, but it may lie in the future."""
    return _in_utc(value, zone)


def _in_utc(value: datetime, zone: tzinfo | None) -> datetime:
    try:
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        if zone is None:
            raise TimeError("add the offset (+01:00 or Z), or say the `timezone` it is local to")
        found = value.replace(tzinfo=zone).astimezone(UTC)
        back = found.astimezone(zone).replace(tzinfo=None)
    except OverflowError as failure:
        raise TimeError("check the year") from failure
    if back != value:
        raise TimeError(f"the clocks in {zone} went from before to after this time: it never was. Add the offset")
    return found
