"""The people of these stories, written as rows, and what they were in touch about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from vocapp import clock
from vocapp.catalogue.definition_files import all_files, load
from vocapp.catalogue.publish import Definition, DefinitionSource, publish, slug_of
from vocapp.database import DB, new_id, to_json

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
    person = new_id()
    await DB.execute(
        "INSERT INTO customer (id, name, language, timezone, country, is_test, merged_into, created_at, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        person, name, language, timezone, country, is_test, merged_into, clock.now(),
    )  # fmt: skip
    if email:
        await identity(person, email, is_test=is_test)
    return person


async def identity(
    person: UUID, value: str, *, kind: str = "email", is_test: bool = False, bounced: bool = False
) -> UUID:
    """Another way to reach the customer."""
    made = new_id()
    await DB.execute(
        "INSERT INTO identity (id, customer_id, kind, value, is_test, created_at, bounced_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        made, person, kind, value, is_test, clock.now(), clock.now() if bounced else None,
    )  # fmt: skip
    return made


async def permission(identity_id: UUID, *, withdrawn: bool = False, channel: str = "email") -> None:
    """What the customer has said about one address."""
    await DB.execute(
        "INSERT INTO permission (id, identity_id, channel, purpose, basis, granted_at, withdrawn_at) "
        "VALUES ($1, $2, $3, 'survey', 'consent', $4, $5)",
        new_id(), identity_id, channel, clock.now(), clock.now() if withdrawn else None,
    )  # fmt: skip


async def contact(person: UUID, **given: Any) -> UUID:
    """A call about billing that ended a minute ago."""
    row = {
        "id": new_id(), "source": "acd", "external_id": str(new_id()), "payload_digest": b"", "customer_id": person,
        "channel": "phone_in_house", "touchpoint": "billing", "started_at": clock.now() - timedelta(minutes=9),
        "ended_at": clock.now() - timedelta(minutes=1), "recorded_at": clock.now(),
        "handlers": [{"kind": "agent", "name": "Sam", "email": "sam@alderway.example"}], **given,
    }  # fmt: skip
    row = {name: to_json(value) if isinstance(value, list | dict) else value for name, value in row.items()}
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await DB.execute(f"INSERT INTO contact ({', '.join(row)}) VALUES ({places})", *row.values())
    return UUID(str(row["id"]))


async def decision(contact_id: UUID) -> tuple[str, str | None]:
    """What was decided about a contact: the outcome and the rule."""
    row = await DB.fetch_one("SELECT outcome, rule FROM decision WHERE contact_id = $1", contact_id)
    assert row is not None, "nothing was decided"
    return row["outcome"], row["rule"]
