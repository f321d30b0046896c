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
async def open_database(settings: Settings, *, create: bool = False) -> AsyncIterator[str]:
    """`DB` open on the database without checks of its release or its keys; yields the DSN."""
    with database_dsn(settings, create=create) as dsn:
        async with connect_database(dsn, size=2):
            yield dsn


def run(work: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    """Run `work` with the settings of the environment."""
    asyncio.run(work(configuration.load()))


@click.command()
def migrate() -> None:
    """Migrate the database to this release. Back it up first; running services may stay up."""

    async def work(settings: Settings) -> None:
        async with open_database(settings):
            names = await migrating.migrate()
        click.echo("\n".join(f"migrated: {name}" for name in names) or "The database is up to date.")

    run(work)


@click.command()
@click.argument("path", type=FILE)
def keyfile(path: Path) -> None:
    """Write a new secret key to PATH, for VOCAPP_SECRET_FILE. Keep a copy of it apart from the backups."""
    try:
        write_keyfile(path)
    except OSError as failure:
        if path.exists():
            raise NotReadyError(
                f"{path} exists, and a key in use must not be overwritten. Choose another path."
            ) from failure
        raise NotReadyError(
            f"{path} cannot be written: {failure.strerror}. Choose a folder that you may write to."
        ) from failure
    click.echo(f"Wrote {path}. Set VOCAPP_SECRET_FILE={path.absolute()}")


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write the whole database to FILE, while the service runs. The key file is not included: back it up too."""

    async def work(settings: Settings) -> None:
        began = time.monotonic()
        async with open_database(settings) as dsn:
            if not await has_tables():
                raise NotReadyError(
                    "The database is empty: there is nothing to back up. Is this the service's database? "
                    "Set VOCAPP_HOME or VOCAPP_DATABASE_URL as the service has it, or give its --env-file."
                )
            try:
                size = await asyncio.to_thread(copying.backup, dsn, await server_version(), file)
            except OSError as failure:
                why = "the file exists" if isinstance(failure, FileExistsError) else failure.strerror
                raise NotReadyError(f"{file} cannot be written: {why}. Choose another name.") from failure
        size_and_time = f"{size / 1e6:.1f} MB in {time.monotonic() - began:.1f} s"
        click.echo(f"Wrote {file}: {size_and_time}. Also back up the key file {key_path(settings)}.")

    run(work)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--release", is_flag=True, help="Send messages at once: the original is permanently off.")
def restore(file: Path, release: bool) -> None:
    """Restore a backup into an empty database: a new VOCAPP_HOME, or the one that VOCAPP_DATABASE_URL names.

    The copy serves pages and accepts answers. It sends nothing until `vocapp release-sending`.
    """

    async def work(settings: Settings) -> None:
        # A home that VOCAPP_HOME names was asked for; the default one was not.
        async with open_database(settings, create="home" in configuration.sources()) as dsn:
            if await has_tables():
                raise NotReadyError(
                    "The database is not empty. Set VOCAPP_HOME to a new folder or VOCAPP_DATABASE_URL to an empty one."
                )
            await asyncio.to_thread(copying.restore, dsn, await server_version(), file, release=release)
            behind = await migrating.missing()
        click.echo(f"Restored {file}.")
        if not key_path(settings).exists():
            click.echo(f"Copy the original's key file to {key_path(settings)}: links that were already sent need it.")
        if behind:
            click.echo("The backup is of an earlier release. Run `vocapp migrate`.")
        if not release:
            click.echo("Sending is held. When the original is permanently off, run `vocapp release-sending`.")

    run(work)


@click.command(name="release-sending")
@click.option(
    "--send-due", is_flag=True, help="Also send messages that are already due; the original may have sent them."
)
@click.confirmation_option(prompt="Is the original permanently off, so that no customer is mailed twice?")
def release_sending(send_due: bool) -> None:
    """Let a restored copy send messages. Messages already due are revoked: the original may have sent them."""

    async def work(settings: Settings) -> None:
        async with open_database(settings):
            await move_clock(settings)
            revoked = await releasing.release(send_due=send_due)
        if revoked is None:
            click.echo("Sending was not held.")
        else:
            click.echo(f"Released. Revoked {revoked} messages that were already due.")

    run(work)


async def has_tables() -> bool:
    """Whether the database that `DB` is open on has any table."""
    return bool(await DB.fetch_value("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"))


async def server_version() -> int:
    """The major version of the server that `DB` is open on."""
    version: int = await DB.fetch_value("SELECT current_setting('server_version_num')::int / 10000")
    return version


COMMANDS = (migrate, keyfile, backup, restore, release_sending)
