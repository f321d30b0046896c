"""Validates contact events, as far as possible without the database. Every fault is found, not only the first.

Refused is what the contact could not be told without: its times, and a country code that no country has. Anything else
is set aside: the contact is recorded without it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

import msgspec

from vocapp.channels.email.mail_address import compared_address
from vocapp.contacts import handler_chain
from vocapp.contacts.event import ContactIn, Handler, Promise, RepairedContact
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.local_times import end_to_utc, find_zone, promise_to_utc, to_utc
from vocapp.customers.customer_input import IdentityIn, PermissionIn
from vocapp.customers.locale_codes import (
    LocaleCodeError,
    UnknownCountryCodeError,
    country_codes,
    normalise_country,
    normalise_language,
)
from vocapp.customers.normalise_identity import (
    IdentityError,
    check_reachable,
    extension_of,
    normalise_identity,
    split_identities,
)
from vocapp.customers.types import IdentityKind
from vocapp.faults import Fault

COMPANY_ZONE = "company"

IdentityKey = tuple[IdentityKind, str]
"""An identity as it is stored: kind and normalised value."""


@dataclass(frozen=True, kw_only=True)
class ValidContact:
    """A contact that can be recorded. `odd` is what was set aside, with the values as they came.

    `may_add`: what it says about a known customer is added to them; the key that sent it may not always do that.
    """

    given: ContactIn
    event: ContactIn
    started_at: datetime
    ended_at: datetime
    promises: tuple[Promise, ...]
    identities: tuple[IdentityKey, ...]
    permissions: tuple[tuple[IdentityKey, PermissionIn], ...]
    unit: str | None
    other_units: tuple[str, ...]
    digest: bytes
    odd: tuple[Fault, ...]
    may_add: bool = True

    @cached_property
    def earlier_digest(self) -> bytes:
        """The digest of releases that compared events as they came."""
        return _digest(self.given, self.started_at, self.ended_at, self.promises)


def validate_contact(given: ContactIn, company_zone: tzinfo | None, now: datetime) -> ValidContact | ContactFaults:
    """The contact ready to be recorded, or all its faults. `company_zone` is for `timezone: company`."""
    faults, odd = ContactFaults(), ContactFaults()
    event = _normalised(given, faults, odd)
    zone = _zone(event, company_zone, faults)
    started, ended = _span(event, zone, now, faults)
    promises = tuple(_promises(event, zone, odd))
    identities = tuple(dict.fromkeys(_identities(event, odd)))
    permissions = tuple(_permissions(event, identities, odd))
    if faults or started is None or ended is None:
        return ContactFaults([*faults, *odd])
    unit = handler_chain.owning_unit(event)
    return ValidContact(
        given=given,
        event=event,
        started_at=started,
        ended_at=ended,
        promises=promises,
        identities=identities,
        permissions=permissions,
        unit=unit,
        other_units=tuple(handler_chain.other_units(event, unit)),
        digest=_digest(_compared(event, identities), started, ended, promises),
        odd=(*(given.odd if isinstance(given, RepairedContact) else ()), *odd),
    )


def _normalised(event: ContactIn, faults: ContactFaults, odd: ContactFaults) -> ContactIn:
    """The event with its language, country, zone and handlers in the forms in which they are compared."""
    customer = event.customer
    country = customer.country
    if country is not None and country not in country_codes():
        try:
            country = normalise_country(country)
        except UnknownCountryCodeError as failure:
            faults.add("customer.country", country, failure.faults[0])
        except LocaleCodeError as failure:
            odd.set_aside("customer.country", country, failure.faults[0])
            country = None
    zone = customer.timezone
    if zone and odd.attempt("customer.timezone", zone, find_zone, zone) is None:
        zone = None
    language = event.language and odd.attempt("language", event.language, normalise_language, event.language)
    theirs = customer.language and odd.attempt(
        "customer.language", customer.language, normalise_language, customer.language
    )
    if (country, zone, theirs) != (customer.country, customer.timezone, customer.language):
        customer = msgspec.structs.replace(customer, country=country, timezone=zone, language=theirs)
    handlers = tuple(map(_handler, event.handlers)) if event.handlers else ()
    unit = event.unit
    if len([handler for handler in handlers if handler.surveyed]) > 1:
        odd.set_aside("handlers", [handler.name for handler in handlers], Fault.of("chain.several_surveyed"))
        handlers = tuple(msgspec.structs.replace(handler, surveyed=False) for handler in handlers)
    surveyed = handler_chain.surveyed_handler(handlers)
    if unit and surveyed and surveyed.unit and surveyed.unit != unit:
        odd.set_aside("unit", unit, Fault.of("chain.other_unit", unit=surveyed.unit))
        unit = None
    changed = (customer is not event.customer, language != event.language, handlers != event.handlers)
    if any(changed) or unit != event.unit:
        return msgspec.structs.replace(event, customer=customer, language=language, handlers=handlers, unit=unit)
    return event


def _handler(handler: Handler) -> Handler:
    email = handler.email and compared_address(handler.email)
    return handler if email == handler.email else msgspec.structs.replace(handler, email=email)


def _zone(event: ContactIn, company_zone: tzinfo | None, faults: ContactFaults) -> tzinfo | None:
    if event.timezone == COMPANY_ZONE:
        if company_zone is None:
            faults.add("timezone", event.timezone, Fault.of("time.no_company_zone"))
        return company_zone
    named = (event.timezone or "").strip()
    return faults.attempt("timezone", event.timezone, find_zone, named) if named else None


def _span(
    event: ContactIn, zone: tzinfo | None, now: datetime, faults: ContactFaults
) -> tuple[datetime | None, datetime | None]:
    # An unusable zone is one fault, not one more for each time.
    if zone is None and (event.timezone or "").strip():
        return None, None
    started = faults.attempt("started_at", event.started_at, to_utc, event.started_at, zone, now)
    if event.ended_at is None:
        return started, started
    if started is None:
        ended = faults.attempt("ended_at", event.ended_at, to_utc, event.ended_at, zone, now)
    else:
        seconds = event.handling_seconds or 0
        ended = faults.attempt("ended_at", event.ended_at, end_to_utc, event.ended_at, zone, now, started, seconds)
    if started and ended and ended < started:
        faults.add("ended_at", event.ended_at, Fault.of("time.before_start", start=event.started_at.isoformat()))
    return started, ended


def _promises(event: ContactIn, zone: tzinfo | None, odd: ContactFaults) -> Iterator[Promise]:
    for index, promise in enumerate(event.promises):
        if promise.due is None or (zone is None and (event.timezone or "").strip()):
            yield promise
        else:
            due = odd.attempt(f"promises[{index}].due", promise.due, promise_to_utc, promise.due, zone)
            yield msgspec.structs.replace(promise, due=due)


def _identities(event: ContactIn, odd: ContactFaults) -> Iterator[IdentityKey]:
    """Each identity; a text with several addresses is several."""
    country = event.customer.country
    for index, given in enumerate(event.customer.identities):
        field = f"customer.identities[{index}].value"
        for value in split_identities(given.kind, given.value):
            try:
                known = _known(given.kind, value, country)
            except IdentityError as failure:
                for found in failure.faults:
                    odd.set_aside(field, value, found)
                continue
            extension = extension_of(given.kind, value)
            if extension:
                odd.set_aside(field, value, Fault.of("identity.phone_extension", extension=extension))
            yield known


def _known(kind: IdentityKind, value: str, country: str | None) -> IdentityKey:
    return kind, normalise_identity(kind, value, country)


def _permissions(
    event: ContactIn, identities: Sequence[IdentityKey], odd: ContactFaults
) -> Iterator[tuple[IdentityKey, PermissionIn]]:
    country = event.customer.country
    for index, given in enumerate(event.customer.permissions):
        field = f"customer.permissions[{index}]"
        before = len(odd)
        odd.attempt(f"{field}.channel", given.channel, check_reachable, given.kind, given.channel)
        meant = [known for known in identities if known[0] == given.kind]
        if given.value is not None:
            wanted = odd.attempt(f"{field}.value", given.value, _known, given.kind, given.value, country)
            if wanted is None:
                continue
            meant = [wanted] if wanted in meant else []
        if not meant:
            odd.set_aside(f"{field}.value", given.value, Fault.of("permission.no_identity", kind=given.kind))
        if len(odd) == before:
            permission = _in_country(given, f"{field}.country", odd)
            yield from ((known, permission) for known in meant)


def _in_country(given: PermissionIn, field: str, odd: ContactFaults) -> PermissionIn:
    if given.country is None or given.country in country_codes():
        return given
    return msgspec.structs.replace(given, country=odd.attempt(field, given.country, normalise_country, given.country))


def _compared(event: ContactIn, identities: Iterable[IdentityKey]) -> ContactIn:
    """The event with its identities in their stored form, whatever their order was."""
    known = tuple(IdentityIn(kind=kind, value=value) for kind, value in sorted(identities))
    if known == event.customer.identities:
        return event
    return msgspec.structs.replace(event, customer=msgspec.structs.replace(event.customer, identities=known))


def _digest(event: ContactIn, started: datetime, ended: datetime, promises: tuple[Promise, ...]) -> bytes:
    """SHA-256 of the event: the same for other spellings of a time, other orders of fields, and omitted defaults."""
    changes: dict[str, Any] = {"started_at": started, "ended_at": ended, "timezone": None, "promises": promises}
    if isinstance(event, RepairedContact):
        changes["odd"] = ()
    normalised = msgspec.structs.replace(event, **changes)
    return hashlib.sha256(msgspec.json.encode(normalised, order="sorted")).digest()
