"""Working hours in which cases are worked, read from `surveys/company.toml`."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Day = Annotated[str, Meta(pattern=r"^(\d{4}-)?\d{2}-\d{2}$", examples=["12-25", "2026-04-03"])]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", examples=["08:30"])]
Span = Annotated[
    str,
    Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$", examples=["08:30-12:00", "22:00-06:00"]),
]
"""From a time until before another; over midnight where the second is not later."""
DAY_MINUTES: Final = 24 * 60
WEEK: Final[tuple[Weekday, ...]] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
WORKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class OtherHours(_Part, frozen=True, kw_only=True):
    """The hours of some days of the week that differ from the others; no spans: closed."""

    days: Annotated[tuple[Weekday, ...], Meta(min_length=1)]
    spans: tuple[Span, ...]


class ServiceHours(_Part, frozen=True, kw_only=True):
    """The hours that due times of cases count, in `timezone` (default: the company's).

    `spans` stand in for `opens` and `closes`, for more than one span a day. A span that ends at or before its beginning
    ends on the next day; it belongs to the day on which it begins, as for `days` and `holidays`.
    """

    days: Annotated[tuple[Weekday, ...], Meta(min_length=1)] = WORKDAYS
    opens: TimeOfDay = "09:00"
    closes: TimeOfDay = "17:00"
    spans: tuple[Span, ...] = ()
    other: tuple[OtherHours, ...] = ()
    holidays: tuple[Day, ...] = ()  # "12-25" every year, "2027-04-02" once
    timezone: str | None = None

    def minutes_of(self, weekday: Weekday) -> tuple[tuple[int, int], ...]:
        """The spans of a day of the week, in minutes from its midnight; the end may lie on the next day."""
        found = next((other.spans for other in self.other if weekday in other.days), None)
        if found is None:
            usual = self.spans or (f"{self.opens}-{self.closes}",)
            found = usual if weekday in self.days else ()
        return tuple(sorted(map(_minutes, found)))


def _minutes(span: str) -> tuple[int, int]:
    first, last = (60 * int(clock[:2]) + int(clock[3:]) for clock in span.split("-"))
    return first, last if last > first else last + DAY_MINUTES


class Service(ServiceHours, frozen=True, kw_only=True):
    """The company's hours, and those of units that differ, by the unit's slug."""

    units: dict[str, ServiceHours] = {}
