"""Ids of users in other systems: the `ref` of a handler, by source. With them nobody decides about their own contact.

They come as lines `source, id, e-mail address` with a comma, semicolon or tab between; a line of titles may come first.
All lines are taken, or none.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from vocapp.audit.record import record
from vocapp.channels.email.mail_address import compared_address
from vocapp.database import DB, new_id
from vocapp.http.access import Actor
from vocapp.staff.tables import HandlerRef, StaffUser
from vocapp.ui.reader import mark

MOST_LINES = 5_000
LONGEST_SOURCE = 80
LONGEST_REF = 200
COLUMNS = 3
TITLES = ("source", "quelle")

NOT_THREE = mark("Line %(line)s has %(number)s columns. Write source, id and e-mail address.")
NO_USER = mark("Line %(line)s: there is no user with the address %(value)s. Add the user, or correct the address.")
TOO_LONG = mark("Line %(line)s: a source has at most 80 characters and an id at most 200, and neither is empty.")
TWICE = mark("Line %(line)s: the id %(value)s stands for two users. Keep one of the lines.")
TOO_MANY = mark("There are more than 5000 lines. Import them in parts.")
NOTHING = mark("There is no line to import. Write source, id and e-mail address.")


@dataclass(frozen=True)
class RefFault:
    """A fault of a line: a sentence with the values in its places `%(name)s`."""

    text: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class HandlerRefSummary:
    """An id as it is listed."""

    id: UUID
    source: str
    ref: str
    name: str
    email: str


async def list_refs(after: UUID | None, limit: int) -> list[HandlerRefSummary]:
    """At most `limit` ids, newest first."""
    row, user = HandlerRef, HandlerRef.user_id
    rows = row.select(
        row.id, row.source, row.agent_ref.as_alias("ref"), user.name.as_alias("name"), user.email.as_alias("email")
    )
    if after is not None:
        rows = rows.where(row.id < after)
    return [HandlerRefSummary(**each) for each in await rows.order_by(row.id, ascending=False).limit(limit)]


async def import_refs(text: str, by: Actor) -> tuple[int, list[RefFault]]:
    """Takes the lines of `text`; an id that is known moves to the user of its line. The number of lines, and faults."""
    lines = list(_lines(text))
    users = {row["email"]: row["id"] for row in await StaffUser.select(StaffUser.email, StaffUser.id)}
    faults, found = _read(lines, users)
    if faults:
        return 0, faults
    async with DB.transaction():
        for (source, ref), user_id in found.items():
            row = HandlerRef(id=new_id(), source=source, agent_ref=ref, user_id=user_id)
            target = (HandlerRef.source, HandlerRef.agent_ref)
            await HandlerRef.insert(row).on_conflict(target=target, action="DO UPDATE", values=[HandlerRef.user_id])
        await record(by, "handler_refs.imported", "settings", lines=len(found))
    return len(found), []


async def remove(ref_id: UUID, by: Actor) -> bool:
    """Removes one id; False if there is none."""
    async with DB.transaction():
        row = HandlerRef
        gone = await row.delete().where(row.id == ref_id).returning(row.source, row.user_id)
        for each in gone:
            await record(by, "handler_ref.removed", "user", each["user_id"], source=each["source"])
    return bool(gone)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max("\t;,", key=first.count)
    for number, cells in enumerate(csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=separator), 1):
        stripped = [cell.strip() for cell in cells]
        if any(stripped) and not (stripped[0].lower() in TITLES and "@" not in stripped[-1]):
            yield number, stripped


def _read(
    lines: Sequence[tuple[int, list[str]]], users: Mapping[str, UUID]
) -> tuple[list[RefFault], dict[tuple[str, str], UUID]]:
    if not lines or len(lines) > MOST_LINES:
        return [RefFault(TOO_MANY if lines else NOTHING, {})], {}
    faults: list[RefFault] = []
    found: dict[tuple[str, str], UUID] = {}
    for number, cells in lines:
        if len(cells) != COLUMNS:
            faults.append(RefFault(NOT_THREE, {"line": number, "number": len(cells)}))
            continue
        source, ref, email = cells[0], cells[1].lower(), cells[2]
        user_id = users.get(compared_address(email))
        if not 0 < len(source) <= LONGEST_SOURCE or not 0 < len(ref) <= LONGEST_REF:
            faults.append(RefFault(TOO_LONG, {"line": number}))
        elif user_id is None:
            faults.append(RefFault(NO_USER, {"line": number, "value": email[:80]}))
        elif found.setdefault((source, ref), user_id) != user_id:
            faults.append(RefFault(TWICE, {"line": number, "value": cells[1]}))
    return faults, found
