"""Checks whether this installation can run: database reachable and of this release, keys that belong to it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

import asyncpg

from vocapp import clock
from vocapp.database import DB, NotOpenError
from vocapp.database.instance_facts import Fact, get_fact, set_fact
from vocapp.database.migrate import migrate, missing
from vocapp.settings import SettingError, Settings, moment
from vocapp.tokens import Keyring


class NotReadyError(Exception):
    """The installation cannot run; the message says the remedy."""


@asynccontextmanager
async def connect_database(dsn: str, *, size: int, statement_seconds: float = 3600) -> AsyncIterator[None]:
    """Opens `DB` on `dsn` for the block; NotReadyError if the server is away, refuses the login or is too old."""
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(DB.reopened(dsn, size=size, statement_seconds=statement_seconds))
        except NotOpenError as failure:
            raise NotReadyError(str(failure)) from failure
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as failure:
            raise NotReadyError(
                f"The database at {_without_password(dsn)} cannot be opened ({failure}). "
                "Is it running, and is VOCAPP_DATABASE_URL right?"
            ) from failure
        yield


def _without_password(dsn: str) -> str:
    """Returns `dsn` without its password."""
    try:
        parts = urlsplit(dsn)
        return f"{parts.hostname or 'its socket'}{f':{parts.port}' if parts.port else ''}{parts.path}"
    except ValueError:
        return "VOCAPP_DATABASE_URL"


async def make_ready(settings: Settings, keys: Keyring) -> None:
    """Migrates the embedded database, refuses another that is behind; compares the keys; moves the clock."""
    if await missing():
        if settings.database_url:
            raise NotReadyError("The database is behind this release. Back it up, then run: vocapp migrate")
        await migrate()
    if problem := await key_mismatch(keys):
        raise NotReadyError(problem)
    await set_fact(Fact.FINGERPRINT, keys.fingerprint())
    await move_clock(settings)


async def key_mismatch(keys: Keyring) -> str | None:
    """Returns the problem if the database was made with other keys, else None. An older key of the ring is fine."""
    known = await get_fact(Fact.FINGERPRINT)
    if known is None or known in {keys.fingerprint(name) for name in keys.keys}:
        return None
    return (
        f"The secret key is not the one this database was made with (fingerprint {keys.fingerprint()}, "
        f"expected {known}): links already sent would stop working. Put the old key file back; "
        "a new key goes below the old one, as a further line."
    )


async def readiness_problems(keys: Keyring) -> dict[str, str]:
    """Returns why this process should get no traffic, by subject; empty if all is well."""
    try:
        behind = await missing()
        strange = None if behind else await key_mismatch(keys)
    except Exception as failure:  # noqa: BLE001 -- whatever it is, this process cannot serve
        return {"database": type(failure).__name__}
    found = {"migrations": f"missing: {', '.join(behind)}"} if behind else {}
    return found | ({"keys": strange} if strange else {})


async def move_clock(settings: Settings) -> None:
    """Applies `VOCAPP_NOW`; refused unless the database is marked demo or test."""
    if not settings.now:
        return
    if await get_fact(Fact.PURPOSE) not in ("demo", "test"):
        raise SettingError(
            f"VOCAPP_NOW={settings.now} moves the clock of demo and test databases only; this one is live."
        )
    clock.move_to(moment("VOCAPP_NOW", settings.now))
