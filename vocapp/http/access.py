"""Actors, roles and policies: who makes a request, and what they may do.

Every handler declares a policy; the application refuses to start without one. The predicate `visible` narrows any list
to what the actor may see. It is defined here since packages to the left of `staff` have lists too; `staff` finds out
who the actor is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection

from vocapp.database.where import SqlValues, WhereClause


class Role(StrEnum):
    """The role of a staff user."""

    AGENT = "agent"
    LEAD = "lead"
    ANALYST = "analyst"
    EXECUTIVE = "executive"
    ADMIN = "admin"
    INTEGRATOR = "integrator"


class Scope(StrEnum):
    """A right of an API key."""

    CONTACTS_WRITE = "contacts:write"
    CONTACTS_READ = "contacts:read"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    RESPONSES_READ = "responses:read"
    CASES_READ = "cases:read"
    SENDING_READ = "sending:read"


@dataclass(frozen=True)
class Actor:
    """The caller of a request: a staff user, an API key, or anyone (a customer with a token, a mail server).

    `sources`: those that a key writes to; None is every source. `confirmed_at`: when the user last signed in or
    confirmed in this session that it is them. `must_enrol`: their role needs a second factor, which they lack.
    """

    kind: str = "anyone"
    id: UUID | None = None
    name: str = ""
    role: Role | None = None
    scopes: frozenset[str] = frozenset()
    units: tuple[UUID, ...] | None = None
    lines: tuple[UUID, ...] | None = None
    sources: frozenset[str] | None = None
    is_test: bool = False
    language: str = "en"
    timezone: str = "UTC"
    session_id: UUID | None = None
    confirmed_at: datetime | None = None
    must_enrol: bool = False

    def __str__(self) -> str:
        """The actor's name in the audit log."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


ANYONE = Actor()


def actor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Actor:
    """The actor of a request, found by the guard of `staff`; ANYONE without a session or key."""
    actor: Actor = connection.scope.get("actor", ANYONE)  # type: ignore[assignment]
    return actor


@dataclass(frozen=True)
class Policy:
    """The callers of a handler: `public`, `token` (the link is the key), `signed` (a provider), `staff` or `key`.

    `confirmed`: a change for which staff enter their password again, unless they have just done so.
    """

    kind: str
    roles: frozenset[Role] = frozenset()
    scope: Scope | None = None
    confirmed: bool = False

    @property
    def opt(self) -> dict[str, Any]:
        """For `@get(..., opt=policy.opt)`."""
        return {"policy": self}

    def __str__(self) -> str:
        """The policy in the golden table."""
        if self.kind == "staff":
            named = "staff:" + ",".join(sorted(self.roles)) if self.roles else "staff"
            return f"{named} confirmed" if self.confirmed else named
        return f"key:{self.scope}" if self.scope else self.kind


PUBLIC = Policy("public")
TOKEN = Policy("token")
SIGNED = Policy("signed")


def staff(*roles: Role) -> Policy:
    """A signed-in user with one of `roles`; without any, every signed-in user. An admin always may."""
    return Policy("staff", frozenset(roles) | {Role.ADMIN} if roles else frozenset())


def confirmed(policy: Policy) -> Policy:
    """`policy` for changes that hand out rights or erase: the user confirms with the password that it is them."""
    return replace(policy, confirmed=True)


def key(scope: Scope) -> Policy:
    """An API key with `scope`. Sessions do not reach the API: their cookie is sent to `/app` only."""
    return Policy("key", scope=scope)


# How each table finds the contact that decides who may see it; `{t}` is the table's alias in the query.
_CONTACT_OF: Mapping[str, str] = {
    "contact": "{t}.id",
    "decision": "{t}.contact_id",
    "invitation": "{t}.contact_id",
    # That of the invitation, of the recovery check, or of the reply in a case; a digest has no contact.
    "message": "coalesce((SELECT i.contact_id FROM invitation i WHERE i.id = {t}.subject_id), "
    "(SELECT f.contact_id FROM case_check k JOIN followup_case f ON f.id = k.case_id WHERE k.id = {t}.subject_id), "
    "(SELECT f.contact_id FROM case_entry e JOIN followup_case f ON f.id = e.case_id WHERE e.id = {t}.subject_id))",
    "response": "(SELECT i.contact_id FROM invitation i WHERE i.id = {t}.invitation_id)",
    "followup_case": "ANY(ARRAY(SELECT i.contact_id FROM case_response vr JOIN response r ON r.id = vr.response_id "
    "JOIN invitation i ON i.id = r.invitation_id WHERE vr.case_id = {t}.id) || {t}.contact_id)",
    "verbatim": "(SELECT i.contact_id FROM response r JOIN invitation i ON i.id = r.invitation_id "
    "WHERE r.id = {t}.response_id)",
}
_BY_TEST: Mapping[str, str] = {
    "decision": "EXISTS (SELECT FROM contact vt WHERE vt.id = {t}.contact_id AND vt.is_test = ?)",
}


def visible(actor: Actor, table: str, alias: str = "", first: int = 1) -> WhereClause:
    """The rows of `table` that `actor` may see: of contacts in their lines and units, or with these among the handlers.

    `table` is a key of the table above, or `customer`, who is visible by any visible contact. A case is visible by any
    of its contacts, to the unit that it is assigned to, and to its owner. A test key sees test rows only and a live key
    live rows only. The first value is `$first`; the caller may add conditions. Raises KeyError for a table without a
    rule.
    """
    name = alias or table
    where = WhereClause(SqlValues(first))
    if actor.kind == "key":
        where.add(_BY_TEST.get(table, "{t}.is_test = ?").format(t=name), actor.is_test)
    if actor.units is not None or actor.lines is not None:
        of = _by_case if table == "followup_case" else _by_contact
        where.add(of(actor, table, name, where.values))
    return where


def _by_case(actor: Actor, table: str, name: str, values: SqlValues) -> str:
    ways = [_by_contact(actor, table, name, values)]
    if actor.id is not None:
        ways.append(f"{name}.owner_id = {values.place(actor.id)}")
    if actor.units is not None:
        own = WhereClause(values).add(f"{name}.unit_id = ANY(?::uuid[])", list(actor.units))
        if actor.lines is not None:
            own.add(f"{name}.line_id = ANY(?::uuid[])", list(actor.lines))
        ways.append(f"({own.sql})")
    return " OR ".join(ways)


def _by_contact(actor: Actor, table: str, name: str, values: SqlValues) -> str:
    match = f"vc.customer_id = {name}.id" if table == "customer" else f"vc.id = {_CONTACT_OF[table].format(t=name)}"
    where = WhereClause(values).add(match)
    if actor.units is not None:
        units = values.place(list(actor.units))
        chain = (
            f"EXISTS (SELECT FROM contact_unit vu WHERE vu.contact_id = vc.id AND vu.unit_id = ANY({units}::uuid[]))"
        )
        where.add(f"vc.unit_id = ANY({units}::uuid[]) OR {chain}")
    if actor.lines is not None:
        where.add("vc.line_id = ANY(?::uuid[])", list(actor.lines))
    return f"EXISTS (SELECT FROM contact vc WHERE {where.sql})"
