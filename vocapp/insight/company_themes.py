"""Which themes does the company know, and how are they called? Those of its current taxonomy, or the shipped ones."""

from typing import Final

from vocapp.database import DB
from vocapp.insight.taxonomy import SHIPPED, URGENT, Taxonomy, Theme, decoded, shipped, shipped_themes
from vocapp.ui.reader import current

_NAME: Final = "SELECT name FROM taxonomy WHERE is_current"
_CONTENT: Final = "SELECT content FROM taxonomy WHERE name = $1"
_MOST_KEPT: Final = 8
_kept: dict[str, Taxonomy] = {}


class Titles:
    """What themes are called in the language of whoever reads the page; asked for while it is rendered."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        themes = (*shipped(URGENT).theme, *shipped(SHIPPED).theme, *taxonomy.theme)
        self._known: dict[str, Theme] = {theme.id: theme for theme in themes}

    def __call__(self, theme: str) -> str:
        """The title of a theme; of one that only a model knows, its name."""
        known = self._known.get(theme)
        return theme.replace("_", " ") if known is None else known.title(current().language)


async def company_themes() -> Taxonomy:
    """The current taxonomy. A version never changes, so that it is read once."""
    name = await DB.fetch_value(_NAME)
    if name is None:
        return shipped_themes()
    if name not in _kept:
        if len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[name] = decoded(await DB.fetch_value(_CONTENT, name))
    return _kept[name]


async def titles() -> Titles:
    """What the company's themes are called now."""
    return Titles(await company_themes())
