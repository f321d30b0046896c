"""The contacts that a dry run has seen in its file, kept in a temporary table, so that a file may have any size."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import msgspec

from vocapp.contacts.event import ContactIn
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.database import DB

RECORDED = (IntakeState.NEW, IntakeState.CONFLICT)
ADD_KEYS = """
WITH given AS (SELECT * FROM unnest($1::bytea[], $2::bytea[]) AS g(key, digest)),
noted AS (INSERT INTO pg_temp.seen SELECT key, digest FROM given ON CONFLICT DO NOTHING)
SELECT key, digest FROM pg_temp.seen WHERE key = ANY($1::bytea[])"""


class DryRunContacts:
    """The keys of the contacts that a dry run would have recorded, each with a digest of its event."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def correct(self, events: Sequence[ContactIn], outcomes: Sequence[IntakeResult]) -> list[IntakeResult]:
        """`outcomes`, corrected: contacts that are only new because an earlier batch was rolled back become repeats or
        amendments.
        """
        new = {_key(e): _event_digest(e) for e, o in zip(events, outcomes, strict=True) if o.state is IntakeState.NEW}
        before = dict(await self._connection.fetch(ADD_KEYS, list(new), list(new.values())))
        return [
            self._repeat_or_amendment(event, outcome, before) if outcome.state in RECORDED else outcome
            for event, outcome in zip(events, outcomes, strict=True)
        ]

    def _repeat_or_amendment(self, event: ContactIn, outcome: IntakeResult, before: dict[bytes, bytes]) -> IntakeResult:
        digest = before.get(_key(event))
        if digest is None:
            return outcome
        return IntakeResult(state=IntakeState.REPEAT if digest == _event_digest(event) else IntakeState.AMENDED)


@asynccontextmanager
async def track_dry_run() -> AsyncIterator[DryRunContacts]:
    """A `DryRunContacts` on its own connection, dropped after the block."""
    connection = await DB.acquire()
    try:
        await connection.execute("CREATE TEMPORARY TABLE seen (key bytea PRIMARY KEY, digest bytea NOT NULL)")
        yield DryRunContacts(connection)
    finally:
        await connection.execute("DROP TABLE IF EXISTS pg_temp.seen")
        await DB.release(connection)


def _key(event: ContactIn) -> bytes:
    return hashlib.sha256(msgspec.json.encode((event.source, event.external_id))).digest()


def _event_digest(event: ContactIn) -> bytes:
    return hashlib.sha256(msgspec.json.encode(event, order="sorted")).digest()
