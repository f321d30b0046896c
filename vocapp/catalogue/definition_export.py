"""Export of a published definition as the file that it was published from."""

import re
from typing import Final

from msgspec import Struct

from vocapp.catalogue.published import NotPublishedError
from vocapp.database import DB

NAME: Final = re.compile(r"^(?P<slug>[a-z0-9_-]+)(?:@(?P<version>[1-9][0-9]{0,8}))?$")
PUBLISHED: Final = """
SELECT kind, slug, version, is_current, source, title FROM (
  SELECT 'survey' AS kind, slug, version, current AS is_current, source, '' AS title FROM survey_version
  UNION ALL SELECT 'programme', slug, version, current, source, definition->>'title' FROM programme
  UNION ALL SELECT 'brand', slug, version, current, source, definition->>'name' FROM brand
  UNION ALL SELECT 'case rule', slug, version, current, source, definition->>'title' FROM case_rule
  UNION ALL SELECT 'company', 'company', 1, true, source, definition->>'name' FROM company) published"""
SOURCE: Final = (
    PUBLISHED
    + """
WHERE slug = $1 AND (version = $2 OR ($2::int IS NULL AND is_current)) AND ($3 = '' OR kind = $3)
ORDER BY array_position(ARRAY['survey', 'programme', 'brand', 'case rule', 'company'], kind) LIMIT 1"""
)


class PublishedDefinition(Struct, frozen=True):
    """One published version."""

    kind: str
    slug: str
    version: int
    is_current: bool
    title: str


async def published_definitions() -> list[PublishedDefinition]:
    """Every published version, by kind, slug and version."""
    rows = await DB.fetch(PUBLISHED + " ORDER BY kind, slug, version")
    return [PublishedDefinition(r["kind"], r["slug"], r["version"], r["is_current"], r["title"]) for r in rows]


async def source_of(name: str, kind: str = "") -> str:
    """The TOML of SLUG, or of SLUG@VERSION; a survey before a programme of that name, unless `kind` says otherwise.

    Raises NotPublishedError for what was never published.
    """
    match = NAME.match(name)
    if match:
        version = int(match["version"]) if match["version"] else None
        row = await DB.fetch_one(SOURCE, match["slug"], version, kind)
        if row:
            return str(row["source"])
    raise NotPublishedError(f"'{name}' is not published. Write SLUG or SLUG@VERSION; `vocapp surveys list` shows them.")
