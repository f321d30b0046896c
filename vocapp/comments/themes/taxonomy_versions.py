"""Which versions of the company's taxonomy are there, and which one reads? None ever changes; each can come back."""

from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.themes.active_themes import parse_themes
from vocapp.database import DB, new_id
from vocapp.http.access import Actor
from vocapp.nlp.themes.taxonomy import Taxonomy, shipped_themes, taxonomy_name
from vocapp.nlp.themes.taxonomy_toml import format_taxonomy

WHO: Final = "LEFT JOIN staff_user u ON u.id = CASE WHEN starts_with({0}, 'user:') THEN substr({0}, 6)::uuid END"
MOST: Final = 200
_FIELDS: Final = "t.number, t.name, t.note, coalesce(u.name, t.made_by) AS maker, t.made_at, t.is_current"
_FROM: Final = f"FROM taxonomy t {WHO.format('t.made_by')}"
_LIST: Final = f"SELECT {_FIELDS} {_FROM} ORDER BY t.number DESC LIMIT {MOST}"
_ONE: Final = f"SELECT {_FIELDS}, t.content {_FROM} WHERE t.number = $1"
_CURRENT: Final = "SELECT number FROM taxonomy WHERE is_current"
_LEAVE: Final = "UPDATE taxonomy SET is_current = false WHERE is_current"
_ENTER: Final = "UPDATE taxonomy SET is_current = true WHERE number = $1"
_NEXT: Final = "SELECT coalesce(max(number), 0) + 1 FROM taxonomy"
_ADD: Final = """
INSERT INTO taxonomy (id, number, name, content, note, made_by, made_at, is_current)
VALUES ($1, $2, $3, $4, $5, $6, $7, true)"""
ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended('taxonomy', 0))"


class NoSuchVersionError(LookupError):
    """There is no version of that number."""


class VersionSummary(Struct, frozen=True):
    """One version of the taxonomy, and who published it when and why."""

    number: int
    name: str
    note: str
    maker: str
    made_at: datetime
    is_current: bool


async def list_versions() -> list[VersionSummary]:
    """The newest first."""
    return [VersionSummary(**dict(row)) for row in await DB.fetch(_LIST)]


async def load_version(number: int) -> tuple[VersionSummary, Taxonomy, str]:
    """A version, its themes, and its content as it is kept. NoSuchVersionError."""
    row = await DB.fetch_one(_ONE, number)
    if row is None:
        raise NoSuchVersionError(number)
    fields: dict[str, Any] = dict(row)
    content: str = fields.pop("content")
    return VersionSummary(**fields), await parse_themes(content), content


async def version_themes(number: int | None) -> Taxonomy:
    """The themes of a version; None or 0: the shipped ones. NoSuchVersionError."""
    return (await load_version(number))[1] if number else shipped_themes()


async def current_number() -> int | None:
    """The number of the version that reads; None: the shipped themes."""
    number: int | None = await DB.fetch_value(_CURRENT)
    return number


async def publish_version(actor: Actor, taxonomy: Taxonomy, note: str) -> int:
    """Make a version that reads from now on; its number. Within the caller's transaction, under ONE_AT_A_TIME."""
    number = await DB.fetch_value(_NEXT)
    numbered = replace(taxonomy, version=number)
    content = format_taxonomy(numbered)
    name = taxonomy_name(numbered, content.encode())
    await DB.execute(_LEAVE)
    await DB.execute(_ADD, new_id(), number, name, content, note, str(actor), clock.now())
    await record(actor, "taxonomy.published", "taxonomy", number)
    return int(number)


async def activate_version(actor: Actor, number: int | None) -> int | None:
    """Let a version read from now on, or the shipped themes; the number of the one before. NoSuchVersionError."""
    async with DB.transaction():
        await DB.execute(ONE_AT_A_TIME)
        before = await current_number()
        await DB.execute(_LEAVE)
        if number is not None and not await DB.execute(_ENTER, number):
            raise NoSuchVersionError(number)
        await record(actor, "taxonomy.made_current", "taxonomy", number or "shipped", before=before)
    return before
