"""Contacts as the API shows them, and the results of sending some."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.contacts.event import ContactOutcome, Handler, Promise
from vocapp.contacts.event_faults import shorten
from vocapp.contacts.intake_result import IntakeState
from vocapp.customers.customer_input import IdentityIn
from vocapp.database import from_json
from vocapp.faults import Fault
from vocapp.http.fault_texts import format_fault

CONTACT = """
SELECT c.id, c.source, c.external_id, c.customer_id, c.channel, c.touchpoint, l.slug AS line_of_business, c.brand,
       u.slug AS unit, c.issue, c.outcome, c.started_at, c.ended_at, c.wait_seconds, c.hold_seconds,
       c.handling_seconds, c.survey_announced, c.language, c.handlers, c.promises, c.attributes, c.identities,
       c.set_aside, c.is_test, c.recorded_at, c.version, c.amended_at
FROM contact c LEFT JOIN unit u ON u.id = c.unit_id LEFT JOIN line_of_business l ON l.id = c.line_id"""
VERSIONS = """
SELECT version, content, replaced_at, coalesce(nullif(replaced_by_name, ''), replaced_by) AS replaced_by
FROM contact_version WHERE contact_id = $1 ORDER BY version DESC"""
JSON = ("handlers", "promises", "attributes", "identities")


class FieldFault(Struct, frozen=True):
    """What is wrong with one field, and what to do."""

    field: Annotated[str, Meta(examples=["customer.identities[0].value"])]
    value: Annotated[str, Meta(description="what was given, shortened")]
    remedy: Annotated[str, Meta(description="a sentence in English")]
    code: Annotated[str, Meta(examples=["identity.email"])]


class ContactOut(Struct, frozen=True, kw_only=True):
    """A contact as recorded; times in UTC, identities normalised."""

    id: UUID
    source: str
    external_id: str
    customer_id: Annotated[UUID, Meta(description="the customer it was recorded with; may have been merged since")]
    channel: ContactChannel
    touchpoint: Touchpoint
    line_of_business: str | None = None
    brand: str | None = None
    unit: str | None = None
    issue: str | None = None
    outcome: ContactOutcome | None = None
    started_at: datetime
    ended_at: datetime
    wait_seconds: int | None = None
    hold_seconds: int | None = None
    handling_seconds: int | None = None
    survey_announced: bool | None = None
    language: str | None = None
    handlers: tuple[Handler, ...] = ()
    promises: tuple[Promise, ...] = ()
    attributes: dict[str, Any] = {}
    identities: tuple[IdentityIn, ...] = ()
    set_aside: Annotated[tuple[FieldFault, ...], Meta(description="odd values that were left out, as they came")] = ()
    is_test: bool = False
    recorded_at: datetime
    version: Annotated[int, Meta(description="1; each amendment adds 1")] = 1
    amended_at: datetime | None = None


class ContactVersionOut(Struct, frozen=True, kw_only=True):
    """An earlier version of an amended contact. `content` has the fields of a contact."""

    version: int
    content: dict[str, Any]
    replaced_at: datetime
    replaced_by: Annotated[str, Meta(description="who amended it")]


class ContactPage(Struct, frozen=True, kw_only=True):
    """A page of contacts, oldest first."""

    items: list[ContactOut]
    next: Annotated[str | None, Meta(description="address of the following page")] = None


class RecordedOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The contact that is recorded for the event."""

    id: UUID
    state: Annotated[IntakeState, Meta(description="new, repeat or amended")]
    version: Annotated[int, Meta(description="of an amended contact")] = 1
    warnings: Annotated[
        tuple[FieldFault, ...], Meta(description="values that were set aside, and what could not follow an amendment")
    ] = ()


class LineOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a batch that was not recorded (it has faults, or it conflicts with the contact `id`), or not whole."""

    row: Annotated[int, Meta(description="counted from 1")]
    state: Annotated[IntakeState, Meta(description="rejected or conflict; new or amended with warnings")]
    id: UUID | None = None
    faults: tuple[FieldFault, ...] = ()
    warnings: tuple[FieldFault, ...] = ()


class BatchOut(Struct, frozen=True, kw_only=True):
    """The result of a batch. New contacts stay recorded, whatever happened to the other lines."""

    new: int
    repeats: int
    amended: int = 0
    conflicts: int
    rejected: int
    lines: Annotated[list[LineOut], Meta(description="every line that was not taken, or not whole, in order")]


def field_fault(found: Fault) -> FieldFault:
    """A fault as a batch's answer shows it."""
    value = str(found.params.get("value", ""))
    return FieldFault(found.place, value, format_fault(found.at(found.place, value=shorten(value))), found.code)


def contact_from_row(row: Mapping[str, Any]) -> ContactOut:
    """The contact of a row of CONTACT."""
    set_aside = [field_fault(found) for found in msgspec.convert(from_json(row["set_aside"]), list[Fault])]
    read = {name: from_json(row[name]) for name in JSON}
    return msgspec.convert(dict(row) | read | {"set_aside": set_aside}, ContactOut)


def version_from_row(row: Mapping[str, Any]) -> ContactVersionOut:
    """The earlier version of a row of VERSIONS."""
    return msgspec.convert(dict(row) | {"content": from_json(row["content"])}, ContactVersionOut)
