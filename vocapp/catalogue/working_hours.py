"""Working hours in which cases are worked, read from `surveys/company.toml`."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Day = Annotated[str, Meta(pattern=r"^(\d{4}-)?\d{2}-\d{2}$", examples=["12-25", "2026-04-03"])]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", examples=["08:30"])]
WORKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class ServiceHours(_Part, frozen=True, kw_only=True):
    """The hours that due times of cases count, in `timezone` (default: the company's)."""

    days: Annotated[tuple[Weekday, ...], Meta(min_length=1)] = WORKDAYS
    opens: TimeOfDay = "09:00"
    closes: TimeOfDay = "17:00"
    holidays: tuple[Day, ...] = ()  # "12-25" every year, "2027-04-02" once
    timezone: str | None = None


class Service(ServiceHours, frozen=True, kw_only=True):
    """The company's hours, and those of units that differ, by the unit's slug."""

    units: dict[str, ServiceHours] = {}
