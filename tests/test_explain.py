"""`vocapp explain`: one JSON object of what would be made of something, without an installation."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from vocapp.cli import vocapp

CONTACT = {
    "source": "crm",
    "external_id": "1",
    "channel": "phone_in_house",
    "touchpoint": "other",
    "started_at": "2026-05-04T10:00:00Z",
}


@pytest.fixture
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that does not exist, and stays so."""
    home = tmp_path / "home"
    monkeypatch.setenv("VOCAPP_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return home


def explained(*words: str) -> Any:
    result = CliRunner().invoke(vocapp, ["explain", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_an_identity_is_explained_by_its_value_or_by_its_refusal(no_home: Path) -> None:
    assert explained("identity", "phone", "030 123456", "--country", "DE") == {"value": "+4930123456"}
    assert "ada@example.com" in explained("identity", "email", "ada")["refused"]
    assert CliRunner().invoke(vocapp, ["explain", "identity", "shoe", "42"]).exit_code == 2
    assert not no_home.exists()


def test_a_contact_is_explained_by_its_faults(no_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "contact.json"
    file.write_text(json.dumps(CONTACT))
    assert explained("contact", str(file)) == {"recorded": True, "warnings": [], "faults": []}
    file.write_text(json.dumps(CONTACT | {"channel": "shoe"}))
    refused = explained("contact", str(file))
    assert not refused["recorded"]
    assert [fault["field"] for fault in refused["faults"]] == ["channel"]
    assert not no_home.exists()


def test_a_mail_is_explained_by_its_kind_and_its_parts(no_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(b"From: ann@customers.example\nSubject: Re: Your case\n\nIt is cold.\n\n> Warm?\n")
    told = explained("mail", str(file), "--to", f"reply+{'a' * 32}@feedback.example")
    assert (told["kind"], told["text"], told["cut"], told["reason"]) == ("reply", "It is cold.", "> Warm?", "words")
    assert explained("mail", str(file), "--to", "ann@elsewhere.example")["kind"] == "unmatched"
    assert not no_home.exists()


MAPPING = """
source = "desk"
[fields]
external_id = "{id}"
channel = "email"
touchpoint = "support"
started_at = "{at}"
"""


def test_a_file_is_explained_with_its_mapping_or_a_proposed_one(no_home: Path, tmp_path: Path) -> None:
    file, mapping = tmp_path / "desk.csv", tmp_path / "m.toml"
    mapping.write_text(MAPPING)
    file.write_text(
        "Report of November;;\n\nid;at;mail\n1;11/26/2026;a@example.com\n2;soon;b@example.com\n3;11/01/2026;\n"
    )
    found = explained("file", str(file), "--mapping", str(mapping))
    counts = {name: found[name] for name in ("rows", "new", "rejected", "header_row", "encoding")}
    assert counts == {"rows": 3, "new": 2, "rejected": 1, "header_row": 3, "encoding": "utf-8"}
    assert [(fault["row"], fault["field"], fault["value"]) for fault in found["faults"]] == [(5, "started_at", "soon")]
    assert "row 3 names the columns" in found["warnings"][0]
    proposed = explained("file", str(file))
    assert proposed["mapping"]["fields"]["started_at"] == {"column": "at", "dates": ["month first"]}
    assert proposed["mapping"]["identities"] == [{"kind": "email", "value": {"column": "mail"}}]
    assert not no_home.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("id;at\n1;01/02/2026\n", "mapping.day_or_month"),
        ("id;when\n1;2026-11-26\n", "mapping.unknown_column"),
        ("", "file.empty"),
    ],
)
def test_what_cannot_be_read_is_explained_too(no_home: Path, tmp_path: Path, content: str, code: str) -> None:
    file, mapping = tmp_path / "desk.csv", tmp_path / "m.toml"
    mapping.write_text(MAPPING)
    file.write_text(content)
    found = explained("file", str(file), "--mapping", str(mapping))
    assert found["new"] == 0
    assert found["faults"][0]["code"] == code


def test_events_need_no_mapping_and_a_bad_mapping_is_explained(no_home: Path, tmp_path: Path) -> None:
    file, mapping = tmp_path / "events.json", tmp_path / "m.toml"
    file.write_text(json.dumps([CONTACT, CONTACT | {"channel": "shoe"}]))
    found = explained("file", str(file))
    assert (found["rows"], found["new"], found["rejected"], found["mapping"]) == (2, 1, 1, None)
    for toml in ("x = " + "[" * 20_000, "x = " + "9" * 50_000, "source = 1"):
        mapping.write_text(toml)
        assert explained("file", str(file), "--mapping", str(mapping))["faults"]
