"""What of a text may leave the room that may read originals? Who is known is taken out first, then what has a form.

A redacted piece keeps its kind: "[name] never called [phone]". Pure; linear in the length of the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Final

from vocapp.nlp.redaction.digit_spans import Part, around_digits
from vocapp.nlp.redaction.known_identities import known_identities
from vocapp.nlp.redaction.personal_numbers import personal_numbers, references
from vocapp.nlp.redaction.personal_patterns import (
    ibans,
    identity_cards,
    identity_numbers,
    introduced_names,
    mail_addresses,
)
from vocapp.nlp.redaction.postcodes import postcodes
from vocapp.nlp.redaction.streets import streets
from vocapp.nlp.redaction.types import Kind, Personal

DIGIT: Final = re.compile(r"\d")
# Where pieces overlap, the kind that says most stands for all of them.
RANK: Final[tuple[Kind, ...]] = (
    "email", "iban", "card", "id", "phone", "birthday", "name", "address", "postcode", "number",
)  # fmt: skip


def redact(text: str, names: Sequence[str] = (), language: str | None = None) -> str:
    """The text without what points to a person. `names`: people, addresses and numbers that are known, to be found
    misspelled too; `language` (ISO 639-1) says which phone numbers and postcodes to expect."""
    parts, at = [], 0
    for piece in personal(text, names, language):
        parts += [text[at : piece.first], f"[{piece.kind}]"]
        at = piece.last
    return "".join([*parts, text[at:]])


def personal(text: str, names: Sequence[str] = (), language: str | None = None) -> list[Personal]:
    """The pieces of the text that point to a person, in order, apart from one another."""
    small = text.lower()
    found = [*introduced_names(text, small), *mail_addresses(text, small)]
    if names:
        found += known_identities(text, names)
    digits = len(DIGIT.findall(text))
    if digits:
        found += _with_digits(text, small, digits, language)
    return merged(found) if found else found


def _with_digits(text: str, small: str, digits: int, language: str | None) -> Iterator[Personal]:
    """Most texts hold few digits; what has more of them is not looked for."""
    parts: list[Part] = around_digits(text)
    yield from streets(text, small, parts)
    if digits >= 2:
        yield from references(text, parts)
        yield from identity_cards(text, parts)
        yield from postcodes(text, small, parts, digits, language)
    if digits >= 5:
        yield from personal_numbers(text, parts, language)
    if digits >= 6:
        yield from identity_numbers(text, parts)
    if digits >= 9:
        yield from ibans(text, parts)


def merged(pieces: Iterable[Personal]) -> list[Personal]:
    """The same pieces in order, overlapping ones as one of the kind that says most."""
    apart: list[Personal] = []
    for piece in sorted(pieces, key=attrgetter("first", "last")):
        if apart and piece.first < apart[-1].last:
            before = apart.pop()
            kind = min(before.kind, piece.kind, key=RANK.index)
            apart.append(Personal(before.first, max(before.last, piece.last), kind))
        else:
            apart.append(piece)
    return apart
