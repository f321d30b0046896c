"""Nadia publishes her files from the terminal, and gets them back."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vocapp.catalogue.definition_files import SURVEYS
from vocapp.catalogue.survey_commands import surveys

pytestmark = pytest.mark.committed


class Terminal:
    """A terminal at one installation."""

    def __init__(self, dsn: str, home: Path) -> None:
        secret = home / "secret.key"
        secret.write_text(f"k1:{'ab' * 32}\n", encoding="ascii")
        self.env = {"VOCAPP_DATABASE_URL": dsn, "VOCAPP_SECRET_FILE": str(secret)}

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(surveys, words, env=self.env)

    def says(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.output

    def refuses(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 2, result.output
        return result.output


@pytest.fixture
def terminal(own_database: str, tmp_path: Path) -> Terminal:
    return Terminal(own_database, tmp_path)


def test_everything_is_published_once_listed_and_given_back(terminal: Terminal) -> None:
    lines = terminal.says("publish", "--all").splitlines()
    assert "survey post_contact@1: new" in lines
    assert "company company: new" in lines
    assert "programme sales_won@1: new" in lines
    again = terminal.says("publish", str(SURVEYS), str(SURVEYS / "billing.toml")).splitlines()
    assert {line.rpartition(": ")[2] for line in again} == {"unchanged"}
    listed = terminal.says("list")
    assert "survey     billing@1*" in listed
    assert "brand      brightmoor@1* Brightmoor" in listed
    text = (SURVEYS / "programmes" / "billing.toml").read_text(encoding="utf-8")
    assert terminal.says("export", "billing", "--kind", "programme") == text


def test_a_definition_that_cannot_be_published_is_reported_and_changes_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("id = 1", encoding="utf-8")
    assert "broken.toml: $" in terminal.refuses("publish", str(SURVEYS / "billing.toml"), str(broken))
    assert "'billing', which is not published" in terminal.refuses(
        "publish", str(SURVEYS / "programmes" / "billing.toml")
    )
    assert terminal.says("list") == ""
    assert "SLUG@VERSION" in terminal.refuses("export", "billing")
    assert "Name the files" in terminal.refuses("publish")
