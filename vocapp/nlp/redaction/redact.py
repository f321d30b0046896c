"""Redaction of a text for readers who may not see originals. Known identities are removed first, then what has a known
format.

A redacted piece keeps its kind: "[name] never called [phone]". Pure; linear in the length of the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Final

from vocapp.nlp.redaction.addresses import find_postcodes, find_streets
from vocapp.nlp.redaction.known_identities import find_known_identities
from vocapp.nlp.redaction.personal_numbers import (
    TextRange,
    find_personal_numbers,
    find_references,
    ranges_around_digits,
)
from vocapp.nlp.redaction.personal_patterns import (
    find_email_addresses,
    find_ibans,
    find_identity_cards,
    find_identity_numbers,
    find_introduced_names,
)
from vocapp.nlp.redaction.types import PersonalKind, PersonalSpan

DIGIT: Final = re.compile(r"\d")
# The most specific kind first: it wins where spans overlap.
RANK: Final[tuple[PersonalKind, ...]] = (
    "email", "iban", "card", "id", "phone", "birthday", "name", "address", "postcode", "number",
)  # fmt: skip


def redact(text: str, names: Sequence[str] = (), language: str | None = None) -> str:
    """Returns the text without anything that points to a person.

    `names`: known people, addresses and numbers; they are found misspelled, too. `language` (ISO 639-1) says which
    phone numbers and postcodes to expect.
    """
    parts, at = [], 0
    for piece in find_personal_spans(text, names, language):
        parts += [text[at : piece.first], f"[{piece.kind}]"]
        at = piece.last
    return "".join([*parts, text[at:]])


def find_personal_spans(text: str, names: Sequence[str] = (), language: str | None = None) -> list[PersonalSpan]:
    """Returns the spans of the text that point to a person, in order and without overlaps."""
    small = text.lower()
    found = [*find_introduced_names(text, small), *find_email_addresses(text, small)]
    if names:
        found += find_known_identities(text, names)
    digits = len(DIGIT.findall(text))
    if digits:
        found += _find_spans_with_digits(text, small, digits, language)
    return merge_spans(found) if found else found


def _find_spans_with_digits(text: str, small: str, digits: int, language: str | None) -> Iterator[PersonalSpan]:
    """Most texts have few digits; formats that need more digits are not looked for."""
    parts: list[TextRange] = ranges_around_digits(text)
    yield from find_streets(text, small, parts)
    if digits >= 2:
        yield from find_references(text, parts)
        yield from find_identity_cards(text, parts)
        yield from find_postcodes(text, small, parts, digits, language)
    if digits >= 5:
        yield from find_personal_numbers(text, parts, language)
    if digits >= 6:
        yield from find_identity_numbers(text, parts)
    if digits >= 9:
        yield from find_ibans(text, parts)


def merge_spans(pieces: Iterable[PersonalSpan]) -> list[PersonalSpan]:
    """Returns the spans in order; overlapping ones become one, of the most specific kind."""
    apart: list[PersonalSpan] = []
    for piece in sorted(pieces, key=attrgetter("first", "last")):
        if apart and piece.first < apart[-1].last:
            before = apart.pop()
            kind = min(before.kind, piece.kind, key=RANK.index)
            apart.append(PersonalSpan(before.first, max(before.last, piece.last), kind))
        else:
            apart.append(piece)
    return apart
