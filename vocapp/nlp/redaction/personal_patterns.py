"""Personal data of a fixed format in a text: e-mail, accounts, identity numbers, names after a title. Pure."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from vocapp.nlp.redaction.number_formats import is_dni_or_nie, is_nir
from vocapp.nlp.redaction.personal_numbers import TextRange, find_in_ranges
from vocapp.nlp.redaction.types import PersonalKind, PersonalSpan

LOCAL: Final = re.compile(r"[\w.+%'-]{1,64}$")
DOMAIN: Final = re.compile(r"@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
SIGN: Final = r"[\[({] ?(?:at|ät|@|arroba|arobase|apenstaartje) ?[\])}]"
POINT: Final = r"(?:\.|[\[({] ?(?:dot|punkt|punto|point|punt|ponto|\.) ?[\])}])"
SAID_SIGN: Final = r"\b(?:at|ät|arroba|arobase|apenstaartje)\b"
SAID_POINT: Final = r"\b(?:dot|punkt|punto|point|punt|ponto)\b"
ENDING: Final = r"(?:com|net|org|info|co|uk|ie|de|at|ch|fr|be|es|pt|br|nl|eu|io|me|se|dk|tr)"
SPELLED: Final = tuple(
    re.compile(
        rf"(?<![\w.])[\w.+-]{{1,64}} ?{sign} ?[\w-]{{2,63}}(?: ?{point} ?[\w-]{{2,20}}){{0,2}} ?{point} ?{ENDING}\b",
        re.IGNORECASE,
    )
    for sign, point in ((SIGN, POINT), (SAID_SIGN, SAID_POINT))
)
POINTS: Final = (
    " dot",
    "[dot",
    "(dot",
    "pun",
    "point",
    "ponto",
    "(at",
    "[at",
    "( at",
    "[ at",
    "{at",
    "[@",
    "(@",
    "arro",
    "(ät",
)
SPELLED_SIGN: Final = re.compile(r"\bät\b|\bat\b|arroba|arobase|apenstaartje|[\[({] ?@", re.IGNORECASE)

# How long an IBAN is, by country (SWIFT's registry).
IBAN_LENGTH: Final = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22,
    "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28,
    "PT": 25, "RO": 24, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26,
}  # fmt: skip
IBAN: Final = re.compile(r"\b(?:" + "|".join(IBAN_LENGTH) + r")\d{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE)
MIN_IBAN_DIGITS: Final = 9
NOT_CANONICAL: Final = re.compile(r"[^A-Z0-9]")

TITLE: Final = (
    r"(?:Mrs?|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Fräulein|Monsieur|Madame|Mme|Mlle|Señor(?:a|ita)?|Sra?|Srta|Senhora?"
    r"|Dhr|Mevr(?:ouw)?|Mw|Meneer)"
)
NAME: Final = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,30}"
CAPITAL_WITHIN: Final = re.compile(" [A-ZÀ-ÖØ-Þ]")
INTRODUCED: Final = (
    r"\b(?i:my name is|mein name ist|ich hei(?:ß|ss)e|je m['’]appelle|mon nom est|me llamo|mi nombre es|meu nome é"
    r"|me chamo|chamo-me|mijn naam is|ik heet)"
)
PREFIX: Final = r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"


def canonical(raw: str) -> str:
    """Returns capitals and digits only."""
    return NOT_CANONICAL.sub("", raw.upper())


def _is_reference(raw: str) -> bool:
    """Whether it is long enough and no screen resolution such as 1920X1080."""
    return len(raw) >= 8 and not raw.replace("X", "0", 1).isdigit()


def _always(_: str) -> bool:
    return True


SIX_DIGITS: Final = r"(?:[A-Z#/_-]{0,12}\d){6}"
CARD: Final = re.compile(r"\b(?=[A-Z]*\d[A-Z0-9]*\d)[CFGHJKLMNPRTVWXYZ0-9]{9}\d?D?\b")
# Six digits or more: kind, pattern (its group 1 is redacted), and a further check.
SHAPES: Final[tuple[tuple[PersonalKind, re.Pattern[str], Callable[[str], bool]], ...]] = (
    ("id", re.compile(rf"\b({PREFIX}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D])\b", re.IGNORECASE), _always),  # British
    ("id", re.compile(r"\b((?:\d{1,2}\.?\d{3}\.?\d{3}|[XYZ][ -]?\d{7})[ -]?[A-Z])\b", re.IGNORECASE), is_dni_or_nie),
    ("id", re.compile(r"\b([12] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d)\b", re.IGNORECASE), is_nir),
    ("id", re.compile(r"\b(\d\d ?[0-3]\d[01]\d\d\d ?[A-Z] ?\d{3})\b"), _always),  # German pension insurance
    ("id", re.compile(r"\b([A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z])\b", re.IGNORECASE), _always),  # Italy
    ("id", re.compile(r"\b([0-3]\d[01]\d\d\d[-+A]\d{3}[0-9A-FHJ-NPR-Y])\b"), _always),  # Finland
    ("number", re.compile(rf"\b((?={SIX_DIGITS})[A-Z0-9]+(?:[-/_][A-Z0-9]+){{0,5}})\b"), _is_reference),
)  # fmt: skip
NAMED: Final = (
    re.compile(rf"\b{TITLE}\b\.? ({NAME}(?:[ -]{NAME}){{0,2}})"),
    re.compile(rf"{INTRODUCED} ({NAME}(?: {NAME}){{0,2}})"),
)
SIGNS: Final = (
    ("mr", "ms", "miss", "mx", "dr", "prof", "herr", "frau", "fräu", "monsieur", "madame", "mme", "mlle", "señor",
     "sr", "senhor", "dhr", "mevr", "mw", "meneer"),
    ("my name", "mein name", "heiß", "heiss", "appelle", "mon nom", "llamo", "nombre", "meu nome", "chamo", "naam is",
     "ik heet"),
)  # fmt: skip


def find_email_addresses(text: str, small: str) -> Iterator[PersonalSpan]:
    """Finds e-mail addresses, also spelled out ("anna at example dot com"); `small`: the text in lower case."""
    for domain in DOMAIN.finditer(text) if "@" in text else ():
        local = LOCAL.search(text, max(0, domain.start() - 65), domain.start())
        if local:
            yield PersonalSpan(local.start(), domain.end(), "email")
    if any(map(small.__contains__, POINTS)) and SPELLED_SIGN.search(text):
        for spelled in SPELLED:
            for match in spelled.finditer(text):
                yield PersonalSpan(match.start(), match.end(), "email")


def find_introduced_names(text: str, small: str) -> Iterator[PersonalSpan]:
    """Finds names after a title, and names with which writers introduce themselves; `small` as above."""
    if not CAPITAL_WITHIN.search(text):
        return
    for shape, signs in zip(NAMED, SIGNS, strict=True):
        for match in shape.finditer(text) if any(map(small.__contains__, signs)) else ():
            yield PersonalSpan(match.start(1), match.end(1), "name")


def find_identity_cards(text: str, parts: list[TextRange]) -> Iterator[PersonalSpan]:
    """Finds the numbers of German identity cards and passports, which may have two digits only."""
    for match in find_in_ranges(CARD, text, parts):
        if _is_reference(match[0]):
            yield PersonalSpan(match.start(), match.end(), "id")


def find_identity_numbers(text: str, parts: list[TextRange]) -> Iterator[PersonalSpan]:
    """Finds identity numbers and references of six digits or more that contain letters."""
    for kind, shape, holds in SHAPES:
        for match in find_in_ranges(shape, text, parts):
            if holds(canonical(match[1])):
                yield PersonalSpan(match.start(1), match.end(1), kind)


def find_ibans(text: str, parts: list[TextRange]) -> Iterator[PersonalSpan]:
    """Finds account numbers of the right length for their country, also mistyped ones; words that follow stay."""
    for match in find_in_ranges(IBAN, text, parts):
        length = IBAN_LENGTH[match[0][:2].upper()]
        counted = 0
        for at, character in enumerate(match[0]):
            counted += character.isalnum()
            if counted == length:
                if sum(map(str.isdigit, match[0][: at + 1])) >= MIN_IBAN_DIGITS:
                    yield PersonalSpan(match.start(), match.start() + at + 1, "iban")
                break
