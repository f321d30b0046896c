"""A command reaches the installation that is meant, or says how; it makes none that nobody asked for."""

import os
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vocapp.cli import vocapp
from vocapp.printed_command import runnable

CALLS = [
    ["doctor"],
    ["migrate"],
    ["backup", "monday.backup"],
    ["restore", "some.backup"],
    ["release-sending", "--yes"],
    ["rollup"],
    ["users", "list"],
    ["users", "add", "ada@example.com", "--name", "Ada"],
    ["keys", "list"],
    ["units", "list"],
    ["surveys", "list"],
    ["surveys", "export", "visit"],
    ["audit", "verify"],
]


@pytest.fixture(autouse=True)
def bare_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell in an empty folder without a variable of any installation."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("VOCAPP_")]:
        monkeypatch.delenv(name)


def typed(*words: str, **variables: str) -> Result:
    """`vocapp …` as typed in that shell; what a file of settings brings is gone afterwards."""
    before = dict(os.environ)
    try:
        return CliRunner().invoke(vocapp, words, env=variables)
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_without_an_installation_a_command_makes_none_and_says_how_to_reach_one(
    tmp_path: Path, words: list[str]
) -> None:
    (tmp_path / "some.backup").touch()
    done = typed(*words)
    assert done.exit_code == 2, done.output
    assert f"There is no installation in {tmp_path / 'var'}. Set VOCAPP_HOME" in done.stderr
    assert "--env-file FILE" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["some.backup"]


@pytest.mark.parametrize(
    "words", [["--help"], ["doctor", "--settings"], ["explain", "identity", "email", "a@b.example"]]
)
def test_what_needs_no_installation_makes_none_either(tmp_path: Path, words: list[str]) -> None:
    assert typed(*words).exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_settings_is_shared_with_the_service(tmp_path: Path) -> None:
    file = tmp_path / "vocapp.env"
    file.write_text(f"VOCAPP_HOME={tmp_path / 'elsewhere'}\nVOCAPP_PORT=8123\n")
    shown = typed("--env-file", str(file), "doctor", "--settings").output
    assert str(tmp_path / "elsewhere") in shown
    away = typed("--env-file", str(file), "doctor")
    assert (away.exit_code, f"in {tmp_path / 'elsewhere'}." in away.stderr) == (2, True)
    assert f"vocapp --env-file {file} serve" in away.stderr, "as it can be typed"
    missing = typed("--env-file", "nothing.env", "doctor")
    assert (missing.exit_code, "nothing.env: the file cannot be read" in missing.stderr) == (2, True)


def test_a_setting_that_there_is_not_is_refused_with_the_one_that_is_near(tmp_path: Path) -> None:
    done = typed("doctor", VOCAPP_PROT="81")
    assert (done.exit_code, "VOCAPP_PORT meant" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"VOCAPP_HOME": "/srv/my home"}, "VOCAPP_HOME='/srv/my home' vocapp migrate"),
        ({"VOCAPP_DATABASE_URL": "postgresql://ada:secret@db/v"}, "vocapp migrate"),
        (
            {"VOCAPP_DATABASE_URL_FILE": "/etc/v/url", "VOCAPP_SECRET_FILE": "/etc/v/keys"},
            "VOCAPP_DATABASE_URL_FILE=/etc/v/url VOCAPP_SECRET_FILE=/etc/v/keys vocapp migrate",
        ),
    ],
)
def test_a_printed_command_leads_to_this_installation(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert runnable("Back it up, then run: vocapp migrate") == f"Back it up, then run: {words}"
    assert runnable("Or `vocapp migrate`.") == f"Or `{words}`."
    assert shlex.split(words)[-2:] == ["vocapp", "migrate"]
    assert runnable("vocapp is up. This is vocapp: a product") == "vocapp is up. This is vocapp: a product"
