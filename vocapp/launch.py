"""Opening the house: which database, which keys, and is it ready? Shared by the service and every command."""

import logging
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from vocapp import app as application
from vocapp import clock
from vocapp.database import DB
from vocapp.database.embedded import Cluster, PostgresUnavailable, running, start
from vocapp.database.migrating import migrate, missing
from vocapp.part import House
from vocapp.settings import SettingError, Settings, moment
from vocapp.tokens import Keyring

log = logging.getLogger(__name__)


class NotReadyError(Exception):
    """The installation cannot run as it stands; the message says the remedy."""


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The DSN to use: the configured one, or that of the embedded server, which runs while the block does."""
    if settings.database_url:
        yield settings.database_url
        return
    with (
        running(settings.home, pg_bin=Path(settings.pg_bin) if settings.pg_bin else None) as cluster,
        revived(settings, cluster),
    ):
        yield cluster.dsn()


@contextmanager
def revived(settings: Settings, cluster: Cluster) -> Iterator[None]:
    """Start the embedded server again, within a second or two, should it be killed while the block runs."""
    leaving = threading.Event()

    def watch() -> None:
        while not leaving.wait(1.0):
            try:
                if not listens(cluster):
                    start(settings.home, log=log.info)
            except PostgresUnavailable as failure:
                log.error("the embedded database does not start", extra={"error": str(failure)})

    watcher = threading.Thread(target=watch, name="embedded database", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        leaving.set()
        watcher.join()


def listens(cluster: Cluster) -> bool:
    """Whether the embedded server takes connections; far cheaper than asking it through a program."""
    with socket.socket(socket.AF_UNIX) as knock:
        return knock.connect_ex(str(cluster.socket / ".s.PGSQL.5432")) == 0


def keyring(settings: Settings) -> Keyring:
    """The secret keys: lines of `id:hex`, the last one current; made once beside the embedded database."""
    path = Path(settings.secret_file) if settings.secret_file else settings.home / "secret.key"
    if not path.exists():
        if settings.database_url:
            raise NotReadyError(
                "VOCAPP_SECRET_FILE is required with VOCAPP_DATABASE_URL: every process must share its keys. "
                "Make one with: vocapp keyfile PATH"
            )
        write_keyfile(path)
    lines = [line.split(":", 1) for line in path.read_text(encoding="ascii").split() if ":" in line]
    try:
        keys = {name: bytes.fromhex(value) for name, value in lines}
    except ValueError as failure:
        raise NotReadyError(f"{path}: each line must be an id, a colon and hex digits.") from failure
    if not keys or min(len(value) for value in keys.values()) < 32:
        raise NotReadyError(f"{path}: needs at least one key of 32 bytes or more. Make one with: vocapp keyfile PATH")
    return Keyring(keys, lines[-1][0])


def write_keyfile(path: Path) -> None:
    """Make a key file that only its owner may read; FileExistsError where there is one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(f"k1:{secrets.token_hex(32)}\n", encoding="ascii")


@asynccontextmanager
async def opened(settings: Settings, *, check: bool = True) -> AsyncIterator[House]:
    """The house with its database open, for a command. `check` refuses one that is behind or has other keys."""
    with database(settings) as dsn:
        keys = keyring(settings)
        await DB.open(dsn, size=settings.pool_size, statement_seconds=3600)
        try:
            if check:
                await ready(settings, keys)
            yield application.build(settings, keys)
        finally:
            await DB.close()


async def ready(settings: Settings, keys: Keyring) -> None:
    """Migrate the embedded database, refuse another that is behind; compare the key's fingerprint; move the clock."""
    if await missing():
        if settings.database_url:
            raise NotReadyError("The database is behind this release. Back it up, then run: vocapp migrate")
        await migrate()
    known = await DB.fetch_value(
        "INSERT INTO instance (name, value) VALUES ('key fingerprint', $1) "
        "ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING value",
        keys.fingerprint(),
    )
    if known != keys.fingerprint():
        raise NotReadyError(
            f"The secret key is not the one this database was made with (fingerprint {keys.fingerprint()}, "
            f"expected {known}): links already sent would stop working. Put the old key file back, "
            "or add the new key as a further line below it."
        )
    await move_clock(settings)


async def move_clock(settings: Settings) -> None:
    """Apply `VOCAPP_NOW`; refused unless the database is marked demo or test."""
    if not settings.now:
        return
    purpose = await DB.fetch_value("SELECT value FROM instance WHERE name = 'purpose'")
    if purpose not in ("demo", "test"):
        raise SettingError(
            f"VOCAPP_NOW={settings.now} moves the clock of demo and test databases only; this one is live."
        )
    clock.move_to(moment("VOCAPP_NOW", settings.now))
