"""Plans digests: each due period becomes one row, however often and by how many schedulers it is planned.

The row is unique by subscription and local period, so two schedulers, a repeated hour or a second run add nothing. A
digest in time is enqueued for composing in the same transaction; one that is too late is recorded as missed.
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.database.jobs import enqueue
from vocapp.database.notify import wake
from vocapp.digests.periods import PlannedPeriod, next_due, plan_periods
from vocapp.digests.subscriptions import IS_KEPT, SUBSCRIBER, read_subscriptions
from vocapp.digests.tables import DigestSubscription
from vocapp.digests.types import Subscription
from vocapp.digests.visibility import READER_ROLES
from vocapp.rollups.count_stage import load_zone

STAGE: Final = "digest"
TICK: Final = timedelta(minutes=1)

_PLAN: Final = """
INSERT INTO digest (id, subscription_id, since, until, due_at, state, created_at)
SELECT id, $1, since, until, at, state, $7
FROM unnest($2::uuid[], $3::date[], $4::date[], $5::timestamptz[], $6::text[]) AS row(id, since, until, at, state)
ON CONFLICT (subscription_id, since, until) WHERE NOT is_test DO NOTHING RETURNING id, state"""

log = logging.getLogger(__name__)


async def plan_digests() -> int:
    """Plans every period due by now. Returns the number of enqueued digests."""
    now, planned = clock.now(), 0
    for found in await _due_subscriptions(now):
        try:
            planned += await _plan_subscription(found, now)
        except (
            ZoneInfoNotFoundError,
            ValueError,
        ):  # the machine's time zones have changed: skip this subscription only
            log.exception("a subscription cannot be planned", extra={"subscription": str(found.id)})
    if planned:
        wake(STAGE)
    return planned


async def _due_subscriptions(now: datetime) -> list[Subscription]:
    is_on = DigestSubscription.paused.eq(False) & IS_KEPT & SUBSCRIBER.active.eq(True)
    may_read = SUBSCRIBER.role.is_in(sorted(READER_ROLES))
    is_due = DigestSubscription.next_due_at <= now
    order = (DigestSubscription.next_due_at, DigestSubscription.id)
    return await read_subscriptions(is_on, may_read, is_due, order=order)


async def _plan_subscription(found: Subscription, now: datetime) -> int:
    schedule = found.settings.schedule(await load_zone())
    periods = plan_periods(schedule, found.next_due_at, now)
    async with DB.transaction():
        fresh = await _insert_periods(found.id, periods, now)
        move_on = DigestSubscription.update({DigestSubscription.next_due_at: next_due(schedule, now).at})
        await move_on.where(DigestSubscription.id == found.id, DigestSubscription.next_due_at == found.next_due_at)
        if fresh:
            await enqueue(STAGE, *fresh)
    return len(fresh)


async def _insert_periods(subscription_id: UUID, periods: list[PlannedPeriod], now: datetime) -> list[UUID]:
    """Inserts the rows that do not exist yet. Returns the ids of those to compose."""
    ids = [new_id() for _ in periods]
    days = ([getattr(p.due.period, name) for p in periods] for name in ("since", "until"))
    moments, states = [p.due.at for p in periods], ["due" if p.in_time else "missed" for p in periods]
    rows = await DB.fetch(_PLAN, subscription_id, ids, *days, moments, states, now)
    return [row["id"] for row in rows if row["state"] == "due"]
