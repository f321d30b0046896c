"""Ines says where the table of a file is, without JavaScript, and finds her choices again."""

import html
from io import BytesIO
from typing import Any

import openpyxl

from tests.staff_people import Person
from tests.studio.import_fixtures import CHOICES, TABLE, count, tried, uploaded, worked
from vocapp.database import DB
from vocapp.studio import upload_store

HEAD = ("Ticket", "Kanal", "Datum", "Team", "Mail")
ROW = ("T-1", "Call", "2026-05-04 10:00", "Team Süd", "ada@example.com")


def workbook(**sheets: list[tuple[Any, ...]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


class TestSheets:
    BOOK = workbook(North=[HEAD, ("N-1", *ROW[1:])], South=[HEAD, ("S-1", *ROW[1:])])

    async def test_she_is_asked_with_a_preview_and_nothing_is_matched_before(self, ines: Person) -> None:
        page = await uploaded(ines, self.BOOK, "may.xlsx")
        asked = await ines.see(page)
        assert "Which sheet holds the contacts?" in asked
        assert "N-1" in asked
        assert "S-1" in asked
        assert "Match columns" not in asked
        answer = await ines.submit(f"{page}/layout", sheet="South")
        assert answer.status_code == 303
        chosen = await ines.see(page)
        assert "Match columns" in chosen
        await tried(ines, page, words="", external_id="column:Ticket")
        await ines.submit(f"{page}/run")
        await worked(page)
        assert await DB.fetch_value("SELECT array_agg(external_id) FROM contact") == ["S-1"]

    async def test_the_second_file_is_not_asked(self, ines: Person) -> None:
        page = await uploaded(ines, self.BOOK, "may.xlsx")
        await ines.submit(f"{page}/layout", sheet="South")
        await tried(ines, page)
        await ines.submit(f"{page}/run")
        await worked(page)
        page = await uploaded(ines, workbook(North=[HEAD, ROW], South=[HEAD, ("S-2", *ROW[1:])]), "june.xlsx")
        again = await ines.see(page)
        assert "matched as in the last file of “helpdesk”" in again
        assert "S-2" in again

    async def test_a_sheet_that_is_not_there_is_named(self, ines: Person) -> None:
        page = await uploaded(ines, self.BOOK, "may.xlsx")
        answer = await ines.submit(f"{page}/layout", sheet="West")
        assert answer.status_code == 422
        assert "has no sheet “West”. Choose one of “North”, “South”" in answer.text


async def test_the_row_that_names_the_columns_can_be_chosen(ines: Person) -> None:
    page = await uploaded(ines, "Tickets;of;May;for;Ada\nfrom;Nils;to;Ada;Lark\n" + TABLE)
    shown = await ines.see(page)
    assert "Which row names the columns?" in shown
    await ines.submit(f"{page}/layout", header_row="3")
    assert 'value="column:Ticket" selected' in await ines.see(page)
    assert "Import 3 contacts" in await tried(ines, page)


async def test_the_letters_can_be_chosen_by_names(ines: Person) -> None:
    page = await uploaded(ines, TABLE.replace("ada@example.com", "Łukasz Żółć").encode("cp1250"))
    shown = await ines.see(page)
    assert "How do the accented letters look right?" in shown
    assert "Windows-1250: <bdi>" in shown
    assert "Łukasz" in shown
    await ines.submit(f"{page}/layout", encoding="iso8859-2")
    assert await DB.fetch_value("SELECT mapping ->> 'encoding' FROM upload") == "iso8859-2"
    for nonsense in ("rot13", "../x"):
        assert (await ines.submit(f"{page}/layout", encoding=nonsense, header_row="x1")).status_code == 303


async def test_what_is_imported_is_not_read_again(ines: Person) -> None:
    page = await uploaded(ines)
    await tried(ines, page)
    await ines.submit(f"{page}/run")
    await worked(page)
    await ines.submit(f"{page}/layout", header_row="2")
    assert "cannot be done now" in await ines.see(page)
    assert await count() == 3


async def test_the_mapping_of_another_source_with_the_same_header_is_offered(ines: Person) -> None:
    for source in ("north", "south"):
        page = await uploaded(ines)
        await tried(ines, page, source=source)
        await ines.submit(f"{page}/run")
        await worked(page)
    page = await uploaded(ines, TABLE.replace("T-", "U-"))
    shown = await ines.see(page)
    assert "matched as in the last file of “south”" in shown
    assert "Match as in the last file of “north”" in shown
    [used] = [each for each in await upload_store.remembered() if each.mapping.source == "north"]
    assert (await ines.submit(f"{page}/try", way="remembered", upload=str(used.id))).status_code == 303
    await worked(page)
    await ines.submit(f"{page}/run")
    await worked(page)
    assert await DB.fetch_value("SELECT count(*) FROM contact WHERE source = 'north'") == 6
    assert (await ines.submit(f"{page}/try", way="remembered", upload="none")).status_code == 422


async def test_words_of_a_column_that_is_chosen_later_are_asked(ines: Person) -> None:
    table = TABLE.replace("Team Süd", "Brieftaube", 1)
    page = await uploaded(ines, table)
    choices = {"channel": "column:Team", "words.channel": "", "of.channel": "column:Kanal", "listed.channel": "Call"}
    answer = await ines.submit(f"{page}/try", **{**CHOICES, **choices})
    assert answer.status_code == 422
    assert "Choose what each word of the column stands for." in answer.text
    assert "Brieftaube</bdi>" in answer.text


async def test_questions_and_faults_are_in_the_language_of_the_reader(ines: Person) -> None:
    await DB.execute("UPDATE staff_user SET language = 'de' WHERE id = $1", ines.id)
    page = await uploaded(ines, "Ticket;Opened\nT-1;01/02/2026\nT-2;03/04/2026\n")
    assert "können mit dem Tag oder mit dem Monat beginnen" in await ines.see(page)
    refused = await ines.submit(f"{page}/layout", sheet="West")
    assert refused.status_code in (303, 422)
    answer = await ines.submit(f"{page}/try", way="toml", toml="source = 5")
    assert "ist kein Text" in answer.text or "kann nicht verwendet werden" in answer.text
    late = await uploaded(ines, TABLE + "T-4;Call;morgen;Team Süd;\n", "spät.csv")
    assert "Der Wert 'morgen' von Beginn ist kein Datum" in html.unescape(await tried(ines, late))


async def test_an_open_order_of_dates_is_asked_at_once(ines: Person) -> None:
    page = await uploaded(ines, "Ticket;Opened\nT-1;01/02/2026\nT-2;03/04/2026\n")
    assert "could begin with the day or with the month (“01/02/2026” in row 2)" in await ines.see(page)
