"""The draft of the taxonomy: one draft, which several people can edit without losing changes.

A theme is saved if it is still as its editor saw it. Otherwise they see who changed it in the meantime, and decide.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from piccolo.columns import Column

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.tables import TaxonomyDraft
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
from vocapp.staff import units

_ID: Final = UUID("5d0c2f0a-6f0f-5a6e-8f0d-3b7a1c9e4d21")
"""The id of the only row."""
_READ: Final = f"""
SELECT d.content, d.revision, d.base, d.saved_at, coalesce(u.name, d.saved_by) AS saver
FROM taxonomy_draft d {WHO.format("d.saved_by")} WHERE d.is_open"""  # noqa: S608
_WRITE: Final = """
INSERT INTO taxonomy_draft (id, content, revision, base, is_open, saved_by, saved_at)
VALUES ($1, $2, 1, $3, true, $4, $5)
ON CONFLICT (id) DO UPDATE SET content = excluded.content, revision = taxonomy_draft.revision + 1, is_open = true,
  base = CASE WHEN taxonomy_draft.is_open THEN taxonomy_draft.base ELSE excluded.base END,
  saved_by = excluded.saved_by, saved_at = excluded.saved_at"""
_LAST_SAVED: Final = f"""
SELECT coalesce(u.name, e.actor) AS who, e.at FROM event e {WHO.format("e.actor")}
WHERE e.subject_kind IN ('theme', 'urgent_theme') AND e.subject_id = $1 ORDER BY e.id DESC LIMIT 1"""  # noqa: S608


class Draft(Struct, frozen=True):
    """The open draft, or the active themes without one (`revision` 0)."""

    taxonomy: Taxonomy
    revision: int = 0
    base: int | None = None
    saver: str = ""
    saved_at: datetime | None = None


class StaleError(Exception):
    """Somebody changed it in the meantime; `who` and when, if known."""

    def __init__(self, who: str, at: datetime | None) -> None:
        super().__init__(who)
        self.who, self.at = who, at


class UnchangedError(Exception):
    """There is nothing to publish."""


async def load_draft() -> Draft:
    """The open draft, or the active themes."""
    row = await DB.fetch_one(_READ)
    if row is None:
        return Draft(await company_themes())
    return Draft(await parse_themes(row["content"]), row["revision"], row["base"], row["saver"], row["saved_at"])


async def business_lines() -> list[tuple[str, str]]:
    """The company's lines of business, as slug and name."""
    return [(line.slug, line.name) for line in await units.lines()]


async def save_theme(actor: Actor, theme: Theme, seen: str) -> Theme | None:
    """Saves a theme in the draft and returns the previous one. `seen`: the digest that its editor saw. StaleError."""

    async def change(now: Draft) -> Taxonomy:
        await _check_unchanged(now, theme.id, theme_digest(find_theme(now.taxonomy, theme.id)), seen)
        await record(actor, "theme.saved", "theme", theme.id, retired=theme.retired)
        return with_theme(now.taxonomy, theme)

    return find_theme((await _save_change(actor, change)).taxonomy, theme.id)


async def save_urgent(actor: Actor, theme: Theme, seen: str) -> None:
    """Saves the added phrases of an urgent theme in the draft. StaleError."""

    async def change(now: Draft) -> Taxonomy:
        await _check_unchanged(now, theme.id, theme_digest(find_urgent_theme(now.taxonomy, theme.id)), seen)
        await record(actor, "urgent_theme.saved", "urgent_theme", theme.id)
        return with_urgent(now.taxonomy, theme.id, theme.phrases)

    await _save_change(actor, change)


async def save_whole(actor: Actor, taxonomy: Taxonomy, revision: int) -> None:
    """Replaces the draft; themes that only the old draft has are retired. StaleError."""

    async def change(now: Draft) -> Taxonomy:
        if now.revision != revision:
            raise StaleError(now.saver, now.saved_at)
        await record(actor, "taxonomy.uploaded", "taxonomy")
        return keep_removed_themes(taxonomy, now.taxonomy)

    await _save_change(actor, change)


async def publish_draft(actor: Actor, revision: int, note: str) -> int:
    """Publishes the draft at a revision as a version, and returns its number. StaleError, UnchangedError."""
    async with DB.transaction():
        await DB.execute(ONE_AT_A_TIME)
        now = await load_draft()
        if now.revision != revision:
            raise StaleError(now.saver, now.saved_at)
        if not compare_taxonomies(await company_themes(), now.taxonomy):
            raise UnchangedError
        number = await publish_version(actor, now.taxonomy, note)
        await _set_open(is_open=False)
    return number


async def discard_draft(actor: Actor) -> bool:
    """Closes the draft; False if none is open."""
    return await _recorded(actor, "taxonomy.draft_given_up", is_open=False)


async def resume_draft(actor: Actor) -> bool:
    """Opens the last closed draft again; False if there is none, or another one is open."""
    return await _recorded(actor, "taxonomy.draft_taken_up", is_open=True)


async def _recorded(actor: Actor, action: str, *, is_open: bool) -> bool:
    async with DB.transaction():
        if not await _set_open(is_open=is_open):
            return False
        await record(actor, action, "taxonomy")
    return True


async def _set_open(*, is_open: bool) -> bool:
    """Opens or closes the draft; False if it is that already, or there is none."""
    change: dict[Column | str, Any] = {
        TaxonomyDraft.is_open: is_open,
        TaxonomyDraft.revision: TaxonomyDraft.revision + 1,
    }
    update = TaxonomyDraft.update(change).where(TaxonomyDraft.is_open.eq(not is_open))
    return bool(await update.returning(TaxonomyDraft.id))


async def _save_change(actor: Actor, change: Callable[[Draft], Awaitable[Taxonomy]]) -> Draft:
    """Saves the draft with a change, and returns the previous draft."""
    async with DB.transaction():
        await DB.execute(ONE_AT_A_TIME)
        before = await load_draft()
        content = format_taxonomy(await change(before))
        await DB.execute(_WRITE, _ID, content, await current_number(), str(actor), clock.now())
    return before


async def _check_unchanged(now: Draft, theme: str, there: str, seen: str) -> None:
    if there != seen:
        row = await DB.fetch_one(_LAST_SAVED, theme)
        raise StaleError(*((now.saver, now.saved_at) if row is None else (row["who"], row["at"])))
