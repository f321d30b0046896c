"""Ada wanted no surveys and was erased. She calls again next year, and is not asked."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.invitations.customer_rows import NOON, decision, publish_all
from tests.operations.find_text import standing
from tests.staff_people import COMMAND, make_key
from vocapp import clock
from vocapp.customers.permissions import PermissionKey, grant, withdraw
from vocapp.customers.types import Basis, Purpose, WritingChannel
from vocapp.database import DB, new_id
from vocapp.database.jobs import run_jobs
from vocapp.feature import Registry
from vocapp.http.access import Scope
from vocapp.operations.erase_customer import erase

WORK, HOME = "ada@firm.example", "ada@home.example"
CONSENT = {"kind": "email", "channel": "email", "purpose": "survey", "basis": "consent", "evidence": "the CRM says so"}


@pytest.fixture(autouse=True)
async def noon(database: str) -> AsyncIterator[None]:
    with clock.travelled(NOON):
        await publish_all()
        yield


class Calls:
    """The telephone system, which knows nothing of erasing."""

    def __init__(self, client: httpx.AsyncClient, registry: Registry, secret: str) -> None:
        self._client, self._house, self._key = client, registry, {"authorization": f"Bearer {secret}"}

    async def come_in(self, *addresses: str, **customer: Any) -> tuple[str, str | None]:
        """Somebody called a minute ago: what was decided."""
        answer = await self._client.post("/api/v1/contacts", headers=self._key, json={
            "source": "acd", "external_id": str(new_id()), "channel": "phone_in_house", "touchpoint": "billing",
            "started_at": (clock.now() - timedelta(minutes=1)).isoformat(),
            "customer": {"country": "GB", "timezone": "Europe/London",
                         "identities": [{"kind": "email", "value": one} for one in addresses], **customer},
        })  # fmt: skip
        assert answer.status_code == 201, answer.text
        (stage,) = [stage for stage in self._house.stages if stage.name == "decide"]
        await run_jobs(stage)
        return await decision(answer.json()["id"])


@pytest.fixture
async def calls(client: httpx.AsyncClient, registry: Registry) -> Calls:
    return Calls(client, registry, await make_key(Scope.CONTACTS_WRITE))


async def wish_of(address: str) -> PermissionKey:
    identity = await DB.fetch_value("SELECT id FROM identity WHERE value = $1", address)
    return PermissionKey(identity, WritingChannel.EMAIL, Purpose.SURVEY)


async def gone(registry: Registry, address: str, reason: str = "request") -> None:
    await erase(
        registry, COMMAND, await DB.fetch_value("SELECT customer_id FROM identity WHERE value = $1", address), reason
    )
    assert await standing(address) == set()


async def test_an_erased_customer_who_objected_is_not_invited_at_any_address(calls: Calls, registry: Registry) -> None:
    assert await calls.come_in(WORK, HOME) == ("invited", None)
    await withdraw(await wish_of(WORK), by="link", actor=COMMAND)
    await gone(registry, WORK)

    assert await calls.come_in(HOME) == ("suppressed", "opted out")
    assert await calls.come_in("grace@firm.example") == ("invited", None)


async def test_a_permission_sent_by_another_system_does_not_undo_an_opt_out(calls: Calls, registry: Registry) -> None:
    await calls.come_in(WORK, permissions=[CONSENT])
    await withdraw(await wish_of(WORK), by="header", actor=COMMAND)
    await gone(registry, WORK)

    assert await calls.come_in(WORK, permissions=[CONSENT]) == ("suppressed", "opted out")


async def test_erasing_because_somebody_objects_is_an_objection(calls: Calls, registry: Registry) -> None:
    await calls.come_in(WORK, permissions=[CONSENT])
    await gone(registry, WORK, "objection")

    assert await calls.come_in(WORK) == ("suppressed", "opted out")


async def test_an_erased_customer_without_objection_leaves_no_hash(calls: Calls, registry: Registry) -> None:
    await calls.come_in(WORK, permissions=[CONSENT])
    await gone(registry, WORK)

    assert await DB.fetch("SELECT * FROM objection") == []
    assert await calls.come_in(WORK) == ("invited", None)


async def test_an_address_that_she_permitted_by_itself_stays_so(calls: Calls, registry: Registry) -> None:
    await calls.come_in(WORK, HOME)
    await withdraw(await wish_of(WORK), by="link", actor=COMMAND)
    await grant(await wish_of(HOME), Basis.CONSENT, actor=COMMAND)
    await gone(registry, WORK)

    assert await calls.come_in(HOME) == ("invited", None)


async def test_renewed_consent_ends_the_suppression(calls: Calls, registry: Registry) -> None:
    await calls.come_in(WORK)
    await gone(registry, WORK, "objection")
    assert await calls.come_in(WORK) == ("suppressed", "opted out")
    await grant(await wish_of(WORK), Basis.CONSENT, actor=COMMAND, evidence="she wrote on 4 May")
    assert await DB.fetch("SELECT * FROM objection") == []
    assert await calls.come_in(WORK) == ("invited", None)
