"""Erin, an executive in Berlin who sees everything but no names of customers, and her digests."""

from typing import Any
from uuid import UUID

from tests.staff_people import COMMAND, make_user
from vocapp.database import DB
from vocapp.digests import subscriptions
from vocapp.digests.compose_stage import ComposeStage
from vocapp.digests.schedule import STAGE
from vocapp.digests.types import Subscription, SubscriptionSettings
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.tokens import Keyring

BERLIN = "Europe/Berlin"


async def subscribe(keys: Keyring, user_id: UUID, **given: Any) -> Subscription:
    """A digest of everything on Mondays at seven in Berlin, unless `given` says otherwise."""
    made = await subscriptions.add(keys, user_id, SubscriptionSettings(**{"timezone": BERLIN, **given}), COMMAND)
    found = await subscriptions.find_subscription(made)
    assert found is not None
    return found


async def subscribe_erin(keys: Keyring, **given: Any) -> Subscription:
    """Erin and her digest."""
    return await subscribe(keys, await make_user("Erin Executive", Role.EXECUTIVE, timezone=BERLIN), **given)


async def list_digests(subscription_id: UUID) -> list[dict[str, Any]]:
    """The digests of a subscription, in order of their periods."""
    rows = await DB.fetch("SELECT * FROM digest WHERE subscription_id = $1 ORDER BY since, id", subscription_id)
    return [dict(row) for row in rows]


async def enqueued_digests() -> set[UUID]:
    """The ids of digests with a job in the stage."""
    return {row["subject_id"] for row in await DB.fetch("SELECT subject_id FROM due WHERE stage = $1", STAGE)}


async def compose_newest(registry: Registry, subscription_id: UUID) -> dict[str, Any]:
    """Runs the stage for every enqueued digest and returns the newest digest."""
    for digest in await enqueued_digests():
        await ComposeStage(registry).compose(digest)
    return (await list_digests(subscription_id))[-1]
