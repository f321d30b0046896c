"""Input of a decision: one lock and one read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from vocapp.catalogue import published
from vocapp.catalogue.snapshot import CatalogueSnapshot
from vocapp.channels.registry import CHANNELS
from vocapp.contacts.family_lock import LOCK
from vocapp.customers.address_marks import marked_as
from vocapp.customers.country_law import basis_for
from vocapp.customers.identity_lookup import confirmed_sql, named_sql
from vocapp.customers.permissions import objection_stands
from vocapp.customers.suppression_list import find_suppressed
from vocapp.customers.types import Purpose, WritingChannel
from vocapp.database import DB
from vocapp.invitations.policy.contact_facts import contact_facts, emails_of
from vocapp.invitations.policy.types import (
    InvitationHistory,
    PastInvitation,
    PermissionState,
    PolicyAddress,
    PolicyContact,
    PolicyCustomer,
)

# The ids of merged customers come from another statement: a merge between the two shows in `is_whole`.
READ: Final = f"""
WITH address AS (
  SELECT i.id, i.kind, i.value, i.is_test, (SELECT h.name FROM customer h WHERE h.id = i.customer_id) AS holder,
    i.bounced_at IS NOT NULL AS bounced,
    (SELECT json_agg(json_build_object('channel', p.channel, 'basis', p.basis, 'withdrawn_at', p.withdrawn_at,
       'lifted_at', p.lifted_at))
     FROM permission p WHERE p.identity_id = i.id AND p.purpose = 'survey') AS permissions,
    {named_sql("asked", "i")} OR {confirmed_sql("i", "$3::uuid[]")}
      OR (asked.identities = '[]' AND i.customer_id = asked.customer_id AND NOT i.shared) AS usable
  FROM identity i JOIN contact asked ON asked.id = $1 WHERE i.customer_id = ANY($3::uuid[]))
SELECT ({published.REVISION}) AS revision, c.id, c.customer_id AS contact_customer_id, c.source, c.channel,
  c.touchpoint, l.slug AS line_of_business, c.brand, c.issue, c.outcome, c.ended_at, c.wait_seconds, c.hold_seconds,
  c.handling_seconds, c.survey_announced, c.language, c.handlers, c.attributes, c.identities, c.is_test,
  k.id AS customer_id, k.name AS customer_name,
  k.language AS customer_language, k.timezone, k.country, k.lifecycle, k.attributes AS customer_attributes,
  k.is_test AS customer_is_test,
  k.merged_into IS NULL AND (SELECT count(*) FROM customer m WHERE m.merged_into = ANY($3::uuid[])) = $4 AS is_whole,
  EXISTS (SELECT FROM invitation a WHERE a.contact_id = $1) AS is_invited,
  EXISTS (SELECT FROM decision d WHERE d.contact_id = $1 AND d.contact_version < c.version) AS is_amended,
  EXISTS (SELECT FROM customer_hold h WHERE h.customer_id = ANY($3::uuid[]) AND h.released_at IS NULL) AS is_held,
  EXISTS (SELECT FROM address a JOIN staff_user u ON lower(u.email) = a.value WHERE a.kind = 'email') AS is_staff,
  (SELECT json_agg(a ORDER BY a.id DESC) FROM address a) AS addresses, EXISTS (SELECT FROM objection) AS has_objections,
  (SELECT json_agg(json_build_object('at', a.asked_at, 'programme', p.slug, 'issue', asked.issue))
   FROM invitation a JOIN programme p ON p.id = a.programme_id JOIN contact asked ON asked.id = a.contact_id
   WHERE a.customer_id = ANY($3::uuid[]) AND a.contact_id <> $1) AS invitations
