"""Merging two customers who are one person."""

import asyncio

import pytest

from tests.customers.conftest import add_customer
from tests.fault_sentences import refused
from vocapp.customers.merging.merge import MergeError, family_of, merge, root_of, roots_of, undo_merge
from vocapp.database import DB, new_id
from vocapp.http.access import ANYONE


async def test_a_chain_of_merges_has_one_root_and_no_row_is_rewritten(database: str) -> None:
    ada, king, countess = [await add_customer(name) for name in ("Ada", "A. King", "Countess")]
    assert await merge(ada, king, actor=ANYONE) == king
    assert await merge(king, countess, actor=ANYONE) == countess
    assert await DB.fetch_value("SELECT merged_into FROM customer WHERE id = $1", ada) == king
    assert await roots_of([ada, king, countess, new_id()]) == {ada: countess, king: countess, countess: countess}
    assert (await family_of(ada))[0] == countess
    assert set(await family_of(ada)) == {ada, king, countess}
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'customer.merged'") == 2


async def test_merging_the_merged_joins_the_roots(database: str) -> None:
    ada, king, grace, hopper = [await add_customer(name) for name in ("Ada", "King", "Grace", "Hopper")]
    await merge(ada, king, actor=ANYONE)
    await merge(grace, hopper, actor=ANYONE)
    assert await merge(ada, grace, actor=ANYONE) == hopper
    assert await root_of(ada) == hopper
    assert await merge(ada, grace, actor=ANYONE) == hopper
    assert await DB.fetch_value("SELECT count(*) FROM event") == 3


async def test_a_ring_is_refused(database: str) -> None:
    ada, king = await add_customer("Ada"), await add_customer("King")
    await merge(ada, king, actor=ANYONE)
    for loser, winner in ((king, ada), (ada, ada), (king, king)):
        with refused(MergeError, match="ring"):
            await merge(loser, winner, actor=ANYONE)


async def test_unknown_and_test_customers_are_refused(database: str) -> None:
    ada, tester = await add_customer("Ada"), await add_customer("Tester", is_test=True)
    with refused(MergeError, match="no customer"):
        await merge(ada, new_id(), actor=ANYONE)
    with refused(MergeError, match="test customer"):
        await merge(ada, tester, actor=ANYONE)
    with pytest.raises(KeyError):
        await root_of(new_id())
    assert await family_of(new_id()) == []


@pytest.mark.committed
async def test_merges_at_once_close_no_ring(own_database: str) -> None:
    people = [await add_customer(f"p{n}") for n in range(5)]
    pairs = [(a, b) for a in people for b in people if a != b]
    results = await asyncio.gather(*(merge(a, b, actor=ANYONE) for a, b in pairs), return_exceptions=True)
    assert all(isinstance(result, MergeError) for result in results if isinstance(result, Exception))
    roots = await roots_of(people)
    assert len(roots) == 5  # everybody still has a root


async def test_an_undone_merge_leaves_every_row_as_it_was(database: str) -> None:
    ada, king, countess = [await add_customer(name) for name in ("Ada", "King", "Countess")]
    await merge(ada, king, actor=ANYONE)
    before = await DB.fetch("SELECT id, merged_into, name FROM customer ORDER BY id")
    await merge(king, countess, actor=ANYONE)
    assert await undo_merge(king, actor=ANYONE) == countess
    assert await DB.fetch("SELECT id, merged_into, name FROM customer ORDER BY id") == before
    assert set(await family_of(ada)) == {ada, king}
    assert await family_of(countess) == [countess]
    actions = [row["action"] for row in await DB.fetch("SELECT action FROM event ORDER BY id")]
    assert actions == ["customer.merged", "customer.merged", "customer.separated"]


async def test_one_in_the_middle_is_separated_with_those_below(database: str) -> None:
    ada, king, countess = [await add_customer(name) for name in ("Ada", "King", "Countess")]
    await merge(ada, king, actor=ANYONE)
    await merge(king, countess, actor=ANYONE)
    assert await undo_merge(ada, actor=ANYONE) == king
    assert (await family_of(ada), set(await family_of(king))) == ([ada], {king, countess})
    with refused(MergeError, match="not merged"):
        await undo_merge(ada, actor=ANYONE)
    with refused(MergeError, match="not merged"):
        await undo_merge(countess, actor=ANYONE)
