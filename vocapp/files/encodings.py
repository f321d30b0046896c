"""Detects the encoding of a text file, judged by all its bytes.

A mark decides. Without one the file is UTF-16 where every other byte is NUL, and UTF-8 where its multi-byte sequences
are right: these do not come about by chance, so a few wrong bytes among them are faults of their rows. Anything else
has one byte a letter; the encoding is the one in which the letters with accents are most likely those of one language,
and the words look like words. charset-normalizer is not used: for 89 short lists of names in 10 languages and 13
encodings it was right 56 times, because its statistics need longer texts.
"""

import codecs
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from typing import Final

from msgspec import Struct

from vocapp.faults import Fault
from vocapp.files.table import FileError

BLOCK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE: Final = (
    "cp1252", "iso8859-15", "mac-roman", "cp850", "cp1250", "iso8859-2", "cp852", "cp1254", "cp1251", "cp1253",
)  # fmt: skip
"""The likelier first."""
TITLES: Final = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252",
    "iso8859-15": "ISO 8859-15", "mac-roman": "Mac Roman", "cp850": "DOS 850", "cp1250": "Windows-1250",
    "iso8859-2": "ISO 8859-2", "cp852": "DOS 852", "cp1254": "Windows-1254", "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
}  # fmt: skip
MOST_WORDS: Final = 20_000
FEW_CONTROLS: Final = 5
MOST_CONTROLS: Final = 0.02
ALPHABETS: Final = (
    "üäößéèàç", "éèêàçôîëïâûùœæ", "óíáéñúüç", "ãçéáíóêõâúàôü", "àèòùìéç", "äåöéü", "øåæéöäü", "äöåéšž", "éëèïöüêç",
    "łęóąśżćńź", "íáéěřščýžůúťňďó", "áíčéšýžúľťôďňäóĺŕ", "áéőóöüíúű", "ăâîşţșțé", "čćšžđ", "ıüöşçğiâî",
    "äõüöšž", "áðíþóéöæúý", "оаеинтсрвлкмдпуябыгзьчйхжюшцщэфъёіїєґ", "αοιετσνκρπμλυηδγωίόάςέήώύχβφθζξψϊΐ",
)  # fmt: skip
"""The letters beyond a-z of languages, the more frequent first: de, fr, es, pt, it, sv, da, fi, nl, pl, cs, sk, hu, ro,
hr, tr, et, is, and those of Russian with Ukrainian and of Greek."""
OTHER: Final = 0.02
"""The share of letters that are of another language: names travel."""
PUNCTUATION: Final = frozenset("’‘“”„‚–—…«»€£°§®™©·¿¡\xa0•´×²³ºª&")
SHOWN_WORDS: Final = 8
MOST_SAMPLES: Final = 5
MOST_TIMES: Final = 3
UNKNOWN_LETTER: Final = -11.0
INSIDE: Final = frozenset("’‘–—·´&\xa0")

_ACCENTED = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class EncodingSample(Struct, frozen=True):
    """An encoding, and some words of a file as they look in it."""

    name: str
    title: str
    words: tuple[str, ...]


@dataclass
class _Count:
    """What the bytes of a file are."""

    size: int = 0
    controls: int = 0
    sequences: int = 0
    wrong: int = 0
    first_wrong: int = -1


def detect_encoding(path: Path) -> tuple[str, Fault | None]:
    """The encoding of the file, and a note if it had to be guessed. Reads the whole file once, in constant memory.

    Raises FileError if it is not text in any of them. In a file that is called UTF-8 some bytes may still be wrong.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in MARKS:
        if start.startswith(mark):
            if name != "utf-8-sig":
                _check(path, name)
            return name, None
    if wide := _wide(start):
        _check(path, wide)
        return wide, Fault.of("file.encoding_guessed", file=path.name, encoding=TITLES[wide], number=2)
    count, words = _Count(), Counter[bytes]()
    for block in _blocks(path):
        _count_block(block, count, words)
    header = start.partition(b"\n")[0]
    if b"\0" in header or count.controls > FEW_CONTROLS + count.size * MOST_CONTROLS:
        raise FileError(Fault.of("file.not_text", file=path.name, number=start.find(b"\0") + 1))
    if not count.wrong or count.sequences * 2 >= count.wrong:
        return "utf-8", None
    best = _ranked(words)[0]
    note = Fault.of("file.encoding_guessed", file=path.name, encoding=TITLES[best], number=count.first_wrong + 1)
    return best, note


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in blocks that end with a line, or are no longer than two blocks."""
    kept = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            block = kept + block
            end = block.rfind(b"\n") + 1 or (len(block) if len(block) > BLOCK else 0)
            kept = block[end:]
            yield block[:end]
    yield kept


