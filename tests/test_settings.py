"""Settings come from the environment or from files, and a wrong one says its name, its value and the remedy."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vocapp.settings import SettingError, Settings, load, moment, sources


def test_nothing_set_is_usable() -> None:
    settings = load({})
    assert settings == Settings()
    assert settings.origin == "http://127.0.0.1:8000"


def test_values_are_read_as_what_they_are() -> None:
    settings = load(
        {
            "VOCAPP_HOME": "/srv/vocapp",
            "VOCAPP_PORT": "81",
            "VOCAPP_SMTP_DOMAIN_RATE": "0.5",
            "VOCAPP_TRUSTED_PROXIES": "10.0.0.0/8, ::1,",
            "VOCAPP_PUBLIC_URL": "https://feedback.example/",
            "VOCAPP_TEST_DATABASE_URL": "not ours",
            "PATH": "/bin",
        }
    )
    assert (settings.home, settings.port, settings.smtp_domain_rate) == (Path("/srv/vocapp"), 81, 0.5)
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")
    assert settings.origin == "https://feedback.example"


def test_any_setting_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://db/vocapp\n")
    environ = {"VOCAPP_DATABASE_URL_FILE": str(tmp_path / "url"), "VOCAPP_SECRET_FILE": "/etc/vocapp/keys"}
    settings = load(environ)
    assert settings.database_url == "postgresql://db/vocapp"
    assert settings.secret_file == "/etc/vocapp/keys", "this one is a path itself"
    assert sources(environ) == {"database_url": "VOCAPP_DATABASE_URL_FILE", "secret_file": "VOCAPP_SECRET_FILE"}


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("VOCAPP_PROT", "80", "VOCAPP_PROT is not a setting of vocapp"),
        ("VOCAPP_PORT", "eighty", "VOCAPP_PORT='eighty' is not a whole number"),
        ("VOCAPP_PORT", "", "is not a whole number"),
        ("VOCAPP_SMTP_DOMAIN_RATE", "fast", "is not a number"),
        ("VOCAPP_SMTP_PASSWORD_FILE", "/nowhere/at/all", "the file cannot be read"),
        ("VOCAPP_SMTP_PASSWORD_FILE", "/bin/sh", "the file is not UTF-8"),
        ("VOCAPP_SMTP_SECURITY", "starttsl", "'starttsl' is not starttls, tls, none or auto"),
        ("VOCAPP_EMAIL_GATEWAY", "", "'' is not smtp or outbox"),
        ("VOCAPP_INBOUND_PROTOCOL", "imap", "is not lmtp or smtp"),
        ("VOCAPP_LOG_LEVEL", "LOUD", "is not DEBUG, INFO, WARNING or ERROR"),
        ("VOCAPP_PORT", "80800", "'80800' is not a number from 0 to 65535"),
        ("VOCAPP_POOL_SIZE", "0", "is not a number from 1 to 1000"),
        ("VOCAPP_SMTP_TIMEOUT", "nan", "is not a number from 0.1 to 3600"),
        ("VOCAPP_RATE_FACTOR", "-1", "is not a number from 0 to 1000000000"),
    ],
)
def test_a_wrong_key_is_named(name: str, value: str, problem: str) -> None:
    with pytest.raises(SettingError, match=problem):
        load({name: value})


def test_a_word_may_be_written_in_capitals() -> None:
    """Who writes STARTTLS must get it: read as no word at all, it would send the password in clear."""
    settings = load({"VOCAPP_SMTP_SECURITY": "STARTTLS", "VOCAPP_LOG_LEVEL": "debug"})
    assert (settings.smtp_security, settings.log_level) == ("starttls", "DEBUG")


def test_a_setting_and_its_file_are_not_both_set(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("one")
    both = {"VOCAPP_SMTP_PASSWORD_FILE": str(tmp_path / "password"), "VOCAPP_SMTP_PASSWORD": "another"}
    with pytest.raises(SettingError, match="VOCAPP_SMTP_PASSWORD and VOCAPP_SMTP_PASSWORD_FILE are both set"):
        load(both)


def test_a_moment_needs_its_zone() -> None:
    assert moment("VOCAPP_NOW", "2026-05-03T12:00:00+02:00") == datetime(2026, 5, 3, 10, tzinfo=UTC)
    with pytest.raises(SettingError, match="has no time zone"):
        moment("VOCAPP_NOW", "2026-05-03T12:00:00")
    with pytest.raises(SettingError, match="is not an ISO time"):
        moment("VOCAPP_NOW", "tomorrow")
