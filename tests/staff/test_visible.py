"""Who sees which contacts: by unit, by the units below, by the handler chain, by line of business, by test and live."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from tests.rows import insert
from tests.staff_people import COMMAND, make_key, make_user
from vocapp import clock
from vocapp.database import DB
from vocapp.http.access import Actor, Role, Scope, visible
from vocapp.staff import sessions, units
from vocapp.staff.api_keys import KnownKeys
from vocapp.staff.units import UnitIn

pytestmark = pytest.mark.usefixtures("database")


class Company:
    """Berlin has Billing North and South; a vendor stands apart. One contact in each, and one that went through two."""

    units: dict[str, UUID]
    lines: dict[str, UUID]
    people: list[UUID]

    async def furnish(self) -> None:
        self.people = []
        berlin = await units.add(UnitIn("berlin", "Berlin", "site"), COMMAND)
        north = await units.add(UnitIn("north", "North", parent_id=berlin), COMMAND)
        south = await units.add(UnitIn("south", "South", parent_id=berlin), COMMAND)
        vendor = await units.add(UnitIn("vendor", "Vendor", "vendor"), COMMAND)
        self.units = {"berlin": berlin, "north": north, "south": south, "vendor": vendor}
        self.lines = {name: await units.add_line(name, name, COMMAND) for name in ("mobile", "broadband")}
        await self.contact("in north", "north", "mobile")
        await self.contact("in south", "south", "broadband")
        await self.contact("at the vendor", "vendor", "mobile")
        await self.contact("north to vendor", "vendor", "broadband", also="north")
        await self.contact("nowhere", None, None)
        await self.contact("a test", "north", "mobile", is_test=True)

    async def contact(
        self, name: str, unit: str | None, line: str | None, also: str = "", *, is_test: bool = False
    ) -> None:
        contact = await insert(
            "contact",
            customer_id=await insert("customer", is_test=is_test),
            source="test",
            external_id=name,
            unit_id=self.units[unit] if unit else None,
            line_id=self.lines[line] if line else None,
            is_test=is_test,
        )
        if also:
            await insert("contact_unit", contact_id=contact, unit_id=self.units[also])

    async def actor(self, role: Role, *where: str, lines: tuple[str, ...] = (), every: bool = False) -> Actor:
        chosen = frozenset(self.units[name] for name in where)
        of_business = frozenset(self.lines[name] for name in lines)
        name = f"Pat{len(self.people)} Person"
        user_id = await make_user(name, role, units=chosen, lines=of_business, every_unit=every)
        self.people.append(user_id)
        actor = await sessions.find_actor(await sessions.open_session(user_id))
        assert actor
        return actor


@pytest.fixture
async def company(database: str) -> AsyncIterator[Company]:
    company = Company()
    await company.furnish()
    yield company


ALL = {"in north", "in south", "at the vendor", "north to vendor", "nowhere", "a test"}


async def visible_contacts(actor: Actor) -> set[str]:
    narrowing = visible(actor, "contact", "c", first=2)
    sql = f"SELECT c.external_id FROM contact c WHERE c.source = $1 AND {narrowing.sql}"
    names = {row["external_id"] for row in await DB.fetch(sql, "test", *narrowing.values)}
    by_customer = visible(actor, "customer", first=1)
    count = await DB.fetch_value(f"SELECT count(*) FROM customer WHERE {by_customer.sql}", *by_customer.values)
    assert count == len(names), "whoever sees the contact sees its customer, and nobody else does"
    return names


async def test_omar_sees_his_team_and_what_went_through_it(company: Company) -> None:
    assert await visible_contacts(await company.actor(Role.AGENT, "north")) == {"in north", "north to vendor", "a test"}


async def test_lena_sees_the_teams_below_her_site(company: Company) -> None:
    lena = await company.actor(Role.LEAD, "berlin")

    assert await visible_contacts(lena) == {"in north", "in south", "north to vendor", "a test"}


async def test_an_agent_without_a_unit_sees_nothing(company: Company) -> None:
    assert await visible_contacts(await company.actor(Role.AGENT)) == set()
    integrator = await company.actor(Role.INTEGRATOR, "north")
    assert await visible_contacts(integrator) == {"in north", "north to vendor", "a test"}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EXECUTIVE, Role.ANALYST])
async def test_some_roles_see_all_unless_limited(company: Company, role: Role) -> None:
    assert await visible_contacts(await company.actor(role)) == ALL


async def test_an_analyst_can_be_limited_to_units(company: Company) -> None:
    assert await visible_contacts(await company.actor(Role.ANALYST, "vendor")) == {"at the vendor", "north to vendor"}


async def test_every_unit_means_every_contact(company: Company) -> None:
    assert await visible_contacts(await company.actor(Role.AGENT, "north", every=True)) == ALL


async def test_lines_of_business_limit_further(company: Company) -> None:
    assert await visible_contacts(await company.actor(Role.LEAD, "berlin", lines=("broadband",))) == {
        "in south",
        "north to vendor",
    }
    assert await visible_contacts(await company.actor(Role.ADMIN, lines=("broadband",))) == {
        "in south",
        "north to vendor",
    }


async def test_membership_has_its_dates(company: Company) -> None:
    await company.actor(Role.AGENT, "south")
    user_id = await DB.fetch_value("SELECT id FROM staff_user")
    token = await sessions.open_session(user_id)
    today = clock.now().date()

    async def sees(first: int | None, last: int | None) -> bool:
        await DB.execute(
            "UPDATE user_unit SET valid_from = $1, valid_to = $2",
            None if first is None else today + timedelta(days=first),
            None if last is None else today + timedelta(days=last),
        )
        actor = await sessions.find_actor(token)
        assert actor
        return await visible_contacts(actor) == {"in south"}

    assert await sees(None, None)
    assert await sees(0, 0)
    assert not await sees(1, None)
    assert not await sees(None, -1)


async def test_a_closed_team_is_still_visible_from_above(company: Company) -> None:
    await DB.execute("UPDATE unit SET valid_to = '2020-01-01' WHERE slug = 'north'")

    assert "in north" in await visible_contacts(await company.actor(Role.LEAD, "berlin"))


async def test_a_test_key_sees_tests_and_a_live_key_does_not(company: Company) -> None:
    known = KnownKeys()
    live = await known.find(await make_key(Scope.CONTACTS_READ))
    trial = await known.find(await make_key(Scope.CONTACTS_READ, is_test=True))
    assert live
    assert trial

    assert await visible_contacts(live) == ALL - {"a test"}
    assert await visible_contacts(trial) == {"a test"}


@pytest.mark.parametrize("table", ["contact", "customer", "decision", "invitation", "message", "response"])
async def test_every_table_can_be_narrowed(company: Company, table: str) -> None:
    key = Actor(kind="key", is_test=True)
    for actor in (await company.actor(Role.LEAD, "north", lines=("mobile",)), key):
        narrowing = visible(actor, table, first=3)
        sql = f"SELECT count(*) FROM {table} WHERE $1::int = $2::int AND {narrowing.sql}"
        assert await DB.fetch_value(sql, 1, 1, *narrowing.values) is not None


def test_a_table_that_nobody_thought_about_is_refused() -> None:
    with pytest.raises(KeyError):
        visible(Actor(units=()), "secret")
