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
