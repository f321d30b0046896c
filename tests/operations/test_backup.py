"""A backup is whole, a restored copy is the same and writes to nobody until it is released."""

import os
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import pytest
from click.testing import CliRunner

from tests.conftest import _create, _drop
from vocapp import clock
from vocapp.cli import vocapp
from vocapp.database import DB, new_id
from vocapp.database.instance_facts import Fact, get_fact, sending_is_held, set_fact
from vocapp.messages.message_queue import NewMessage, enqueue_message
from vocapp.operations import backup, release_sending
from vocapp.settings import environment_of_programs
from vocapp.startup.readiness import NotReadyError

pytestmark = pytest.mark.committed


async def _empty(server: str) -> AsyncIterator[str]:
    name = f"vocapp_copy_{uuid4().hex[:8]}"
    yield await _create(server, name)
    await _drop(server, name)


empty = pytest.fixture(_empty, name="empty")  # the DSN of an empty database
second = pytest.fixture(_empty, name="second")  # and that of another


async def version() -> int:
    found: int = await DB.fetch_value("SELECT current_setting('server_version_num')::int / 10000")
    return found


async def letter(hours: int) -> UUID:
    due = clock.now() + timedelta(hours=hours)
    made = await enqueue_message(
        NewMessage(kind="invitation", subject_id=new_id(), customer_id=None, address="ada@example.com", due_at=due)
    )
    assert made is not None
    return made


async def contents(dsn: str) -> list[tuple[str, str]]:
    """Every row of every table, as text."""
    connection = await asyncpg.connect(dsn)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [row["tablename"] for row in tables]
        return sorted([(n, r[0]) for n in names for r in await connection.fetch(f'SELECT t::text FROM "{n}" t')])
    finally:
        await connection.close()


async def test_a_copy_is_the_same_and_is_held(own_database: str, empty: str, tmp_path: Path) -> None:
    await letter(-1)
    file = tmp_path / "monday.backup"
    assert backup.backup(own_database, await version(), file) == file.stat().st_size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["monday.backup"]  # noqa: PTH208
    backup.restore(empty, await version(), file, release=False)
    held = ("instance", '("sending held","restored from a backup")')
    assert await contents(empty) == sorted([*await contents(own_database), held])
    async with DB.reopened(empty, size=2):
        assert await sending_is_held()


async def test_a_copy_of_a_held_copy_may_be_released_at_once(own_database: str, empty: str, tmp_path: Path) -> None:
    await set_fact(Fact.SENDING_HELD, "restored from a backup")
    backup.backup(own_database, await version(), tmp_path / "b")
    backup.restore(empty, await version(), tmp_path / "b", release=True)
    async with DB.reopened(empty, size=2):
        assert await get_fact(Fact.SENDING_HELD) is None
        assert await get_fact(Fact.PURPOSE) == "test"


