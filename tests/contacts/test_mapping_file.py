"""Mapping files: what they can express, and the faults of wrong ones."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.fault_sentences import refused
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.imports.mapping_file import MappingError, load_mapping
from vocapp.contacts.imports.read_rows import open_import_rows
from vocapp.http.fault_texts import format_fault

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)
HEAD = """
source = "desk"
[fields]
external_id = { column = "Ticket" }
channel = { column = "Way", values = { Call = "phone_in_house", Mail = "email" } }
touchpoint = "support"
started_at = { column = "Opened", dates = ["%d.%m.%Y %H:%M", "%d.%m.%Y"], time = "09:30" }
"""
TABLE = "Ticket;Way;Opened;Team;Mail\n"


def events(tmp_path: Path, mapping: str, table: str, name: str = "desk.csv") -> list[tuple[int, Any]]:
    (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
    (tmp_path / name).write_text(table, encoding="utf-8")
    with open_import_rows(tmp_path / name, load_mapping(tmp_path / "m.toml"), NOW) as rows:
        return list(rows.events)


def one(tmp_path: Path, mapping: str, row: str) -> ContactIn:
    [(number, event)] = events(tmp_path, mapping, TABLE + row)
    assert number == 2
    assert isinstance(event, ContactIn), event
    return event


def faults(tmp_path: Path, mapping: str, row: str) -> dict[str, str]:
    [(_, event)] = events(tmp_path, mapping, TABLE + row)
    assert isinstance(event, ContactFaults), event
    return {fault.place: f"{fault.params['value']}: {format_fault(fault)}" for fault in event}


ROW = "T-1;Call;04.05.2026 08:15;Team Süd & Co;ada@example.com\n"


def test_columns_words_and_dates(tmp_path: Path) -> None:
    event = one(tmp_path, 'zone = "Europe/Berlin"' + HEAD, ROW)
    assert (event.source, event.external_id, event.channel) == ("desk", "T-1", "phone_in_house")
    assert event.started_at == datetime.fromisoformat("2026-05-04T08:15")
    assert event.timezone == "Europe/Berlin"


def test_a_date_alone_gets_the_time_of_the_rule(tmp_path: Path) -> None:
    assert one(tmp_path, HEAD, "T-1;Mail;04.05.2026;;\n").started_at == datetime.fromisoformat("2026-05-04T09:30")


def test_without_forms_dates_are_iso(tmp_path: Path) -> None:
    mapping = HEAD + 'ended_at = { column = "Mail", not_before = "started_at", time = "08:00" }\n'
    assert one(tmp_path, mapping, "T-1;Mail;04.05.2026;;2026-05-04T11:00:00+02:00").ended_at == datetime.fromisoformat(
        "2026-05-04T11:00:00+02:00"
    )
    assert one(tmp_path, mapping, "T-1;Mail;04.05.2026;;2026-05-05").ended_at == datetime.fromisoformat(
        "2026-05-05T08:00"
    )
    assert one(tmp_path, mapping, "T-1;Mail;04.05.2026;;2026-05-01").ended_at == datetime.fromisoformat(
        "2026-05-04T09:30"
    )


def test_templates_constants_defaults_and_slugs(tmp_path: Path) -> None:
    mapping = (
        'empty = ["n/a"]'
        + HEAD
        + """
