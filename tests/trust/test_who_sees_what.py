"""Visibility: every page that the router knows, for every role, with visible and with foreign ids.

Nora works in the north, where energy is sold; what happens in the south, about water, is none of her business. The word
that stands in every text of a story must not stand on any page of somebody to whom the story is foreign.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from tests.invitations.customer_rows import publish_all
from tests.staff_people import COMMAND, Person, SignIn
from tests.trust.addresses import addresses, is_somebodys, pages
from tests.trust.stories import Story, Teller, office_hours
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.staff import units
from vocapp.staff.units import UnitIn

pytestmark = pytest.mark.committed
OWN, FOREIGN = "northerly", "southerly"
WRITTEN = """SELECT (SELECT count(*) FROM event WHERE action <> 'access.refused'),
    (SELECT count(*) FROM case_entry), (SELECT count(*) FROM message)"""


@pytest.fixture
async def places(own_database: str) -> dict[str, UUID]:
    """A unit and a line of business of each half of the world."""
    made = {slug: await units.add(UnitIn(slug, slug.title()), COMMAND) for slug in ("north", "south")}
    return made | {slug: await units.add_line(slug, slug.title(), COMMAND) for slug in ("energy", "water")}


@pytest.fixture
async def world(
    registry: Registry, client: httpx.AsyncClient, places: dict[str, UUID]
) -> AsyncIterator[dict[str, Story]]:
    """Two stories that have come as far as a case, each in its own half."""
    teller = Teller(registry, client)
    with office_hours():
        await publish_all()
        await teller.contacts([OWN], unit="north", line_of_business="energy")
        await teller.contacts([FOREIGN], unit="south", line_of_business="water")
        await teller.mails()
        await teller.answers(*teller.told)
        await teller.mails_back()
        await teller.work("score")
        yield {story.word: story for story in teller.told}


@pytest.fixture(params=["unit", "line"])
async def people(
    request: pytest.FixtureRequest, signed_in: SignIn, places: dict[str, UUID], world: dict[str, Story]
) -> dict[Role, Person]:
    """A user of each role, limited to the north by unit or by line of business."""
    limit: dict[str, Any] = {"units": frozenset({places["north"]})}
    if request.param == "line":
        limit = {"every_unit": True, "lines": frozenset({places["energy"]})}
    return {role: await signed_in(f"{role.title()} North", role, **limit) for role in Role}


def allows(roles: frozenset[Role], role: Role) -> bool:
    return not roles or role in roles


async def test_every_user_sees_their_own_data_and_nothing_else(
    app: Litestar, people: dict[Role, Person], world: dict[str, Story]
) -> None:
    own, foreign = world[OWN].contact, world[FOREIGN].contact
    for path, policy in pages(app):
        if policy.kind == "staff":
            for role, person in people.items():
                if allows(policy.roles, role):
                    await finds(person, path, own)
                    await does_not_find(person, path, foreign)
                else:
                    await is_refused(person, path, own, foreign)
    await check_foreign_rows_refuse_changes(app, people, foreign)
    await check_admin_sees_both(people[Role.ADMIN], world)


async def finds(person: Person, path: str, contact: UUID) -> None:
    for address in await addresses(path, [contact]):
        answer = await person.browser.get(address)
        assert answer.status_code in (200, 303), (address, answer.status_code)
        assert FOREIGN not in answer.text, address


async def does_not_find(person: Person, path: str, contact: UUID) -> None:
    if not is_somebodys(path):
        return
    found = await addresses(path, [contact])
    assert found, f"{path}: the stories have nothing that stands there"
    for address in found:
        answer = await person.browser.get(address)
        if answer.status_code == 303:  # looked up by identity: redirected to a search without results
            answer = await person.browser.get(answer.headers["location"])
            assert FOREIGN not in answer.text, address
        else:
            assert answer.status_code == 404, (address, answer.status_code)


async def is_refused(person: Person, path: str, *contacts: UUID) -> None:
    for address in await addresses(path, contacts):
        assert (await person.browser.get(address)).status_code == 403, address


async def check_foreign_rows_refuse_changes(app: Litestar, people: dict[Role, Person], contact: UUID) -> None:
    before = tuple(await DB.fetch_one(WRITTEN) or ())
    for path, policy in pages(app, "POST"):
        if policy.kind != "staff" or not is_somebodys(path):
            continue
        for address in await addresses(path, [contact]):
            for role, person in people.items():
                answer = await person.submit(address, left="yes", text="mine now", label="positive")
                expected = 404 if allows(policy.roles, role) else 403
                assert answer.status_code == expected, (role, address, answer.status_code)
    assert tuple(await DB.fetch_one(WRITTEN) or ()) == before


async def check_admin_sees_both(ada: Person, world: dict[str, Story]) -> None:
    await DB.execute("UPDATE staff_user SET every_unit = true WHERE id = $1", ada.id)
    await DB.execute("DELETE FROM user_line WHERE user_id = $1", ada.id)
    for story in world.values():
        for path in ("/app/contacts", f"/app/contacts/{story.contact}", "/app/cases", f"/app/cases/{story.case}"):
            assert story.word in await ada.see(path)
