"""The active themes of the company and their titles: those of its active taxonomy version, or the shipped ones."""

import asyncio
import hashlib
from typing import Final

from vocapp.database import DB
from vocapp.nlp.themes.taxonomy import CX, URGENT, Taxonomy, Theme, parse_taxonomy, shipped_taxonomy, shipped_themes
from vocapp.ui.reader import current

_CURRENT: Final = "SELECT name FROM taxonomy WHERE is_current"
_CONTENT: Final = "SELECT content FROM taxonomy WHERE name = $1"
_CACHE_SIZE: Final = 8
_cache: dict[str, Taxonomy] = {}


class ThemeTitles:
    """Titles of themes in the reader's language, called while a page is rendered."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        themes = (*shipped_taxonomy(URGENT).theme, *shipped_taxonomy(CX).theme, *taxonomy.theme)
        self._known: dict[str, Theme] = {theme.id: theme for theme in themes}

    def __call__(self, theme: str) -> str:
        """The title of a theme; the id of one that only a model knows."""
        known = self._known.get(theme)
        return theme.replace("_", " ") if known is None else known.title(current().language)


async def company_themes() -> Taxonomy:
    """The active taxonomy."""
    name: str | None = await DB.fetch_value(_CURRENT)
    if name is None:
        return shipped_themes()
    return _cache.get(name) or await _parse(name, await DB.fetch_value(_CONTENT, name))


async def parse_themes(content: str) -> Taxonomy:
    """Parses a valid content, with a cache."""
    key = hashlib.sha256(content.encode()).hexdigest()
    return _cache.get(key) or await _parse(key, content)


async def _parse(key: str, content: str) -> Taxonomy:
    """Parses in a thread, because it is slow, and caches the result."""
    found = await asyncio.to_thread(parse_taxonomy, content)
    while len(_cache) >= _CACHE_SIZE:
        del _cache[next(iter(_cache))]
    _cache[key] = found
    return found


async def theme_titles() -> ThemeTitles:
    """The titles of the active themes."""
    return ThemeTitles(await company_themes())
