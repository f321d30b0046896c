"""The numbers to take along: what the page says, in columns that keep their names."""

import csv
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.rollups.world_fixtures import MONDAY, World
from tests.staff_people import Person, SignIn
from vocapp import clock
from vocapp.dashboards.numbers_export import COLUMNS
from vocapp.http.access import Role
from vocapp.rollups.count_stage import count_subjects

FORMULA = "=HYPERLINK(A1)"


@pytest.fixture
async def lena(database: str, signed_in: SignIn) -> AsyncIterator[Person]:
    """Two units, of which one has a name that a spreadsheet would work out."""
    world = await World.made()
    await world.unit(FORMULA)
    await world.unit("Riverside")
    for unit, ratings in ((FORMULA, (5, 5, 4, 3, 5)), ("Riverside", (1, 2))):
        given: dict[str, Any] = {"survey": "post_contact", "unit": unit, "at": MONDAY}
        await count_subjects([await world.answer({"csat": rating}, **given) for rating in ratings])
    with clock.travelled(MONDAY + timedelta(days=2)):
        yield await signed_in("Lena Lead", Role.LEAD, every_unit=True)


async def test_csv_has_a_row_for_each_group_and_measure(lena: Person) -> None:
    answer = await lena.browser.get("/app/dashboards/table.csv?period=7&by=unit")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="numbers-unit-2026-04-30-2026-05-06.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    csat = {row["group"]: row for row in rows if row["measure"].startswith("csat")}
    named = csat[f"'{FORMULA}"]
    assert (named["value"], named["n"], named["unit"], named["shown"]) == ("80.0", "5", "percent", "yes")
    assert (csat["Riverside"]["value"], csat["Riverside"]["n"], csat["Riverside"]["shown"]) == ("", "2", "too few")
    assert csat["Total"]["group_key"] == "all"
    rates = {row["measure"]: row["value"] for row in rows if row["group_key"] == "all"}
    assert rates["rr1"] == rates["coverage"] == "100.0"


async def test_xlsx_has_the_same_and_the_groups_as_the_page_shows_them(lena: Person) -> None:
    answer = await lena.browser.get("/app/dashboards/table.xlsx?period=7&by=unit")
    book = load_workbook(BytesIO(answer.content))
    numbers, groups = book["numbers"], book["groups"]
    assert tuple(cell.value for cell in numbers[1]) == COLUMNS
    told = {row[0]: row[1:5] for row in groups.iter_rows(min_row=2, values_only=True)}
    assert told[FORMULA][0] == 80 and told[FORMULA][3] == 5
    assert told["Riverside"] == (None, None, None, None)
    assert {cell.data_type for row in groups.iter_rows() for cell in row} <= {"s", "n"}, "no cell is a formula"


async def test_the_overview_is_one_group(lena: Person) -> None:
    answer = await lena.browser.get("/app/dashboards/table.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["group_key"] for row in rows} == {"all"}
    assert (await lena.browser.get("/app/dashboards/table.csv?by=colour")).status_code == 404
