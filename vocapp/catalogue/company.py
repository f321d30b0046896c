"""Company settings of this installation, read from `surveys/company.toml`."""

from typing import Annotated

from msgspec import Meta, Struct

from vocapp.catalogue.programme import Cap, Natural, Positive, Slug
from vocapp.catalogue.working_hours import Day, Service, Weekday

Hour = Annotated[int, Meta(ge=0, le=24)]


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class WritingHours(_Part, frozen=True, kw_only=True):
    """Customers are written to from `opens` until before `closes`, in their local time."""

    opens: Hour = 8
    closes: Hour = 21


class Company(_Part, frozen=True, kw_only=True):
    """The company: its country and zone, when it may write, and how often it may invite."""

    name: Annotated[str, Meta(min_length=1)]
    timezone: str
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$", examples=["DE"])]
    languages: Annotated[tuple[str, ...], Meta(min_length=1)]  # the first one is the default
    brand: Slug  # default brand of contacts
    hours: WritingHours = WritingHours()
    blocked_weekdays: tuple[Weekday, ...] = ()
    blocked_days: tuple[Day, ...] = ()  # "12-25" every year, "2027-04-02" once; by the customer's calendar
    cap: Cap = Cap()
    reserved_asks: Natural = 0  # part of `cap.asks` kept for programmes with `reserve = true`
    stale_hours: Positive = 72  # no invitation for a contact that ended longer ago
    floor: Annotated[int, Meta(ge=3)] = 5  # the privacy floor: readers of unidentified answers see no smaller group
    service: Service = Service()  # working hours for cases
    root_causes: dict[Slug, str] = {}  # names of causes of cases; empty: the built-in causes
    outcomes: dict[Slug, str] = {}
