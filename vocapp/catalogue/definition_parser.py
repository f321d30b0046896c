"""A programme, brand, rule or company file becomes its struct, or an error that names file, place and remedy."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Final, TypeVar
from zoneinfo import available_timezones

import msgspec

from vocapp.catalogue.brand import Brand
from vocapp.catalogue.case_rule import KNOWN, CaseRule
from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Programme
from vocapp.catalogue.working_hours import ServiceHours
from vocapp.questionnaire.conditions import leaves
from vocapp.questionnaire.fault import Fault
from vocapp.questionnaire.survey_parser import DefinitionError

Entry = TypeVar("Entry", bound=Programme | Brand | CaseRule | Company)

ASKING_CHANNELS: Final = ("email",)
_PLACE: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?P<place>[^`]*)`)?$", re.DOTALL)


def read(toml_text: str, source: str, shape: type[Entry]) -> Entry:
    """The `shape` in the TOML text of the file `source`. Raises `DefinitionError` with every fault that was found."""
    try:
        found = msgspec.convert(tomllib.loads(toml_text), shape)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(source, [Fault("$", f"is not TOML: {error}")]) from error
    except msgspec.ValidationError as error:
        match = _PLACE.match(str(error))
        place, what = (match["place"] or "$", match["what"]) if match else ("$", str(error))
        raise DefinitionError(source, [Fault(place, f"{what}: {_remedy(what, shape)}")]) from error
    wrong = list(_faults(found))
    if wrong:
        raise DefinitionError(source, wrong)
    return found


def _remedy(what: str, shape: type[msgspec.Struct]) -> str:
    if "unknown field" in what:
        return f"correct its name or remove it; {shape.__name__.lower()} has {', '.join(shape.__struct_fields__)}"
    return "add it" if "missing required field" in what else "correct the value"


def _faults(entry: Programme | Brand | CaseRule | Company) -> Iterator[Fault]:
    match entry:
        case Programme():
            yield from _of_programme(entry)
        case Brand():
            if not entry.footer:
                yield Fault("$.footer", "is empty: say who writes and where they are found, in one language at least")
        case CaseRule():
            yield from _of_rule(entry)
        case Company():
            yield from _of_company(entry)


def _of_programme(programme: Programme) -> Iterator[Fault]:
    for number, channel in enumerate(programme.channels):
        if channel not in ASKING_CHANNELS:
            remedy = f"'{channel}' cannot be asked on; choose from {', '.join(ASKING_CHANNELS)}"
            yield Fault(f"$.channels[{number}]", remedy)
    for test in leaves(programme.when) if programme.when else ():
        if not test.of.startswith(("contact.", "customer.")):
            remedy = f"'{test.of}' is not known when it is decided; begin with contact. or customer."
            yield Fault("$.when", remedy)
    days = programme.reminder_after_days
    if days is not None and days >= programme.expiry_days:
        yield Fault("$.reminder_after_days", f"{days} is not before the ask expires ({programme.expiry_days} days)")
    if days is not None and programme.message_budget < 2:
        yield Fault("$.message_budget", "1 leaves none for the reminder: raise it, or remove reminder_after_days")


def _of_rule(rule: CaseRule) -> Iterator[Fault]:
    for test in leaves(rule.when):
        if "." in test.of and not test.of.startswith(KNOWN):
            yield Fault("$.when", f"'{test.of}' is not known of a response; begin with {', '.join(KNOWN)}")
    if rule.targets.resolve_hours is None and rule.targets.customer_hours is None:
        yield Fault("$.targets", "leave a case without an end: state resolve_hours or customer_hours")


def _of_company(company: Company) -> Iterator[Fault]:
    if company.timezone not in available_timezones():
        yield Fault("$.timezone", f"'{company.timezone}' is no time zone: write one like Europe/Berlin")
    if company.hours.opens >= company.hours.closes:
        yield Fault("$.hours", "open after they close: opens must be the smaller")
    if len(set(company.blocked_weekdays)) == 7:
        yield Fault("$.blocked_weekdays", "block every day: leave one free")
    yield from _of_days("$.blocked_days", company.blocked_days)
    yield from _of_service("$.service", company.service)
    for unit, hours in company.service.units.items():
        yield from _of_service(f"$.service.units.{unit}", hours)
    if company.reserved_asks >= company.cap.asks:
        yield Fault("$.reserved_asks", f"leaves no ask for ordinary programmes: keep it under {company.cap.asks}")


def _of_service(place: str, hours: ServiceHours) -> Iterator[Fault]:
    if hours.opens >= hours.closes:
        yield Fault(place, f"opens at {hours.opens} after it closes at {hours.closes}: opens must be the earlier")
    if hours.timezone is not None and hours.timezone not in available_timezones():
        yield Fault(f"{place}.timezone", f"'{hours.timezone}' is no time zone: write one like Europe/Berlin")
    yield from _of_days(f"{place}.holidays", hours.holidays)


def _of_days(place: str, days: tuple[str, ...]) -> Iterator[Fault]:
    for number, day in enumerate(days):
        if not _is_day(day):
            yield Fault(f"{place}[{number}]", f"'{day}' is not in the calendar")


def _is_day(day: str) -> bool:
    try:
        date.fromisoformat(day if len(day) == len("2000-01-01") else f"2000-{day}")
    except ValueError:
        return False
    return True
