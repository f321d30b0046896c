"""One PostgreSQL server as a process: create, start, check and stop it."""

import os
import shlex
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vocapp.database.embedded.binaries import Binaries
from vocapp.database.embedded.os_user import Account, PostgresUnavailable
from vocapp.database.embedded.paths import Place, socket_folder

PATIENCE = 120  # seconds for a start with recovery, or for a stop
_INITDB = (
    *("--username=postgres", "--auth-local=trust", "--auth-host=reject"),
    *("--locale=C.UTF-8", "--encoding=UTF8", "--data-checksums"),
)
_CONFIGURATION = """
# vocapp's choice; change it here, or with ALTER SYSTEM, and restart.
max_connections = 100
shared_buffers = 128MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = '../log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
# A failed statement and its detail quote personal data.
log_error_verbosity = terse
log_min_error_statement = panic
"""
_SHUT_IN = {"listen_addresses": "", "unix_socket_permissions": "0700", "port": "5432"}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postmaster:
    """A living server; `socket` is None until it has opened one."""

    pid: int
    socket: Path | None


def living(place: Place) -> Postmaster | None:
    """The server of these data, if it lives: a pid alone may name a zombie, or any process since the last boot."""
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
        pid = abs(int(lines[0]))  # negative: a server in single-user mode
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if not _works_in(pid, place.data, place.account):
        return None
    return Postmaster(pid, Path(lines[4]) if len(lines) > 4 and lines[4] else None)


def answers(place: Place, binaries: Binaries, socket: Path) -> bool:
    asked = place.account.run(
        binaries.folder / "pg_isready", "-q", "-t", "1", "-h", socket, "-p", "5432", "-d", "postgres"
    )
    return asked.returncode == 0


def create(place: Place, binaries: Binaries, *, durable: bool) -> None:
    """Make the data folder and its database `vocapp`; it appears under its name only when it is whole."""
    partial = place.folder / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    hasty = () if durable else ("--no-sync",)
    _must(place, binaries.folder / "initdb", "-D", partial.name, *_INITDB, *hasty)
    # By the server's user, since root must not follow what lies in another's folder.
    _must(place, Path("/bin/sh"), "-c", f"cat >> {partial.name}/postgresql.conf", said=_CONFIGURATION)
    hasty = () if durable else ("-F",)
    single = ("--single", *hasty, "-D", partial.name, "postgres")
    _must(place, binaries.folder / "postgres", *single, said="CREATE DATABASE vocapp\n")
    partial.rename(place.data)


def start(place: Place, binaries: Binaries, *, durable: bool, patience: int = PATIENCE) -> Path:
    """Have the server answering, whatever state it was left in; returns its socket's folder."""
    until = time.monotonic() + patience
    complaint = "It may still be recovering: try again."
    failures = 0
    while time.monotonic() < until and failures < 3:  # one may be a kill while it started
        server = living(place)
        if server is None:
            said = _launch(place, binaries, durable=durable)
            if "pre-existing shared memory block" in said:
                complaint = "Sessions of a killed server are still working in its data: end them, and try again."
            elif said:
                complaint, failures = f"It says: {said}.", failures + 1
        elif server.socket is not None and not (server.socket / ".s.PGSQL.5432").exists():
            # Deleted data take their server a minute to notice; it then removes the socket that bears its name.
            stop(place, binaries, durable=durable)
        elif server.socket is not None and answers(place, binaries, server.socket):
            return server.socket
        time.sleep(0.02)
    raise PostgresUnavailable(
        f"PostgreSQL in {place.data} does not answer. {complaint} Its log is {place.folder / 'log'}."
    )


def stop(place: Place, binaries: Binaries, *, durable: bool, patience: int = PATIENCE) -> None:
    """Stop a living server: its sessions are ended, its transactions rolled back."""
    mode = "fast" if durable else "immediate"
    command = (binaries.folder / "pg_ctl", "stop", "-D", "data", "-m", mode, "-s", "-w", "-t", str(patience))
    stopped = place.account.run(*command, cwd=place.folder, quiet=True)
    if stopped.returncode != 0 and living(place) is not None:
        raise PostgresUnavailable(
            f"PostgreSQL in {place.data} did not stop within {patience} s. Its log is {place.folder / 'log'}."
        )


def _launch(place: Place, binaries: Binaries, *, durable: bool) -> str:
    """Start the server; what it said if it did not start."""
    socket = socket_folder(place)
    _forget_the_dead(place.data / "postmaster.pid", socket / ".s.PGSQL.5432.lock")
    report = place.folder / "start.log"
    report.unlink(missing_ok=True)
    settings = _SHUT_IN | {"unix_socket_directories": str(socket)} | ({} if durable else _FORGETFUL)
    options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
    # Relative paths, since pg_ctl hands its own to a shell in double quotes.
    command = (binaries.folder / "pg_ctl", "start", "-D", "data", "-l", report.name, "-o", options)
    waiting = ("-s", "-w", "-t", str(PATIENCE))
    started = place.account.run(*command, *waiting, cwd=place.folder, quiet=True)
    if started.returncode == 0 or living(place) is not None:
        return ""
    return place.account.run("/bin/cat", report).stdout.strip()[-1000:] or "nothing"


def _forget_the_dead(*locks: Path) -> None:
    """Remove locks whose pid is taken, by a zombie or another program; PostgreSQL judges the others better itself."""
    for lock in locks:
        with suppress(FileNotFoundError, IndexError, ValueError):
            if _exists(abs(int(lock.read_text().split()[0]))):
                lock.unlink()


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _works_in(pid: int, data: Path, account: Account) -> bool:
    """Whether a process works in the data folder: a server does all its life, a zombie nowhere."""
    if not Path("/proc/self/cwd").exists():
        return _exists(pid)
    place = Path(f"/proc/{pid}/cwd")
    try:
        return place.samefile(data)
    except FileNotFoundError:
        return False
    except PermissionError:  # another user's, unless root lacks CAP_SYS_PTRACE, as in most containers
        return account.run("/bin/sh", "-c", '[ "$1" -ef "$2" ]', "sh", place, data).returncode == 0


def _must(place: Place, program: Path, *arguments: str, said: str | None = None) -> None:
    done = place.account.run(program, *arguments, cwd=place.folder, said=said)
    if done.returncode != 0:
        raise PostgresUnavailable(f"{program} failed in {place.folder}: {done.stderr.strip()[-1000:]}")
