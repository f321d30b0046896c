"""Validates contact events, as far as possible without the database. Every fault is found, not only the first."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeVar

import msgspec

from vocapp.contacts import handler_chain
from vocapp.contacts.event import ContactIn, Promise
from vocapp.contacts.local_times import find_zone, promise_to_utc, to_utc
from vocapp.customers.customer_input import PermissionIn
from vocapp.customers.normalise_identity import check_reachable, normalise_identity
from vocapp.customers.types import IdentityKind
from vocapp.faults import Fault, FaultError

SHOWN = 80
COMPANY_ZONE = "company"

IdentityKey = tuple[IdentityKind, str]
"""An identity as it is stored: kind and normalised value."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidContact:
    """A contact that can be recorded if its units, its line of business and its brand exist."""

    event: ContactIn
    started_at: datetime
    ended_at: datetime
    promises: tuple[Promise, ...]
    identities: tuple[IdentityKey, ...]
    permissions: tuple[tuple[IdentityKey, PermissionIn], ...]
    unit: str | None
    other_units: tuple[str, ...]
    digest: bytes


class ContactFaults(list[Fault]):
    """The faults of one contact, in the order in which they are found. The place of each is a field."""

    def add(self, field: str, value: Any, found: Fault) -> None:
        """Add a fault of `field`, which holds `value`."""
        self.append(found.at(field, value=shorten(value)))

    def attempt(self, field: str, value: Any, work: Callable[..., T], *values: Any) -> T | None:
        """Returns what `work(*values)` returns; None where it raises FaultError, whose faults are added."""
        try:
            return work(*values)
        except FaultError as failure:
            for found in failure.faults:
                self.add(field, value, found)
            return None


def shorten(value: Any) -> str:
    """`value` as a fault shows it: text as it is, anything else as JSON, at most 80 characters."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def validate_contact(event: ContactIn, company_zone: tzinfo | None, now: datetime) -> ValidContact | ContactFaults:
    """The contact ready to be recorded, or all its faults. `company_zone` is for `timezone: company`."""
    faults = ContactFaults()
    zone = _zone(event, company_zone, faults)
    started, ended = _span(event, zone, now, faults)
    promises = tuple(_promises(event, zone, faults))
    identities = dict.fromkeys(known for known in _identities(event, faults) if known)
    permissions = tuple(_permissions(event, list(identities), faults))
    unit = faults.attempt("handlers", [h.unit for h in event.handlers], handler_chain.owning_unit, event)
    if faults or started is None or ended is None:
        return faults
    return ValidContact(
        event=event,
        started_at=started,
        ended_at=ended,
        promises=promises,
        identities=tuple(identities),
        permissions=permissions,
        unit=unit,
        other_units=tuple(handler_chain.other_units(event, unit)),
        digest=_digest(event, started, ended, promises),
    )


def _zone(event: ContactIn, company_zone: tzinfo | None, faults: ContactFaults) -> tzinfo | None:
    if event.customer.timezone:
        faults.attempt("customer.timezone", event.customer.timezone, find_zone, event.customer.timezone)
    if event.timezone == COMPANY_ZONE:
        if company_zone is None:
            faults.add("timezone", event.timezone, Fault.of("time.no_company_zone"))
        return company_zone
    return faults.attempt("timezone", event.timezone, find_zone, event.timezone) if event.timezone else None


def _span(
    event: ContactIn, zone: tzinfo | None, now: datetime, faults: ContactFaults
) -> tuple[datetime | None, datetime | None]:
    # An unusable zone is one fault, not one more for each time.
    if zone is None and event.timezone:
        return None, None
    started = faults.attempt("started_at", event.started_at, to_utc, event.started_at, zone, now)
    if event.ended_at is None:
        return started, started
    ended = faults.attempt("ended_at", event.ended_at, to_utc, event.ended_at, zone, now)
    if started and ended and ended < started:
        faults.add("ended_at", event.ended_at, Fault.of("time.before_start", start=event.started_at.isoformat()))
    return started, ended


def _promises(event: ContactIn, zone: tzinfo | None, faults: ContactFaults) -> Iterator[Promise]:
    for index, promise in enumerate(event.promises):
        if promise.due is None or (zone is None and event.timezone):
            yield promise
        elif due := faults.attempt(f"promises[{index}].due", promise.due, promise_to_utc, promise.due, zone):
            yield msgspec.structs.replace(promise, due=due)


def _identities(event: ContactIn, faults: ContactFaults) -> Iterator[IdentityKey | None]:
    for index, given in enumerate(event.customer.identities):
        field = f"customer.identities[{index}].value"
        yield faults.attempt(field, given.value, _known, given.kind, given.value, event.customer.country)


def _known(kind: IdentityKind, value: str, country: str | None) -> IdentityKey:
    return kind, normalise_identity(kind, value, country)


def _permissions(
    event: ContactIn, identities: list[IdentityKey], faults: ContactFaults
) -> Iterator[tuple[IdentityKey, PermissionIn]]:
    country = event.customer.country
    for index, given in enumerate(event.customer.permissions):
        field = f"customer.permissions[{index}]"
        faults.attempt(f"{field}.channel", given.channel, check_reachable, given.kind, given.channel)
        meant = [known for known in identities if known[0] == given.kind]
        if given.value is not None:
            wanted = faults.attempt(f"{field}.value", given.value, _known, given.kind, given.value, country)
            if wanted is None:
                continue
            meant = [wanted] if wanted in meant else []
        if not meant:
            faults.add(f"{field}.value", given.value, Fault.of("permission.no_identity", kind=given.kind))
        for known in meant:
            yield known, given


def _digest(event: ContactIn, started: datetime, ended: datetime, promises: tuple[Promise, ...]) -> bytes:
    """SHA-256 of the event: the same for other spellings of a time, other orders of fields, and omitted defaults."""
    normalised = msgspec.structs.replace(event, started_at=started, ended_at=ended, timezone=None, promises=promises)
    return hashlib.sha256(msgspec.json.encode(normalised, order="sorted")).digest()
