"""Known identities of a contact in a text, spelled right or nearly so. Pure.

An identity is a name, an e-mail address, a phone number or the number of an order; its characters show which.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from vocapp.nlp.redaction.known_names import find_known_names
from vocapp.nlp.redaction.types import PersonalKind, PersonalSpan
from vocapp.nlp.text.misspelling import is_misspelling

PHONE: Final = re.compile(r"[+(]?[\d\s()./–-]{6,24}")
# Two patterns: a number in groups is one candidate, a word that contains digits is another.
GROUPED: Final = re.compile(r"[+(]{0,2}\d(?:[\s./()–-]{0,3}\d){4,24}")
TOKEN: Final = re.compile(r"(?<!\w)(?=[^\W\d]{0,12}\d)\w{1,40}(?:[./#-]\w{1,40}){0,6}")
NOT_ALPHANUMERIC: Final = re.compile(r"[\W_]+")
MIN_REFERENCE: Final = 3
MIN_MISSPELLED: Final = 6
MIN_LOCAL_PART: Final = 5
# So many last digits identify a phone number, whatever its prefix.
SIGNIFICANT_DIGITS: Final = 7


def find_known_identities(text: str, names: Sequence[str]) -> Iterator[PersonalSpan]:
    """Finds every place of one of the identities."""
    people = [name for name in names if identity_kind(name) == "name"]
    yield from find_known_names(text, people)
    for name in names:
        match identity_kind(name):
            case "email":
                yield from _find_email(text, name)
            case "phone":
                yield from _find_phone(text, name)
            case "number":
                yield from _find_reference(text, name)
    yield from _find_misspelled_references(
        text, [strip_separators(name) for name in names if identity_kind(name) == "number"]
    )


def identity_kind(name: str) -> PersonalKind:
    """Returns the kind of identity that the characters suggest."""
    if "@" in name.strip("@"):
        return "email"
    digits = sum(character.isdigit() for character in name)
    if digits >= SIGNIFICANT_DIGITS and PHONE.fullmatch(name.strip()) and name.strip()[0] in "+(0":
        return "phone"
    return "number" if digits else "name"


def strip_separators(reference: str) -> str:
    """Returns letters and digits only, in capitals."""
    return NOT_ALPHANUMERIC.sub("", reference).upper()


def _find_email(text: str, address: str) -> Iterator[PersonalSpan]:
    local = address.strip().partition("@")[0]
    wanted = [address.strip(), *([local] if len(local) >= MIN_LOCAL_PART else [])]
    for part in wanted:
        for match in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE):
            yield PersonalSpan(match.start(), match.end(), "email")


def _find_phone(text: str, number: str) -> Iterator[PersonalSpan]:
    wanted = "".join(filter(str.isdigit, number))[-9:]
    for match in GROUPED.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        if wanted[-SIGNIFICANT_DIGITS:] in digits or is_misspelling(digits[-len(wanted) :], wanted):
            yield PersonalSpan(match.start(), match.end(), "phone")


def _find_reference(text: str, reference: str) -> Iterator[PersonalSpan]:
    characters = strip_separators(reference)
    if len(characters) < MIN_REFERENCE:
        return
    spaced = r"[\s./#_-]{0,2}".join(map(re.escape, characters))
    for match in re.finditer(rf"(?<![^\W_]){spaced}(?![^\W_])", text, re.IGNORECASE):
        yield PersonalSpan(match.start(), match.end(), "number")


def _find_misspelled_references(text: str, references: Sequence[str]) -> Iterator[PersonalSpan]:
    """Finds words with digits in which one character is wrong, and the digits of a reference without its letters."""
    wanted = [reference for reference in references if len(reference) >= MIN_MISSPELLED]
    if not wanted:
        return
    endings = {digits for reference in wanted for digits in re.findall(r"\d{5,}", reference)}
    for match in TOKEN.finditer(text):
        found = strip_separators(match[0])
        if found in endings or any(is_misspelling(found, reference) for reference in wanted):
            yield PersonalSpan(match.start(), match.end(), "number")