FROM contact c JOIN customer k ON k.id = $2 LEFT JOIN line_of_business l ON l.id = c.line_id WHERE c.id = $1"""  # noqa: S608


class PermissionRow(msgspec.Struct):
    """The permission of an identity on a channel."""

    channel: str
    basis: str | None
    withdrawn_at: datetime | None
    lifted_at: datetime | None


class AddressRow(msgspec.Struct):
    """An identity with its permissions; `holder` is the name on its record."""

    id: UUID
    kind: str
    value: str
    is_test: bool
    holder: str | None
    bounced: bool
    usable: bool
    permissions: tuple[PermissionRow, ...] | None


ADDRESSES: Final = msgspec.json.Decoder(tuple[AddressRow, ...])
ObjectionTimes = tuple[tuple[str, datetime], ...]
"""Channel and time of objections on the suppression list."""
PAST_INVITATIONS: Final = msgspec.json.Decoder(tuple[PastInvitation, ...])


class Situation(NamedTuple):
    """A contact as read: the row, which the invitation freezes, and the input of the policy.

    `is_amended`: the contact was amended after the decision that there is.
    """

    row: Mapping[str, Any]
    catalogue: CatalogueSnapshot
    contact: PolicyContact
    customer: PolicyCustomer
    history: InvitationHistory
    is_invited: bool
    is_amended: bool


async def load_situation(contact_id: UUID) -> Situation | None:
    """The situation of a contact; None if it has been erased.

    Other decisions about the same customer wait until the transaction ends.
    """
    while True:
        family: list[UUID] | None = await DB.fetch_value(LOCK, contact_id)
        if family is None:
            return None
        found = await DB.fetch_one(READ, contact_id, family[0], family, len(family) - 1)
        if found is None:
            return None
        if found["is_whole"]:
            return await _situation(found)


async def _situation(found: asyncpg.Record) -> Situation:
    catalogue = await published.snapshot(found["revision"])
    row = _decoded(found)
    addresses = ADDRESSES.decode(row["addresses"]) if row["addresses"] else ()
    suppressed = await _suppressed(addresses) if row["has_objections"] else ()
    return Situation(
        row=row,
        catalogue=catalogue,
        contact=_contact(row, ZoneInfo(row["timezone"] or catalogue.company.timezone)),
        customer=_customer(row, addresses, suppressed),
        history=InvitationHistory(
            PAST_INVITATIONS.decode(row["invitations"]) if row["invitations"] else (), hold=row["is_held"]
        ),
        is_invited=row["is_invited"],
        is_amended=row["is_amended"],
    )


def _decoded(found: asyncpg.Record) -> dict[str, Any]:
    decoded = ("handlers", "attributes", "identities", "customer_attributes")
    return {name: msgspec.json.decode(value) if name in decoded else value for name, value in found.items()}


def _contact(row: Mapping[str, Any], zone: ZoneInfo) -> PolicyContact:
    customer = {
        "language": row["customer_language"],
        "country": row["country"],
        "lifecycle": row["lifecycle"],
        "attributes": row["customer_attributes"],
    }
    return PolicyContact(
        id=row["id"],
        ended_at=row["ended_at"].astimezone(UTC),
        facts=contact_facts(row, customer, row["ended_at"].astimezone(zone).date()),
        issue=row["issue"],
        is_test=row["is_test"],
        handler_emails=emails_of(row["handlers"]),
    )


def _customer(row: Mapping[str, Any], rows: Sequence[AddressRow], suppressed: ObjectionTimes) -> PolicyCustomer:
    named = {(identity["kind"], identity["value"]) for identity in row["identities"]}
    ordered = sorted(rows, key=lambda address: (address.kind, address.value) not in named)
    return PolicyCustomer(
        id=row["customer_id"],
        addresses=tuple(_addresses(ordered, row["country"], suppressed)),
        emails=frozenset(address.value for address in rows if address.kind == "email"),
        timezone=row["timezone"],
        country=row["country"],
        is_test=row["customer_is_test"],
        is_staff=row["is_staff"],
    )


async def _suppressed(rows: Sequence[AddressRow]) -> ObjectionTimes:
    """By channel, when customers objected who were erased and had one of these addresses."""
    marked = (one for row in rows for one in marked_as(row.kind, row.value, row.is_test, row.holder))
    found = await find_suppressed(marked, [Purpose.SURVEY])
    return tuple((channel, kept_at) for (_, channel, _), kept_at in found.items())


def _addresses(rows: Sequence[AddressRow], country: str | None, suppressed: ObjectionTimes) -> Iterator[PolicyAddress]:
    """Each identity once for each channel that uses it."""
    for channel in CHANNELS:
        permissions = {row.id: _permission_on(row, channel.name) for row in rows}
        objections = [permission.withdrawn_at for permission in permissions.values() if permission]
        objections += [kept_at for of, kept_at in suppressed if of == channel.name]
        for row in rows:
            if row.kind == channel.capabilities.identity:
                yield PolicyAddress(
                    identity_id=row.id,
                    channel=channel.name,
                    value=row.value,
                    standing=permission_state(permissions[row.id], channel.name, country, objections),
                    bounced=row.bounced,
                    usable=row.usable,
                )


def _permission_on(row: AddressRow, channel: str) -> PermissionRow | None:
    return next((permitted for permitted in row.permissions or () if permitted.channel == channel), None)


def permission_state(
    permission: PermissionRow | None, channel: str, country: str | None, objections: Iterable[datetime | None]
) -> PermissionState:
    """Whether we may write to an address for a survey; the same rules as `customers.permissions.may_write`.

    An opt-out at any address of the customer (`objections`: when) counts, unless it was lifted for this one; then the
    permission of the address decides, else the law.
    """
    if objection_stands(permission.lifted_at if permission else None, objections):
        return PermissionState.WITHDRAWN
    if permission is not None:
        return PermissionState.ALLOWED if permission.basis else PermissionState.NO_BASIS
    lawful = basis_for(country, WritingChannel(channel), Purpose.SURVEY)
    return PermissionState.ALLOWED if lawful else PermissionState.NO_BASIS
