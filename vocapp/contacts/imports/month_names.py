"""Names of months in many languages. Pure."""

import unicodedata
from functools import cache
from typing import Final

from babel.dates import get_month_names

LANGUAGES: Final = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs",
    "sk", "hu", "ro", "tr", "ru", "uk", "el", "et", "ar", "ar_DZ",
)  # fmt: skip
"""Not Croatian: its listopad is October, that of Poles and Czechs November."""


def month_of(name: str) -> int:
    """The month of that name, 1 to 12; 0 if it is none."""
    return _months().get(_bare(name), 0)


def _bare(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.casefold().strip("."))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def _months() -> dict[str, int]:
    """Names of months without accents; those that mean another month in another language are left out."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, language).items():
                    found.setdefault(_bare(str(name)), set()).add(month)
    extra = {"sept": 9, "mrz": 3, "maerz": 3, "jaenner": 1, "janner": 1, "okt": 10, "dez": 12, "set": 9, "ene": 1}
    return {name: months.copy().pop() for name, months in found.items() if len(months) == 1 and len(name) > 2} | extra
