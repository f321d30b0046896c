"""Versions of the company's taxonomy. A version never changes; each can be activated again."""

from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.tables import TaxonomyVersion
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
ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended('taxonomy', 0))"


class NoSuchVersionError(LookupError):
    """There is no version with this number."""


class VersionSummary(Struct, frozen=True):
    """One version of the taxonomy: who published it, when and why."""

    number: int
    name: str
    note: str
    maker: str
    made_at: datetime
    is_current: bool


async def list_versions() -> list[VersionSummary]:
    """Versions, the newest first."""
    return [VersionSummary(**dict(row)) for row in await DB.fetch(_LIST)]


async def load_version(number: int) -> tuple[VersionSummary, Taxonomy, str]:
    """A version, its themes, and its content as TOML. NoSuchVersionError."""
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
    """The number of the active version; None: the shipped themes."""
    row = await TaxonomyVersion.select(TaxonomyVersion.number).where(TaxonomyVersion.is_current.eq(True)).first()
    return None if row is None else int(row["number"])


async def publish_version(actor: Actor, taxonomy: Taxonomy, note: str) -> int:
    """Adds a version, makes it active and returns its number. In the caller's transaction, after ONE_AT_A_TIME."""
    number = await _next_number()
    numbered = replace(taxonomy, version=number)
    content = format_taxonomy(numbered)
    name = taxonomy_name(numbered, content.encode())
    await _deactivate()
    await TaxonomyVersion.insert(
        TaxonomyVersion(
            id=new_id(),
            number=number,
            name=name,
            content=content,
            note=note,
            made_by=str(actor),
            made_at=clock.now(),
            is_current=True,
        )
    )
    await record(actor, "taxonomy.published", "taxonomy", number)
    return number


async def activate_version(actor: Actor, number: int | None) -> int | None:
    """Activates a version, or the shipped themes. Returns the number of the previous one. NoSuchVersionError."""
    async with DB.transaction():
        await DB.execute(ONE_AT_A_TIME)
        before = await current_number()
        await _deactivate()
        if number is not None and not await _activate(number):
            raise NoSuchVersionError(number)
        await record(actor, "taxonomy.made_current", "taxonomy", number or "shipped", before=before)
    return before


async def _next_number() -> int:
    numbers = TaxonomyVersion.select(TaxonomyVersion.number).order_by(TaxonomyVersion.number, ascending=False)
    row = await numbers.first()
    return 1 if row is None else int(row["number"]) + 1


async def _deactivate() -> None:
    await TaxonomyVersion.update({TaxonomyVersion.is_current: False}).where(TaxonomyVersion.is_current.eq(True))


async def _activate(number: int) -> bool:
    change = TaxonomyVersion.update({TaxonomyVersion.is_current: True}).where(TaxonomyVersion.number == number)
    return bool(await change.returning(TaxonomyVersion.id))
