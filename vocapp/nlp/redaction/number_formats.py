"""Kind of a number, by its digits and their grouping. Pure."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import phonenumbers
from stdnum import luhn
from stdnum.at import vnr
from stdnum.be import nn
from stdnum.br import cpf
from stdnum.ch import ssn
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.iso7064 import mod_11_10
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.tr import tckimlik

from vocapp.nlp.redaction.types import PersonalKind

# Regions whose national phone numbers have no prefix, the most likely for each language first.
REGIONS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("US", "ES"),
    "es": ("ES", "MX"),
    "pt": ("PT", "BR"),
    "da": ("DK",),
    "de": (),
    "fr": (),
    "nl": (),
}
ANY_REGION: Final = ("US", "ES", "PT", "BR")


def is_german_tax_number(digits: str) -> bool:
    """Whether the check digit of a Steuer-ID agrees.

    `stdnum.de.idnr` also wants one digit to be there twice or three times: a number with a typing error would stay.
    """
    return digits[0] != "0" and mod_11_10.is_valid(digits)


def is_dni_or_nie(characters: str) -> bool:
    """Whether the letter of an identity number (DNI) or of a foreigner's (NIE) agrees; a leading 0 may be missing."""
    return dni.is_valid(characters.zfill(9)) or nie.is_valid(characters)


def is_nir(characters: str) -> bool:
    """Whether the check digits of a social security number agree (Corsica: 2A, 2B)."""
    return nir.is_valid(characters)


# Checks by the number of digits: Netherlands, Portugal; United Kingdom, Austria; Germany, Poland, Turkey, Belgium,
# Brazil; Switzerland; France.
NATIONAL: Final[dict[int, tuple[Callable[[str], bool], ...]]] = {
    9: (bsn.is_valid, nif.is_valid),
    10: (nhs.is_valid, vnr.is_valid),
    11: (is_german_tax_number, pesel.is_valid, tckimlik.is_valid, nn.is_valid, cpf.is_valid),
    13: (ssn.is_valid,),
    15: (is_nir,),
}
# Formats that only identity numbers have.
ID_SHAPE: Final = re.compile(
    r"\d{3}-\d{2}-\d{4}"  # United States
    r"|(?:\d{2})?\d{2}(?:0[1-9]|1[0-2])[0-3]\d[-+]\d{4}"  # Sweden
    r"|[0-3]\d(?:0[1-9]|1[0-2])\d{2}-\d{4}"  # Denmark
    r"|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}|756\.\d{4}\.\d{4}\.\d{2}"  # Brazil, Belgium, Swiss
)
AMERICAN: Final = re.compile(r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\d{3}-\d{4}")
AMOUNT: Final = re.compile(r"\d{1,3}(?:[ .,]000)+")
MIN_ANNOUNCED_DIGITS: Final = 5
PREFIXED: Final = re.compile(r"\(?(?:\+|0)")
YEARS: Final = re.compile(r"(?:(?:19|20)\d\d[^\d]*)+")


def is_card(digits: str, groups: Sequence[str]) -> bool:
    """Whether it is a payment card: 13 … 19 digits of a known issuer that pass Luhn, in groups of three at least."""
    return (
        13 <= len(digits) <= 19
        and digits[0] in "23456"
        and all(len(group) >= 3 for group in groups[:-1])
        and len(set(digits)) > 1
        and luhn.is_valid(digits)
    )


def is_national_id(raw: str, digits: str) -> bool:
    """Whether it is a personal number by law, of the countries of `NATIONAL` and `ID_SHAPE`."""
    return bool(ID_SHAPE.fullmatch(raw)) or any(check(digits) for check in NATIONAL.get(len(digits), ()))


@lru_cache(maxsize=4096)
def is_phone(raw: str, language: str | None) -> bool:
    """Whether it has the format of a phone number: a prefix, American groups, or valid in one of the regions."""
    digits = "".join(filter(str.isdigit, raw))
    if not 7 <= len(digits) <= 15 or YEARS.fullmatch(raw):
        return False
    if PREFIXED.match(raw) or AMERICAN.fullmatch(raw):
        return True
    if len(digits) not in (8, 9, 10, 11):
        return False
    return any(_is_valid(raw, region) for region in REGIONS.get(language or "", ANY_REGION))


def _is_valid(raw: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(raw, region))
    except phonenumbers.NumberParseException:
        return False


def number_kind(
    raw: str, groups: Sequence[str], hint: PersonalKind | None, language: str | None
) -> PersonalKind | None:
    """Returns the kind of a number; None where it belongs to nobody. `hint`: what the words before it announce."""
    digits = "".join(groups)
    if is_card(digits, groups):
        return "card"
    if hint is not None and len(digits) >= MIN_ANNOUNCED_DIGITS and not AMOUNT.fullmatch(raw):
        return hint
    if ID_SHAPE.fullmatch(raw):
        return "id"
    if is_phone(raw, language) and not (len(groups) == 1 and digits[0] != "0" and is_national_id(raw, digits)):
        return "phone"
    if is_national_id(raw, digits):
        return "id"
    return "number" if len(groups) == 1 and len(digits) >= 9 else None
