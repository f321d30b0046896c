"""A crosstab: counted again from raw rows, and under the same rule as every other table."""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any, Final

import pytest
from openpyxl import load_workbook

from tests.rollups.test_pages import plain
from tests.rollups.world_fixtures import MONDAY, World
from tests.staff_people import Person, SignIn
from vocapp import clock
from vocapp.dashboards.crosstab_frame import COLUMNS
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.metrics.measure import Measure
from vocapp.rollups.count_stage import count_subjects
from vocapp.rollups.queries.context import read_numbers
from vocapp.rollups.queries.score_counts import load_divisions, load_scores
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice
from vocapp.rollups.types import Score

LENA: Final = Actor(kind="user", role=Role.LEAD)
EVA: Final = Actor(kind="user", role=Role.EXECUTIVE)
FORTNIGHT: Final = Slice(date(2026, 5, 4), date(2026, 5, 17))
FORMULA: Final = "=HYPERLINK(A1)"
PAIRS: Final = (
    (Dimension.CHANNEL, Dimension.TOUCHPOINT),
    (Dimension.UNIT, Dimension.CHANNEL),
    (Dimension.LINE, Dimension.UNIT),
    (Dimension.SURVEY, Dimension.CHANNEL),
    (Dimension.TOUCHPOINT, Dimension.WEEK),
)
RAW: Final = """
SELECT c.channel, c.touchpoint, coalesce(c.line_id::text, 'none') AS line, v.slug AS survey,
  coalesce(coalesce(u.parent_id, u.id)::text, 'none') AS unit,
  date_trunc('week', a.answered_at AT TIME ZONE 'Europe/London')::date::text AS week, (a.value #>> '{}')::int AS value
FROM answer a JOIN response r ON r.id = a.response_id JOIN invitation i ON i.id = r.invitation_id
JOIN contact c ON c.id = i.contact_id JOIN survey_version v ON v.id = r.survey_version_id
LEFT JOIN unit u ON u.id = c.unit_id WHERE a.question = 'csat'"""
CHOICE: Final = "/app/dashboards/crosstab?since=2026-05-04&until=2026-05-17&rows=unit&columns=channel"


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    """A fortnight of answers, in some places many and in some few; the same in every run."""
    made, dice = await World.made(), random.Random("a fortnight")
    for name, above in (("Site", None), ("Red", "Site"), ("Blue", "Site"), (FORMULA, None)):
        await made.unit(name, above)
    await made.line("Energy")
    answers = []
    for _ in range(140):
        place: dict[str, Any] = {
            "channel": dice.choices(("phone_in_house", "web_chat", "fax"), (10, 6, 1))[0],
            "touchpoint": dice.choices(("support", "billing"), (3, 2))[0],
            "unit": dice.choices(("Red", "Blue", FORMULA, ""), (6, 4, 3, 1))[0],
            "line": dice.choice(("Energy", "")),
            "survey": dice.choices(("support", "post_contact"), (4, 1))[0],
            "at": MONDAY + timedelta(days=dice.randrange(14)),
        }
        answers.append(await made.answer({"csat": dice.randint(1, 5)}, **place))
    await count_subjects(answers)
    with clock.travelled(MONDAY + timedelta(days=13)):
        yield made


def histograms(found: list[Score]) -> dict[tuple[Measure, str, str], tuple[str, dict[int, int]]]:
    """Each cell by measure, row and column: whether it is shown, with which answers."""
    return {
        (one.measure, one.group.key if one.group else "", one.across.key if one.across else ""): (
            one.shown,
            dict(one.histogram),
        )
        for one in found
    }


async def test_a_lead_sees_the_counts_of_the_raw_rows(world: World) -> None:
    raw = await DB.fetch(RAW)
    for rows, columns in PAIRS:
        expected: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        for row in raw:
            expected[row[rows.value], row[columns.value]][row["value"]] += 1
        async with read_numbers(LENA) as context:
            found = await load_scores(context, FORTNIGHT, rows, columns)
        counted: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        for (_, row_key, column_key), (_, histogram) in histograms(found).items():
            counted[row_key, column_key] += Counter(histogram)
        assert counted == expected, (rows, columns)
        assert sum(one.n for one in found) == 140
        assert len({one.measure for one in found}) == 2, "the agent and the contact are never in one cell"


