"""Quiet hours: when a customer may be written to, in the customer's local time. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from vocapp.catalogue.company import Company

HORIZON: Final = timedelta(days=15)
STEP: Final = timedelta(minutes=30)
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def zones_of(timezone: str | None, country: str | None, company: Company) -> tuple[ZoneInfo, ...]:
    """The zones to respect: the customer's; if unknown, all zones of the country; if unknown too, all of ours."""
    if timezone:
        return (ZoneInfo(timezone),)
    return zones_of_country(country or company.country) or (ZoneInfo(company.timezone),)


@lru_cache
def zones_of_country(country: str) -> tuple[ZoneInfo, ...]:
    """Every zone of an ISO 3166 country by the tz database's zone.tab; empty for an unknown country."""
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(ZoneInfo(row[2]) for row in rows if row[0] == country)


def next_allowed(earliest: datetime, zones: tuple[ZoneInfo, ...], company: Company) -> datetime | None:
    """The first moment from `earliest` on that is allowed in every zone; None within fifteen days."""
    moment = earliest
    while moment < earliest + HORIZON:
        latest = max(_next_open(moment, zone, company) for zone in zones)
        if latest == moment:
            return moment
        moment = latest
    return None


def _next_open(moment: datetime, zone: ZoneInfo, company: Company) -> datetime:
    """`moment` itself if this zone allows it, else the next opening; blocked days are skipped one call each."""
    local = moment.astimezone(zone)
    today = local.date()
    if local.hour >= company.hours.closes or is_blocked(today, company):
        return _after(moment, today + timedelta(days=1), zone, company)
    if local.hour < company.hours.opens:
        return _after(moment, today, zone, company)
    return moment


def _after(moment: datetime, day: date, zone: ZoneInfo, company: Company) -> datetime:
    """The opening on `day`, its second occurrence where clocks go back over it; never before `moment`."""
    return next((opening for opening in _openings(day, zone, company) if opening > moment), moment + STEP)


def _openings(day: date, zone: ZoneInfo, company: Company) -> Iterator[datetime]:
    for fold in (0, 1):
        yield datetime.combine(day, time(company.hours.opens % 24, fold=fold), zone).astimezone(UTC)


def is_blocked(day: date, company: Company) -> bool:
    """Whether this day is blocked by the company's weekdays or dates."""
    if WEEKDAYS[day.weekday()] in company.blocked_weekdays:
        return True
    return bool(company.blocked_days) and bool({day.isoformat(), f"{day:%m-%d}"} & set(company.blocked_days))
