"""The secret keys: made once, read by their owner only, rotated by adding a line."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from vocapp.settings import Settings
from vocapp.startup.keyfile import create_keyfile_once, load_keyring, write_keyfile
from vocapp.startup.readiness import NotReadyError

OLD, NEW = "k1:" + "11" * 32, "k2:" + "22" * 32


def test_an_embedded_installation_makes_its_own_key_once(settings: Settings) -> None:
    first = load_keyring(settings)
    assert load_keyring(settings) == first
    path = settings.home / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in settings.home.iterdir()] == ["secret.key"], "no draft is left behind"


def test_processes_that_start_together_share_one_key(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: load_keyring(settings), range(40)))
    assert len({ring.fingerprint() for ring in rings}) == 1


def test_a_shared_database_wants_a_shared_file(settings: Settings) -> None:
    with pytest.raises(NotReadyError, match="VOCAPP_SECRET_FILE is required"):
        load_keyring(replace(settings, database_url="postgresql://db/vocapp"))
    with pytest.raises(NotReadyError, match=r"no file .*elsewhere"):
        load_keyring(replace(settings, secret_file=str(settings.home / "elsewhere")))


def test_the_last_line_is_current_and_the_others_still_count(settings: Settings) -> None:
    (settings.home / "secret.key").write_text(f"{OLD}\n{NEW}\n")
    ring = load_keyring(settings)
    assert (ring.current, set(ring.keys)) == ("k2", {"k1", "k2"})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "at least one key"),
        ("k1:1122", "of 32 bytes or more"),
        ("k1:zz", "an id, a colon and hex digits"),
        ("naïve", "cannot be read"),
        (f"{OLD}\n{NEW.replace('k2', 'k1')}", "two keys have the id k1.* such as k2"),
        (f"{OLD}\n{NEW.replace('k2', '')}", "1 to 20 characters"),
        (f"{OLD}\n{NEW.replace('k2', 'k' * 21)}", "1 to 20 characters"),
    ],
)
def test_a_bad_file_is_reported_with_its_fault(settings: Settings, text: str, problem: str) -> None:
    (settings.home / "secret.key").write_text(text)
    with pytest.raises(NotReadyError, match=problem):
        load_keyring(settings)


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret.key"
    write_keyfile(path)
    before = path.read_text()
    with pytest.raises(FileExistsError):
        write_keyfile(path)
    create_keyfile_once(path)
    assert path.read_text() == before


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotReadyError, match="Set VOCAPP_HOME"):
        create_keyfile_once(tmp_path / "file" / "secret.key")
