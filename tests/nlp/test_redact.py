"""Redacted texts identify nobody: generated personal data and known names are found, other words stay."""

import time
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nlp.personal_texts import structured
from vocapp.nlp.redaction.known_identities import identity_kind
from vocapp.nlp.redaction.redact import find_personal_spans, redact
from vocapp.nlp.text.misspelling import is_misspelling

CLEAN = (Path(__file__).parent / "clean_texts.txt").read_text(encoding="utf-8").splitlines()


def is_gone(secret: str, redacted: str) -> bool:
    """Nothing of four characters or more of the secret is left where it has digits, and no word of it elsewhere."""
    words = [word for word in secret.replace("-", " ").split() if any(mark.isdigit() for mark in word)] or [secret]
    return not any(word in redacted for word in words if len(word) > 2 or word == secret)


def test_structured_secrets_are_found() -> None:
    found, asked, kinds = defaultdict(int), defaultdict(int), defaultdict(int)
    missed = []
    for told in structured():
        redacted = redact(told.text, language=told.language)
        gone = is_gone(told.secret, redacted)
        asked[told.kind] += 1
        found[told.kind] += gone
        kinds[told.kind] += f"[{told.kind}]" in redacted
        missed += [] if gone else [(told.text, redacted)]
    recall = {kind: found[kind] / asked[kind] for kind in asked}
    named = {kind: kinds[kind] / asked[kind] for kind in asked}
    assert min(recall.values()) >= 0.97, (recall, missed[:20])
    assert min(named.values()) >= 0.85, named


def test_secrets_are_found_where_the_language_is_unknown() -> None:
    told = list(structured(seed=11, each=10))
    gone = sum(is_gone(one.secret, redact(one.text)) for one in told)
    assert gone / len(told) >= 0.97


def test_texts_without_personal_data_stay() -> None:
    changed = [(text, redact(text)) for text in CLEAN if redact(text) != text]
    assert len(CLEAN) > 150
    assert len(changed) / len(CLEAN) <= 0.02, changed


NAMES = (
    "Katharina Müller-Lüdenscheidt",
    "Tom O'Brien",
    "Jan van der Berg",
    "María José García",
    "Will Grace",
    "Li Wei",
)


@pytest.mark.parametrize(
    ("said", "redacted"),
    [
        ("Katharina was lovely", "[name] was lovely"),
        ("KATHARINA MÜLLER was lovely", "[name] was lovely"),
        ("Mrs Mueller was lovely, katarina too", "Mrs [name] was lovely, [name] too"),
        ("Catherine? no: Katharin, Katharinas colleague", "Catherine? no: [name], [name] colleague"),
        ("tom was rude, Tom O’Brien hung up", "[name] was rude, [name] hung up"),
        ("mr van der berg promised", "mr [name] promised"),
        ("gracias a maria jose y a Garcia", "gracias a [name] y a [name]"),
        ("Will called, but I will not pay; will grace knows", "[name] called, but I will not pay; [name] knows"),
        ("Wei helped", "[name] helped"),
    ],
)
def test_known_names_are_redacted(said: str, redacted: str) -> None:
    assert redact(said, NAMES) == redacted


def test_known_names_are_found_in_any_spelling() -> None:
    people = ("Olivia Bennett", "Jürgen Weiß", "Zoë Lefèvre", "Iñigo Álvarez", "João Gonçalves", "Sjoerd de Vries")
    for name in people:
        for written in (name, name.lower(), name.upper(), name.split()[0], name.split()[-1], f"{name.split()[-1]}s"):
            for frame in ("{} was great", "I spoke to {}.", "thanks,{}!", "({})"):
                redacted = redact(frame.format(written), [name])
                assert "[name]" in redacted, (name, redacted)
                assert name.split()[-1].lower() not in redacted.lower(), (name, redacted)


@pytest.mark.parametrize(
    ("identity", "said", "redacted"),
    [
        ("+44 7700 900123", "I am on 07700 900123", "I am on [phone]"),
        ("+44 7700 900123", "text 900 123 7700 or 07700900132", "text [phone] or [phone]"),
        ("AB-12345", "order ab12345, AB 12345 or AB12354", "order [number], [number] or [number]"),
        ("o'brien@example.com", "write to O'Brien@Example.com", "write to [email]"),
        ("grumpycat@example.com", "I am grumpycat everywhere", "I am [email] everywhere"),
        ("4711", "my order 4711 is late, 4712 is not mine", "my order [number] is late, 4712 is not mine"),
        ("王小明", "我叫王小明。", "我叫[name]。"),
    ],
)
def test_other_known_identities_are_redacted(identity: str, said: str, redacted: str) -> None:
    assert redact(said, [identity]) == redacted


def test_kinds_of_identities() -> None:
    assert [identity_kind(name) for name in ("Anna", "a@b.de", "+49 171 1234567", "ORD-17", "0171/1234567")] == [
        "name",
        "email",
        "phone",
        "number",
        "phone",
    ]


@pytest.mark.parametrize(
    ("said", "redacted"),
    [
        ("I was born 12/03/1980", "I was born [birthday]"),
        ("my account number is 12345678", "my account number is [number]"),
        ("passport C01X00T47 was refused", "passport [id] was refused"),
        ("Booking ref: X7KQP9", "Booking ref: [number]"),
        ("Mr Darcy and Frau Schmidt argued", "Mr [name] and Frau [name] argued"),
        ("I live at 12 Baker Street", "I live at [address]"),
        ("12 rue de la Paix, Calle Mayor 5, Kerkstraat 7", "[address], [address], [address]"),
        ("postcode is 2000 AB", "postcode is [postcode]"),
        ("12345678901234567890123456789012345", "[number]"),
    ],
)
def test_other_formats_are_redacted(said: str, redacted: str) -> None:
    assert redact(said) == redacted


@given(st.text(max_size=400), st.lists(st.text(max_size=30), max_size=4))
def test_spans_are_in_order_and_do_not_overlap(text: str, names: list[str]) -> None:
    pieces = find_personal_spans(text, names)
    edges = [edge for piece in pieces for edge in (piece.first, piece.last)]
    assert edges == sorted(edges)
    assert all(piece.first < piece.last <= len(text) for piece in pieces)


@given(st.text(alphabet="abc", max_size=8), st.text(alphabet="abc", max_size=8))
def test_misspelling_is_symmetric(word: str, other: str) -> None:
    assert is_misspelling(word, other) == is_misspelling(other, word)
    assert is_misspelling(word, word + "d")
    assert is_misspelling(word, word[::-1]) or word != word[::-1]


HARD = (
    "1 2 ",
    "12 34 ",
    "aaaaaaaaa",
    "0",
    "a@b.c ",
    "Anna ",
    "A1-",
    "AB12 ",
    "Mr Xy ",
    "at x dot ",
    "😀",
    "0171 123456 ",
)


@pytest.mark.parametrize("unit", HARD)
def test_the_cost_is_linear(unit: str) -> None:
    def spent(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        redact(text, ["Annabel Smith", "+44 7700 900123", "AB-123456"])
        return time.process_time() - start

    spent(1_000)
    assert spent(50_000) <= 15 * spent(5_000) + 0.02
