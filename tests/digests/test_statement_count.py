"""A digest is composed from one snapshot, with few statements."""

import asyncio

from tests.digests.subscriber_fixtures import subscribe_erin
from tests.rollups.world_fixtures import World
from vocapp.database import DB
from vocapp.digests import send_now
from vocapp.digests.compose_stage import compose_digest
from vocapp.feature import Registry
from vocapp.staff.sessions import actor_for_user
from vocapp.tokens import Keyring

MOST = 35


async def test_a_digest_takes_few_statements(two_weeks: World, registry: Registry, keys: Keyring) -> None:
    hers = await subscribe_erin(keys)
    actor = await actor_for_user(hers.user_id)
    period = await send_now.newest_period(hers)
    transaction = DB.current_transaction.get()
    assert actor is not None
    assert transaction is not None
    await compose_digest(registry, hers, actor, period, hers.id)  # asyncpg asks for the types of a new connection
    sent: list[str] = []
    with transaction.connection.query_logger(lambda statement: sent.append(statement.query)):
        composed = await compose_digest(registry, hers, actor, period, hers.id)
        await asyncio.sleep(0)  # the logger hears of a statement a turn of the loop later
    assert composed.data.groups
    assert sent[0].startswith("SAVEPOINT")
    assert sent[-1].startswith("RELEASE SAVEPOINT"), "nothing is read outside of the snapshot"
    assert len(sent[1:-1]) <= MOST, sent
