"""Customers, their permissions and their outcomes as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from vocapp.customers.types import Basis, IdentityKind, OutcomeKind, Purpose, WritingChannel
from vocapp.database import from_json

CUSTOMER = """
SELECT c.id, c.merged_into, c.name, c.language, c.timezone, c.country, c.lifecycle, c.attributes, c.is_test,
       c.created_at, c.updated_at, coalesce((
         SELECT jsonb_agg(jsonb_build_object('id', i.id, 'kind', i.kind, 'value', i.value, 'bounced_at', i.bounced_at)
                          ORDER BY i.id) FROM identity i WHERE i.customer_id = c.id), '[]') AS identities
FROM customer c"""


class IdentityOut(Struct, frozen=True, kw_only=True):
    """One way to recognise the customer, normalised."""

    id: UUID
    kind: IdentityKind
    value: str
    bounced_at: Annotated[datetime | None, Meta(description="mail to it bounced permanently")] = None


class CustomerOut(Struct, frozen=True, kw_only=True):
    """A customer."""

    id: UUID
    merged_into: Annotated[UUID | None, Meta(description="stands for this customer now")] = None
    name: str | None = None
    language: str | None = None
    timezone: str | None = None
    country: str | None = None
    lifecycle: str | None = None
    attributes: dict[str, Any] = {}
    identities: tuple[IdentityOut, ...] = ()
    is_test: bool = False
    created_at: datetime
    updated_at: datetime


class CustomerPage(Struct, frozen=True, kw_only=True):
    """A page of customers, oldest first."""

    items: list[CustomerOut]
    next: Annotated[str | None, Meta(description="address of the following page")] = None


class PermissionOut(Struct, frozen=True, kw_only=True):
    """A permission, or an opt-out."""

    id: UUID
    identity_id: UUID
    kind: IdentityKind
    value: str
    channel: WritingChannel
    purpose: Purpose
    basis: Annotated[Basis | None, Meta(description="none: an opt-out without an earlier permission")] = None
    country: str | None = None
    evidence: str = ""
    granted_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None


class PermissionList(Struct, frozen=True, kw_only=True):
    """The permissions of a customer and of all who were merged into them."""

    items: list[PermissionOut]


class OutcomeOut(Struct, frozen=True, kw_only=True):
    """An outcome as it is recorded."""

    id: UUID
    customer_id: UUID
    kind: OutcomeKind


def customer_from_row(row: Mapping[str, Any]) -> CustomerOut:
    """The customer of a row of CUSTOMER."""
    found = dict(row)
    found["attributes"] = from_json(found["attributes"])
    found["identities"] = from_json(found["identities"])
    return msgspec.convert(found, CustomerOut)


def permission_from_row(row: Mapping[str, Any]) -> PermissionOut:
    """The permission of a row."""
    return msgspec.convert(dict(row), PermissionOut)
