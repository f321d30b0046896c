"""Customers as other systems describe them: who they are, their identities, and what they have permitted."""

from typing import Annotated

from msgspec import Meta, Struct

from vocapp.customers.field_types import ONE_LINE, Attributes, Country, Language, Line, Text, Zone
from vocapp.customers.types import Basis, IdentityKind, Purpose, WritingChannel

Written = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class IdentityIn(_Part, frozen=True, kw_only=True):
    """One way to recognise the customer."""

    kind: IdentityKind
    value: Annotated[
        Written,
        Meta(
            description="e-mail address; phone number (E.164, or national with the customer's country); "
            "`network:name`; loyalty id; postal address",
            examples=["ada@example.com"],
        ),
    ]


class PermissionIn(_Part, frozen=True, kw_only=True):
    """A permission that the sending system knows of. It never restores one that was withdrawn here."""

    kind: IdentityKind
    value: Annotated[Written | None, Meta(description="one of the identities; default: all of that kind")] = None
    channel: WritingChannel
    purpose: Purpose
    basis: Basis
    country: Country | None = None
    evidence: Annotated[Text, Meta(description="where and when it was given")] = ""


class CustomerIn(_Part, frozen=True, kw_only=True):
    """The customer of the contact. Without an identity the contact stays alone, and nobody can be invited."""

    name: Line | None = None
    language: Language | None = None
    timezone: Zone | None = None
    country: Country | None = None
    lifecycle: Annotated[str, Meta(min_length=1, max_length=30, pattern=ONE_LINE)] | None = None
    attributes: Annotated[Attributes, Meta(max_length=50)] = {}
    identities: Annotated[tuple[IdentityIn, ...], Meta(max_length=10)] = ()
    permissions: Annotated[tuple[PermissionIn, ...], Meta(max_length=20)] = ()
