"""`vocapp migrate`, `keyfile`, `backup`, `restore` and `release-sending`."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click

from vocapp import settings as configuration
from vocapp.database import DB
from vocapp.database import migrate as migrating
from vocapp.operations import backup as copying
from vocapp.operations import release_sending as releasing
from vocapp.settings import Settings
from vocapp.startup.keyfile import key_path, write_keyfile
from vocapp.startup.open_app import database_dsn
from vocapp.startup.readiness import NotReadyError, connect_database, move_clock

FILE = click.Path(dir_okay=False, path_type=Path)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[str]:
    """`DB` open on the database as it stands, whatever its release and its keys; its DSN."""
    with database_dsn(settings) as dsn:
        async with connect_database(dsn, size=2):
            yield dsn


def run(work: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    """Run `work` with the settings of the environment."""
    asyncio.run(work(configuration.load()))


@click.command()
def migrate() -> None:
    """Bring the database to this release. Back it up first; running services may stay up."""

    async def work(settings: Settings) -> None:
        async with open_database(settings):
            names = await migrating.migrate()
        click.echo("\n".join(f"migrated: {name}" for name in names) or "The database is up to date.")

    run(work)


@click.command()
@click.argument("path", type=FILE)
def keyfile(path: Path) -> None:
    """Make a file with a new secret key at PATH, for VOCAPP_SECRET_FILE. Keep a copy of it apart from the backups."""
    try:
        write_keyfile(path)
    except OSError as failure:
        if path.exists():
            raise NotReadyError(f"{path} exists already; a key in use must not be lost. Choose another.") from failure
        raise NotReadyError(f"{path} cannot be made: {failure.strerror}.") from failure
    click.echo(f"Wrote {path}. Set VOCAPP_SECRET_FILE={path.absolute()}")


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write the whole database to FILE, while the service runs. The secret key is not in it: keep that file too."""

    async def work(settings: Settings) -> None:
        began = time.monotonic()
        async with open_database(settings) as dsn:
            try:
                size = await asyncio.to_thread(copying.backup, dsn, await server_version(), file)
            except OSError as failure:
                why = "it is there already" if isinstance(failure, FileExistsError) else failure.strerror
                raise NotReadyError(f"{file} cannot be written: {why}. Choose another name.") from failure
        spent = f"{size / 1e6:.1f} MB in {time.monotonic() - began:.1f} s"
        click.echo(f"Wrote {file}: {spent}. The key file {key_path(settings)} belongs to it.")

    run(work)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--release", is_flag=True, help="The original is gone for good: send messages at once.")
def restore(file: Path, release: bool) -> None:
    """Read a backup into an empty database: a new VOCAPP_HOME, or a new one that VOCAPP_DATABASE_URL names.

    The copy serves pages and keeps answers, and sends nothing until `vocapp release-sending`.
    """

    async def work(settings: Settings) -> None:
        async with open_database(settings) as dsn:
            if await DB.fetch_value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"):
                raise NotReadyError(
                    "The database is not empty. Name a new VOCAPP_HOME, or another VOCAPP_DATABASE_URL."
                )
            await asyncio.to_thread(copying.restore, dsn, await server_version(), file, release=release)
            behind = await migrating.missing()
        click.echo(f"Restored {file}.")
        if not key_path(settings).exists():
            click.echo(f"Put the original's key file at {key_path(settings)}: links already sent need it.")
        if behind:
            click.echo("It is of an earlier release: run `vocapp migrate`.")
        if not release:
            click.echo("It sends nothing. Once the original is off for good, run `vocapp release-sending`.")

    run(work)


@click.command(name="release-sending")
@click.option("--send-due", is_flag=True, help="Also send what was due already; the original may have sent it.")
@click.confirmation_option(prompt="Is the original off for good, so that no customer is mailed twice?")
def release_sending(send_due: bool) -> None:
    """Let a restored copy send messages. What was due before now is revoked: the original may have sent it."""

    async def work(settings: Settings) -> None:
        async with open_database(settings):
            await move_clock(settings)
            revoked = await releasing.release(send_due=send_due)
        if revoked is None:
            click.echo("Nothing was held.")
        else:
            click.echo(f"Released. Revoked {revoked} messages that were due already.")

    run(work)


async def server_version() -> int:
    """The major version of the server that `DB` is open on."""
    version: int = await DB.fetch_value("SELECT current_setting('server_version_num')::int / 10000")
    return version


COMMANDS = (migrate, keyfile, backup, restore, release_sending)
