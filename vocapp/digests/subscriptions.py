"""Subscriptions to digests: add, change, pause, resume, delete and restore, each recorded in the audit log.

Each of them computes the next due moment from now: no period that was due before is sent.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from msgspec.structs import asdict
from piccolo.columns import Column
from piccolo.custom_types import Combinable
from piccolo.query import OrderByRaw
from piccolo.query.functions import Lower

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.digests.periods import Frequency, next_due
from vocapp.digests.scope import DigestScope
from vocapp.digests.tables import Digest, DigestSubscription
from vocapp.digests.types import Subscription, SubscriptionSettings
from vocapp.digests.visibility import visible_user_ids
from vocapp.http.access import Actor
from vocapp.messages import message_queue
from vocapp.rollups.count_stage import load_zone
from vocapp.tokens import Keyring, TokenPurpose, token_hash

KIND: Final = "digest"

IS_KEPT: Final = DigestSubscription.deleted_at.is_null()
SUBSCRIBER: Final = DigestSubscription.user_id._
_COLUMNS: Final = (
    DigestSubscription.id,
    DigestSubscription.user_id,
    DigestSubscription.every,
    DigestSubscription.on_day,
    DigestSubscription.hour,
    DigestSubscription.timezone,
    DigestSubscription.language,
    DigestSubscription.units,
    DigestSubscription.lines,
    DigestSubscription.channels,
    DigestSubscription.brands,
    DigestSubscription.paused,
    DigestSubscription.next_due_at,
    DigestSubscription.key_id,
    DigestSubscription.deleted_at,
    SUBSCRIBER.name.as_alias("user_name"),
    SUBSCRIBER.email.as_alias("email"),
    SUBSCRIBER.role.as_alias("role"),
    SUBSCRIBER.active.as_alias("active"),
    Lower(SUBSCRIBER.name, alias="sort_name"),
)
_BY_NAME: Final = (OrderByRaw("sort_name"), DigestSubscription.id)


async def read_subscriptions(
    *wanted: Combinable, order: Sequence[Column | OrderByRaw] = (DigestSubscription.id,)
) -> list[Subscription]:
    """The subscriptions that fit every condition on DigestSubscription and SUBSCRIBER."""
    query = DigestSubscription.select(*_COLUMNS).where(*wanted).order_by(*order)
    return [_subscription(row) for row in await query]


async def list_subscriptions(actor: Actor) -> list[Subscription]:
    """The subscriptions that `actor` may see, their own first."""
    is_seen = DigestSubscription.user_id.is_in(visible_user_ids(actor))
    found = await read_subscriptions(IS_KEPT, is_seen, order=_BY_NAME)
    return sorted(found, key=lambda each: each.user_id != actor.id)


async def find_visible(actor: Actor, subscription_id: UUID) -> Subscription | None:
    """A subscription that `actor` may see; also a deleted one, so that it can be restored."""
    is_seen = DigestSubscription.user_id.is_in(visible_user_ids(actor))
    return next(iter(await read_subscriptions(DigestSubscription.id == subscription_id, is_seen)), None)


async def find_subscription(subscription_id: UUID) -> Subscription | None:
    """The subscription of that id, for background work and replies; without a check of who asks."""
    return next(iter(await read_subscriptions(DigestSubscription.id == subscription_id)), None)


async def add(keys: Keyring, user_id: UUID, settings: SubscriptionSettings, by: Actor) -> UUID:
    """Subscribes a user. Returns the id of the subscription."""
    made, now = new_id(), clock.now()
    token = keys.token(TokenPurpose.DIGEST_STOP, made)
    due = next_due(settings.schedule(await load_zone()), now).at
    async with DB.transaction():
        row = DigestSubscription(
            id=made,
            user_id=user_id,
            next_due_at=due,
            key_id=keys.current,
            stop_hash=token_hash(token),
            created_by=str(by),
            created_at=now,
            **_values(settings),
        )
        await DigestSubscription.insert(row)
        await record(by, "digest.subscribed", "digest_subscription", made, user=str(user_id), every=settings.every)
    return made


async def change(found: Subscription, settings: SubscriptionSettings, by: Actor) -> None:
    """Let a subscription be what `settings` says."""
    if settings == found.settings:
        return
    due = next_due(settings.schedule(await load_zone()), clock.now()).at
    async with DB.transaction():
        update = DigestSubscription.update(next_due_at=due, **_values(settings))
        await update.where(DigestSubscription.id == found.id)
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
    row = DigestSubscription
    differs = row.deleted_at.is_null() if deleted else row.deleted_at.is_not_null()
    update = DigestSubscription.update(paused=paused, deleted_at=now if deleted else None, next_due_at=due)
    async with DB.transaction():
        if not await update.where(row.id == found.id, (row.paused != paused) | differs).returning(row.id):
            return
        if paused or deleted:
            ready = Digest.select(Digest.id).where(Digest.subscription_id == found.id, Digest.state == "ready")
            unsent = await ready.where(Digest.is_test.eq(False)).output(as_list=True)
            await message_queue.revoke(kind=KIND, subjects=unsent, reason=action)
        await record(by, action, "digest_subscription", found.id, how=how)


def _values(settings: SubscriptionSettings) -> dict[str, Any]:
    scope = {name: list(chosen) for name, chosen in asdict(settings.scope).items()}
    return {name: value for name, value in asdict(settings).items() if name != "scope"} | scope


def _subscription(row: dict[str, Any]) -> Subscription:
    scope = DigestScope(*(tuple(row[name]) for name in ("units", "lines", "channels", "brands")))
    settings = SubscriptionSettings(
        every=Frequency(row["every"]),
        on_day=row["on_day"],
        hour=row["hour"],
        timezone=row["timezone"],
        language=row["language"],
        scope=scope,
    )
    names = ("id", "user_id", "user_name", "email", "role", "paused", "next_due_at", "key_id", "active", "deleted_at")
    return Subscription(settings=settings, **{name: row[name] for name in names})
