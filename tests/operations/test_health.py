"""Supervisors ask whether the process lives, load balancers whether traffic should come."""

from dataclasses import replace

import httpx
import pytest

from vocapp.database import DB
from vocapp.database.instance_facts import Fact, set_fact
from vocapp.feature import Feature, Registry
from vocapp.tokens import Keyring


async def test_a_healthy_process_is_alive_and_ready(database: str, client: httpx.AsyncClient) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok", "problems": {}})


async def test_a_process_without_its_database_lives_and_is_not_ready(client: httpx.AsyncClient) -> None:
    pool, DB.pool = DB.pool, None
    try:
        assert (await client.get("/health/live")).status_code == 200
        answer = await client.get("/health/ready")
    finally:
        DB.pool = pool
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["problems"] == {"database": "NotOpenError"}


async def test_a_database_that_is_behind_is_not_ready(database: str, client: httpx.AsyncClient) -> None:
    await DB.execute("DELETE FROM migration")
    answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert "0001_the_spine" in answer.json()["problems"]["migrations"]


async def test_other_keys_are_not_ready(database: str, client: httpx.AsyncClient, keys: Keyring) -> None:
    await set_fact(Fact.FINGERPRINT, Keyring({"k0": b"another"}, "k0").fingerprint())
    assert "secret key" in (await client.get("/health/ready")).json()["problems"]["keys"]
    await set_fact(Fact.FINGERPRINT, keys.fingerprint())
    assert (await client.get("/health/ready")).status_code == 200


async def test_a_package_with_a_failing_check_is_named(
    database: str, client: httpx.AsyncClient, registry: Registry
) -> None:
    async def lame() -> bool:
        return False

    registry.features = (*registry.features, Feature(name="letters", health={"franking machine": lame}))
    assert (await client.get("/health/ready")).json()["problems"] == {"franking machine": "check failed"}


@pytest.mark.parametrize("rotated", [True, False])
def test_a_rotated_key_keeps_the_old_fingerprint(keys: Keyring, rotated: bool) -> None:
    ring = replace(keys, keys={**keys.keys, "k2": b"newer"}, current="k2")
    assert (ring.fingerprint("k1" if rotated else None) == keys.fingerprint()) is rotated
