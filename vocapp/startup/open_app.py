"""Opens the application: database, keys and registry. Shared by the service and every command."""

import logging
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from vocapp import app as application
from vocapp.database.embedded.server import Cluster, PostgresUnavailable, exists, running, start
from vocapp.feature import Registry
from vocapp.settings import Settings
from vocapp.startup.keyfile import load_keyring
from vocapp.startup.readiness import NotReadyError, connect_database, make_ready

__all__ = ["NotReadyError", "database_dsn", "load_keyring", "open_registry", "require_installation"]

log = logging.getLogger(__name__)


def require_installation(settings: Settings) -> None:
    """NotReadyError where there is no installation, with the ways to reach the one that is meant."""
    if settings.database_url or exists(settings.home):
        return
    home = settings.home.absolute()
    demo = f" The demonstration is reached with VOCAPP_HOME={home / 'demo'}." if exists(home / "demo") else ""
    raise NotReadyError(
        f"There is no installation in {home}. Set VOCAPP_HOME to the service's home, or give the service's "
        f"settings with vocapp --env-file FILE. To make a new one there, run: vocapp serve{demo and '.'}{demo}"
    )


@contextmanager
def database_dsn(settings: Settings, *, create: bool = False) -> Iterator[str]:
    """Yields the DSN: the configured one, or that of the embedded server, which runs while the block does.

    With `create` a home that has no installation gets one, and stderr says where.
    """
    if settings.database_url:
        yield settings.database_url
        return
    if not create:
        require_installation(settings)
    elif not exists(settings.home):
        sys.stderr.write(f"A new installation is made in {settings.home.absolute()}.\n")
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
async def open_registry(settings: Settings, *, check: bool = True, create: bool = False) -> AsyncIterator[Registry]:
    """Yields the registry, its database open, for a command. `check` refuses one that is behind or has other keys."""
    with database_dsn(settings, create=create) as dsn:
        keys = load_keyring(settings)
        async with connect_database(dsn, size=settings.pool_size):
            if check:
                await make_ready(settings, keys)
            yield application.build(settings, keys)
