"""Sends a digest now: a test, or the digest of a period that was missed or is not due."""

from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.database.jobs import enqueue
from vocapp.digests.periods import DigestPeriod, last_complete_period
from vocapp.digests.schedule import STAGE
from vocapp.digests.tables import Digest
from vocapp.digests.types import Subscription
from vocapp.http.access import Actor
from vocapp.rollups.queries.context import load_today

_SEND: Final = """
INSERT INTO digest (id, subscription_id, since, until, due_at, created_at) VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT (subscription_id, since, until) WHERE NOT is_test DO UPDATE SET state = 'due', due_at = excluded.due_at
WHERE digest.state IN ('missed', 'stopped') RETURNING id"""


class AlreadySentError(Exception):
    """The digest of this period exists already; each period has one."""


async def newest_period(found: Subscription) -> DigestPeriod:
    """The last complete period of the subscription."""
    return last_complete_period(found.settings.every, await load_today())


async def send_test(found: Subscription, period: DigestPeriod, address: str, by: Actor) -> UUID:
    """Enqueues a test of the period for `address`; may be repeated."""
    made, now = new_id(), clock.now()
    row = Digest(
        id=made,
        subscription_id=found.id,
        since=period.since,
        until=period.until,
        due_at=now,
        created_at=now,
        is_test=True,
        address=address,
    )
    async with DB.transaction():
        await Digest.insert(row)
        await enqueue(STAGE, made)
        await record(by, "digest.tested", "digest_subscription", found.id)
    return made


async def send_period(found: Subscription, period: DigestPeriod, by: Actor) -> UUID:
    """Enqueues the digest of the period for its reader. AlreadySentError if it was sent or is being sent."""
    async with DB.transaction():
        digest_id: UUID | None = await DB.fetch_value(_SEND, new_id(), found.id, *period, clock.now())
        if digest_id is not None:
            await enqueue(STAGE, digest_id)
            await record(by, "digest.requested", "digest_subscription", found.id, since=period.since.isoformat())
    if digest_id is None:
        raise AlreadySentError
    return digest_id
