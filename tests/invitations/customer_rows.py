"""Customers, identities, permissions and contacts as rows, and the catalogue of surveys/ published."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from tests.rows import insert
from vocapp import clock
from vocapp.catalogue.definition_files import all_files, load
from vocapp.catalogue.publish import Definition, DefinitionSource, publish, slug_of
from vocapp.database import DB

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
"""A Monday, when customers in Europe may be written to."""


async def publish_all() -> None:
    """Everything in surveys/."""
    await publish(load(all_files()), "the tests")


async def republish(kind: type[Definition], slug: str, **fields: Any) -> None:
    """Publish one of them again, changed."""
    [given] = [s for s in load(all_files()) if isinstance(s.definition, kind) and slug_of(s.definition) == slug]
    await publish(
        [DefinitionSource(given.file, given.text, msgspec.structs.replace(given.definition, **fields))], "the tests"
    )


async def customer(
    name: str = "Ada",
    email: str | None = "ada@example.org",
    *,
    country: str | None = "GB",
    timezone: str | None = "Europe/London",
    language: str | None = None,
    is_test: bool = False,
    merged_into: UUID | None = None,
) -> UUID:
    """A customer with one e-mail address; in Britain an existing customer may be asked."""
    person = await insert(
        "customer",
        name=name,
        language=language,
        timezone=timezone,
        country=country,
        is_test=is_test,
        merged_into=merged_into,
    )
    if email:
        await identity(person, email, is_test=is_test)
    return person


async def identity(
    person: UUID, value: str, *, kind: str = "email", is_test: bool = False, bounced: bool = False
) -> UUID:
    """Another way to reach the customer."""
    bounced_at = clock.now() if bounced else None
    return await insert("identity", customer_id=person, kind=kind, value=value, is_test=is_test, bounced_at=bounced_at)


async def permission(identity_id: UUID, *, withdrawn: bool = False, channel: str = "email") -> None:
    """A permission of one address, granted or withdrawn now."""
    withdrawn_at = clock.now() if withdrawn else None
    await insert("permission", identity_id=identity_id, channel=channel, withdrawn_at=withdrawn_at)


async def contact(person: UUID, **given: Any) -> UUID:
    """A call about billing that ended a minute ago."""
    sam = {"kind": "agent", "name": "Sam", "email": "sam@alderway.example"}
    return await insert("contact", customer_id=person, **{"handlers": [sam], **given})


async def decision(contact_id: UUID) -> tuple[str, str | None]:
    """What was decided about a contact: the outcome and the rule."""
    row = await DB.fetch_one("SELECT outcome, rule FROM decision WHERE contact_id = $1", contact_id)
    assert row is not None, "nothing was decided"
    return row["outcome"], row["rule"]
