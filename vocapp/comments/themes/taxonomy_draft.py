"""The company's themes as they are being edited: one draft, which several people may change without losing anything.

A theme is saved where it is still as its editor saw it; else he is told who changed it in between, and decides.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.themes.active_themes import company_themes, parse_themes
from vocapp.comments.themes.taxonomy_versions import ONE_AT_A_TIME, WHO, current_number, publish_version
from vocapp.database import DB
from vocapp.http.access import Actor
from vocapp.nlp.themes.taxonomy import Taxonomy, Theme
from vocapp.nlp.themes.taxonomy_diff import compare_taxonomies
from vocapp.nlp.themes.taxonomy_edit import (
    find_theme,
    find_urgent_theme,
    keep_removed_themes,
    theme_digest,
    with_theme,
    with_urgent,
)
from vocapp.nlp.themes.taxonomy_toml import format_taxonomy

_ID: Final = UUID("5d0c2f0a-6f0f-5a6e-8f0d-3b7a1c9e4d21")
"""Of the one row."""
_READ: Final = f"""
SELECT d.content, d.revision, d.base, d.saved_at, coalesce(u.name, d.saved_by) AS saver
FROM taxonomy_draft d {WHO.format("d.saved_by")} WHERE d.is_open"""
_WRITE: Final = """
INSERT INTO taxonomy_draft (id, content, revision, base, is_open, saved_by, saved_at)
VALUES ($1, $2, 1, $3, true, $4, $5)
ON CONFLICT (id) DO UPDATE SET content = excluded.content, revision = taxonomy_draft.revision + 1, is_open = true,
  base = CASE WHEN taxonomy_draft.is_open THEN taxonomy_draft.base ELSE excluded.base END,
  saved_by = excluded.saved_by, saved_at = excluded.saved_at"""
_CLOSE: Final = "UPDATE taxonomy_draft SET is_open = false, revision = revision + 1 WHERE is_open"
_OPEN: Final = "UPDATE taxonomy_draft SET is_open = true, revision = revision + 1 WHERE NOT is_open"
_SAVED: Final = f"""
SELECT coalesce(u.name, e.actor) AS who, e.at FROM event e {WHO.format("e.actor")}
WHERE e.subject_kind IN ('theme', 'urgent_theme') AND e.subject_id = $1 ORDER BY e.id DESC LIMIT 1"""
_LINES: Final = "SELECT slug, name FROM line_of_business ORDER BY lower(name), slug"


class Draft(Struct, frozen=True):
    """The themes as they are edited; as they read now where nobody began (`revision` 0)."""

    taxonomy: Taxonomy
    revision: int = 0
    base: int | None = None
    saver: str = ""
    saved_at: datetime | None = None


class StaleError(Exception):
    """Somebody changed it in between; `who` and when, where that is known."""

    def __init__(self, who: str, at: datetime | None) -> None:
        super().__init__(who)
        self.who, self.at = who, at


class UnchangedError(Exception):
    """There is nothing to publish."""


async def load_draft() -> Draft:
    """The draft that is open, or what reads now."""
    row = await DB.fetch_one(_READ)
    if row is None:
        return Draft(await company_themes())
    return Draft(await parse_themes(row["content"]), row["revision"], row["base"], row["saver"], row["saved_at"])


async def business_lines() -> list[tuple[str, str]]:
    """The company's lines of business, as slug and name."""
    return [(row["slug"], row["name"]) for row in await DB.fetch(_LINES)]


async def save_theme(actor: Actor, theme: Theme, seen: str) -> Theme | None:
    """Put a theme into the draft; what it was. `seen`: the digest of what its editor saw. StaleError."""

    async def change(now: Draft) -> Taxonomy:
        await _unless_stale(now, theme.id, theme_digest(find_theme(now.taxonomy, theme.id)), seen)
        await record(actor, "theme.saved", "theme", theme.id, retired=theme.retired)
        return with_theme(now.taxonomy, theme)

    return find_theme((await _changed(actor, change)).taxonomy, theme.id)


async def save_urgent(actor: Actor, theme: Theme, seen: str) -> None:
    """Put what the company adds to an urgent theme into the draft. StaleError."""

    async def change(now: Draft) -> Taxonomy:
        await _unless_stale(now, theme.id, theme_digest(find_urgent_theme(now.taxonomy, theme.id)), seen)
        await record(actor, "urgent_theme.saved", "urgent_theme", theme.id)
        return with_urgent(now.taxonomy, theme.id, theme.phrases)

    await _changed(actor, change)


async def save_whole(actor: Actor, taxonomy: Taxonomy, revision: int) -> None:
    """Put another taxonomy into the draft's place; themes that only the draft has are retired. StaleError."""

    async def change(now: Draft) -> Taxonomy:
        if now.revision != revision:
            raise StaleError(now.saver, now.saved_at)
        await record(actor, "taxonomy.uploaded", "taxonomy")
        return keep_removed_themes(taxonomy, now.taxonomy)

    await _changed(actor, change)


async def publish_draft(actor: Actor, revision: int, note: str) -> int:
    """Make a version of the draft as it was seen at a revision; its number. StaleError, UnchangedError."""
    async with DB.transaction():
        await DB.execute(ONE_AT_A_TIME)
        now = await load_draft()
        if now.revision != revision:
            raise StaleError(now.saver, now.saved_at)
        if not compare_taxonomies(await company_themes(), now.taxonomy):
            raise UnchangedError
        number = await publish_version(actor, now.taxonomy, note)
        await DB.execute(_CLOSE)
    return number


async def discard_draft(actor: Actor) -> bool:
    """Close the draft; False where none is open."""
    return await _closed(actor, _CLOSE, "taxonomy.draft_given_up")


async def resume_draft(actor: Actor) -> bool:
    """Open the draft again that was closed last; False where there is none, or another has been begun."""
    return await _closed(actor, _OPEN, "taxonomy.draft_taken_up")


async def _closed(actor: Actor, sql: str, action: str) -> bool:
    async with DB.transaction():
        if not await DB.execute(sql):
            return False
        await record(actor, action, "taxonomy")
    return True


async def _changed(actor: Actor, change: Callable[[Draft], Awaitable[Taxonomy]]) -> Draft:
    """Write the draft as it is after a change; as it was before."""
    async with DB.transaction():
        await DB.execute(ONE_AT_A_TIME)
        before = await load_draft()
        content = format_taxonomy(await change(before))
        await DB.execute(_WRITE, _ID, content, await current_number(), str(actor), clock.now())
    return before


async def _unless_stale(now: Draft, theme: str, there: str, seen: str) -> None:
    if there != seen:
        row = await DB.fetch_one(_SAVED, theme)
        raise StaleError(*((now.saver, now.saved_at) if row is None else (row["who"], row["at"])))
