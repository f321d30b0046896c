"""Backup and restore of the database with PostgreSQL's own programs, which come with the embedded server.

A restored copy must not write to customers while the original still does. The transaction that restores it therefore
also holds all sending until an operator releases it.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from vocapp.database.embedded.binaries import installed
from vocapp.database.instance_facts import Fact
from vocapp.settings import environment_of_programs, password_of_shell
from vocapp.startup.readiness import NotReadyError

Command = Sequence[str | Path]

DUMP_OPTIONS = ("--format=custom", "--no-owner", "--no-privileges")
PSQL_OPTIONS = ("-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-o", os.devnull)
RESTORE_OPTIONS = ("--no-owner", "--no-privileges", "--file=-")
# Programs of version 17 and later begin every script with this setting; a server of 16 or earlier refuses it.
HEAD_BYTES, UNKNOWN_TO_OLDER = 8192, b"SET transaction_timeout = 0;\n"
HOLD = f"""
INSERT INTO public.instance (name, value) VALUES ('{Fact.SENDING_HELD}', 'restored from a backup')
ON CONFLICT (name) DO NOTHING;
"""  # noqa: S608
RELEASE = f"DELETE FROM public.instance WHERE name = '{Fact.SENDING_HELD}';\n"  # noqa: S608


def backup(dsn: str, server: int, target: Path) -> int:
    """Writes the database at `dsn` to `target`, all or nothing, readable by its owner only. Returns its size in bytes.

    `server` is the server's major version. FileExistsError if `target` exists.
    """
    if target.exists():
        raise FileExistsError(target)
    programs = client_programs(server)
    with _temporary_file(target) as draft, _without_password(dsn) as address:
        _run([programs / "pg_dump", *DUMP_OPTIONS, f"--file={draft}", f"--dbname={address}"])
        _run([programs / "pg_restore", "--list", draft])  # fails if the file cannot be read back
        draft.chmod(0o600)
        os.link(draft, target)
        return draft.stat().st_size


def restore(dsn: str, server: int, source: Path, *, release: bool) -> None:
    """Reads `source` into the empty database at `dsn`, in one transaction. Sending is held unless `release`."""
    programs = client_programs(server)
    read: list[str | Path] = [programs / "pg_restore", *RESTORE_OPTIONS, source]
    with _without_password(dsn) as address, tempfile.TemporaryFile() as output:
        write: list[str | Path] = [programs / "psql", *PSQL_OPTIONS, "-d", address]
        if not _pipe(read, write, RELEASE if release else HOLD, output):
            output.seek(0)
            problem = _last_line(output.read().decode(errors="replace"))
            raise NotReadyError(f"{source} could not be restored; nothing was changed. PostgreSQL reports: {problem}")


def _pipe(read: Command, write: Command, last: str, output: IO[bytes]) -> bool:
    """Pipes `read` into `write`, followed by the SQL `last`. If `read` fails, `write` is killed and commits nothing."""
    reading = subprocess.Popen(read, stdout=subprocess.PIPE, stderr=output, env=environment_of_programs())  # noqa: S603 -- no shell, no foreign argument
    writing = subprocess.Popen(write, stdin=subprocess.PIPE, stderr=output, env=environment_of_programs())  # noqa: S603
    source, sink = cast("IO[bytes]", reading.stdout), cast("IO[bytes]", writing.stdin)
    with suppress(BrokenPipeError), source, sink:
        sink.write(source.read(HEAD_BYTES).replace(UNKNOWN_TO_OLDER, b""))
        shutil.copyfileobj(source, sink)
        if reading.wait() != 0:
            writing.kill()
        sink.write(last.encode())
    return (reading.wait(), writing.wait()) == (0, 0)


def client_programs(server: int) -> Path:
    """The folder with `pg_dump`, `pg_restore` and `psql` of the server's major version, else of the next newer one."""
    found = []
    for folder in installed(None):
        if all((folder / name).is_file() for name in ("pg_dump", "pg_restore", "psql")):
            version = re.search(r"\) (\d+)", _run([folder / "pg_dump", "--version"]))
            if version and int(version[1]) >= server:
                found.append((int(version[1]), folder))
    if not found:
        raise NotReadyError(
            f"No pg_dump for PostgreSQL {server} was found. Install the client programs "
            f"(Debian: apt install postgresql-client-{server})."
        )
    return min(found)[1]


@contextmanager
def _temporary_file(target: Path) -> Iterator[Path]:
    folder = tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        yield Path(folder) / target.name
    finally:
        shutil.rmtree(folder)


@contextmanager
def _without_password(dsn: str) -> Iterator[str]:
    """`dsn` with its password in a file: the arguments of a program are visible to every user of the machine."""
    parts = urlsplit(dsn)
    inside = [part for part in parts.query.split("&") if part.partition("=")[0] == "password"]
    # As asyncpg reads them: the password beside the name counts first, then that of the query, then PGPASSWORD.
    secret = parts.password or (inside[-1].partition("=")[2] if inside else quote(password_of_shell()))
    if not secret:
        yield dsn
        return
    with tempfile.NamedTemporaryFile("w", prefix="vocapp-", suffix=".pgpass") as file:  # readable by its owner only
        escaped = unquote(secret).replace("\\", "\\\\").replace(":", "\\:")
        file.write(f"*:*:*:*:{escaped}\n")
        file.flush()
        place = parts.netloc.replace(f":{parts.password}@", "@", 1)
        kept = [part for part in parts.query.split("&") if part and part not in inside]
        query = "&".join([*kept, f"passfile={quote(file.name)}"])
        yield urlunsplit(parts._replace(netloc=place, query=query))


def _run(command: Command) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment_of_programs())  # noqa: S603 -- as above
    if done.returncode != 0:
        raise NotReadyError(f"{Path(command[0]).name} failed: {_last_line(done.stderr)}")
    return done.stdout


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no message")
