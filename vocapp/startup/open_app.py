"""Opens the application: database, keys and registry. Shared by the service and every command."""

import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from vocapp import app as application
from vocapp.database.embedded.server import Cluster, PostgresUnavailable, running, start
from vocapp.feature import Registry
from vocapp.settings import Settings
from vocapp.startup.keyfile import load_keyring
from vocapp.startup.readiness import NotReadyError, connect_database, make_ready

__all__ = ["NotReadyError", "database_dsn", "load_keyring", "open_registry"]

log = logging.getLogger(__name__)


@contextmanager
def database_dsn(settings: Settings) -> Iterator[str]:
    """Yields the DSN: the configured one, or that of the embedded server, which runs while the block does."""
    if settings.database_url:
        yield settings.database_url
        return
    with running(settings.home, pg_bin=pg_bin(settings)) as cluster, restart_if_killed(settings, cluster):
        yield cluster.dsn()


def pg_bin(settings: Settings) -> Path | None:
    """Returns the configured folder of PostgreSQL's programs; None: it is found automatically."""
    return Path(settings.pg_bin) if settings.pg_bin else None


@contextmanager
def restart_if_killed(settings: Settings, cluster: Cluster) -> Iterator[None]:
    """Restarts the embedded server within two seconds if it is killed while the block runs."""
    leaving = threading.Event()

    def watch() -> None:
        while not leaving.wait(1.0):
            try:
                if not accepts_connections(cluster):
                    start(settings.home, pg_bin=pg_bin(settings), log=log.info)
            except PostgresUnavailable as failure:
                log.error("the embedded database does not start", extra={"error": str(failure)})

    watcher = threading.Thread(target=watch, name="embedded database", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        leaving.set()
        watcher.join()


def accepts_connections(cluster: Cluster) -> bool:
    """Whether the embedded server accepts connections; far cheaper than running pg_isready."""
    with socket.socket(socket.AF_UNIX) as knock:
        return knock.connect_ex(str(cluster.socket / ".s.PGSQL.5432")) == 0


@asynccontextmanager
async def open_registry(settings: Settings, *, check: bool = True) -> AsyncIterator[Registry]:
    """Yields the registry, its database open, for a command. `check` refuses one that is behind or has other keys."""
    with database_dsn(settings) as dsn:
        keys = load_keyring(settings)
        async with connect_database(dsn, size=settings.pool_size):
            if check:
                await make_ready(settings, keys)
            yield application.build(settings, keys)
