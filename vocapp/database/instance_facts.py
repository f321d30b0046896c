"""What does the database know of its own installation? Facts by name, in the table `instance`."""

from enum import StrEnum

from vocapp.database.engine import DB


class Fact(StrEnum):
    """The purpose (`demo`, `test` or absent: live), the key's fingerprint, why nothing may be sent, and the revision of
    the catalogue, which changes with every publication."""

    PURPOSE = "purpose"
    FINGERPRINT = "key fingerprint"
    SENDING_HELD = "sending held"
    CATALOGUE = "catalogue"


async def get_fact(name: Fact) -> str | None:
    """The value, or None where it is not known."""
    value: str | None = await DB.fetch_value("SELECT value FROM instance WHERE name = $1", name)
    return value


async def set_fact(name: Fact, value: str) -> None:
    """Let the fact be `value` from now on."""
    await DB.execute(
        "INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )


async def delete_fact(name: Fact) -> bool:
    """Let the fact be unknown again; False where it was."""
    return bool(await DB.execute("DELETE FROM instance WHERE name = $1", name))


async def sending_is_held() -> bool:
    """Whether nothing may leave: this database is a restored copy that nobody has released."""
    return await get_fact(Fact.SENDING_HELD) is not None
