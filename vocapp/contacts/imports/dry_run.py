"""What has a dry run met in the file already? Kept in a temporary table, so that any file fits."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import msgspec

from vocapp.contacts.event import ContactIn
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.database import DB

ADD_KEYS = """
WITH given AS (SELECT * FROM unnest($1::bytea[], $2::bytea[]) AS g(key, said)),
noted AS (INSERT INTO pg_temp.seen SELECT key, said FROM given ON CONFLICT DO NOTHING)
SELECT key, said FROM pg_temp.seen WHERE key = ANY($1::bytea[])"""


class DryRunContacts:
    """The keys of contacts that a dry run would have recorded, with a digest of what they said."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def told(self, events: Sequence[ContactIn], outcomes: Sequence[IntakeResult]) -> list[IntakeResult]:
        """`outcomes`, where one that is new only because an earlier batch was taken back is what it would have been."""
        new = {_key(e): _said(e) for e, o in zip(events, outcomes, strict=True) if o.state is IntakeState.NEW}
        before = dict(await self._connection.fetch(ADD_KEYS, list(new), list(new.values())))
        return [
            self._again(event, outcome, before) if outcome.state is IntakeState.NEW else outcome
            for event, outcome in zip(events, outcomes, strict=True)
        ]

    def _again(self, event: ContactIn, outcome: IntakeResult, before: dict[bytes, bytes]) -> IntakeResult:
        said = before.get(_key(event))
        if said is None:
            return outcome
        return IntakeResult(state=IntakeState.REPEAT if said == _said(event) else IntakeState.CONFLICT)


@asynccontextmanager
async def track_dry_run() -> AsyncIterator[DryRunContacts]:
    """A `Seen` on a connection of its own, gone after the block."""
    connection = await DB.acquire()
    try:
        await connection.execute("CREATE TEMPORARY TABLE seen (key bytea PRIMARY KEY, said bytea NOT NULL)")
        yield DryRunContacts(connection)
    finally:
        await connection.execute("DROP TABLE IF EXISTS pg_temp.seen")
        await DB.release(connection)


def _key(event: ContactIn) -> bytes:
    return hashlib.sha256(msgspec.json.encode((event.source, event.external_id))).digest()


def _said(event: ContactIn) -> bytes:
    return hashlib.sha256(msgspec.json.encode(event, order="sorted")).digest()
