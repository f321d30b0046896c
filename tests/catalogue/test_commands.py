"""Nadia publishes her files from the terminal, and gets them back."""

from pathlib import Path

import pytest

from tests.terminal import Terminal
from vocapp.catalogue.definition_files import SURVEYS

pytestmark = pytest.mark.committed


def test_everything_is_published_once_listed_and_given_back(terminal: Terminal) -> None:
    lines = terminal.says("surveys", "publish", "--all").splitlines()
    assert "survey post_contact@1: new" in lines
    assert "company company: new" in lines
    assert "programme sales_won@1: new" in lines
    again = terminal.says("surveys", "publish", str(SURVEYS), str(SURVEYS / "billing.toml")).splitlines()
    assert {line.rpartition(": ")[2] for line in again} == {"unchanged"}
    listed = terminal.says("surveys", "list")
    assert "survey     billing@1*" in listed
    assert "brand      brightmoor@1* Brightmoor" in listed
    text = (SURVEYS / "programmes" / "billing.toml").read_text(encoding="utf-8")
    assert terminal.says("surveys", "export", "billing", "--kind", "programme") == text


def test_a_definition_that_cannot_be_published_is_reported_and_changes_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("id = 1", encoding="utf-8")
    assert "broken.toml: $" in terminal.refuses("surveys", "publish", str(SURVEYS / "billing.toml"), str(broken))
    assert "'billing', which is not published" in terminal.refuses(
        "surveys", "publish", str(SURVEYS / "programmes" / "billing.toml")
    )
    assert terminal.says("surveys", "list") == ""
    assert "SLUG@VERSION" in terminal.refuses("surveys", "export", "billing")
    assert "Name the files" in terminal.refuses("surveys", "publish")
