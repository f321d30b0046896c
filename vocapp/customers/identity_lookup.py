"""Holders of an identity: the filter `identity` of lists, and the mark of an identity that several customers hold."""

from typing import Annotated
from uuid import UUID

from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from vocapp.customers.merging.merge import family_of
from vocapp.customers.merging.merged_family import family_sql
from vocapp.customers.normalise_identity import IdentityError, normalise_identity
from vocapp.customers.types import IdentityKind
from vocapp.database import DB
from vocapp.http.fault_texts import field_errors
from vocapp.http.problem_json import parameter_error

HOLDERS = f"""
WITH RECURSIVE {family_sql("ARRAY(SELECT customer_id FROM identity WHERE kind = $1 AND value = $2)")}
SELECT id FROM family"""  # noqa: S608

IdentityFilter = Annotated[
    str | None,
    QueryParameter(
        description="kind:value, e.g. email:ada@example.com; those merged with whoever has it are found too",
        pattern="^(email|phone|handle|loyalty|postal):.+$",
        examples=[Example(value="email:ada@example.com"), Example(value="phone:+4930123456")],
    ),
]


async def find_holders(identity: str | None) -> list[UUID] | None:
    """The customers that `identity` (kind:value) leads to, with their families; None without one.

    Raises RequestError 422 if it cannot be read.
    """
    if identity is None:
        return None
    kind, _, value = identity.partition(":")
    try:
        known = normalise_identity(IdentityKind(kind), value)
    except IdentityError as failure:
        errors = field_errors(failure, parameter="identity", value=value)
        raise parameter_error(*errors, status=422) from failure
    return [row["id"] for row in await DB.fetch(HOLDERS, kind, known)]


async def find_family(customer: UUID | None) -> list[UUID] | None:
    """The customers who are one person with `customer`: the filter `customer_id` of lists; None without one."""
    return None if customer is None else await family_of(customer)


def share_sql(rows: str) -> str:
    """SQL that marks the identities of `rows` (FROM items that define `r` with the column `id`) as shared."""
    return f"UPDATE identity SET shared = true FROM {rows} WHERE identity.id = r.id"  # noqa: S608


def confirmed_sql(identity: str, family: str) -> str:
    """SQL: whether a trusted source named the identity in a contact of the customer's family (SQL for an array)."""
    return f"""EXISTS (SELECT FROM contact said JOIN trusted_source t ON t.source = said.source
    WHERE said.customer_id = ANY({family}) AND {named_sql("said", identity)})"""


def named_sql(contact: str, identity: str) -> str:
    """SQL: whether a contact named the identity."""
    pair = f"jsonb_build_object('kind', {identity}.kind, 'value', {identity}.value)"
    return f"{contact}.identities @> jsonb_build_array({pair})"
