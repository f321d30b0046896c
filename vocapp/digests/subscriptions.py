"""Subscriptions to digests: add, change, pause, resume, delete and restore, each recorded in the audit log.

Each of them computes the next due moment from now: no period that was due before is sent.
"""

from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.digests.periods import next_due
from vocapp.digests.types import COLUMNS, FROM, Subscription, SubscriptionSettings, subscription_from_row
from vocapp.digests.visibility import visible_users
from vocapp.http.access import Actor
from vocapp.messages import message_queue
from vocapp.rollups.count_stage import load_zone
from vocapp.tokens import Keyring, TokenPurpose, token_hash

KIND: Final = "digest"

_ADD: Final = """
INSERT INTO digest_subscription (id, user_id, every, on_day, hour, timezone, language, units, lines, channels, brands,
  next_due_at, key_id, stop_hash, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"""
_CHANGE: Final = """
UPDATE digest_subscription SET every = $2, on_day = $3, hour = $4, timezone = $5, language = $6, units = $7, lines = $8,
  channels = $9, brands = $10, next_due_at = $11 WHERE id = $1"""
_SET: Final = """
UPDATE digest_subscription SET paused = $2, deleted_at = $3, next_due_at = $4
WHERE id = $1 AND (paused <> $2 OR (deleted_at IS NULL) <> ($3::timestamptz IS NULL))"""
_UNSENT: Final = "SELECT id FROM digest WHERE subscription_id = $1 AND state = 'ready' AND NOT is_test"


async def list_subscriptions(actor: Actor) -> list[Subscription]:
    """The subscriptions that `actor` may see, their own first."""
    within = visible_users(actor, 2)
    rows = await DB.fetch(
        f"SELECT {COLUMNS} {FROM} WHERE s.deleted_at IS NULL AND {within.sql} "
        "ORDER BY s.user_id <> $1, lower(u.name), s.id",
        actor.id,
        *within.values,
    )
    return [subscription_from_row(row) for row in rows]


async def find_visible(actor: Actor, subscription_id: UUID) -> Subscription | None:
    """A subscription that `actor` may see; also a deleted one, so that it can be restored."""
    within = visible_users(actor, 2)
    row = await DB.fetch_one(
        f"SELECT {COLUMNS} {FROM} WHERE s.id = $1 AND {within.sql}", subscription_id, *within.values
    )
    return subscription_from_row(row) if row else None


async def find_subscription(subscription_id: UUID) -> Subscription | None:
    """The subscription of that id, for background work and replies; without a check of who asks."""
    row = await DB.fetch_one(f"SELECT {COLUMNS} {FROM} WHERE s.id = $1", subscription_id)
    return subscription_from_row(row) if row else None


async def add(keys: Keyring, user_id: UUID, settings: SubscriptionSettings, by: Actor) -> UUID:
    """Subscribes a user. Returns the id of the subscription."""
    made, now = new_id(), clock.now()
    token = keys.token(TokenPurpose.DIGEST_STOP, made)
    due = next_due(settings.schedule(await load_zone()), now).at
    async with DB.transaction():
        await DB.execute(_ADD, made, user_id, *_values(settings), due, keys.current, token_hash(token), str(by), now)
        await record(by, "digest.subscribed", "digest_subscription", made, user=str(user_id), every=settings.every)
    return made


async def change(found: Subscription, settings: SubscriptionSettings, by: Actor) -> None:
    """Let a subscription be what `settings` says."""
    if settings == found.settings:
        return
    due = next_due(settings.schedule(await load_zone()), clock.now()).at
    async with DB.transaction():
        await DB.execute(_CHANGE, found.id, *_values(settings), due)
        await record(by, "digest.changed", "digest_subscription", found.id, every=settings.every)


async def pause(found: Subscription, by: Actor, how: str = "page") -> None:
    """Pauses it until it is resumed; queued mails are revoked."""
    await _set(found, by, "digest.paused", paused=True, deleted=found.deleted_at is not None, how=how)


async def resume(found: Subscription, by: Actor, how: str = "page") -> None:
    """Resumes it with the next period that becomes due."""
    await _set(found, by, "digest.resumed", paused=False, deleted=found.deleted_at is not None, how=how)


async def delete(found: Subscription, by: Actor) -> None:
    """Deletes it from every list; `restore` undoes that. Sent digests stay in the archive."""
    await _set(found, by, "digest.unsubscribed", paused=found.paused, deleted=True)


async def restore(found: Subscription, by: Actor) -> None:
    """Restores a deleted subscription."""
    await _set(found, by, "digest.subscribed", paused=found.paused, deleted=False)


async def _set(found: Subscription, by: Actor, action: str, *, paused: bool, deleted: bool, how: str = "page") -> None:
    now = clock.now()
    due = next_due(found.settings.schedule(await load_zone()), now).at
    async with DB.transaction():
        if not await DB.execute(_SET, found.id, paused, now if deleted else None, due):
            return
        if paused or deleted:
            unsent = [row["id"] for row in await DB.fetch(_UNSENT, found.id)]
            await message_queue.revoke(kind=KIND, subjects=unsent, reason=action)
        await record(by, action, "digest_subscription", found.id, how=how)


def _values(settings: SubscriptionSettings) -> tuple[object, ...]:
    scope = settings.scope
    when = (settings.every.value, settings.on_day, settings.hour, settings.timezone, settings.language)
    return (*when, list(scope.units), list(scope.lines), list(scope.channels), list(scope.brands))