unit = { column = "Team", slug = true, default = "front" }
issue = "{Ticket}/{row}"
language = "de"
"customer.country" = "DE"
[attributes]
way = { column = "Way" }
size = { template = "1,5", kind = "number" }
lots = { template = "12", kind = "number" }
vip = { column = "Team", values = { "Team Süd & Co" = "yes" }, default = "no", kind = "yes_no" }
code = { template = "7", width = 3 }
none = { column = "Team", values = { x = "y" }, default = "" }
[[identities]]
kind = "email"
value = "{Mail}"
[[identities]]
kind = "loyalty"
value = "L{row}"
[[permissions]]
kind = "email"
channel = "email"
purpose = "survey"
basis = "consent"
evidence = "newsletter form"
[[handlers]]
kind = "agent"
unit = { column = "Team", slug = true }
"""
    )
    event = one(tmp_path, mapping, ROW)
    assert (event.unit, event.issue, event.language, event.customer.country) == ("team-sued-co", "T-1/2", "de", "DE")
    assert event.attributes == {"way": "Call", "size": 1.5, "lots": 12, "vip": True, "code": "007"}
    assert [identity.value for identity in event.customer.identities] == ["ada@example.com", "L2"]
    assert event.customer.permissions[0].evidence == "newsletter form"
    assert event.handlers[0].unit == "team-sued-co"
    nobody = one(tmp_path, mapping, "T-1;Call;04.05.2026;n/a;\n")
    assert nobody.unit == "front"
    assert nobody.attributes["vip"] is False
    assert [identity.kind for identity in nobody.customer.identities] == ["loyalty"]
    assert nobody.customer.permissions == ()


def test_every_fault_of_a_row_is_named(tmp_path: Path) -> None:
    mapping = (
        HEAD
        + 'wait_seconds = { column = "Team" }\nsurvey_announced = { column = "Mail" }\n"customer.country" = "Germany"'
    )
    found = faults(tmp_path, mapping, "T-1;Pigeon;yesterday;soon;maybe\n")
    assert found.keys() == {"channel", "started_at", "wait_seconds", "survey_announced"}
    assert "Pigeon" in found["channel"]
    assert "Call, Mail" in found["channel"]
    assert "%d.%m.%Y" in found["started_at"]
    assert one(tmp_path, mapping, "T-1;Call;04.05.2026;1;no\n").customer.country == "DE"
    assert faults(tmp_path, HEAD, "T-1;Call\n").keys() == {"started_at"}
    assert faults(tmp_path, HEAD, "T-1;Call;04.05.2026;;;x\n").keys() == {""}
    assert faults(tmp_path, HEAD, ";Call;04.05.2026;;\n").keys() == {"external_id"}
    iso = HEAD + 'ended_at = { column = "Mail" }\n'
    assert "not a date such as 2026-05-03" in faults(tmp_path, iso, "T-1;Call;04.05.2026;;soon\n")["ended_at"]


def test_rows_that_are_no_contacts_are_left_out(tmp_path: Path) -> None:
    mapping = HEAD + '[[skip]]\ncolumn = "Way"\nvalues = ["Internal"]\n'
    found = events(tmp_path, mapping, TABLE + "T-0;Internal;;;\n" + ROW)
    assert [number for number, _ in found] == [3]


def test_times_are_shifted_so_that_the_newest_ended_yesterday(tmp_path: Path) -> None:
    mapping = 'shift = "newest ends yesterday"' + HEAD
    old = TABLE + "T-1;Call;01.03.2013 10:00;;\nT-2;Call;03.03.2013 11:00;;\nT-3;Pigeon;x;;\n"
    (_, first), (_, second), (_, third) = events(tmp_path, mapping, old)
    assert second.started_at == datetime.fromisoformat("2026-05-18T11:00")
    assert first.started_at == datetime.fromisoformat("2026-05-16T10:00")
    assert isinstance(third, ContactFaults)
    [(_, alone)] = events(tmp_path, mapping, TABLE + "T-3;Pigeon;x;;\n")
    assert isinstance(alone, ContactFaults)


def test_a_workbook_brings_its_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(TABLE.strip().split(";"))
    book.worksheets[0].append(["T-1", "Call", datetime.fromisoformat("2026-05-04T08:15"), None, None])
    book.save(tmp_path / "desk.xlsx")
    (tmp_path / "m.toml").write_text(HEAD, encoding="utf-8")
    with open_import_rows(tmp_path / "desk.xlsx", load_mapping(tmp_path / "m.toml"), NOW) as rows:
        [(_, event)] = rows.events
    assert isinstance(event, ContactIn)
    assert event.started_at == datetime.fromisoformat("2026-05-04T08:15")


def test_json_rows_are_mapped_by_dotted_names(tmp_path: Path) -> None:
    mapping = HEAD.replace('"Ticket"', '"ticket.id"').replace('"Way"', '"way"').replace('"Opened"', '"opened"')
    line = '{"ticket": {"id": 7}, "way": "Call", "opened": "04.05.2026"}\n{"way": "Call", "opened": "04.05.2026"}\n'
    (_, first), (_, second) = events(tmp_path, mapping, line, "desk.ndjson")
    assert first.external_id == "7"
    assert [fault.place for fault in second] == ["external_id"]


def test_events_need_no_mapping_and_tables_do(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text('{"source": "acd"}\n[]\n', encoding="utf-8")
    with open_import_rows(path, None, NOW) as rows:
        assert [len(found) for _, found in rows.events if isinstance(found, ContactFaults)] == [4, 1]
    (tmp_path / "desk.csv").write_text(TABLE, encoding="utf-8")
    with refused(MappingError, match="Name with --mapping"), open_import_rows(tmp_path / "desk.csv", None, NOW):
        pass


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("source = 1", "m.toml cannot be used(.|\n)*The value 1 of source is not a text"),
        ("source =", "The mapping file m.toml is not valid TOML at line 1, column 9"),
        (HEAD + 'colour = "x"', "fields.colour is not a field"),
        (HEAD.replace("touchpoint", "issue"), "m.toml has no fields.touchpoint"),
        (HEAD + 'unit = { column = "Team", template = "x" }', "both a column and a template"),
        (HEAD + 'unit = { column = "Team", values = "teams" }', "the table 'teams', which does not exist"),
        (HEAD + '[[handlers]]\nshoe = "42"', "handlers\\[0\\].shoe"),
        (HEAD + "surprise = 1", "The value '1' of fields.surprise is not allowed"),
    ],
)
def test_a_wrong_mapping_is_refused_before_a_row_is_read(tmp_path: Path, mapping: str, message: str) -> None:
    (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
    with refused(MappingError, match=message):
        load_mapping(tmp_path / "m.toml")


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with refused(MappingError, match="cannot be read"):
        load_mapping(tmp_path / "nothing.toml")


def test_columns_that_are_missing_are_named_with_those_that_are_there(tmp_path: Path) -> None:
    mapping = HEAD + 'issue = "{Number}"\n[[skip]]\ncolumn = "Kind"\nvalues = ["x"]\n'
    with refused(MappingError, match=r"Number(.|\n)*Kind(.|\n)*Ticket, Way"):
        events(tmp_path, mapping, TABLE)
