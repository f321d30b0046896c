"""Facts about the installation, by name, in the table `instance`."""

from enum import StrEnum

from vocapp.database.tables import Instance


class Fact(StrEnum):
    """The purpose (`demo`, `test` or absent: live), the key's fingerprint, why nothing may be sent, and the revision of
    the catalogue, which changes with every publication."""

    PURPOSE = "purpose"
    FINGERPRINT = "key fingerprint"
    SENDING_HELD = "sending held"
    CATALOGUE = "catalogue"


async def get_fact(name: Fact) -> str | None:
    """Returns the value of a fact, or None."""
    row = await Instance.select(Instance.value).where(Instance.name == name).first()
    return row["value"] if row else None


async def set_fact(name: Fact, value: str) -> None:
    """Sets a fact."""
    fact = Instance(name=name, value=value)
    await Instance.insert(fact).on_conflict(target=Instance.name, action="DO UPDATE", values=[Instance.value])


async def delete_fact(name: Fact) -> bool:
    """Deletes a fact; returns whether it existed."""
    return bool(await Instance.delete().where(Instance.name == name).returning(Instance.name))


async def sending_is_held() -> bool:
    """Whether nothing may be sent: this database is a restored copy that nobody has released."""
    return await get_fact(Fact.SENDING_HELD) is not None
