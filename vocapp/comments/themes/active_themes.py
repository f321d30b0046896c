"""Which themes does the company know, and how are they called? Those of its current taxonomy, or the shipped ones."""

import asyncio
import hashlib
from typing import Final

from vocapp.database import DB
from vocapp.nlp.themes.taxonomy import CX, URGENT, Taxonomy, Theme, parse_taxonomy, shipped_taxonomy, shipped_themes
from vocapp.ui.reader import current

_CURRENT: Final = "SELECT name FROM taxonomy WHERE is_current"
_CONTENT: Final = "SELECT content FROM taxonomy WHERE name = $1"
_MOST_KEPT: Final = 8
_kept: dict[str, Taxonomy] = {}


class ThemeTitles:
    """What themes are called in the language of whoever reads the page; asked for while it is rendered."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        themes = (*shipped_taxonomy(URGENT).theme, *shipped_taxonomy(CX).theme, *taxonomy.theme)
        self._known: dict[str, Theme] = {theme.id: theme for theme in themes}

    def __call__(self, theme: str) -> str:
        """The title of a theme; of one that only a model knows, its name."""
        known = self._known.get(theme)
        return theme.replace("_", " ") if known is None else known.title(current().language)


async def company_themes() -> Taxonomy:
    """The current taxonomy."""
    name: str | None = await DB.fetch_value(_CURRENT)
    if name is None:
        return shipped_themes()
    return _kept.get(name) or await _keep(name, await DB.fetch_value(_CONTENT, name))


async def parse_themes(content: str) -> Taxonomy:
    """The taxonomy of a content that was checked before."""
    key = hashlib.sha256(content.encode()).hexdigest()
    return _kept.get(key) or await _keep(key, content)


async def _keep(key: str, content: str) -> Taxonomy:
    """Reading takes long enough to be done once, and in a thread."""
    found = await asyncio.to_thread(parse_taxonomy, content)
    while len(_kept) >= _MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[key] = found
    return found


async def theme_titles() -> ThemeTitles:
    """What the company's themes are called now."""
    return ThemeTitles(await company_themes())
