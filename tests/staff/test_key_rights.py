"""Ada administrates, Ivan integrates for a vendor: what each may put into a key, and how long the key has it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.staff_people import COMMAND, Person, SignIn
from vocapp import clock
from vocapp.database import DB, from_json
from vocapp.http.access import Actor, Role, Scope
from vocapp.staff import api_keys, key_reads, trusted_sources, units, users
from vocapp.staff.api_keys import KnownKeys
from vocapp.staff.key_form import read_sources
from vocapp.staff.key_rights import KeyLimits, missing_right
from vocapp.staff.units import UnitIn
from vocapp.staff.user_form import UserIn

pytestmark = pytest.mark.usefixtures("database")
KEYS = "/app/settings/keys"
SOURCES = "/app/settings/sources"
FORM: dict[str, Any] = {"name": "acd", "scopes": ["contacts:write"], "kind": "live", "sources": "acd", "days": "365"}
ACD = KeyLimits(sources=frozenset({"acd"}))


@pytest.fixture
async def ada(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Ada Admin", Role.ADMIN)


@pytest.fixture
async def ivan(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Ivan Integrator", Role.INTEGRATOR)


async def log(action: str) -> list[dict[str, Any]]:
    rows = await DB.fetch("SELECT detail FROM event WHERE action = $1 ORDER BY id", action)
    return [from_json(row["detail"]) for row in rows]


async def made_by(person: Person, *scopes: Scope) -> api_keys.NewKey:
    by = Actor(kind="user", id=person.id, role=Role.ADMIN)
    return await api_keys.add("acd", scopes or [Scope.CONTACTS_WRITE], is_test=False, by=by, limits=ACD)


async def works(key: api_keys.NewKey) -> bool:
    return await KnownKeys().find(key.secret) is not None


async def become(person: Person, role: Role) -> None:
    await users.change(person.id, UserIn("ada@company.example", "Ada Admin", role), COMMAND)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scopes": ["contacts:write", "contacts:read"]}, "Only an administrator gives these scopes"),
        ({"scopes": ["customers:write"]}, "Only an administrator gives these scopes"),
        ({"every_source": "1"}, "Only an administrator makes keys for every source"),
        ({"sources": "acd, crm"}, "Only an administrator makes keys for every source"),
    ],
)
async def test_ivan_mints_nothing_beyond_his_rights(ivan: Person, change: dict[str, Any], sentence: str) -> None:
    await trusted_sources.trust("crm", COMMAND)

    answer = await ivan.submit(f"{KEYS}/new", **(FORM | change))

    assert (answer.status_code, sentence in answer.text) == (403, True)
    assert await DB.fetch_value("SELECT count(*) FROM api_key") == 0
    [refused] = await log("key.refused")
    assert refused["missing"] in ("scopes", "sources")


async def test_ada_may_give_all_of_it(ada: Person) -> None:
    await trusted_sources.trust("crm", COMMAND)
    more = {"scopes": [str(scope) for scope in Scope], "sources": "acd; crm", "days": "30"}

    assert (await ada.submit(f"{KEYS}/new", **(FORM | more))).status_code == 200

    row = await DB.fetch_one("SELECT sources, expires_at - created_at AS life, bound FROM api_key")
    assert row is not None
    assert (row["sources"], row["life"], row["bound"]) == (["acd", "crm"], timedelta(days=30), True)
    assert "acd, crm" in await ada.see(KEYS)


async def test_who_belongs_to_a_unit_makes_keys_for_it_and_those_below(database: str, signed_in: SignIn) -> None:
    vendor = await units.add(UnitIn("vendor", "Vendor"), COMMAND)
    team = await units.add(UnitIn("team", "Team", parent_id=vendor), COMMAND)
    other = await units.add(UnitIn("other", "Other"), COMMAND)
    vera = await signed_in("Vera Vendor", Role.INTEGRATOR, units=frozenset({vendor}))

    for chosen in ([], [str(other)], [str(other), str(team)]):
        answer = await vera.submit(f"{KEYS}/new", **FORM, units=chosen)
        assert (answer.status_code, "Choose the units of the key among them" in answer.text) == (403, True)
    assert "Other" not in await vera.see(f"{KEYS}/new")
    assert (await vera.submit(f"{KEYS}/new", **FORM, units=[str(team)])).status_code == 200


async def test_a_key_of_a_unit_includes_the_units_below() -> None:
    vendor = await units.add(UnitIn("vendor", "Vendor"), COMMAND)
    team = await units.add(UnitIn("team", "Team", parent_id=vendor), COMMAND)
    limits = KeyLimits(units=frozenset({vendor}))
    key = await api_keys.add("v", [Scope.CONTACTS_WRITE], is_test=False, by=COMMAND, limits=limits)

    actor = await KnownKeys().find(key.secret)

    assert actor is not None
    assert set(actor.units or ()) == {vendor, team}


async def test_a_key_ends_with_the_rights_of_its_maker(ada: Person, signed_in: SignIn) -> None:
    await signed_in("Bea Admin", Role.ADMIN)
    await DB.execute("UPDATE staff_user SET password_hash = 'x'")
    reads, writes = await made_by(ada, Scope.CONTACTS_READ), await made_by(ada)
    assert (await works(reads), await works(writes)) == (True, True)

    await become(ada, Role.INTEGRATOR)
    assert (await works(reads), await works(writes)) == (False, True), "what the maker still may, the key may"
    await become(ada, Role.AGENT)
    assert not await works(writes)
    await become(ada, Role.ADMIN)
    assert await works(reads)
    await users.disable(ada.id, COMMAND)
    assert (await works(reads), await works(writes)) == (False, False)
    assert {key.ended for key in await api_keys.list_keys()} == {"rights"}


async def test_a_key_ends_on_its_day() -> None:
    key = await api_keys.add("acd", [Scope.CONTACTS_WRITE], is_test=False, by=COMMAND)
    assert await works(key)
    with clock.travelled(clock.now() + timedelta(days=365)):
        assert not await works(key)
        assert [each.ended for each in await api_keys.list_keys()] == ["expired"]


async def test_only_who_may_make_a_key_restores_it(ada: Person, ivan: Person) -> None:
    key = await made_by(ada, Scope.CUSTOMERS_READ)
    await api_keys.revoke(key.id, COMMAND)

    answer = await ivan.submit(f"{KEYS}/{key.id}/restore")

    assert answer.status_code == 403
    assert not await works(key)
    assert [each["missing"] for each in await log("key.refused")] == ["scopes"]
    assert (await ada.submit(f"{KEYS}/{key.id}/restore")).status_code == 303
    assert await works(key)


async def test_who_restores_a_key_answers_for_it(ada: Person, ivan: Person) -> None:
    key = await made_by(ada)
    await api_keys.revoke(key.id, COMMAND)
    assert (await ivan.submit(f"{KEYS}/{key.id}/restore")).status_code == 303
    await users.disable(ivan.id, COMMAND)

    assert not await works(key)


async def test_a_key_from_before_these_rules_works_and_is_marked(ada: Person) -> None:
    key = await api_keys.add("old", [Scope.CONTACTS_READ], is_test=False, by=COMMAND, limits=KeyLimits(lifetime=None))

    assert await works(key)
    page = await ada.see(KEYS)
    assert ("every source" in page, "no end" in page) == (True, True)


async def test_ada_trusts_a_source_and_both_changes_are_logged(ada: Person, ivan: Person) -> None:
    assert "No trusted sources" in await ada.see(SOURCES)
    assert (await ada.submit(SOURCES, source="crm")).status_code == 303
    assert (await ada.submit(SOURCES, source="crm")).status_code == 303
    assert "crm" in await ada.see(SOURCES)
    assert (await ada.submit(SOURCES, source="x" * 81)).status_code == 422
    assert (await ivan.submit(SOURCES, source="acd")).status_code == 403
    assert (await ada.submit(f"{SOURCES}/remove", source="crm")).status_code == 303
    assert (await ada.submit(f"{SOURCES}/remove", source="crm")).status_code == 404

    rows = await DB.fetch("SELECT action, subject_id FROM event WHERE action LIKE 'source.%' ORDER BY id")
    assert [tuple(row) for row in rows] == [("source.trusted", "crm"), ("source.distrusted", "crm")]


async def test_reads_are_logged_by_key_day_and_count(client: httpx.AsyncClient) -> None:
    scopes = [Scope.CONTACTS_READ, Scope.CUSTOMERS_READ]
    key = await api_keys.add("warehouse", scopes, is_test=False, by=COMMAND)
    client.headers["authorization"] = f"Bearer {key.secret}"
    for path in ("contacts", "contacts", "customers", "responses"):
        await client.get(f"/api/v1/{path}")
    await key_reads.log_reads()
    assert await log("key.read") == [], "the day is not over"

    today = clock.now().date()
    await key_reads.log_reads(today + timedelta(days=1))
    await key_reads.log_reads(today + timedelta(days=1))

    day = today.isoformat()
    assert sorted(await log("key.read"), key=lambda line: str(line["scope"])) == [
        {"day": day, "scope": "contacts:read", "reads": 2},
        {"day": day, "scope": "customers:read", "reads": 1},
    ]


def test_no_other_role_makes_keys() -> None:
    for role in set(Role) - {Role.ADMIN, Role.INTEGRATOR}:
        assert missing_right(Actor(kind="user", role=role), ["contacts:write"], ["acd"], [], []) == "scopes"


def test_sources_are_typed_with_commas_semicolons_or_lines() -> None:
    assert read_sources(" acd, crm;web chat\r\n\nacd ") == {"acd", "crm", "web chat"}
