"""Numbers of a person in a text. Pure; linear."""

import re
from collections.abc import Iterator
from typing import Final

from vocapp.nlp.redaction.number_formats import number_kind
from vocapp.nlp.redaction.types import PersonalKind, PersonalSpan

DIGITS: Final = re.compile(r"\d+")
BREAK: Final = re.compile(r"\s")
AROUND: Final = 60  # characters on each side: longer than any address or account

TextRange = tuple[int, int]

CANDIDATE: Final = re.compile(r"(?<![\w.,€$£])[+(]{0,2}\d(?:[  \t./()+–-]{0,3}\d){4,29}(?!\w|[.,]\d)")
REFERENCE: Final = re.compile(
    r"(?<![\w-])(?=[A-Z0-9/-]{0,12}\d)[A-Z0-9]{2,12}(?:[-/][A-Z0-9]{1,12}){0,3}(?<=[A-Z0-9/-]{5})\b"
)
LONG: Final = re.compile(r"\d{9,}")
GROUP: Final = re.compile(r"\d+")
DATE: Final = re.compile(
    r"(?:[0-3]?\d[./-][01]?\d[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-][01]?\d[./-][0-3]?\d|[01]?\d/[0-3]?\d/(?:19|20)?\d\d)"
)
MAX_GROUPS: Final = 8
# A text with more numbers than this is a list of numbers: the others are redacted unclassified, to bound the cost.
MAX_CLASSIFIED: Final = 100
HINT_CHARACTERS: Final = 36
HINTS: Final[tuple[tuple[PersonalKind, re.Pattern[str]], ...]] = (
    ("birthday", re.compile(r"date of birth|\bdob\b|\bborn\b|birthday|geb(?:oren|urtsdatum|\.)|\bnée? le|naissance"
                            r"|nacid[oa]|nacimiento|nascid[oa]|nascimento|geboortedatum")),
    ("id", re.compile(r"\bssn\b|social security|national insurance|\bnino\b|\bnhs\b|passport|driving licen"
                      r"|\bid (?:card|n)|steuer|personalausweis|reisepass|ausweis|sozialversicherung|sécurité sociale"
                      r"|passeport|carte d.identité|\bdni\b|\bnie\b|pasaporte|\bnif\b|contribuinte|\bcpf\b|\bbsn\b"
                      r"|burgerservice|paspoort|rijbewijs|tax (?:id|number)")),
    ("iban", re.compile(r"\biban\b|sort code|bankleitzahl|\bblz\b")),
    ("card", re.compile(r"(?:credit|debit|visa|bank) ?card(?: number| no\.?)|kreditkarte|carte bancaire|tarjeta"
                        r"|cart[aã]o|creditcard|kartennummer")),
    ("phone", re.compile(r"\bcall(?: me)?\b|\bring me|phone|mobile|\btel\b|\bcell\b|\btext me|whatsapp|\bfax\b|telefon"
                         r"|handy|anrufen|rückruf|rufen|appele[rz]|téléphone|portable|teléfono|móvil|llám|llamar"
                         r"|telefone|telemóvel|celular|lig(?:ue|ar|uem)|bellen|bel me|mobiel|telefoon|nummer is")),
    ("number", re.compile(r"(?:account|order|booking|reference|customer|policy|contract|invoice|ticket|case|claim"
                          r"|parcel|tracking|member(?:ship)?|reservation|loyalty|patient|hospital|flight)"
                          r" ?(?:number|no\b|nr\b|id\b|ref\b|#|:|is\b)|\bref\b|\border #?$|konto|auftrag|bestell"
                          r"|kunden?n|vertrag|rechnung|vorgang|sendung|numéro|commande|dossier|contrat|pedido|cuenta|factura"
                          r"|referencia|encomenda|conta\b|fatura|bestelling|klantn|rekening|ordern|#$|\bnº|\bn°")),
)  # fmt: skip
ENDS_A_HINT: Final = re.compile(r"\d[^\d]*$")


def ranges_around_digits(text: str) -> list[TextRange]:
    """Returns the ranges around digits in order, without overlaps; each ends at the end of a word."""
    parts: list[TextRange] = []
    for match in DIGITS.finditer(text):
        first = max(0, match.start() - AROUND)
        if parts and first <= parts[-1][1]:
            first, _ = parts.pop()
        last = min(match.end() + AROUND, len(text))
        end = BREAK.search(text, last, last + AROUND)
        parts.append((first, end.start() if end else min(last + AROUND, len(text))))
    return parts


def find_in_ranges(pattern: re.Pattern[str], text: str, parts: list[TextRange]) -> Iterator[re.Match[str]]:
    """Finds a pattern within the ranges; a look-behind may see the text before a range."""
    for first, last in parts:
        yield from pattern.finditer(text, first, last)


def find_references(text: str, parts: list[TextRange]) -> Iterator[PersonalSpan]:
    """Finds announced numbers that contain letters, or too few digits to be found otherwise: "order AB-12"."""
    for match in find_in_ranges(REFERENCE, text, parts):
        if announced_kind(text, match.start()) in ("number", "id") and not DATE.fullmatch(match[0]):
            yield PersonalSpan(match.start(), match.end(), "number")


def find_personal_numbers(text: str, parts: list[TextRange], language: str | None = None) -> Iterator[PersonalSpan]:
    """Finds every number of five digits or more that belongs to a person, with its kind; a number may lie within
    another.
    """
    for match in find_in_ranges(LONG, text, parts):
        yield PersonalSpan(match.start(), match.end(), "number")
    for read, match in enumerate(find_in_ranges(CANDIDATE, text, parts)):
        if read >= MAX_CLASSIFIED:
            yield PersonalSpan(match.start(), match.end(), "number")
        else:
            yield from _split_digit_run(text, match, language)


def _split_digit_run(text: str, match: re.Match[str], language: str | None) -> Iterator[PersonalSpan]:
    """Finds the numbers in a run of digits, the longest first, from the left; the rest belongs to nobody."""
    raw = match[0]
    hint = announced_kind(text, match.start())
    if DATE.fullmatch(raw):
        if hint == "birthday":
            yield PersonalSpan(match.start(), match.end(), "birthday")
        return
    groups = [(group.start(), group.end()) for group in GROUP.finditer(raw)]
    at = 0
    while at < len(groups):
        past, kind = _longest_number(raw, groups, at, hint, language)
        if kind is not None:
            start = 0 if at == 0 else groups[at][0]
            yield PersonalSpan(match.start() + start, match.start() + groups[past - 1][1], kind)
        at = past


def _longest_number(
    raw: str, groups: list[tuple[int, int]], at: int, hint: PersonalKind | None, language: str | None
) -> tuple[int, PersonalKind | None]:
    """Returns the end of the longest number from group `at`, and its kind; None: there is none."""
    start = 0 if at == 0 else groups[at][0]
    for past in range(min(len(groups), at + MAX_GROUPS), at, -1):
        digits = [raw[first:last] for first, last in groups[at:past]]
        kind = number_kind(raw[start : groups[past - 1][1]], digits, hint, language)
        if kind is not None:
            return past, kind
    return at + 1, None


def announced_kind(text: str, at: int) -> PersonalKind | None:
    """Returns the kind that the words right before a number announce: "my account number is …"."""
    before = text[max(0, at - HINT_CHARACTERS) : at].lower()
    cut = ENDS_A_HINT.search(before)
    near = before[cut.start() + 1 :] if cut else before
    return next((kind for kind, words in HINTS if words.search(near)), None)
