"""Translations of interface texts: gettext catalogues `vocapp/<package>/locale/<language>.po`.

They are read when a language is first used; nothing is compiled beforehand. A text without translation stays English.
Survey texts are not here: they are part of the survey.
"""

from collections.abc import Iterator
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGES = Path(__file__).parents[1]


@lru_cache(maxsize=64)
def catalogue(language: str) -> NullTranslations:
    """The texts of every package in `language`; English, the original, for a language without catalogues."""
    merged = Catalog(locale=language.replace("-", "_"))
    for path in files(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=merged.locale):
                if message.id and message.string and not message.fuzzy:
                    merged[message.id] = message
    if not len(merged):
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)


def files(language: str) -> Iterator[Path]:
    """The catalogue files of a language; none for an invalid tag."""
    if language.replace("-", "").isalnum() and language.isascii():
        yield from sorted(PACKAGES.glob(f"*/locale/{language}.po"))
