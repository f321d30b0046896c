"""A telephone system gets a key, uses it, and loses it."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from tests.staff_people import COMMAND, Person, SignIn, make_key
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Role, Scope
from vocapp.staff import api_keys
from vocapp.staff.api_keys import KnownKeys
from vocapp.staff.authenticate import bearer
from vocapp.staff.key_rights import KeyLimits

pytestmark = pytest.mark.usefixtures("database")
KEYS = "/app/settings/keys"
FORM: dict[str, str | list[str]] = {
    "name": "telephone system",
    "scopes": ["contacts:write"],
    "kind": "live",
    "sources": "acd",
    "days": "365",
}


@pytest.fixture
async def ivan(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Ivan Integrator", Role.INTEGRATOR)


async def make(*scopes: Scope, is_test: bool = False) -> api_keys.NewKey:
    return await api_keys.add("telephone system", scopes, is_test=is_test, by=COMMAND)


async def test_ivan_makes_a_key_and_sees_it_once(ivan: Person) -> None:
    assert "No keys yet" in await ivan.see(KEYS)

    answer = await ivan.submit(f"{KEYS}/new", **FORM)

    secret = answer.text.split('class="secret"')[1].split(">")[1].split("<")[0]
    assert secret.startswith("voc_live_")
    page = await ivan.see(KEYS)
    assert (secret in page, secret[:16] in page) == (False, True)
    assert secret not in str(await DB.fetch("SELECT * FROM api_key")) + str(await DB.fetch("SELECT * FROM event"))


async def test_an_invalid_key_form_is_refused_with_the_reason(ivan: Person) -> None:
    assert "telephone system, Berlin" in await ivan.see(f"{KEYS}/new")

    wrong = {"name": "", "scopes": ["everything"], "kind": "maybe", "sources": " , ", "days": "4000", "units": ["x"]}
    answer = await ivan.submit(f"{KEYS}/new", **wrong)

    assert answer.status_code == 422
    for sentence in (
        "Enter what will use the key",
        "Choose at least one permission",
        "Choose whether the key is for",
        "Name the sources",
        "Choose from the list how long",
    ):
        assert sentence in answer.text


async def test_an_administrator_can_choose_every_scope(database: str, signed_in: SignIn) -> None:
    page = await (await signed_in("Ada Admin", Role.ADMIN)).see(f"{KEYS}/new")

    assert [scope for scope in Scope if f'value="{scope}"' not in page] == []


async def test_revoking_can_be_undone(ivan: Person) -> None:
    limits = KeyLimits(sources=frozenset({"acd"}))
    key = await api_keys.add("acd", [Scope.CONTACTS_WRITE], is_test=False, by=COMMAND, limits=limits)

    assert (await ivan.submit(f"{KEYS}/{key.id}/revoke")).status_code == 303
    assert "has been revoked" in await ivan.see(KEYS)
    assert await KnownKeys().find(key.secret) is None
    assert (await ivan.submit(f"{KEYS}/{key.id}/revoke")).status_code == 404
    assert "revoked" in await ivan.see(f"{KEYS}?revoked=1")
    assert (await ivan.submit(f"{KEYS}/{key.id}/restore")).status_code == 303
    assert await KnownKeys().find(key.secret) is not None
    for path in ("revoke", "restore"):
        assert (await ivan.submit(f"{KEYS}/{uuid4()}/{path}")).status_code == 404


async def test_a_key_is_its_actor() -> None:
    key = await make(Scope.CONTACTS_WRITE, Scope.CONTACTS_READ, is_test=True)

    actor = await KnownKeys().find(key.secret)

    assert actor
    assert (actor.kind, actor.id, actor.is_test, actor.units) == ("key", key.id, True, None)
    assert actor.scopes == {"contacts:read", "contacts:write"}
    assert str(actor) == f"key:{key.id}"


async def test_a_revoked_key_works_five_seconds_at_most_where_it_was_known() -> None:
    time = [100.0]
    elsewhere = KnownKeys(clock=lambda: time[0])
    key = await make(Scope.CONTACTS_READ)
    assert await elsewhere.find(key.secret)

    await api_keys.revoke(key.id, COMMAND)

    time[0] += 4.9
    assert await elsewhere.find(key.secret)
    time[0] += 0.2
    assert await elsewhere.find(key.secret) is None


async def test_a_flood_of_keys_is_not_remembered_without_end() -> None:
    known = KnownKeys()
    known._known = {bytes([n % 256, n // 256]): (COMMAND, 0.0) for n in range(1000)}
    key = await make(Scope.CONTACTS_READ)

    assert await known.find(key.secret)
    assert await known.find("voc_live_unknown") is None

    assert len(known._known) == 1


async def test_use_is_written_down_once_a_minute() -> None:
    key = await make(Scope.CONTACTS_READ)

    async def used(key_id: UUID) -> object:
        await KnownKeys().find(key.secret)
        return await DB.fetch_value("SELECT used_at FROM api_key WHERE id = $1", key_id)

    await used(key.id)
    first = await used(key.id)
    assert first
    assert await used(key.id) == first
    with clock.travelled(clock.now() + timedelta(seconds=61)):
        assert await used(key.id) != first


@pytest.mark.parametrize(
    ("header", "secret"),
    [("Bearer voc_x", "voc_x"), ("bearer  voc_x ", "voc_x"), ("Basic abc", ""), ("Bearer other", ""), ("", "")],
)
def test_a_secret_is_read_from_its_header(header: str, secret: str) -> None:
    assert bearer([(b"host", b"x"), (b"authorization", header.encode())]) == secret


@pytest.mark.usefixtures("no_seconds_pass")
async def test_guessing_keys_is_stopped(client: httpx.AsyncClient, app: Litestar) -> None:
    async def guess(number: int) -> int:
        headers = {"authorization": f"Bearer voc_live_{number}"}
        return (await client.get("/api/v1/contacts", headers=headers)).status_code

    assert [await guess(number) for number in range(50)] == [401] * 40 + [429] * 10


@pytest.mark.usefixtures("no_seconds_pass")
async def test_wrong_keys_never_stop_right_ones_of_the_same_address(client: httpx.AsyncClient, app: Litestar) -> None:
    right = await make_key(Scope.CONTACTS_READ)

    async def read(secret: str) -> int:
        return (await client.get("/api/v1/contacts", headers={"authorization": f"Bearer {secret}"})).status_code

    assert [await read("voc_live_" + "a" * 32) for _ in range(50)][-1] == 429
    assert [await read(right) for _ in range(60)] == [200] * 60
    assert await read("voc_live_" + "b" * 32) == 429
