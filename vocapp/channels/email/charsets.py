"""Text in the charset that a mail names, or as well as it can be read: never nothing.

The label is only a hint. Mail programs write names that no table has, and label UTF-8 as Latin-1.
"""

import codecs
import re
from typing import Final

# Labels of mail programs that Python's table lacks, without punctuation; as in the WHATWG Encoding Standard.
_ALIASES: Final = {
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "unicode11utf8": "utf-8",
    "windows874": "cp874",
    "dos874": "cp874",
    "windows31j": "cp932",
    "mskanji": "cp932",
    "xsjis": "cp932",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xeucjp": "euc_jp",
    "xgbk": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "euccn": "gb18030",
    "xcncb": "gb18030",
    "big5": "big5hkscs",
    "xxbig5": "big5hkscs",
    "ksc56011987": "cp949",
    "ksc56011989": "cp949",
    "ksc5601": "cp949",
    "euckr": "cp949",
    "windows949": "cp949",
    "iso88598i": "iso8859-8",
    "iso88598e": "iso8859-8",
    "iso88596i": "iso8859-6",
    "iso88596e": "iso8859-6",
    "xmacroman": "mac_roman",
    "macintosh": "mac_roman",
    "macroman": "mac_roman",
    "xmacce": "mac_latin2",
    "xmaccentraleurroman": "mac_latin2",
    "xmaccyrillic": "mac_cyrillic",
    "cp850": "cp850",
    "latin9": "iso8859-15",
    "windows28605": "iso8859-15",
    "koi": "koi8-r",
    "xuserdefined": "",
}
# Variants that telephone companies and old systems made of one charset.
_FAMILIES: Final = (
    ("xsjis", "cp932"),
    ("shiftjis", "cp932"),
    ("sjis", "cp932"),
    ("big5", "big5hkscs"),
    ("gbk", "gb18030"),
)
# These mean Windows-1252 in practice (WHATWG).
_WESTERN: Final = frozenset({"iso88591", "latin1", "l1", "ascii", "usascii", "ansix341968", "iso885911987", "ansi"})
# Not charsets of text, or codecs whose time grows with the square of their input.
_REFUSED: Final = frozenset(
    {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "charmap"}
)
_LONGEST_LABEL: Final = 60


def decode_text(data: bytes, label: str = "") -> str:
    """Returns `data` as text without NUL: in the charset of `label`; where that is unknown, as UTF-8 or Windows-1252.

    Bytes that mean nothing become U+FFFD.
    """
    codec = _codec(label)
    return _clean(_decoded(data, codec))


def _decoded(data: bytes, codec: str) -> str:
    if codec in ("", "utf-8", "cp1252"):
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return _repaired(data) if codec == "utf-8" else data.decode("cp1252", "replace")
    if codec.startswith(("utf-16", "utf-32")) and b"\0" not in data:
        return _decoded(data, "")
    try:
        text = data.decode(codec, "replace")
    except (ValueError, LookupError):
        return _decoded(data, "")
    # A label that fits nothing: half of the text became U+FFFD.
    return text if text.count("�") * 2 <= len(text) else _decoded(data, "")


def _repaired(data: bytes) -> str:
    """UTF-8 with a few bad bytes, or a text that is no UTF-8 at all."""
    text = data.decode("utf-8", "replace")
    strange = sum(byte > 127 for byte in data)
    return data.decode("cp1252", "replace") if text.count("�") * 2 > strange else text


def _codec(label: str) -> str:
    """Name of Python's codec for a label; "" for one that means nothing."""
    bare = label.casefold().strip()[:_LONGEST_LABEL].strip("\"' _")
    bare = bare.removeprefix("charset=").removeprefix("x-unknown-").partition("$")[0]
    key = re.sub(r"[^a-z0-9]", "", bare)
    if key in _WESTERN:
        return "cp1252"
    known = _ALIASES.get(key) or next((codec for start, codec in _FAMILIES if key.startswith(start)), None)
    for name in (known, bare, bare.removeprefix("x-"), key):
        if not name:
            continue
        try:
            found = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if found._is_text_encoding and found.name not in _REFUSED:
            return found.name
    return ""


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
