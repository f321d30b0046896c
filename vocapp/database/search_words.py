"""Words by which people are found: without accents, in either spelling of umlauts, and as parts of addresses.

The index holds each name three times: without accents ("muller"), with ae, oe and ue for umlauts ("mueller"), and with
those shortened ("muller" of "Mueller"). What is sought is folded the same way, so any spelling finds any other.
Chinese and Japanese characters are words of one character each.
"""

import re
import unicodedata
from typing import Final

_MARKS: Final = r"[\u0300-\u036f\u064b-\u065f\u0670\u0640]"
_CHARACTERS: Final = r"([\u2e80-\u2fdf\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff])"
_SEPARATORS: Final = "@._+-/''"
_PAIRS: Final = (("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ı", "i"))
_UMLAUTS: Final = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))
_NUMBER: Final = re.compile(r"[\d\s()+./\u2010-\u2015-]+")
_LEAST_DIGITS: Final = 4


def _replaced(sql: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for letter, plain in pairs:
        sql = f"replace({sql}, '{letter}', '{plain}')"
    return sql


def _folded(sql: str) -> str:
    return f"regexp_replace(normalize({_replaced(f'lower({sql})', _PAIRS)}, NFKD), '{_MARKS}', '', 'g')"


def _words(sql: str) -> str:
    spaced = f"translate({sql}, '{_SEPARATORS}', '{' ' * 7}')"
    return f"to_tsvector('simple', regexp_replace({spaced}, '{_CHARACTERS}', ' \\1 ', 'g'))"


def name_words(column: str) -> str:
    """SQL of the words of the names in `column`, as a tsvector."""
    plain = _folded(column)
    spelt_out = _folded(_replaced(f"lower(normalize({column}, NFC))", _UMLAUTS))
    shortened = _replaced(plain, (("ae", "a"), ("oe", "o"), ("ue", "u")))
    return _words(f"{plain} || ' ' || {spelt_out} || ' ' || {shortened}")


def address_words(column: str) -> str:
    """SQL of the parts of the e-mail addresses in `column`, as a tsvector."""
    return _words(_folded(column))


def fold(text: str) -> str:
    """Returns `text` in small letters without accents, as the index has it."""
    small = text.lower()
    for letter, plain in _PAIRS:
        small = small.replace(letter, plain)
    return re.sub(_MARKS, "", unicodedata.normalize("NFKD", small))


def name_query(text: str) -> str:
    """The tsquery of a name: every word begins so, in one of its spellings; "" where there is no word."""
    small = unicodedata.normalize("NFC", text).lower()
    for letter, spelt in _UMLAUTS:
        small = small.replace(letter, spelt)
    both = zip(_split(fold(text)), _split(fold(small)), strict=False)
    return " & ".join(f"({_prefix(one)} | {_prefix(other)})" if one != other else _prefix(one) for one, other in both)


def address_query(text: str) -> str:
    """The tsquery of a part of an e-mail address: its words one after another; "" where there is no word."""
    return " <-> ".join(_prefix(word) if last else f"'{word}'" for word, last in _with_last(_split(fold(text))))


def number_end(text: str) -> str:
    """The last digits of a phone number backwards, as a pattern of LIKE; "" where `text` is no number."""
    digits = "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdecimal()).lstrip("0")
    return f"{digits[::-1]}%" if len(digits) >= _LEAST_DIGITS and _NUMBER.fullmatch(text) else ""


def _split(folded: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(_CHARACTERS, r" \1 ", folded))


def _prefix(word: str) -> str:
    return f"'{word}':*"


def _with_last(words: list[str]) -> list[tuple[str, bool]]:
    return [(word, at == len(words)) for at, word in enumerate(words, 1)]