async def test_a_backup_never_replaces_a_file(own_database: str, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("of last week")
    with pytest.raises(FileExistsError):
        backup.backup(own_database, await version(), tmp_path / "b")
    assert (tmp_path / "b").read_text() == "of last week"


@pytest.mark.parametrize("keep", [0, 100, 5000])
async def test_half_a_backup_restores_nothing(own_database: str, empty: str, tmp_path: Path, keep: int) -> None:
    file = tmp_path / "b"
    backup.backup(own_database, await version(), file)
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(NotReadyError, match="nothing was changed"):
        backup.restore(empty, await version(), file, release=False)
    assert await contents(empty) == []


async def test_a_backup_is_not_restored_into_a_used_database(own_database: str, tmp_path: Path) -> None:
    backup.backup(own_database, await version(), tmp_path / "b")
    before = await contents(own_database)
    with pytest.raises(NotReadyError, match="already exists"):
        backup.restore(own_database, await version(), tmp_path / "b", release=False)
    assert await contents(own_database) == before


async def test_programs_that_are_too_old_are_not_used() -> None:
    with pytest.raises(NotReadyError, match="apt install postgresql-client-99"):
        backup.client_programs(99)


def test_a_password_is_not_shown_to_the_whole_machine() -> None:
    with backup._without_password("postgresql://ada:p%3Ass@db:5432/vocapp?sslmode=require") as address:
        assert "p%3Ass" not in address
        parts = urlsplit(address)
        assert (parts.username, parts.hostname, parts.port) == ("ada", "db", 5432)
        file = Path(parts.query.removeprefix("sslmode=require&passfile=").replace("%2F", "/"))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text() == "*:*:*:*:p\\:ss\n"
    assert not file.exists()


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("postgresql://ada:right@db/vocapp", "right"),
        ("postgresql://ada@db/vocapp?password=right&sslmode=require", "right"),
        ("postgresql://ada@db/vocapp", "of the shell"),
    ],
)
def test_the_password_of_the_url_counts_before_the_shells(monkeypatch: pytest.MonkeyPatch, url: str, kept: str) -> None:
    monkeypatch.setenv("PGPASSWORD", "of the shell")
    with backup._without_password(url) as address:
        assert "right" not in address
        file = Path(address.partition("passfile=")[2].replace("%2F", "/"))
        assert file.read_text() == f"*:*:*:*:{kept}\n"
    assert "PGPASSWORD" not in environment_of_programs()


async def test_releasing_revokes_what_the_original_may_have_sent(own_database: str) -> None:
    await set_fact(Fact.SENDING_HELD, "restored from a backup")
    old, new = await letter(-1), await letter(+1)
    assert await release_sending.count_due() == 1
    assert await release_sending.release() == 1
    states = {row["id"]: row["state"] for row in await DB.fetch("SELECT id, state FROM message")}
    assert states == {old: "revoked", new: "queued"}
    assert await DB.fetch_value("SELECT array_agg(subject_id) FROM due") == [new]
    assert not await sending_is_held()
    assert await release_sending.release() is None


async def test_releasing_may_send_what_was_due(own_database: str) -> None:
    await set_fact(Fact.SENDING_HELD, "restored from a backup")
    await letter(-1)
    assert await release_sending.release(send_due=True) == 0
    assert await DB.fetch_value("SELECT state FROM message") == "queued"


def output_of(*arguments: str, database_url: str = "", code: int = 0) -> str:
    """What `vocapp …` says."""
    done = CliRunner().invoke(vocapp, arguments, env={"VOCAPP_DATABASE_URL": database_url})
    if isinstance(done.exception, NotReadyError):
        assert code == 2
        return str(done.exception)
    assert done.exit_code == code, done.exception
    return done.output


def test_a_key_file_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    assert f"VOCAPP_SECRET_FILE={path}" in output_of("keyfile", str(path))
    assert "must not be overwritten" in output_of("keyfile", str(path), code=2)
    assert "cannot be written" in output_of("keyfile", str(path / "below"), code=2)


def test_a_database_is_migrated_copied_and_released_by_command(empty: str, second: str, tmp_path: Path) -> None:
    file = str(tmp_path / "monday.backup")
    assert "there is nothing to back up" in output_of("backup", file, code=2, database_url=empty)
    assert not Path(file).exists()
    assert "migrated: 0001_the_spine" in output_of("migrate", database_url=empty)
    assert "up to date" in output_of("migrate", database_url=empty)
    assert f"Wrote {file}" in output_of("backup", file, database_url=empty)
    assert "cannot be written: the file exists" in output_of("backup", file, code=2, database_url=empty)
    assert "not empty" in output_of("restore", file, code=2, database_url=empty)
    said = output_of("restore", file, database_url=second)
    assert "Sending is held" in said
    assert "Copy the original's key file to" in said
    assert "Revoked 0 messages" in output_of("release-sending", "--yes", database_url=second)
    assert "Sending was not held" in output_of("release-sending", "--yes", database_url=second)
