"""Tables of other systems become contacts: the cases of public bug reports, and variations of each kind."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fault_sentences import refused
from tests.shared_cases import case_folder, case_lines
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.imports.mapping_file import MappingError, MappingFile, load_mapping, parse_mapping
from vocapp.contacts.imports.read_rows import open_import_rows
from vocapp.contacts.validate_contact import ValidContact, validate_contact
from vocapp.http.fault_texts import format_fault

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PLAIN = """
source = "desk"
zone = "Europe/Berlin"
[fields]
external_id = { column = "id" }
channel = "email"
touchpoint = "support"
started_at = { column = "at" }
"""


def checked(path: Path, mapping: MappingFile, now: datetime = NOW) -> list[ValidContact | ContactFaults]:
    with open_import_rows(path, mapping, now) as rows:
        return [validate_contact(e, UTC, now) if isinstance(e, ContactIn) else e for _, e in rows.events]


def of_table(folder: Path, table: str, mapping: str = PLAIN, name: str = "a.csv") -> list[ValidContact | ContactFaults]:
    (folder / name).write_text(table, encoding="utf-8")
    return checked(folder / name, parse_mapping(mapping, "m.toml"))


def starts(found: list[ValidContact | ContactFaults]) -> list[str]:
    return [each.started_at.isoformat() if isinstance(each, ValidContact) else format_fault(each[0]) for each in found]


@pytest.mark.parametrize(
    "name",
    [
        "50-sep-line",
        "51-rows-shorter-than-the-header",
        "53-xlsx-date-and-time-apart",
        "54-one-bad-byte-garbles-all-names",
        "55-invisible-letters-in-headers",
        "57-usual-forms-of-time",
    ],
)
def test_a_case_has_its_right_value(name: str) -> None:
    folder = case_folder(name)
    for line in case_lines(name, "import"):
        found = checked(folder / line["file"], load_mapping(folder / line["mapping"]))
        good = sum(isinstance(each, ValidContact) for each in found)
        assert {"new": good, "rejected": len(found) - good} == line["expect"], line["file"]


def test_case_53_has_the_right_time_and_duration() -> None:
    folder = case_folder("53-xlsx-date-and-time-apart")
    for file in ("split.xlsx", "split.csv"):
        [contact] = checked(folder / file, load_mapping(folder / "map.toml"))
        assert isinstance(contact, ValidContact)
        assert contact.started_at == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
        assert contact.event.handling_seconds == 450


def test_case_56_is_decided_by_the_whole_column() -> None:
    found = checked(
        case_folder("56-day-and-month-guessed-from-five-rows") / "american-october.csv",
        parse_mapping(PLAIN.replace('"id"', '"Ticket ID"').replace('"at"', '"Created At"'), "m.toml"),
    )
    assert starts(found)[:2] == ["2026-10-01T08:00:00+00:00", "2026-10-02T08:00:00+00:00"]
    assert len([each for each in found if isinstance(each, ValidContact)]) == 30


class TestDayAndMonth:
    def table(self, *texts: str) -> str:
        return "id;at\n" + "".join(f"{number};{text}\n" for number, text in enumerate(texts))

    def test_a_later_row_decides_for_all(self, tmp_path: Path) -> None:
        found = starts(of_table(tmp_path, self.table("01/02/2026", "02/02/2026", "25/02/2026")))
        assert [start[:10] for start in found] == ["2026-02-01", "2026-02-02", "2026-02-25"]
        found = starts(of_table(tmp_path, self.table("01/02/2026 2:05 PM", "1/25/2026 9:00 AM")))
        assert found == ["2026-01-02T13:05:00+00:00", "2026-01-25T08:00:00+00:00"]

    def test_what_decides_may_stand_far_below(self, tmp_path: Path) -> None:
        texts = ["2026-01-01"] * 300 + ["03/04/2026"] + ["2026-01-01"] * 300 + ["04/30/2026"]
        found = starts(of_table(tmp_path, self.table(*texts)))
        assert found[300][:10] == "2026-03-04"

    @pytest.mark.parametrize("texts", [("01/02/2026", "03/04/2026"), ("01-02-26 10:00",), ("12/12/2026", "11/11/2026")])
    def test_an_open_column_is_asked(self, tmp_path: Path, texts: tuple[str, ...]) -> None:
        with refused(MappingError, match="could begin with the day or with the month"):
            of_table(tmp_path, self.table(*texts))

    def test_a_contradiction_is_shown_with_both_cells(self, tmp_path: Path) -> None:
        table = self.table("01/02/2026", "13/02/2026", "02/14/2026")
        with refused(MappingError, match=r"13/02/2026. in row 3 .*02/14/2026. in row 4"):
            of_table(tmp_path, table)
        chosen = PLAIN.replace('column = "at"', 'column = "at", dates = ["day first"]')
        found = starts(of_table(tmp_path, table, chosen))
        assert [start[:10] for start in found[:2]] == ["2026-02-01", "2026-02-13"]
        assert "other way round" in found[2]

    def test_with_dots_the_day_comes_first_unless_it_cannot(self, tmp_path: Path) -> None:
        assert starts(of_table(tmp_path, self.table("01.02.2026")))[0][:10] == "2026-02-01"
        assert starts(of_table(tmp_path, self.table("01.02.2026", "1.31.2026")))[0][:10] == "2026-01-02"

    def test_a_form_that_nobody_knows_is_refused(self) -> None:
        with refused(MappingError, match="Use “day first”, “month first”"):
            parse_mapping(PLAIN.replace('column = "at"', 'column = "at", dates = ["us"]'), "m.toml")


class TestDays:
    def test_a_day_belongs_to_the_company_where_no_zone_is_named(self, tmp_path: Path) -> None:
        [contact] = of_table(tmp_path, "id;at\n1;2026-11-26\n", PLAIN.replace('zone = "Europe/Berlin"', ""))
        assert isinstance(contact, ValidContact)
        assert contact.event.timezone == "company"

    def test_today_is_not_in_the_future(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("id;at\n1;2026-12-01\n2;2026-12-02\n", encoding="utf-8")
        early = datetime(2026, 12, 1, 7, tzinfo=UTC)
        today, tomorrow = checked(tmp_path / "a.csv", parse_mapping(PLAIN, "m.toml"), early)
        assert isinstance(today, ValidContact)
        assert isinstance(tomorrow, ContactFaults)

    def test_an_end_without_a_time_is_not_before_its_start(self, tmp_path: Path) -> None:
        mapping = PLAIN + 'ended_at = { column = "end" }\n'
        table = (
            "id;at;end\n1;2026-11-26 14:00;2026-11-26\n2;2026-11-26;2026-11-26 09:00\n3;2026-11-26 14:00;2026-11-25\n"
        )
        first, second, third = of_table(tmp_path, table, mapping)
        assert isinstance(first, ValidContact)
        assert first.ended_at == first.started_at
        assert isinstance(second, ValidContact)
        assert isinstance(third, ContactFaults)


class TestCells:
    MAPPING = PLAIN + '[attributes]\namount = { column = "amount", kind = "number" }\n'

    def test_the_column_decides_what_a_comma_is(self, tmp_path: Path) -> None:
        for other, number in (("1,5", 1.234), ("1,234.50", 1234)):
            table = f'id;at;amount\n1;2026-11-26;"1,234"\n2;2026-11-26;"{other}"\n'
            first, _ = of_table(tmp_path, table, self.MAPPING)
            assert isinstance(first, ValidContact)
            assert first.event.attributes["amount"] == number

    def test_our_own_words_and_labels_need_no_values(self, tmp_path: Path) -> None:
        mapping = PLAIN.replace(
            'channel = "email"', 'channel = { column = "way", values = { Call = "phone_in_house" } }'
        )
        table = "id;at;way\n1;2026-11-26;call\n2;2026-11-26;Web chat\n3;2026-11-26;face_to_face\n4;2026-11-26;Pigeon\n"
        found = of_table(tmp_path, table, mapping)
        assert [each.event.channel if isinstance(each, ValidContact) else "" for each in found] == [
            "phone_in_house",
            "web_chat",
            "face_to_face",
            "",
        ]

    def test_a_word_may_stand_for_nothing_and_an_error_of_a_sheet_does(self, tmp_path: Path) -> None:
        mapping = PLAIN + 'outcome = { column = "end", values = { "n/a" = "" } }\nissue = { column = "order" }\n'
        [contact] = of_table(tmp_path, "id;at;end;order\n1;2026-11-26;n/a;#N/A\n", mapping)
        assert isinstance(contact, ValidContact)
        assert (contact.event.outcome, contact.event.issue) == (None, None)

    def test_an_id_that_a_spreadsheet_has_cut_is_a_fault(self, tmp_path: Path) -> None:
        [cut, kept] = of_table(tmp_path, 'id;at\n1,23457E+15;2026-11-26\n="00123";2026-11-26\n')
        assert isinstance(cut, ContactFaults)
        assert isinstance(kept, ValidContact)
        assert kept.event.external_id == "00123"

    def test_a_permission_may_depend_on_a_column(self, tmp_path: Path) -> None:
        mapping = PLAIN + (
            '[[identities]]\nkind = "email"\nvalue = "{mail}"\n[[permissions]]\nkind = "email"\nchannel = "email"\n'
            'purpose = "survey"\nbasis = "consent"\nevidence = "form"\ncolumn = "may"\nvalues = ["granted"]\n'
        )
        table = "id;at;mail;may\n1;2026-11-26;a@example.com;Granted\n2;2026-11-26;b@example.com;no\n"
        found = of_table(tmp_path, table, mapping)
        assert [len(each.permissions) for each in found if isinstance(each, ValidContact)] == [1, 0]

    def test_nested_fields_by_path(self, tmp_path: Path) -> None:
        mapping = PLAIN.replace('"id"', '"ticket.id"').replace('"at"', '"events.0.at"')
        [contact] = of_table(
            tmp_path, '[{"ticket": {"id": 7}, "events": [{"at": 1795701900}]}]', mapping, "a.json"
        )  # fmt: skip
        assert isinstance(contact, ValidContact)
        assert contact.event.external_id == "7"
        assert NOW - contact.started_at < timedelta(days=6)


class TestTheHourThatComesTwice:
    MAPPING = PLAIN + 'ended_at = { column = "end" }\nhandling_seconds = { column = "took" }\n'

    @pytest.mark.parametrize(
        ("row", "minutes"),
        [
            ("2026-10-25 02:50;2026-10-25 02:10;", 20),
            ("2026-10-25 02:50;2026-10-25 03:10;", 80),
            ("2026-10-25 01:50;2026-10-25 02:10;4800", 80),
            ("2026-10-25 01:50;2026-10-25 02:10;1200", 20),
            ("2026-10-25 02:10;2026-10-25 02:50;", 40),
        ],
    )
    def test_the_end_is_the_one_after_the_start(self, tmp_path: Path, row: str, minutes: int) -> None:
        [contact] = of_table(tmp_path, f"id;at;end;took\n1;{row}\n", self.MAPPING)
        assert isinstance(contact, ValidContact)
        assert contact.ended_at - contact.started_at == timedelta(minutes=minutes)
