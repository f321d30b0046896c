"""Outcomes: what a customer did later.

Other systems report orders, renewals, cancellations and referrals, once each.
"""

import hashlib
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from vocapp.customers.customer_input import IdentityIn
from vocapp.customers.field_types import ONE_LINE, Line
from vocapp.customers.normalise_identity import normalise_identity
from vocapp.customers.types import OutcomeKind
from vocapp.database import DB, new_id
from vocapp.faults import Fault, FaultError
from vocapp.http.access import Actor, visible

Amount = Annotated[str, Meta(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$(?!\n)", examples=["129.90"])]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)", examples=["EUR"])]

INSERT = """
INSERT INTO outcome (id, customer_id, kind, at, amount, currency, source, external_id, payload_digest, is_test)
VALUES ($1, $2, $3, $4, $5::text::numeric, $6, $7, $8, $9, $10)
ON CONFLICT (source, external_id, is_test) DO NOTHING RETURNING id"""
STANDING = """
SELECT id, customer_id, payload_digest FROM outcome WHERE source = $1 AND external_id = $2 AND is_test = $3"""
BY_IDENTITY = "SELECT customer_id FROM identity WHERE kind = $1 AND value = $2 AND is_test = $3 AND NOT shared"
SEEN = "SELECT EXISTS (SELECT FROM customer c WHERE c.id = $1"
BY_ID = "SELECT id FROM customer WHERE id = $1 AND is_test = $2"


class OutcomeIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something a customer did, recorded once per `source` and `external_id`.

    Name the customer by id or by an identity.
    """

    source: Annotated[str, Meta(min_length=1, max_length=80, pattern=ONE_LINE, examples=["shop"])]
    external_id: Annotated[Line, Meta(examples=["order-4711"])]
    kind: OutcomeKind
    at: Annotated[datetime, Meta(tz=True, description="when it happened")]
    amount: Annotated[Amount | None, Meta(description="decimal, as text")] = None
    currency: Annotated[Currency | None, Meta(description="ISO 4217; goes with an amount")] = None
    customer_id: UUID | None = None
    identity: IdentityIn | None = None


class UnknownCustomerError(FaultError):
    """No customer is named, or none that exists."""


class OutcomeConflictError(FaultError):
    """The same `source` and `external_id` stand for another outcome."""


async def record_outcome(outcome: OutcomeIn, *, actor: Actor) -> tuple[UUID, UUID, bool]:
    """Records the outcome. Returns its id, its customer's id, and whether it is new.

    Raises UnknownCustomerError; OutcomeConflictError if its key stands for another outcome.
    """
    is_test = actor.is_test
    customer_id = await _customer_of(outcome, actor)
    said = msgspec.structs.replace(outcome, at=outcome.at.astimezone(UTC))
    digest = hashlib.sha256(msgspec.json.encode(said, order="sorted")).digest()
    key = (outcome.source, outcome.external_id)
    values = (outcome.kind, said.at, outcome.amount, outcome.currency, *key, digest, is_test)
    created: UUID | None = await DB.fetch_value(INSERT, new_id(), customer_id, *values)
    if created:
        return created, customer_id, True
    [standing] = await DB.fetch(STANDING, *key, is_test)
    if standing["payload_digest"] != digest:
        raise OutcomeConflictError(Fault.of("outcome.conflict"))
    return standing["id"], standing["customer_id"], False


async def _customer_of(outcome: OutcomeIn, actor: Actor) -> UUID:
    if (outcome.customer_id is None) == (outcome.identity is None):
        raise UnknownCustomerError(Fault.of("outcome.no_customer"))
    if outcome.identity is not None:
        value = normalise_identity(outcome.identity.kind, outcome.identity.value)
        found = await DB.fetch_value(BY_IDENTITY, outcome.identity.kind, value, actor.is_test)
    else:
        found = await DB.fetch_value(BY_ID, outcome.customer_id, actor.is_test)
    may = visible(actor, "customer", "c", first=2)
    if not await DB.fetch_value(f"{SEEN} AND {may.sql})", found, *may.values):
        raise UnknownCustomerError(Fault.of("outcome.unknown_customer"))
    customer: UUID = found
    return customer
