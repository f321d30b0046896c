"""Phone numbers: E.164 of what is a number, and of nothing else.

A number may stand beside a usual label ("mobile", "privat") or an extension, which is kept apart. Any other word makes
it no number: letters are never read as digits, for the result would be the number of somebody else.
"""

import re
import unicodedata
from typing import Final, NamedTuple

import phonenumbers

from vocapp.faults import Fault, FaultError

SHORTEST: Final = 8
SHORTEST_OF_SEVERAL: Final = 6
_LABEL_WORDS: Final = """
    tel telefon telephone telefono teléfono téléphone tél telefonnummer phone number call whatsapp mobile mobil
    mobiltelefon cell cellular cellulare handy handynr natel gsm portable móvil movil celular home private privat
    festnetz landline domicile maison casa particular fixe work office business büro buero arbeit dienstlich
    geschäftlich geschaeftlich firma bureau travail trabajo oficina lavoro ufficio main direct direkt zentrale nr
    no
"""
_LABELS: Final = frozenset(_LABEL_WORDS.split())
_EXTENSION_WORDS: Final = (
    "extension|extn|ext|x|apparat|app|durchwahl|dw|nebenstelle|nst|poste|interno|anexo|ramal|anschluss|#"
)
_EXTENSION: Final = re.compile(
    rf"(?P<number>.*\d\)?)\s*(?:[,;/-]?\s*(?:;ext=|(?:{_EXTENSION_WORDS})\.?\s*[:.=]?)|,)\s*(?P<extension>\d{{0,7}})\s*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER: Final = re.compile(r"[+(\d][\d\s()./-]*\d\)?")
_ANOTHER_ENDING: Final = re.compile(r"\d{5,}\s*/\s*\d{1,3}$")  # two numbers, or an extension
_WORD: Final = re.compile(r"[^\W\d_]+")
_WORD_IN_BRACKETS: Final = re.compile(r"\(\s*[^\W\d_]+\.?\s*\)")
_BETWEEN: Final = re.compile(r"[;|\n\r\t]+|,(?=\s*[+0(])|\s+(?:oder|or|und|and|et|ou|y|e|&)\s+", re.IGNORECASE)
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u30fc]")
# A date, or a cell of zeros.
_NO_NUMBER: Final = re.compile(r"(?:19|20)\d\d-\d\d?-\d\d?(?:[T ].*)?|\d\d?[./]\d\d?[./](?:19|20)\d\d|\+?[0\W_]+")
_MEXICAN_MOBILE: Final = re.compile(r"\+521(\d{10})")


class PhoneError(FaultError):
    """A text is not a phone number."""


class PhoneNumber(NamedTuple):
    """A number in E.164, and the extension that was beside it: it leads to one of those who share the number."""

    number: str
    extension: str


def parse_phone(text: str, country: str | None) -> PhoneNumber:
    """The phone number in `text`; a national number needs the country. PhoneError if it is none."""
    bare, extension = _extension_apart(text)
    bare = _without_labels(bare)
    if bare.startswith("00") and country is None:
        bare = "+" + bare[2:]
    try:
        number = phonenumbers.parse(bare, country)
    except phonenumbers.NumberParseException as failure:
        raise PhoneError(Fault.of("identity.phone") if country else Fault.of("identity.phone_country")) from failure
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if old := _MEXICAN_MOBILE.fullmatch(written):  # until 2019 a 1 stood before numbers of mobile phones
        written = f"+52{old[1]}"
        number = phonenumbers.parse(written)
    if not phonenumbers.is_possible_number(number) or len(written) < SHORTEST or _NO_NUMBER.fullmatch(text.strip()):
        raise PhoneError(Fault.of("identity.phone_digits"))
    return PhoneNumber(written, extension)


def phone_extension(text: str) -> str:
    """The extension in `text`, in which there is a phone number; "" without one."""
    return _extension_apart(text)[1]


def split_phones(text: str) -> list[str]:
    """The numbers of a cell that may hold several; the whole text if it holds one."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return [half for part in parts for half in _halves(part)] or [text]


def _halves(text: str) -> list[str]:
    """The numbers on both sides of a slash; `030/123456` is one number."""
    first, slash, second = text.partition(" / ") if " / " in text else text.partition("/")
    both_long = all(sum(letter.isdigit() for letter in half) > SHORTEST_OF_SEVERAL for half in (first, second))
    return [first.strip(), second.strip()] if slash and both_long else [text]


def _extension_apart(text: str) -> tuple[str, str]:
    bare = _plain(text)
    found = _EXTENSION.fullmatch(bare)
    return (found["number"], found["extension"]) if found else (bare, "")


def _plain(text: str) -> str:
    """Digits, dashes and blanks in their plain forms, without invisible letters, `tel:` and a sheet's apostrophe."""
    visible = (letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    digits = "".join(str(unicodedata.decimal(letter, letter)) for letter in visible)
    bare = _DASHES.sub("-", digits).strip().lstrip("'").strip()
    bare = re.sub(r"^tel:\s*(?=[+\d])", "", bare, flags=re.IGNORECASE)
    return re.sub(r"^(\d{7,})\.0$", r"\1", bare)  # a spreadsheet took it for a number


def _without_labels(text: str) -> str:
    """`text` without the usual labels before and after its number. PhoneError if other words are left."""
    if any(word.lower() not in _LABELS for word in _WORD.findall(text)):
        raise PhoneError(Fault.of("identity.phone_words"))
    bare = _WORD_IN_BRACKETS.sub(" ", text)
    found = _NUMBER.search(bare)
    if found is None:
        raise PhoneError(Fault.of("identity.phone"))
    around = bare[: found.start()] + bare[found.end() :]
    if any(letter.isdigit() or letter in "+*#,;" for letter in around):
        raise PhoneError(Fault.of("identity.phone_words"))
    if _ANOTHER_ENDING.search(found[0]):
        raise PhoneError(Fault.of("identity.phone"))
    return found[0].strip()
