"""Many are decided at once, and nobody is asked twice."""

import asyncio
import contextvars

import pytest

from tests.invitations.customer_rows import NOON, contact, customer, decision, publish_all
from vocapp import clock
from vocapp.database import DB
from vocapp.database.jobs import enqueue, run_jobs
from vocapp.feature import Registry
from vocapp.invitations.decide_stage import DecideStage, stage
from vocapp.tokens import Keyring


@pytest.mark.committed
async def test_contacts_are_the_sum_of_decisions(own_database: str, registry: Registry) -> None:
    with clock.travelled(NOON):
        await publish_all()
        people = [await customer(f"P{n}", f"p{n}@example.org", country=("GB", "DE", None)[n % 3]) for n in range(20)]
        touchpoints = ("billing", "support", "sales_won")
        contacts = [await contact(person, touchpoint=touchpoints[n % 3]) for n in range(3) for person in people]
        await enqueue("decide", *contacts)
        decide = stage(registry)
        while await run_jobs(decide):
            pass
        counts = dict(await DB.fetch("SELECT outcome, count(*) FROM decision GROUP BY outcome"))
        assert sum(counts.values()) == len(contacts)
        assert counts["invited"] == await DB.fetch_value("SELECT count(*) FROM invitation") == 7
        assert await DB.fetch_value("SELECT count(*) FROM due WHERE stage = 'decide'") == 0


@pytest.mark.committed
async def test_two_contacts_decided_at_once_make_one_invitation(own_database: str, keys: Keyring) -> None:
    with clock.travelled(NOON):
        await publish_all()
        one, other = DecideStage(keys), DecideStage(keys)
        for number in range(50):
            ada = await customer(f"Ada {number}", f"ada{number}@example.org")
            twin = await customer(f"Twin {number}", None, merged_into=ada)
            named = [{"kind": "email", "value": f"ada{number}@example.org"}]
            first, second = await contact(ada), await contact(twin, identities=named)
            await asyncio.gather(one.work(first), other.work(second), one.work(second), other.work(first))
            outcomes = sorted([await decision(first), await decision(second)])
            assert outcomes == [("invited", None), ("suppressed", "customer cap")]
        assert await DB.fetch_value("SELECT count(*) FROM invitation") == 50
        assert await DB.fetch_value("SELECT count(*) FROM message WHERE step = 0") == 50


@pytest.mark.committed
async def test_a_merge_during_the_decision_is_respected(own_database: str, keys: Keyring) -> None:
    with clock.travelled(NOON):
        await publish_all()
        ada, twin = await customer("Ada"), await customer("Twin", "twin@example.org")
        asked, second = await contact(ada), await contact(twin)
        deciding = DecideStage(keys)
        await deciding.work(asked)
        async with DB.transaction():
            await DB.execute("SELECT pg_advisory_xact_lock(7, hashtext($1::text))", str(twin))
            waiting = asyncio.create_task(DecideStage(keys).work(second), context=contextvars.Context())
            await until_somebody_waits()
            await DB.execute("UPDATE customer SET merged_into = $1 WHERE id = $2", ada, twin)
        await waiting
        assert await decision(second) == ("suppressed", "customer cap")


async def until_somebody_waits() -> None:
    for _ in range(1000):
        if await DB.fetch_value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")