def _count_block(block: bytes, count: _Count, words: Counter[bytes]) -> None:
    count.controls += sum(1 for _ in _CONTROLS.finditer(block))
    if not block.isascii():
        if len(words) < MOST_WORDS:
            words.update(match[0][:60] for match in _ACCENTED.finditer(block))
        try:
            block.decode()
            count.sequences += sum(1 for _ in _SEQUENCE.finditer(block))
        except UnicodeDecodeError as failure:
            if count.first_wrong < 0:
                count.first_wrong = count.size + failure.start
            text = block.decode("utf-8", "surrogateescape")
            wrong = sum(1 for char in text if "\udc80" <= char <= "\udcff")
            count.wrong += wrong
            count.sequences += sum(1 for char in text if char > "\x7f") - wrong
    count.size += len(block)


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: every other byte is NUL, as long as the text is mostly Latin."""
    half = len(start) // 2
    if half < 4:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > half * 0.4 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and not odd else ""


def _check(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    position = 0
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
                position += len(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as failure:
            raise FileError(
                Fault.of("file.not_text", file=path.name, number=position + max(failure.start, 0) + 1)
            ) from failure


@cache
def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    return name.partition(" ")[0]


def sample_encodings(path: Path) -> tuple[EncodingSample, ...]:
    """The likeliest encodings of a file that has one byte a letter, each with some words as they look in it."""
    words = Counter[bytes]()
    for block in _blocks(path):
        _count_block(block, _Count(), words)
    shown = [word for word, _ in words.most_common(200)][:SHOWN_WORDS]
    found: dict[tuple[str, ...], EncodingSample] = {}
    for name in _ranked(words):
        texts = tuple(
            "".join(c if c.isprintable() else "\ufffd" for c in word.decode(name, "replace")) for word in shown
        )
        found.setdefault(texts, EncodingSample(name, TITLES[name], texts))
    return tuple(found.values())[:MOST_SAMPLES]


def _ranked(words: Counter[bytes]) -> list[str]:
    """The encodings of one byte a letter, the likeliest first."""
    points = {name: _likeness(words, name) for name in ONE_BYTE}
    return sorted(ONE_BYTE, key=lambda name: -points[name])


def _likeness(words: Counter[bytes], encoding: str) -> float:
    """The logarithm of how likely the letters of the words are those of one language, if read in `encoding`."""
    letters = Counter[str]()
    points = 0.0
    for word, count in words.items():
        text, times = word.decode(encoding, "replace"), min(count, MOST_TIMES)
        points += times * (_case(text) + _strange(text))
        for char in text:
            if char > "\x7f" and char.isalpha():
                letters[char.lower()] += times
    return points + max(sum(chances[char] * n for char, n in letters.items()) for chances in _chances())


@cache
def _chances() -> tuple[defaultdict[str, float], ...]:
    """For each language the logarithms of the shares of its letters; the n-th most frequent has a share like 1/n."""
    everywhere = len({letter for alphabet in ALPHABETS for letter in alphabet})
    found = []
    for alphabet in ALPHABETS:
        whole = sum(1 / rank for rank in range(2, len(alphabet) + 2))
        unseen = log(OTHER / everywhere)
        shares = {char: log((1 - OTHER) / rank / whole) for rank, char in enumerate(alphabet, 2)}
        known = {char: unseen for each in ALPHABETS for char in each} | shares
        found.append(defaultdict(lambda: UNKNOWN_LETTER, known))
    return tuple(found)


def _strange(text: str) -> float:
    """Less than 0 for what does not stand in a word: signs inside it, two scripts, or hardly a plain letter."""
    scripts = {_script(char) for char in text if char.isalpha()}
    foreign = sum(1 for char in text if char > "\x7f")
    if scripts & {"CYRILLIC", "GREEK"}:
        return 0.0 if len(scripts) == 1 and len(text) > 1 else -5.0 * foreign
    points = -4.0 * foreign if foreign * 5 > len(text) * 3 and len(text) > 3 else 0.0
    for index, char in enumerate(text):
        if char > "\x7f" and not char.isalpha():
            points += _sign(char, inside=0 < index < len(text) - 1)
    return points


def _sign(char: str, *, inside: bool) -> float:
    if char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cn", "Co"):
        return -14.0
    if char in PUNCTUATION:
        return -4.0 if not inside or char in INSIDE else -8.0
    return -9.0


def _case(text: str) -> float:
    """In a word a capital after a small letter is rare, and so are two capitals before a small one."""
    shape = "".join("A" if char.isupper() else "a" if char.islower() else "-" for char in text)
    return -4.0 * (shape.count("aA") + shape.count("AAa"))
