"""The embedded database: a PostgreSQL of our own in the home, shared by the processes that use it.

Rules:
- every user holds a shared lock for its life; starting and stopping happens behind an exclusive one, the door
- who comes first starts the server, who leaves last stops it
- the kernel lets go of a killed process's locks: its server serves on, and the next last one to leave stops it
- a server that was killed is healed by the next start
- there is no TCP: who may enter the private folder of the socket may connect, nobody else
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from vocapp.database.embedded import postmaster
from vocapp.database.embedded.binaries import Binaries, find, installed
from vocapp.database.embedded.os_user import PostgresUnavailable, owner_of
from vocapp.database.embedded.paths import Place, settle, shelter, socket_folder

__all__ = ["Cluster", "PostgresUnavailable", "create_database", "drop_database", "exists", "running", "start", "stop"]


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


@dataclass(frozen=True)
class Cluster:
    """A running embedded server. `version` is PostgreSQL's major version, `binaries` the folder with its programs."""

    data: Path
    socket: Path
    binaries: Path
    version: int

    def dsn(self, database: str = "vocapp") -> str:
        return f"postgresql:///{quote(database, safe='')}?host={quote(str(self.socket))}&port=5432&user=postgres"


def exists(home: Path) -> bool:
    """Whether the home has an embedded server's data; nothing is made."""
    # Data may lie elsewhere for root; the lock of its users is always beside the home's other files.
    return _beside(home, True, "users").exists() or (home / "postgres" / "data").exists()


@contextmanager
def running(
    home: Path, *, pg_bin: Path | None = None, durable: bool = True, log: Callable[[str], None] = _say
) -> Iterator[Cluster]:
    """Start or join the embedded server of a home, and stop it when its last user leaves.

    `pg_bin`, a folder of binaries, is preferred for new data. `durable=False` is for tests: another cluster, without
    fsync, which is removed when its last user leaves.
    Raises PostgresUnavailable.
    """
    home = _made(home)
    with _door(home, durable, log):
        seat = _lock(_beside(home, durable, "users"), fcntl.LOCK_SH)
        try:
            cluster = _start(home, pg_bin, durable, log)
        except BaseException:
            os.close(seat)
            raise
    try:
        yield cluster
    finally:
        with _door(home, durable, log):
            os.close(seat)
            _stop_if_unused(home, durable, pg_bin)


def start(
    home: Path, *, pg_bin: Path | None = None, durable: bool = True, log: Callable[[str], None] = _say
) -> Cluster:
    """Have the server running without becoming its user; a user calls it to revive a server that was killed."""
    home = _made(home)
    with _door(home, durable, log):
        return _start(home, pg_bin, durable, log)


def stop(home: Path, *, durable: bool = True, log: Callable[[str], None] = _say) -> bool:
    """Stop a server that killed processes have left behind; False, and nothing done, while somebody uses it."""
    home = _made(home)
    with _door(home, durable, log):
        return _stop_if_unused(home, durable)


def create_database(cluster: Cluster, name: str, template: str | None = None) -> None:
    """Create an empty database, or a copy of a template, to which nobody may be connected meanwhile."""
    copy = [] if template is None else [f"--template={template}"]
    _client(cluster, "createdb", *copy, name)


def drop_database(cluster: Cluster, name: str) -> None:
    """Drop a database if it exists, ending the sessions in it."""
    _client(cluster, "dropdb", "--if-exists", "--force", name)


def _client(cluster: Cluster, program: str, *arguments: str) -> None:
    where = ("-h", cluster.socket, "-p", "5432", "-U", "postgres")
    done = owner_of(cluster.data).run(cluster.binaries / program, *where, *arguments)
    if done.returncode != 0:
        raise PostgresUnavailable(done.stderr.strip())


def _start(home: Path, pg_bin: Path | None, durable: bool, log: Callable[[str], None]) -> Cluster:
    place = settle(home, durable=durable)
    if not place.folder.is_relative_to(home):
        log(f"The database lies in {place.folder}: {place.account.name}, who runs it for root, cannot reach {home}.")
    if not durable and not (place.data / "PG_VERSION").exists():
        shutil.rmtree(place.data, ignore_errors=True)  # what a killed test run left of its removal
    binaries = _binaries(place, pg_bin, durable)
    if not place.data.exists():
        postmaster.create(place, binaries, durable=durable)
    socket = postmaster.start(place, binaries, durable=durable)
    return Cluster(place.data, socket, binaries.folder, binaries.version)


def _binaries(place: Place, pg_bin: Path | None, durable: bool) -> Binaries:
    return find(installed(pg_bin), _written_by(place.data), place.account, shelter(durable=durable))


def _written_by(data: Path) -> int | None:
    """The major version that made the data; None where there are none yet."""
    if not data.exists():
        return None
    try:
        return int((data / "PG_VERSION").read_text())
    except (FileNotFoundError, ValueError) as error:
        raise PostgresUnavailable(
            f"{data} is not a PostgreSQL data folder ({error}). Move it away, and `vocapp restore` a backup."
        ) from error


def _stop_if_unused(home: Path, durable: bool, pg_bin: Path | None = None) -> bool:
    try:
        alone = _lock(_beside(home, durable, "users"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    try:
        place = settle(home, durable=durable)
        if postmaster.living(place) is not None:
            postmaster.stop(place, _binaries(place, pg_bin, durable), durable=durable)
        if not durable:
            shutil.rmtree(socket_folder(place), ignore_errors=True)
            shutil.rmtree(place.folder, ignore_errors=True)
    finally:
        os.close(alone)
    return True


@contextmanager
def _door(home: Path, durable: bool, log: Callable[[str], None]) -> Iterator[None]:
    path = _beside(home, durable, "lock")
    try:
        door = _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        log("Waiting for another process that is starting or stopping the database.")
        door = _lock(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(door)


def _lock(path: Path, kind: int) -> int:
    """Lock a file; closing the descriptor unlocks it, once no forked child holds it too."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise PostgresUnavailable(f"{path} cannot be opened ({error.strerror}). Set VOCAPP_HOME.") from error
    try:
        if os.geteuid() == 0 and os.fstat(descriptor).st_uid == 0:
            home = path.parent.stat()
            os.fchown(descriptor, home.st_uid, home.st_gid)
        fcntl.flock(descriptor, kind)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _beside(home: Path, durable: bool, what: str) -> Path:
    return home / f"postgres{'' if durable else '-throwaway'}.{what}"


def _made(home: Path) -> Path:
    home = home.resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PostgresUnavailable(f"{home} cannot be made ({error.strerror}). Set VOCAPP_HOME.") from error
    return home
