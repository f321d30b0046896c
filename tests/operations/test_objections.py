"""Ada wanted no surveys and was erased. She calls again next year, and is not asked."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.invitations.customer_rows import NOON, decision, publish_all
from tests.operations.find_text import standing
from tests.staff_people import COMMAND, make_key
from vocapp import clock
from vocapp.customers.address_marks import MARKS
from vocapp.customers.doctor import check_marks
from vocapp.customers.permissions import PermissionKey, grant, may_write, withdraw
from vocapp.customers.types import Basis, Purpose, WritingChannel
from vocapp.database import DB, new_id
from vocapp.database.jobs import run_jobs
from vocapp.feature import Inbound, Registry
from vocapp.http.access import Scope
from vocapp.operations.erase_customer import erase
from vocapp.tokens import Keyring, TokenPurpose

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


async def test_an_erased_customer_without_objection_is_not_suppressed(calls: Calls, registry: Registry) -> None:
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


async def stop_link(keys: Keyring, address: str) -> str:
    """The path of the opt-out link in the mail to `address`."""
    invitation = await DB.fetch_value(
        "SELECT a.id FROM invitation a JOIN identity i ON i.customer_id = a.customer_id WHERE i.value = $1", address
    )
    return f"/o/{keys.token(TokenPurpose.OPT_OUT, invitation)}"


async def test_the_stop_link_works_after_the_erasure(
    calls: Calls, registry: Registry, client: httpx.AsyncClient
) -> None:
    await calls.come_in(WORK, HOME)
    link = await stop_link(registry.keys, WORK)
    await gone(registry, WORK)
    assert "We will not ask you for your opinion" in (await client.get(link)).text
    assert (await client.post(link)).status_code == 303
    page = (await client.get(link)).text
    assert "You will receive no more survey e-mails from us" in page
    assert await calls.come_in(HOME, permissions=[CONSENT]) == ("suppressed", "opted out")
    assert await calls.come_in(WORK) == ("suppressed", "opted out")
    assert await standing("firm.example") == {"contact.identities", "identity.value"}, "of the new call"


async def test_a_reply_that_stops_after_the_erasure_holds_a_mail_that_is_on_its_way(
    calls: Calls, registry: Registry
) -> None:
    """She was erased, called again, and then answers the old mail."""
    await calls.come_in(WORK)
    old = await DB.fetch_value("SELECT id FROM invitation")
    await gone(registry, WORK)
    assert await calls.come_in(WORK, permissions=[CONSENT]) == ("invited", None)
    wish = await wish_of(WORK)
    assert (await may_write([wish]))[wish] is Basis.CONSENT
    await registry.receive(Inbound("opt_out", None, "invitation", old, ""))
    assert (await may_write([wish]))[wish] is None
    assert await calls.come_in(WORK) == ("suppressed", "opted out")
    await grant(wish, Basis.CONSENT, actor=COMMAND, evidence="she asked for it")
    assert (await may_write([wish]))[wish] is Basis.CONSENT


async def test_a_hash_of_an_earlier_release_still_counts(calls: Calls) -> None:
    plain = hashlib.sha256(f"false email {WORK}".encode()).digest()
    await DB.execute(
        "INSERT INTO objection (id, mark, channel, purpose, kept_at) VALUES ($1, $2, 'email', 'survey', $3)",
        new_id(),
        plain,
        clock.now(),
    )
    assert await calls.come_in(WORK, permissions=[CONSENT]) == ("suppressed", "opted out")
    await grant(await wish_of(WORK), Basis.CONSENT, actor=COMMAND)
    assert await DB.fetch("SELECT * FROM objection") == []


async def test_marks_are_keyed_and_count_after_a_new_key(calls: Calls, registry: Registry) -> None:
    await calls.come_in(WORK)
    await gone(registry, WORK, "objection")
    [row] = await DB.fetch("SELECT mark, key_id FROM objection")
    assert row["mark"] != hashlib.sha256(f"false email {WORK}".encode()).digest()
    assert row["key_id"] == "k1"
    try:
        MARKS.use(Keyring({**registry.keys.keys, "k2": b"another key that guards nothing"}, "k2"))
        assert await calls.come_in(WORK) == ("suppressed", "opted out")
        assert [check.level for check in await check_marks()] == ["ok"]
        MARKS.use(Keyring({"k2": b"another key that guards nothing"}, "k2"))
        [check] = await check_marks()
        assert (check.level, "k1" in check.text) == ("error", True)
    finally:
        MARKS.use(registry.keys)


async def test_a_household_that_shares_a_postal_address_is_not_silenced(calls: Calls, registry: Registry) -> None:
    home = {"kind": "postal", "value": "1 High Street, Ely"}
    await calls.come_in(WORK, identities=[{"kind": "email", "value": WORK}, home])
    await gone(registry, WORK, "objection")
    grace = {"kind": "email", "value": "grace@home.example"}
    assert await calls.come_in(identities=[grace, home]) == ("invited", None)


async def test_erasing_one_of_two_who_share_an_address_leaves_the_other_whole(calls: Calls, registry: Registry) -> None:
    await calls.come_in(WORK, HOME, name="Ada Lovelace")
    await calls.come_in("grace@home.example", WORK, name="Grace Hopper")
    ada, grace = [
        await DB.fetch_value("SELECT id FROM customer WHERE name = $1", name)
        for name in ("Ada Lovelace", "Grace Hopper")
    ]
    whole = """SELECT c.name, i.value, p.channel, p.withdrawn_at FROM customer c JOIN identity i ON i.customer_id = c.id
        LEFT JOIN permission p ON p.identity_id = i.id WHERE c.id = $1"""
    before = await DB.fetch(whole, grace)
    assert {row["value"] for row in before} == {WORK, "grace@home.example"}
    await erase(registry, COMMAND, ada, "objection")
    assert await standing("lovelace", HOME) == set()
    assert await DB.fetch(whole, grace) == before
    assert await DB.fetch_value("SELECT count(*) FROM objection") == 2, "at work only together with her name"
    assert await calls.come_in(HOME) == ("suppressed", "opted out")
    clock.move_to(clock.now() + timedelta(days=100))
    assert await calls.come_in(WORK, name="Lovelace, Ada") == ("suppressed", "opted out")
    assert await calls.come_in(WORK, name="Grace Hopper") == ("invited", None)


async def test_who_stops_after_the_erasure_is_known_by_name_at_a_shared_address(
    calls: Calls, registry: Registry, client: httpx.AsyncClient, keys: Keyring
) -> None:
    await calls.come_in("grace@home.example", WORK, name="Grace Hopper")
    await calls.come_in(HOME, WORK, name="Ada Lovelace")
    ada = await DB.fetch_value("SELECT id FROM customer WHERE name = 'Ada Lovelace'")
    invitation = await DB.fetch_value("SELECT id FROM invitation WHERE customer_id = $1", ada)
    await erase(registry, COMMAND, ada, "request")
    clock.move_to(clock.now() + timedelta(days=100))
    assert (await client.post(f"/o/{keys.token(TokenPurpose.OPT_OUT, invitation)}")).status_code == 303
    assert await calls.come_in(WORK, name="Ada Lovelace") == ("suppressed", "opted out")
    assert await calls.come_in(WORK, name="Grace Hopper") == ("invited", None)
