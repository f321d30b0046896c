"""Getting a published definition back as the file it came from."""

import re
from typing import Final

from vocapp.catalogue.published import NotPublishedError
from vocapp.database import DB

NAME: Final = re.compile(r"^(?P<slug>[a-z0-9_-]+)(?:@(?P<version>[1-9][0-9]*))?$")
SOURCES: Final = """
SELECT kind, source FROM (
  SELECT 'survey' AS kind, slug, version, current, source FROM survey_version
  UNION ALL SELECT 'programme', slug, version, current, source FROM programme
  UNION ALL SELECT 'brand', slug, version, current, source FROM brand
  UNION ALL SELECT 'company', 'company', 1, true, source FROM company) published
WHERE slug = $1 AND (version = $2 OR ($2::int IS NULL AND current)) AND ($3 = '' OR kind = $3)
ORDER BY array_position(ARRAY['survey', 'programme', 'brand', 'company'], kind)"""


async def source_of(name: str, kind: str = "") -> str:
    """The TOML of SLUG, or of SLUG@VERSION; a survey before a programme of that name, unless `kind` says otherwise.

    Raises NotPublishedError for what was never published.
    """
    match = NAME.match(name)
    if match:
        version = int(match["version"]) if match["version"] else None
        row = await DB.fetch_one(SOURCES, match["slug"], version, kind)
        if row:
            return str(row["source"])
    raise NotPublishedError(f"'{name}' is not published. Write SLUG or SLUG@VERSION; `vocapp surveys list` shows them.")
