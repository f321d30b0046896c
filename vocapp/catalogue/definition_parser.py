"""Parser of programme, brand, case rule and company files; an error names file, place and remedy."""

import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final, TypeVar
from zoneinfo import available_timezones

import msgspec

from vocapp.catalogue.brand import Brand
from vocapp.catalogue.case_rule import KNOWN, CaseRule
from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Programme
from vocapp.catalogue.working_hours import DAY_MINUTES, WEEK, ServiceHours
from vocapp.faults import Fault
from vocapp.questionnaire.conditions import leaves
from vocapp.questionnaire.survey_parser import DefinitionError, shape_faults_of
from vocapp.shape_faults import toml_place

Entry = TypeVar("Entry", bound=Programme | Brand | CaseRule | Company)

ASKING_CHANNELS: Final = ("email",)


def read(toml_text: str, source: str, shape: type[Entry]) -> Entry:
    """The definition of class `shape` in the TOML text of file `source`. Raises DefinitionError with every fault."""
    try:
        data = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(source, Fault("definition.not_toml", toml_place(error, toml_text), "$")) from error
    if misshapen := shape_faults_of(data, shape):
        raise DefinitionError(source, *misshapen)
    found = msgspec.convert(data, shape)
    wrong = list(_faults(found))
    if wrong:
        raise DefinitionError(source, *wrong)
    return found


def _faults(entry: Programme | Brand | CaseRule | Company) -> Iterator[Fault]:
    match entry:
        case Programme():
            yield from _of_programme(entry)
        case Brand():
            if not entry.footer:
                yield Fault.of("brand.no_footer", "$.footer")
        case CaseRule():
            yield from _of_rule(entry)
        case Company():
            yield from _of_company(entry)


def _of_programme(programme: Programme) -> Iterator[Fault]:
    for number, channel in enumerate(programme.channels):
        if channel not in ASKING_CHANNELS:
            known = ", ".join(ASKING_CHANNELS)
            yield Fault.of("programme.channel", f"$.channels[{number}]", channel=channel, known=known)
    for test in leaves(programme.when) if programme.when else ():
        if not test.of.startswith(("contact.", "customer.")):
            yield Fault.of("programme.unknown_fact", "$.when", name=test.of)
    days = programme.reminder_after_days
    if days is not None and days >= programme.expiry_days:
        yield Fault.of("programme.late_reminder", "$.reminder_after_days", days=days, expiry=programme.expiry_days)
    if days is not None and programme.message_budget < 2:
        yield Fault.of("programme.no_reminder_left", "$.message_budget")


def _of_rule(rule: CaseRule) -> Iterator[Fault]:
    for test in leaves(rule.when):
        if "." in test.of and not test.of.startswith(KNOWN):
            yield Fault.of("case_rule.unknown_fact", "$.when", name=test.of, known=", ".join(KNOWN))
    if rule.targets.resolve_hours is None and rule.targets.customer_hours is None:
        yield Fault.of("case_rule.no_target", "$.targets")


def _of_company(company: Company) -> Iterator[Fault]:
    if company.timezone not in available_timezones():
        yield Fault.of("definition.unknown_zone", "$.timezone", zone=company.timezone)
    if company.hours.opens >= company.hours.closes:
        yield Fault.of("company.hours", "$.hours")
    if len(set(company.blocked_weekdays)) == 7:
        yield Fault.of("company.all_days_blocked", "$.blocked_weekdays")
    yield from _of_days("$.blocked_days", company.blocked_days)
    yield from _of_service("$.service", company.service)
    for unit, hours in company.service.units.items():
        yield from _of_service(f"$.service.units.{unit}", hours)
    if company.reserved_asks >= company.cap.asks:
        yield Fault.of("company.reserved_asks", "$.reserved_asks", most=company.cap.asks)


def _of_service(place: str, hours: ServiceHours) -> Iterator[Fault]:
    if hours.opens == hours.closes and not hours.spans:
        yield Fault.of("service_hours.order", place, opens=hours.opens)
    if not any(map(hours.minutes_of, WEEK)):
        yield Fault.of("service_hours.never", place)
    elif day := _overlap(hours):
        yield Fault.of("service_hours.overlap", place, day=day)
    if hours.timezone is not None and hours.timezone not in available_timezones():
        yield Fault.of("definition.unknown_zone", f"{place}.timezone", zone=hours.timezone)
    yield from _of_days(f"{place}.holidays", hours.holidays)


def _overlap(hours: ServiceHours) -> str:
    """The day on which a span begins before the one before it ends; "" where none does."""
    week = [
        (number * DAY_MINUTES + opens, number * DAY_MINUTES + closes, day)
        for number, day in enumerate((*WEEK, WEEK[0]))
        for opens, closes in hours.minutes_of(day)
    ]
    return next((after[2] for before, after in pairwise(week) if after[0] < before[1]), "")


def _of_days(place: str, days: tuple[str, ...]) -> Iterator[Fault]:
    for number, day in enumerate(days):
        if not _is_day(day):
            yield Fault.of("definition.no_such_day", f"{place}[{number}]", day=day)


def _is_day(day: str) -> bool:
    try:
        date.fromisoformat(day if len(day) == len("2000-01-01") else f"2000-{day}")
    except ValueError:
        return False
    return True
