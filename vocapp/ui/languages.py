"""Languages of the interface. Customer pages are complete in each; staff pages fall back to English."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

DEFAULT = "en"
PUBLIC = ("en", "de", "fr", "es", "ar")
STAFF = ("en", "de")


@lru_cache(maxsize=512)
def best(accept: str, offered: Sequence[str] = PUBLIC) -> str:
    """The language of `offered` that an Accept-Language header prefers; the first of them if none fits."""
    for wanted in _in_order(accept[:200]):
        for language in offered:
            if wanted == language.lower() or wanted.partition("-")[0] == language.lower():
                return language
    return offered[0]


def _in_order(accept: str) -> Iterable[str]:
    weighed = []
    for part in accept.lower().split(","):
        name, _, parameter = part.partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        if name.strip() and weight > 0:
            weighed.append((-weight, name.strip()))
    return [name for _, name in sorted(weighed, key=lambda pair: pair[0])]


@lru_cache(maxsize=64)
def locale(language: str) -> Locale:
    """Babel's locale of a language tag such as `de` or `pt-BR`; English for an unknown one."""
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse(DEFAULT)


def direction(language: str) -> str:
    """`ltr` or `rtl`, for the `dir` of a page."""
    return locale(language).text_direction
