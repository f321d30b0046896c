"""Earlier versions of amended contacts: what each said, who replaced it, and which fields changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from vocapp.contacts.contact_schemas import CONTACT, VERSIONS
from vocapp.database import DB, from_json

CONTENT: Final = f"SELECT to_jsonb(content) FROM ({CONTACT} WHERE c.id = $1) content"  # noqa: S608 — CONTACT is a constant
OF_RECORD: Final = frozenset({"id", "is_test", "recorded_at", "version", "amended_at"})


class ContactAmendment(Struct, frozen=True):
    """One amendment: the version that it replaced, when, by whom, and the names of the fields that it changed."""

    version: int
    at: datetime
    by: str
    fields: tuple[str, ...]


async def load_content(contact_id: UUID) -> dict[str, Any]:
    """The fields of a contact as they are now, as an earlier version keeps them."""
    found: dict[str, Any] = from_json(await DB.fetch_value(CONTENT, contact_id))
    return found


async def load_amendments(contact_id: UUID) -> list[ContactAmendment]:
    """The amendments of a contact, the newest first."""
    rows = await DB.fetch(VERSIONS, contact_id)
    if not rows:
        return []
    contents = [await load_content(contact_id), *(from_json(row["content"]) for row in rows)]
    return [
        ContactAmendment(row["version"], row["replaced_at"], row["replaced_by"], changed_fields(before, after))
        for row, after, before in zip(rows, contents, contents[1:], strict=False)
    ]


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the fields that differ, without those of the record itself."""
    return tuple(sorted(name for name in after if name not in OF_RECORD and before.get(name) != after[name]))
