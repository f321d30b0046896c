"""An embedded server lives as long as somebody uses it, whoever is killed meanwhile."""

import asyncio
import fcntl
import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from tests.homes import another_user, ask, folder_of, identity, leave, place
from vocapp.database.embedded import postmaster
from vocapp.database.embedded.binaries import Binaries
from vocapp.database.embedded.os_user import Account, caller
from vocapp.database.embedded.postmaster import living
from vocapp.database.embedded.server import (
    Cluster,
    PostgresUnavailable,
    create_database,
    drop_database,
    running,
    start,
    stop,
)


@pytest.fixture(scope="module")
def desk() -> Iterator[Path]:
    """A home with durable data, stopped between the tests."""
    with folder_of(caller()) as folder:
        yield folder
        assert stop(folder)


def send_server(home: Path, number: signal.Signals) -> None:
    server = living(place(home))
    assert server is not None
    os.kill(server.pid, number)


def test_data_survive_a_restart_and_nobody_listens_on_the_network(desk: Path) -> None:
    with running(desk) as cluster:
        assert ask(cluster, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('yes') RETURNING word") == "yes"
        assert ask(cluster, "SHOW listen_addresses") == ""
        assert ask(cluster, "SHOW fsync") == "on"
        assert ask(cluster, "SHOW data_checksums") == "on"
        assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
        server = living(place(desk))
        assert server is not None
        assert cluster.data.stat().st_uid == place(desk).account.uid != 0
        assert not network_sockets(server.pid, place(desk).account)
    assert living(place(desk)) is None
    with running(desk) as cluster:
        assert ask(cluster, "SELECT word FROM kept") == "yes"


def network_sockets(pid: int, account: Account) -> set[str]:
    """The TCP sockets among the open files of a process, as Linux lists them to its account."""
    opened = set(account.run("/bin/ls", "-l", f"/proc/{pid}/fd").stdout.split())
    assert any(file.startswith("socket:") for file in opened)
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    return opened & {f"socket:[{line.split()[9]}]" for table in tables for line in table}


def test_two_processes_share_the_server_and_the_last_to_leave_stops_it(desk: Path) -> None:
    with running(desk) as mine:
        with another_user(desk) as colleague:
            with running(desk) as again:
                assert again == mine
            assert not stop(desk)
            leave(colleague)
        assert ask(mine, "SELECT 1") == 1
        with another_user(desk) as colleague:
            pass
    assert living(place(desk)) is None


def test_the_process_that_started_the_server_may_end_first(desk: Path) -> None:
    with another_user(desk) as colleague:
        with running(desk) as cluster:
            leave(colleague)
            assert ask(cluster, "SELECT 1") == 1
        assert living(place(desk)) is None


def test_a_killed_user_takes_nobody_with_it_and_leaves_no_server_for_ever(desk: Path) -> None:
    with another_user(desk) as colleague:
        colleague.kill()
        colleague.wait()
    before = living(place(desk))
    assert before is not None
    with running(desk) as cluster:
        assert living(place(desk)) == before
        assert ask(cluster, "SELECT 1") == 1
    assert living(place(desk)) is None


async def insert_until_killed(dsn: str, rows: range, acknowledged: list[int], enough: asyncio.Event) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for row in rows:
            await connection.execute("INSERT INTO heard VALUES ($1)", row)
            acknowledged.append(row)
            if len(acknowledged) == 200:
                enough.set()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        connection.terminate()


def test_a_killed_server_is_revived_with_every_acknowledged_row(desk: Path) -> None:
    acknowledged: list[int] = []

    async def crowd(dsn: str) -> None:
        enough = asyncio.Event()
        writers = [insert_until_killed(dsn, range(i, 1_000_000, 4), acknowledged, enough) for i in range(4)]
        crowd = asyncio.gather(*writers)
        await enough.wait()
        send_server(desk, signal.SIGKILL)
        await crowd

    with running(desk) as cluster:
        ask(cluster, "CREATE TABLE heard (number int)")
        asyncio.run(crowd(cluster.dsn()))
        assert start(desk) == cluster
        found = ask(cluster, "SELECT array_agg(number) FROM heard")
        assert set(acknowledged) <= set(found)
        assert len(found) == len(set(found)) <= len(acknowledged) + 4


@contextmanager
def left_behind(what: str, account: Account) -> Iterator[int]:
    """A pid that once may have been the server's."""
    if what == "the first program":
        yield 1
        return
    with subprocess.Popen(["sleep", "60"], **identity(account)) as program:
        if what == "a zombie":
            program.kill()
            os.waitid(os.P_PID, program.pid, os.WEXITED | os.WNOWAIT)
        if what == "nothing":
            program.kill()
            program.wait()
        yield program.pid
        assert what != "another program" or program.poll() is None
        program.kill()


@pytest.mark.parametrize("what", ["another program", "a zombie", "nothing", "the first program"])
def test_a_pid_left_behind_is_no_server(desk: Path, what: str) -> None:
    with running(desk) as cluster:
        send_server(desk, signal.SIGKILL)
    server = place(desk)
    with left_behind(what, server.account) as pid:
        for file in (server.data / "postmaster.pid", cluster.socket / ".s.PGSQL.5432.lock"):
            lines = file.read_text().splitlines()
            file.write_text("\n".join([str(pid), *lines[1:], ""]))
        assert living(server) is None
        with running(desk) as cluster:
            assert ask(cluster, "SELECT 1") == 1


def test_a_session_that_outlives_its_killed_server_keeps_a_second_one_away(desk: Path) -> None:
    async def orphan(cluster: Cluster) -> None:
        connection = await asyncpg.connect(cluster.dsn())
        session = await connection.fetchval("SELECT pg_backend_pid()")
        os.kill(session, signal.SIGSTOP)
        try:
            send_server(desk, signal.SIGKILL)
            with pytest.raises(PostgresUnavailable, match="end them"):
                binaries = Binaries(cluster.binaries, cluster.version)
                postmaster.start(place(desk), binaries, durable=True, patience=1)
        finally:
            os.kill(session, signal.SIGKILL)
            connection.terminate()

    with running(desk) as cluster:
        asyncio.run(orphan(cluster))
        assert start(desk) == cluster
        assert ask(cluster, "SELECT 1") == 1


def test_a_server_that_hangs_is_reported_and_left_alone(desk: Path) -> None:
    with running(desk) as cluster:
        binaries = Binaries(cluster.binaries, cluster.version)
        send_server(desk, signal.SIGSTOP)
        try:
            with pytest.raises(PostgresUnavailable, match="does not answer"):
                postmaster.start(place(desk), binaries, durable=True, patience=1)
            with pytest.raises(PostgresUnavailable, match="did not stop"):
                postmaster.stop(place(desk), binaries, durable=True, patience=1)
        finally:
            send_server(desk, signal.SIGCONT)
    assert living(place(desk)) is None


def test_a_server_that_cannot_start_reports_the_reason(desk: Path) -> None:
    start(desk)
    assert stop(desk)
    file = place(desk).data / "postgresql.conf"
    good = file.read_text()
    file.write_text(good + "nonsense = on\n")
    with pytest.raises(PostgresUnavailable, match="nonsense"), running(desk):
        pass
    file.write_text(good)
    with running(desk) as cluster:
        assert ask(cluster, "SELECT 1") == 1


def test_the_log_quotes_no_personal_data(desk: Path) -> None:
    with running(desk) as cluster:
        ask(cluster, "CREATE TABLE person (mail text UNIQUE)", "INSERT INTO person VALUES ('bea@example.org')")
        with pytest.raises(asyncpg.UniqueViolationError):
            ask(cluster, "INSERT INTO person VALUES ('bea@example.org')")
    logs = "".join(file.read_text() for file in (place(desk).folder / "log").iterdir())
    assert "duplicate key" in logs
    assert "bea@" not in logs


def test_databases_are_copied_from_a_template_and_dropped_under_their_users(desk: Path) -> None:
    with running(desk) as cluster:
        create_database(cluster, "template of bea")
        ask(cluster, "CREATE TABLE word (word text)", database="template of bea")
        create_database(cluster, "copy/1", template="template of bea")
        assert ask(cluster, "SELECT count(*) FROM word", database="copy/1") == 0
        with pytest.raises(PostgresUnavailable, match="already exists"):
            create_database(cluster, "copy/1")
        for name in ("copy/1", "template of bea", "template of bea"):
            drop_database(cluster, name)
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            ask(cluster, "SELECT 1", database="copy/1")


def test_a_second_process_waits_for_the_server_and_logs_it(desk: Path) -> None:
    door = os.open(desk / "postgres.lock", os.O_RDWR)
    fcntl.flock(door, fcntl.LOCK_EX)
    said = []

    def open_the_door(line: str) -> None:
        said.append(line)
        os.close(door)

    with running(desk, log=open_the_door) as cluster:
        assert ask(cluster, "SELECT 1") == 1
    assert said == ["Waiting for another process that is starting or stopping the database."]


def test_a_server_that_lost_its_socket_is_started_again(desk: Path) -> None:
    with running(desk) as cluster:
        (cluster.socket / ".s.PGSQL.5432").unlink()
        start(desk)
        assert ask(cluster, "SELECT 'there'") == "there"
