"""`vocapp serve`: the web service, the workers, or both in one process."""

import asyncio
import ctypes
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from typing import Final

import click
import uvicorn
from litestar import Litestar

from vocapp import app as application
from vocapp import settings as configuration
from vocapp.http import log_format
from vocapp.http.uvicorn_protocol import HeadLimitProtocol
from vocapp.printed_command import runnable
from vocapp.settings import Settings
from vocapp.staff.first_admin import first_start_hint
from vocapp.staff.live_updates import STREAMS
from vocapp.startup.keyfile import load_keyring
from vocapp.startup.open_app import database_dsn
from vocapp.startup.readiness import connect_database, make_ready

GRACE_SECONDS = 3
ROLES = click.Choice(["web", "work", "all"])
LARGE_BYTES: Final = 256 * 1024
MMAP_THRESHOLD: Final = -3
ARENA_MAX: Final = -8
"""The numbers of two settings of glibc's mallopt."""


@click.command()
@click.option("--role", type=ROLES, default="all", show_default=True, help="Pages, background work, or both.")
@click.option("--host", help="Address to listen on (VOCAPP_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (VOCAPP_PORT).")
def serve(role: str, host: str | None, port: int | None) -> None:
    """Serve the pages and the API, and run background work."""
    settings = configuration.load()
    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    log_format.configure(settings.log_level)
    exit_on_signals()
    return_large_blocks()
    with database_dsn(settings, create=True) as dsn:
        asyncio.run(_check_database(dsn, settings))
        registry = application.build(settings, load_keyring(settings))
        app = application.create(registry, work=role != "web", dsn=dsn)
        Server(server_config(app, settings)).run()


class Server(uvicorn.Server):
    """uvicorn's server; ends open event streams first, because they would delay the shutdown."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop once the running requests are answered, or after the grace period."""
        STREAMS.end()
        await super().shutdown(sockets)


def exit_on_signals() -> None:
    """Makes SIGTERM and SIGHUP unwind the stack, so that the last user of the embedded database stops it."""
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: sys.exit(0))


def return_large_blocks() -> None:
    """Makes the C library give large blocks back as soon as they are free: uploads and mails of megabytes, that is.

    Left alone, glibc raises the size from which it does so with every large block, up to 32 MB. Other libraries do not
    know this setting, or do not need it.
    """
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None)
        libc.mallopt(MMAP_THRESHOLD, LARGE_BYTES)
        libc.mallopt(ARENA_MAX, 2)


def server_config(app: Litestar, settings: Settings) -> uvicorn.Config:
    """Returns the uvicorn configuration; client addresses are checked by vocapp, not by uvicorn."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=HeadLimitProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


async def _check_database(dsn: str, settings: Settings) -> None:
    async with connect_database(dsn, size=2):
        await make_ready(settings, load_keyring(settings))
        if hint := await first_start_hint():
            click.echo(runnable(hint), err=True)