@pytest.mark.parametrize("reader", [LENA, EVA], ids=["lead", "executive"])
async def test_a_cell_is_what_the_page_of_its_column_shows(world: World, reader: Actor) -> None:
    """So a crosstab tells an executive nothing that the filters of the other pages do not."""
    shown: set[str] = set()
    for rows, columns in PAIRS:
        async with read_numbers(reader) as context:
            divisions = [(rows, columns), (rows, None), (None, columns), (None, None)]
            table, *totals = await load_divisions(context, FORTNIGHT, divisions)
            cells = histograms(table)
            keys = {column for _, _, column in cells}
            assert keys - {NONE}
            for key in keys - {NONE}:
                narrowed = FORTNIGHT.within(columns, key)
                assert narrowed is not None
                page = histograms(await load_scores(context, narrowed, rows))
                assert page == {(measure, row, ""): cell for (measure, row, at), cell in cells.items() if at == key}
            assert histograms(totals[0]) == histograms(await load_scores(context, FORTNIGHT, rows))
            for found, by in zip(totals[1:], (columns, None), strict=True):
                own = histograms(await load_scores(context, FORTNIGHT, by))
                assert {(measure, column): cell for (measure, _, column), cell in histograms(found).items()} == {
                    (measure, key): cell for (measure, key, _), cell in own.items()
                }, "totals are no sums of cells"
        shown |= {state for state, _ in cells.values()}
        assert all(not histogram for state, histogram in cells.values() if state == "hidden")
    assert shown >= ({"yes", "hidden"} if reader is EVA else {"yes"})


async def test_the_page_shows_every_cell_with_its_interval_and_n(world: World, signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    page = plain(await lena.see(CHOICE))
    assert page.count('class="value"') == page.count(", n = ") > 4
    assert "too few to say (n = " in page
    assert '<th scope="col"><a href="/app/dashboards?' in page and "Phone, in house" in page
    assert f"<bdi>{FORMULA}</bdi>" in page
    assert "<caption>Satisfaction" in page
    counts = plain(await lena.see(f"{CHOICE}&statistic=n"))
    assert '<td class="total"><span class="value">' in counts and "too few to say" not in counts
    assert "Satisfaction with the agent: Mean" in plain(await lena.see(f"{CHOICE}&statistic=mean"))
    best = plain(await lena.see(f"{CHOICE}&statistic=top"))
    assert "Share of the best answer" in best and "5 / 5" in best
    assert "This table is too large" not in await lena.see(f"{CHOICE}&rows=unit&columns=day")


async def test_an_executive_sees_nothing_that_is_withheld(world: World, signed_in: SignIn) -> None:
    eva = await signed_in("Eva Executive", Role.EXECUTIVE, every_unit=True)
    page = plain(await eva.see(CHOICE))
    assert "hidden to protect anonymity" in page
    assert "too few to say" not in page
    assert "Only whole weeks and months are shown" in page
    assert "Numbers of groups and periods with very few people are hidden" in page
    answer = await eva.browser.get(CHOICE.replace("crosstab?", "crosstab.csv?"))
    for row in csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))):
        assert (row["shown"] == "hidden") is (row["n"] == ""), row
        assert row["n"] == "" or int(row["n"]) >= 5


async def test_the_downloads_hold_the_same_cells(world: World, signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    answer = await lena.browser.get(CHOICE.replace("crosstab?", "crosstab.csv?"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="numbers-unit-by-channel-2026-05-04-2026-05-17.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert {row["row"] for row in rows} == {"Site", f"'{FORMULA}", "none", "Total"}
    cells = {(row["row"].lstrip("'"), row["column_key"]): row for row in rows}
    answer = await lena.browser.get(CHOICE.replace("crosstab?", "crosstab.xlsx?"))
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["table", "n", "answers", "cells"]
    assert not [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    [header, *table] = book["table"].iter_rows(values_only=True)
    assert header[0] == "unit" and header[-1] == table[-1][0] == "Total"
    for line in table:
        told = cells[str(line[0]), "all"]["value"]
        assert line[-1] == (float(told) if told else None)
    assert [line[0] for line in book["n"].iter_rows(values_only=True)][1:] == [line[0] for line in table]
    for line in book["answers"].iter_rows(min_row=2, values_only=True):
        assert sum(int(str(count)) for count in line[2:]) >= 5


async def test_what_is_no_crosstab_is_said_plainly(database: str, signed_in: SignIn) -> None:
    lena: Person = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert "No answers match these filters" in await lena.see("/app/dashboards/crosstab")
    for query in ("rows=colour", "columns=channel", "rows=week&columns=day", "statistic=luck", "period=fortnight"):
        for path in ("crosstab", "crosstab.csv", "crosstab.xlsx"):
            assert (await lena.browser.get(f"/app/dashboards/{path}?{query}")).status_code == 400, query
    for path in ("crosstab.csv", "crosstab.xlsx"):
        assert (await lena.browser.get(f"/app/dashboards/{path}")).status_code == 200


async def test_german_readers_read_german(world: World, signed_in: SignIn) -> None:
    gerda = await signed_in("Gerda Lead", Role.LEAD, every_unit=True, language="de")
    page = plain(await gerda.see(f"{CHOICE}&statistic=bottom"))
    for text in ("Kreuztabelle", "Zeilen", "Spalten", "Anteil der schlechtesten Antwort", "Telefon, eigenes Haus"):
        assert text in page
