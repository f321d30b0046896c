"""Where the table of a file is: what is found by itself, what a person is asked, and what is remembered."""

from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from vocapp.contacts.imports.mapping_file import MappingFile
from vocapp.contacts.imports.table_layout import LayoutChoice, RememberedMapping, TableReading, read_layout

HEAD = ("Ticket", "Opened", "Via", "Mail")
ROWS = (("T-1", "2026-11-20 10:00", "Call", "a@example.com"), ("T-2", "2026-11-21 11:00", "Mail", "b@example.com"))
NOTHING = LayoutChoice()


def workbook(folder: Path, **sheets: Any) -> Path:
    """A workbook: name of a sheet → its rows; a name that ends in _hidden is hidden."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name.removesuffix("_hidden"))
        for row in rows:
            page.append(row)
        page.sheet_state = "hidden" if name.endswith("_hidden") else "visible"
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def text(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / name


def mapped(reading: TableReading) -> MappingFile:
    assert reading.mapping is not None
    return reading.mapping


def remembered(reading: TableReading, **changes: Any) -> list[RememberedMapping]:
    """The mapping of a file that was imported, as a later file finds it."""
    return [RememberedMapping(list(reading.columns), msgspec.structs.replace(mapped(reading), **changes))]


class TestSheets:
    def test_a_cover_is_passed_over_and_shown(self, tmp_path: Path) -> None:
        path = workbook(tmp_path, Cover=[["Report of November"], ["made by", "Nils"]], Data=[HEAD, *ROWS])
        layout = read_layout(path, NOTHING, []).layout
        assert (layout.sheet, layout.is_open) == ("Data", False)
        assert [sheet.name for sheet in layout.sheets] == ["Cover", "Data"]
        assert layout.sheets[0].rows[0] == ("Report of November",)

    @pytest.mark.parametrize(
        "sheets",
        [
            {"One": [HEAD, *ROWS], "Two": [HEAD, *ROWS]},
            {"Jan": [HEAD, *ROWS], "Feb": [HEAD, *ROWS], "Mar": [HEAD, *ROWS]},
            {"Cover": [["x"]], "Data_hidden": [HEAD, *ROWS]},
            {"Data": [HEAD, *ROWS], "Pivot": [("Team", "Mon", "Tue"), ("A", 1, 2), ("B", 3, 4)]},
            {"Pivot": [("Team", "Mon", "Tue"), ("A", 1, 2), ("B", 3, 4)], "Data": [HEAD, *ROWS], "Old_hidden": [HEAD]},
        ],
    )
    def test_where_several_could_be_meant_a_person_is_asked_with_a_preview(
        self, tmp_path: Path, sheets: dict[str, Any]
    ) -> None:
        path = workbook(tmp_path, **sheets)
        layout = read_layout(path, NOTHING, []).layout
        assert layout.is_open
        assert all(sheet.rows for sheet in layout.sheets)
        name = layout.sheets[-1].name
        chosen = read_layout(path, LayoutChoice(sheet=name), [])
        assert (chosen.layout.sheet, chosen.layout.is_open) == (name, False)
        assert mapped(chosen).sheet == name

    def test_a_list_on_a_hidden_sheet_is_no_question(self, tmp_path: Path) -> None:
        words = [("Call", "Phone", "phone"), ("Mail", "E-Mail", "email")]
        reading = read_layout(workbook(tmp_path, Data=[HEAD, *ROWS], Words_hidden=words), NOTHING, [])
        assert (reading.layout.sheet, reading.layout.is_open) == ("Data", False)

    def test_the_sheet_is_remembered_also_under_another_name(self, tmp_path: Path) -> None:
        first = workbook(tmp_path, Notes=[("a", "b", "c"), (1, 2, 3)], October=[HEAD, *ROWS])
        known = remembered(read_layout(first, LayoutChoice(sheet="October"), []), source="desk")
        second = workbook(tmp_path, Notes=[("a", "b", "c"), (1, 2, 3)], November=[HEAD, *ROWS])
        reading = read_layout(second, NOTHING, known)
        assert (reading.layout.sheet, reading.layout.is_open, reading.layout.remembered) == ("November", False, "desk")
        assert (mapped(reading).sheet, mapped(reading).source) == ("November", "desk")


class TestHeaders:
    CONTENT = (
        "Tickets;of;November;2026\nFrom;Nils;to;Ada\nTicket;Opened;Via;Mail\nT-1;2026-11-20 10:00;Call;a@example.com\n"
    )

    def test_the_row_can_be_chosen_and_is_remembered(self, tmp_path: Path) -> None:
        path = text(tmp_path, self.CONTENT)
        guessed = read_layout(path, NOTHING, []).layout
        assert [number for number, _ in guessed.top] == [1, 2, 3, 4]
        chosen = read_layout(path, LayoutChoice(header_row=3), [])
        assert (chosen.columns, mapped(chosen).header_row) == (HEAD, 3)
        again = read_layout(text(tmp_path, self.CONTENT, "b.csv"), NOTHING, remembered(chosen))
        assert (again.columns, again.layout.remembered) == (HEAD, mapped(chosen).source)
        below = read_layout(text(tmp_path, "\n" + self.CONTENT, "c.csv"), NOTHING, remembered(chosen))
        assert (below.columns, below.layout.header_row) == (HEAD, 4)

    def test_a_row_that_is_not_there_changes_nothing(self, tmp_path: Path) -> None:
        path = text(tmp_path, self.CONTENT)
        assert read_layout(path, LayoutChoice(header_row=99), []).layout.header_row in (1, 2, 3)


class TestEncodings:
    TABLE = "id;Beginn;Kunde\n1;26.11.2026 10:00;Łukasz Żółć\n2;27.11.2026 10:00;Grażyna Wójcik\n"

    def test_a_guess_is_shown_with_names_and_can_be_changed(self, tmp_path: Path) -> None:
        path = text(tmp_path, self.TABLE.encode("cp1250"))
        reading = read_layout(path, NOTHING, [])
        assert reading.layout.encoding == "cp1250"
        shown = {sample.name: sample.words for sample in reading.layout.encodings}
        assert "Łukasz" in shown["cp1250"]
        other = next(name for name in shown if name != "cp1250")
        chosen = read_layout(path, LayoutChoice(encoding=other), [])
        assert (chosen.layout.encoding, mapped(chosen).encoding) == (other, other)

    def test_what_is_certain_is_not_asked(self, tmp_path: Path) -> None:
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            assert read_layout(text(tmp_path, self.TABLE.encode(encoding)), NOTHING, []).layout.encodings == ()
        known = remembered(
            read_layout(text(tmp_path, self.TABLE.encode("cp1250")), LayoutChoice(encoding="cp1252"), [])
        )
        assert read_layout(text(tmp_path, self.TABLE), NOTHING, known).layout.encoding == "utf-8"


class TestMemory:
    TABLE = "Ticket;Opened;Via;Mail\nT-1;2026-11-20 10:00;Call;a@example.com\n"

    def test_another_order_and_more_columns_make_no_difference(self, tmp_path: Path) -> None:
        known = remembered(read_layout(text(tmp_path, self.TABLE), NOTHING, []), source="desk")
        table = "Mail;Note;Ticket;Via;Opened\na@example.com;x;T-2;Call;2026-11-21\n"
        assert read_layout(text(tmp_path, table, "b.csv"), NOTHING, known).layout.remembered == "desk"

    def test_a_header_that_differs_a_little_keeps_the_source(self, tmp_path: Path) -> None:
        wide = "a;b;c;d;e;f;" + self.TABLE.replace("\n", "\n1;2;3;4;5;6;", 1)
        known = remembered(read_layout(text(tmp_path, wide), NOTHING, []), source="desk")
        changed = read_layout(text(tmp_path, wide.replace("Opened", "Created"), "b.csv"), NOTHING, known)
        assert (changed.layout.remembered, mapped(changed).source) == ("", "desk")

    def test_a_foreign_header_remembers_nothing(self, tmp_path: Path) -> None:
        known = remembered(read_layout(text(tmp_path, self.TABLE), NOTHING, []), source="desk")
        other = read_layout(text(tmp_path, "Nr;Datum;Kunde\n1;26.11.2026;Ada\n", "b.csv"), NOTHING, known)
        assert (other.layout.remembered, mapped(other).source) == ("", "b")

    def test_the_same_header_of_two_systems_gets_the_latest(self, tmp_path: Path) -> None:
        reading = read_layout(text(tmp_path, self.TABLE), NOTHING, [])
        known = [*remembered(reading, source="new"), *remembered(reading, source="old")]
        assert read_layout(text(tmp_path, self.TABLE), NOTHING, known).layout.remembered == "new"

    def test_words_that_are_new_are_added(self, tmp_path: Path) -> None:
        known = remembered(read_layout(text(tmp_path, self.TABLE), NOTHING, []))
        table = self.TABLE + "T-2;2026-11-21;Chat;b@example.com\nT-3;2026-11-21;Pigeon;b@example.com\n"
        rule = mapped(read_layout(text(tmp_path, table, "b.csv"), NOTHING, known)).fields["channel"]
        assert not isinstance(rule, str)
        assert rule.values == {"Call": "phone_in_house", "Chat": "web_chat", "Pigeon": ""}

    def test_records_of_json_may_lack_what_is_optional(self, tmp_path: Path) -> None:
        full = '[{"id": 1, "created_at": 1793610000, "via": "call", "who": {"email": "a@example.com", "name": "A"}}]'
        known = remembered(read_layout(text(tmp_path, full, "a.json"), NOTHING, []), source="api")
        less = full.replace(', "name": "A"', "")
        assert read_layout(text(tmp_path, less, "b.json"), NOTHING, known).layout.remembered == "api"


@pytest.mark.parametrize(
    ("dates", "is_asked"),
    [
        (("01/02/2026", "03/04/2026"), True),
        (("01/02/2026", "25/02/2026"), False),
        (("01/02/26 2:05 PM", "03/04/26 9:00 AM"), True),
        (("13/02/2026", "02/14/2026"), True),
        (("01.02.2026", "03.04.2026"), False),
        (("2026-01-02", "2026-03-04"), False),
        (("2 Jan 2026", "3 Apr 2026"), False),
    ],
)
def test_an_open_order_of_day_and_month_is_a_question_from_the_start(
    tmp_path: Path, dates: tuple[str, ...], is_asked: bool
) -> None:
    table = "Ticket;Opened\n" + "".join(f"T-{number};{date}\n" for number, date in enumerate(dates))
    assert ("Opened" in read_layout(text(tmp_path, table), NOTHING, []).layout.orders) == is_asked
