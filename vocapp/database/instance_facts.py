"""Facts about the installation, by name, in the table `instance`."""

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
    """Returns the value of a fact, or None."""
    value: str | None = await DB.fetch_value("SELECT value FROM instance WHERE name = $1", name)
    return value


async def set_fact(name: Fact, value: str) -> None:
    """Sets a fact."""
    await DB.execute(
        "INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )


async def delete_fact(name: Fact) -> bool:
    """Deletes a fact; returns whether it existed."""
    return bool(await DB.execute("DELETE FROM instance WHERE name = $1", name))


async def sending_is_held() -> bool:
    """Whether nothing may be sent: this database is a restored copy that nobody has released."""
    return await get_fact(Fact.SENDING_HELD) is not None
