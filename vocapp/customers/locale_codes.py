"""Countries and languages as other systems write them: "UK", "DEU", "Germany"; "EN", "de_DE", "zh-Hans-CN".

A two-letter code of no country is an error of its own kind: the country decides whether the customer may be asked, and
nobody would notice that they never are.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.core import get_global

from vocapp.faults import Fault, FaultError

LONGEST_TAG: Final = 10
_NAMED_IN: Final = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "da", "sv", "nb", "fi", "cs", "el", "ar")
_NO_COUNTRY: Final = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_OTHER_NAMES: Final = {
    "uk": "GB", "el": "GR", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "great britain": "GB", "großbritannien": "GB", "usa": "US", "america": "US", "amerika": "US",
    "united states of america": "US", "brd": "DE", "federal republic of germany": "DE",
    "bundesrepublik deutschland": "DE",
    "holland": "NL", "the netherlands": "NL", "korea": "KR", "russian federation": "RU", "czech republic": "CZ",
    "d": "DE", "a": "AT", "ee uu": "US", "eeuu": "US", "ivory coast": "CI", "ksa": "SA", "south korea": "KR",
    "republic of korea": "KR", "korea, republic of": "KR",
    "tschechische republik": "CZ", "turkey": "TR", "viet nam": "VN", "uae": "AE",
}  # fmt: skip
_TAG: Final = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{1,8})*)")


class LocaleCodeError(FaultError):
    """A text names no country, or no language."""


class UnknownCountryCodeError(LocaleCodeError):
    """A text has the form of a country code, and no country has it."""


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166 codes, and XK, which everybody uses for Kosovo."""
    names = Locale("en").territories
    return frozenset(str(code) for code in names if re.fullmatch(r"[A-Z]{2}", str(code))) - _NO_COUNTRY


@lru_cache(maxsize=4096)
def normalise_country(text: str) -> str:
    """The ISO 3166 code of a country: from a code in any spelling, the three letters, or its usual names."""
    name = _plain(text)
    code = _OTHER_NAMES.get(name) or name.upper()
    if code in country_codes():
        return code
    if found := _country_names().get(name) or _country_names().get(_bare(name)) or _country_names().get(name.zfill(3)):
        return found
    if (part := re.fullmatch(r"([a-z]{2})-[a-z0-9]{1,3}", name)) and part[1].upper() in country_codes():
        return part[1].upper()  # ISO 3166-2: a part of the country
    if re.fullmatch(r"[a-z]{2}", name):
        raise UnknownCountryCodeError(Fault.of("country.unknown_code"))
    raise LocaleCodeError(Fault.of("country.unknown"))


@lru_cache(maxsize=4096)
def normalise_language(text: str) -> str:
    """The language tag (BCP 47) of `text`: language, script and country, each in its usual letters."""
    bare = re.split(r"[.@;,]", text.strip().replace(" ", ""), maxsplit=1)[0]
    found = _TAG.fullmatch(bare.strip("-_"))
    if found is None:
        if named := _language_names().get(_plain(text)) or _language_names().get(_bare(_plain(text))):
            return named
        raise LocaleCodeError(Fault.of("language.unknown"))
    language = found[1].lower()
    if len(language) == 3 or language in ("in", "iw", "ji"):
        language = get_global("language_aliases").get(language, language)
    parts = [part for part in re.split("[-_]", found[2]) if part]
    script = next((part.title() for part in parts[:1] if len(part) == 4 and part.isalpha()), None)
    region = next((part.upper() for part in parts[:2] if re.fullmatch(r"[A-Za-z]{2}|\d{3}", part)), None)
    tag = "-".join(part for part in (language, script, region) if part)
    return tag if len(tag) <= LONGEST_TAG else language


def _bare(name: str) -> str:
    """A name without accents and hyphens."""
    split = unicodedata.normalize("NFD", name)
    return " ".join("".join(each for each in split if not unicodedata.combining(each)).replace("-", " ").split())


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace(".", "").replace("_", " ").lower().split())


@cache
def _country_names() -> Mapping[str, str]:
    """Codes by three letters, by number and by name in many languages."""
    codes = country_codes()
    found = {name.lower(): to[0] for name, to in get_global("territory_aliases").items() if to[0] in codes}
    for language in _NAMED_IN:
        names = Locale(language).territories
        found |= {_bare(_plain(name)): code for code, name in names.items() if code in codes}
        found |= {_plain(name): code for code, name in names.items() if code in codes}
    return found | _OTHER_NAMES


@cache
def _language_names() -> Mapping[str, str]:
    """Language tags by name, in English, in many languages, and in the language itself."""
    found: dict[str, str] = {}
    for language in reversed(_NAMED_IN):
        names = Locale(language).languages
        found |= {
            spelt: code
            for code, name in names.items()
            if re.fullmatch(r"[a-z]{2,3}", code)
            for spelt in (_plain(name), _bare(_plain(name)))
        }
    return found
