"""What is said of the one company of this installation, read from `surveys/company.toml`."""

from typing import Annotated

from msgspec import Meta, Struct

from vocapp.catalogue.programme import Cap, Natural, Positive, Slug
from vocapp.catalogue.working_hours import Day, Service, Weekday

Hour = Annotated[int, Meta(ge=0, le=24)]


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class WritingHours(_Part, frozen=True, kw_only=True):
    """Customers are written to from `opens` until before `closes`, by the clock where they live."""

    opens: Hour = 8
    closes: Hour = 21


class Company(_Part, frozen=True, kw_only=True):
    """The company: where it is, when it may write, how often it may ask."""

    name: Annotated[str, Meta(min_length=1)]
    timezone: str
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
    languages: Annotated[tuple[str, ...], Meta(min_length=1)]  # the first is used where nothing is known
    brand: Slug  # of contacts for which no other brand is meant
    hours: WritingHours = WritingHours()
    blocked_weekdays: tuple[Weekday, ...] = ()
    blocked_days: tuple[Day, ...] = ()  # "12-25" every year, "2027-04-02" once; by the customer's calendar
    cap: Cap = Cap()
    reserved_asks: Natural = 0  # of `cap.asks`, only for programmes with `reserve = true`
    stale_hours: Positive = 72  # a contact that ended longer ago is not asked about any more
    floor: Annotated[int, Meta(ge=3)] = 5  # who may not read identified answers sees no group of fewer people
    service: Service = Service()  # when cases are worked
    root_causes: dict[Slug, str] = {}  # of cases, by what lists show; empty: those that vocapp brings
    outcomes: dict[Slug, str] = {}
