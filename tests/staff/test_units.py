"""The tree of units, and the lines of business."""

from datetime import date
from uuid import uuid4

import pytest

from tests.staff_people import COMMAND, Person, SignIn
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.staff import units
from vocapp.staff.units import UnitIn, slug_of

UNITS = "/app/settings/units"
LINES = "/app/settings/lines"
NORTH = {"name": "Billing North", "slug": "", "kind": "team", "parent": "", "valid_from": "", "valid_to": ""}


@pytest.fixture
async def ada(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Ada Admin", Role.ADMIN)


async def test_a_tree_grows(ada: Person) -> None:
    assert "No units yet" in await ada.see(UNITS)
    berlin = await units.add(UnitIn("berlin", "Berlin", "site"), COMMAND)

    answer = await ada.submit(f"{UNITS}/new", **{**NORTH, "parent": str(berlin), "valid_from": "2026-01-01"})

    assert answer.status_code == 303
    page = await ada.see(UNITS)
    assert "Billing North was added." in page
    assert page.index("Berlin</a>") < page.index("Billing North</a>")
    assert [(node.slug, node.depth) for node in await units.tree()] == [("berlin", 0), ("billing-north", 1)]


async def test_a_unit_is_changed_and_closed(ada: Person) -> None:
    north = await units.add(UnitIn("north", "North"), COMMAND)
    assert 'value="North"' in await ada.see(f"{UNITS}/{north}")

    answer = await ada.submit(
        f"{UNITS}/{north}",
        **{**NORTH, "slug": "north", "kind": "vendor", "valid_from": "2020-01-01", "valid_to": "2021-12-31"},
    )

    assert answer.status_code == 303
    (node,) = await units.tree()
    assert (node.name, node.kind, node.valid_to) == ("Billing North", "vendor", date(2021, 12, 31))
    assert "not now" in await ada.see(UNITS)
    assert await DB.fetch_value("SELECT count(*) FROM event WHERE action = 'unit.changed'") == 1


async def test_an_invalid_unit_form_is_refused_with_the_reason(ada: Person) -> None:
    await units.add(UnitIn("berlin", "Berlin"), COMMAND)
    for change, sentence in (
        ({"name": ""}, "Enter the name"),
        ({"slug": "North!"}, "Use lower-case letters"),
        ({"name": "王小明"}, "Use lower-case letters"),
        ({"kind": "club"}, "Choose a kind."),
        ({"parent": "x"}, "Choose a unit from the list."),
        ({"parent": str(uuid4())}, "no longer exists"),
        ({"valid_from": "1.1.2026"}, "Enter a date like"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "before the first"),
        ({"slug": "berlin"}, "already in use"),
    ):
        answer = await ada.submit(f"{UNITS}/new", **{**NORTH, **change})
        assert (answer.status_code, sentence in answer.text) == (422, True), change


async def test_nothing_lies_below_itself(ada: Person) -> None:
    top = await units.add(UnitIn("top", "Top"), COMMAND)
    middle = await units.add(UnitIn("middle", "Middle", parent_id=top), COMMAND)
    low = await units.add(UnitIn("low", "Low", parent_id=middle), COMMAND)

    for below in (top, middle, low):
        answer = await ada.submit(f"{UNITS}/{top}", **{**NORTH, "slug": "top", "parent": str(below)})
        assert (answer.status_code, "below itself" in answer.text) == (422, True)
    taken = await ada.submit(f"{UNITS}/{low}", **{**NORTH, "slug": "top"})
    assert (taken.status_code, "already in use" in taken.text) == (422, True)
    assert (await ada.submit(f"{UNITS}/{low}", **{**NORTH, "slug": "low"})).status_code == 303


async def test_a_unit_that_is_not_there_is_not_found(ada: Person) -> None:
    assert (await ada.browser.get(f"{UNITS}/{uuid4()}")).status_code == 404
    assert (await ada.submit(f"{UNITS}/{uuid4()}", **NORTH)).status_code == 404
    with pytest.raises(KeyError):
        await units.change(uuid4(), UnitIn("x", "X"), COMMAND)


async def test_lines_of_business_are_added_once(ada: Person) -> None:
    assert "No lines of business yet" in await ada.see(LINES)

    assert (await ada.submit(LINES, name="Mobile phones", slug="")).status_code == 303

    assert "mobile-phones" in await ada.see(LINES)
    again = await ada.submit(LINES, name="Mobile phones", slug="")
    assert (again.status_code, "already in use" in again.text) == (422, True)
    assert (await ada.submit(LINES, name="", slug="")).status_code == 422


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Billing North", "billing-north"), ("Größe & Maß", "groesse-mass"), ("  --A1--  ", "a1"), ("王", "")],
)
def test_a_short_name_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
