"""The doctor looks at an installation as far as it can, and says what to do about what it finds."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.rows import insert
from vocapp.cli import vocapp
from vocapp.database import DB, new_id
from vocapp.database.instance_facts import Fact, set_fact
from vocapp.database.jobs import enqueue
from vocapp.feature import CheckResult, Registry
from vocapp.operations.doctor import format_finding, format_settings, run_checks
from vocapp.operations.doctor_checks import (
    check_database,
    check_key_file,
    check_mail,
    check_settings,
    check_skew,
    check_work,
)
from vocapp.settings import SettingError, Settings, load, sources
from vocapp.startup.keyfile import key_path, write_keyfile


def levels(found: Sequence[CheckResult]) -> dict[str, str]:
    return {finding.subject: finding.level for finding in found}


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("", "warning"),
        ("https://feedback.example", "ok"),
        ("http://feedback.example", "error"),
        ("http://127.0.0.1:8000", "ok"),
        ("http://localhost", "ok"),
        ("feedback.example", "error"),
        ("https://feedback.example/surveys", "error"),
        ("ftp://feedback.example", "error"),
    ],
)
def test_links_lead_to_where_customers_can_follow(settings: Settings, url: str, level: str) -> None:
    assert levels(check_settings(replace(settings, public_url=url)))["public URL"] == level


def test_behind_a_proxy_clients_are_distinguished(settings: Settings) -> None:
    assert levels(check_settings(settings))["proxies"] == "warning"
    assert "proxies" not in levels(check_settings(replace(settings, trusted_proxies=("10.0.0.0/8",))))
    with pytest.raises(SettingError, match="VOCAPP_TRUSTED_PROXIES"):
        check_settings(replace(settings, trusted_proxies=("the proxy",)))


def test_a_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_keyfile(tmp_path / "keys")
    assert check_key_file(tmp_path / "keys").level == "ok"
    (tmp_path / "keys").chmod(0o640)
    assert check_key_file(tmp_path / "keys").remedy == f"run: chmod 600 {tmp_path / 'keys'}"


async def test_a_database_in_order(database: str, settings: Settings) -> None:
    assert set(levels(await check_database(settings)).values()) == {"ok"}


async def test_a_database_that_is_behind_or_too_small(database: str, settings: Settings) -> None:
    await DB.execute("DELETE FROM migration")
    found = levels(await check_database(replace(settings, pool_size=5000)))
    assert (found["migrations"], found["connections"]) == ("error", "error")


def test_the_doctor_reports_a_clock_that_differs() -> None:
    assert [check_skew(seconds).level for seconds in (0.0, 2.0, 2.1)] == ["ok", "ok", "error"]


async def test_the_doctor_reports_stuck_jobs_and_messages(database: str, registry: Registry) -> None:
    assert levels(await check_work(registry)) == {"work": "ok"}
    await enqueue("letters", new_id())
    await DB.execute("UPDATE due SET quarantined_at = now()")
    await set_fact(Fact.SENDING_HELD, "restored")
    await insert("message", subject_id=new_id(), state="uncertain")
    assert set(levels(await check_work(registry))) == {"stage letters", "messages", "sending"}


async def test_the_doctor_reports_that_mail_is_not_delivered(settings: Settings) -> None:
    (found,) = await check_mail(settings)
    assert "is not delivered" in found.text


async def test_the_doctor_checks_the_mail_domain_of_each_brand(database: str, settings: Settings) -> None:
    asked: list[str] = []

    async def ask(name: str, kind: str) -> Sequence[str]:
        asked.append(name)
        return []

    await check_mail(replace(settings, email_gateway="smtp"), ask)
    assert asked == [], "no brand is published"


@pytest.mark.committed
async def test_the_whole_of_an_installation(own_database: str, settings: Settings, tmp_path: Path) -> None:
    there = replace(settings, database_url=own_database, secret_file=str(tmp_path / "keys"))
    assert [g[0].level for g in [group async for group in run_checks(there)]][-1] == "error", "no key file"
    write_keyfile(key_path(there))
    found = levels([finding async for group in run_checks(there) for finding in group])
    assert found["key file"] == "ok"
    assert found["migrations"] == "ok"
    assert "staff" in found
    await set_fact(Fact.FINGERPRINT, "of another key")
    assert levels([finding async for group in run_checks(there) for finding in group])["key file"] == "error"
    await DB.execute("DELETE FROM migration")
    assert "staff" not in levels([finding async for group in run_checks(there) for finding in group])
    away = replace(there, database_url="postgresql://127.0.0.1:1/vocapp")
    assert levels([finding async for group in run_checks(away) for finding in group])["database"] == "error"


def test_a_doctor_finding_is_a_line_with_its_remedy_below() -> None:
    assert format_finding(CheckResult("ok", "clock", "fine")) == "ok      clock: fine"
    assert format_finding(CheckResult("error", "key file", "open", "close it")).splitlines()[1] == "        → close it"


def test_settings_are_listed_with_their_source_and_without_secrets(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2\n")
    environ = {"VOCAPP_PORT": "81", "VOCAPP_SMTP_PASSWORD_FILE": str(tmp_path / "password"), "HOME": "/root"}
    settings = load(environ)
    assert settings.smtp_password == "hunter2"
    lines = {line.split()[0]: line for line in format_settings(settings, sources(environ))}
    assert lines["VOCAPP_PORT"].split() == ["VOCAPP_PORT", "81", "VOCAPP_PORT"]
    assert lines["VOCAPP_SMTP_PASSWORD"].endswith("VOCAPP_SMTP_PASSWORD_FILE")
    assert not any("hunter2" in line for line in lines.values())
    assert lines["VOCAPP_HOST"].endswith("default")


def test_the_exit_code_reports_errors(server: str, tmp_path: Path) -> None:
    url = {"VOCAPP_DATABASE_URL": "postgresql://127.0.0.1:1/vocapp", "VOCAPP_SECRET_FILE": str(tmp_path / "keys")}
    done = CliRunner().invoke(vocapp, ["doctor"], env=url)
    assert done.exit_code == 1
    assert "Follow the remedies" in done.output
    listed = CliRunner().invoke(vocapp, ["doctor", "--settings"], env=url)
    assert (listed.exit_code, "(set, not shown)" in listed.output) == (0, True)
