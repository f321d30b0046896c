"""`vocapp serve`: the web service, the workers, or both in one process."""

import asyncio
import socket

import click
import uvicorn

from vocapp import app as application
from vocapp import settings as configuration
from vocapp.database import DB
from vocapp.launch import database, keyring, ready
from vocapp.settings import Settings


@click.command()
@click.option(
    "--role", type=click.Choice(["web", "work", "all"]), default="all", help="Pages, background work, or both."
)
@click.option("--host", help="Address to listen on (VOCAPP_HOST).")
@click.option("--port", type=int, help="Port to listen on (VOCAPP_PORT).")
def serve(role: str, host: str | None, port: int | None) -> None:
    """Serve the pages and the API, and work off what is due."""
    settings = configuration.load()
    with database(settings) as dsn:
        keys = keyring(settings)
        asyncio.run(_checked(dsn, settings))
        house = application.build(settings, keys)
        app = application.create(house, work=role != "web", dsn=dsn)
        run(app, host or settings.host, settings.port if port is None else port)


def run(app: object, host: str, port: int, listening: socket.socket | None = None) -> None:
    """Run `app` until a signal; open streams are cut three seconds after it."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[listening] if listening else None)


async def _checked(dsn: str, settings: Settings) -> None:
    await DB.open(dsn, size=2, statement_seconds=3600)
    try:
        await ready(settings, keyring(settings))
    finally:
        await DB.close()
