"""Imports of files: the real one, and files with faults."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from tests.rows import insert
from vocapp.contacts.commands import contacts, run_and_report
from vocapp.contacts.imports.import_counts import ImportCounts
from vocapp.contacts.imports.import_run import ImportTask, run_import
from vocapp.contacts.imports.mapping_file import load_mapping
from vocapp.contacts.intake_result import IntakeState
from vocapp.database import DB
from vocapp.faults import Fault
from vocapp.http.access import ANYONE

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "contacts" / "cfpb_complaints.csv"
CFPB = ROOT / "surveys" / "imports" / "cfpb.toml"

DESK = """
source = "desk"
create_missing = true
[fields]
external_id = "{Ticket}"
channel = "email"
touchpoint = "support"
started_at = { column = "At" }
unit = { column = "Team", slug = true }
line_of_business = { column = "Line", slug = true }
"customer.country" = { column = "Country" }
[[identities]]
kind = "email"
value = "{Mail}"
"""
HEAD = "Ticket,At,Team,Line,Country,Mail\n"
ADA = "T-1,2026-05-04T10:00Z,Team Ä,Energy,GB,ada@example.com\n"
GRETA = "T-2,2026-05-04T10:00Z,Team Ä,Energy,DE,greta@example.com\n"
NEMO = "T-3,2026-05-04T10:00Z,Team Ä,,,nemo@example.com\n"
NOBODY = "T-4,2026-05-04T10:00Z,Team B,,GB,\n"


async def import_table(
    tmp_path: Path, table: str, mapping: str = DESK, **options: Any
) -> tuple[ImportCounts, list[Any]]:
    (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
    (tmp_path / "desk.csv").write_text(table, encoding="utf-8")
    rejects: list[tuple[int, Fault]] = []
    task = ImportTask(path=tmp_path / "desk.csv", mapping=load_mapping(tmp_path / "m.toml"), actor=ANYONE, **options)
    counts = await run_import(task, lambda row, fault: rejects.append((row, fault)), lambda *_: None)
    return counts, rejects


async def test_units_and_lines_are_created_under_their_own_names(database: str, tmp_path: Path) -> None:
    await insert("unit", slug="team-b", name="The B team")
    counts, rejects = await import_table(tmp_path, HEAD + ADA + NOBODY)
    assert (counts.states, rejects) == (Counter({IntakeState.NEW: 2}), [])
    units = await DB.fetch("SELECT slug, name FROM unit ORDER BY slug")
    assert [tuple(row) for row in units] == [("team-ae", "Team Ä"), ("team-b", "The B team")]
    assert await DB.fetch_value("SELECT name FROM line_of_business") == "Energy"
    assert await DB.fetch_value("SELECT detail FROM event WHERE action = 'contacts.imported'") == '{"new": 2}'


async def test_without_create_missing_an_unknown_unit_is_set_aside(database: str, tmp_path: Path) -> None:
    counts, rejects = await import_table(tmp_path, HEAD + ADA, DESK.replace("create_missing = true", ""))
    assert counts.is_clean
    assert [(row, fault.place, fault.params["value"]) for row, fault in rejects] == [
        (2, "unit", "team-ae"),
        (2, "line_of_business", "energy"),
    ]


async def test_a_row_with_an_odd_value_is_recorded_reported_and_not_kept_for_correction(
    database: str, tmp_path: Path
) -> None:
    (tmp_path / "desk.csv").write_text(HEAD + ADA)
    (tmp_path / "m.toml").write_text(DESK.replace("create_missing = true", ""))
    told: list[str] = []
    kept: list[object] = []
    task = ImportTask(path=tmp_path / "desk.csv", mapping=load_mapping(tmp_path / "m.toml"), actor=ANYONE)
    counts = await run_import(
        task,
        lambda _, fault: told.append(fault.place),
        lambda *_: None,
        lambda _, row, __: kept.append(row),
    )
    assert counts.states == Counter({IntakeState.NEW: 1})
    assert told == ["unit", "line_of_business"]
    assert kept == []


async def test_a_second_run_repeats_and_a_changed_row_amends(database: str, tmp_path: Path) -> None:
    await import_table(tmp_path, HEAD + ADA)
    counts, rejects = await import_table(tmp_path, HEAD + ADA.replace("10:00Z", "11:00Z") + GRETA + GRETA)
    assert counts.states == Counter({IntakeState.AMENDED: 1, IntakeState.NEW: 1, IntakeState.REPEAT: 1})
    assert rejects == []
    again = HEAD + ADA.replace("05-04", "06-04")  # the key stands for another contact
    counts, [(row, fault)] = await import_table(tmp_path, again)
    assert counts.states == Counter({IntakeState.CONFLICT: 1})
    assert (row, fault.place, fault.params["value"]) == (2, "external_id", "T-1")


async def test_a_dry_run_counts_the_same_and_changes_nothing(database: str, tmp_path: Path) -> None:
    await import_table(tmp_path, HEAD + ADA)
    many = "".join(f"M-{n},2026-05-04T10:00Z,Team M,Energy,GB,m{n}@example.com\n" for n in range(1500))
    twice = many.splitlines()[0] + "\n"
    other = twice.replace("10:00Z", "12:00Z")
    table = HEAD + ADA + GRETA + NEMO + NOBODY + "T-5,soon,,,,\n" + many + twice + other
    dry, dry_rejects = await import_table(tmp_path, table, dry_run=True)
    assert await DB.fetch_value("SELECT count(*) FROM contact") == 1
    assert await DB.fetch_value("SELECT count(*) FROM unit") == 1
    assert dry.bases == {
        ("GB", "existing_customer"): 1500,
        ("GB", "no e-mail address"): 1,
        ("DE", "no basis"): 1,
        ("(country not known)", "no basis"): 1,
    }
    wet, wet_rejects = await import_table(tmp_path, table)
    assert dry.states == wet.states
    assert dry.states == {
        IntakeState.NEW: 1503,
        IntakeState.REPEAT: 2,
        IntakeState.AMENDED: 1,
        IntakeState.REJECTED: 1,
    }
    assert (dry.channels, dry.touchpoints, dry.lines) == (wet.channels, wet.touchpoints, wet.lines)
    assert dry_rejects == wet_rejects


async def test_test_contacts_are_marked(database: str, tmp_path: Path) -> None:
    await import_table(tmp_path, HEAD + ADA, is_test=True)
    assert await DB.fetch_value("SELECT is_test FROM contact")


@pytest.mark.skipif(not REAL.exists(), reason=f"the real contacts are not there: {REAL}")
async def test_every_real_contact_is_recorded_and_may_get_an_invitation(database: str) -> None:
    rejects: list[Any] = []
    task = ImportTask(path=REAL, mapping=load_mapping(CFPB), actor=ANYONE, dry_run=True)
    counts = await run_import(task, lambda row, fault: rejects.append((row, fault)), lambda *_: None)
    assert rejects == []
    assert counts.states == {IntakeState.NEW: 3186}
    assert counts.channels == {
        "web_chat": 2233,
        "phone_outsourced": 533,
        "phone_in_house": 200,
        "letter": 168,
        "fax": 52,
    }
    assert counts.bases == {("US", "legitimate_interest"): 3186}
    assert counts.touchpoints["other"] == 71
    assert await DB.fetch_value("SELECT count(*) FROM contact") == 0


async def test_the_report_shows_faults_counts_and_who_may_be_asked(database: str, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(DESK, encoding="utf-8")
    lines = "".join(f"L-{n},2026-05-04T10:00Z,,Line {n},GB,l{n}@example.com\n" for n in range(20))
    wrong = "".join(f"W-{n},=soon(),,,,\n" for n in range(12))
    (tmp_path / "desk.csv").write_bytes((HEAD + ADA + GRETA + NEMO + lines + wrong).encode("cp1252"))
    task = ImportTask(path=tmp_path / "desk.csv", mapping=load_mapping(tmp_path / "m.toml"), actor=ANYONE, dry_run=True)
    screen = Console(file=StringIO(), width=120)
    counts = await run_and_report(task, tmp_path / "rejects.csv", screen)
    text = screen.file.getvalue()  # type: ignore[attr-defined]
    assert not counts.is_clean
    for expected in (
        "Windows-1252",
        "row 25, started_at: The value '=soon()' of started_at is not a date",
        "--rejects FILE",
        "35 rows would be read: 23 new, 0 repeats, 0 amended, 0 conflicts, 12 rejected.",
        "existing customer",
        "no basis",
        "7 others",
        "put [[permissions]] in the mapping",
        '"customer.country"',
    ):
        assert expected in text, text
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [*HEAD.strip().split(","), "vocapp: row", "vocapp: field", "vocapp: what is wrong"]
    assert rows[1][:2] + rows[1][6:8] == ["W-0", "'=soon()", "25", "started_at"]


def test_the_command_refuses_what_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text("source = 1", encoding="utf-8")
    (tmp_path / "desk.csv").write_text(HEAD, encoding="utf-8")
    wrong = CliRunner().invoke(contacts, ["import", str(tmp_path / "desk.csv"), "--mapping", str(tmp_path / "m.toml")])
    assert wrong.exit_code == 2
    assert "m.toml" in wrong.output
    missing = CliRunner().invoke(contacts, ["import", str(tmp_path / "nothing.csv")])
    assert missing.exit_code == 2
