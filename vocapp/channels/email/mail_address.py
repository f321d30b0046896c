"""E-mail addresses in the one form in which they are stored and compared: of customers, handlers and staff alike. Pure.

- Domains follow IDNA 2008: `ß` stays `ß`. The form is Unicode, so an address and its A-label spelling are one. An
  A-label that stands for nothing IDNA 2008 allows stays as it was.
- The part before the @ is kept, but for upper case: mail systems that distinguish `Ada@` from `ada@` no longer exist,
  people who write both do.
- Traces of other programs are taken off: `mailto:`, `Ada <ada@example.com>`, blanks, invisible letters, the curly
  apostrophe of a word processor, full-width letters of an input method.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import idna
from email_validator import EmailNotValidError, EmailUndeliverableError, validate_email

from vocapp.faults import Fault, FaultError

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3002: "."}
_JOINERS: Final = "\u200c\u200d"  # belong to some domains
_APOSTROPHES: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'"})
_NAMED: Final = re.compile(r"[^<>@]*<\s*([^<>]+?)\s*>")
_MAILTO: Final = re.compile(r"^mailto:([^?]*)(?:\?.*)?$", re.IGNORECASE)
_REMARK: Final = re.compile(r"\s*\([^()@]*\)\s*$")
_PLAIN_LOCAL: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_IN_BRACKETS: Final = re.compile(r"<\s*([^<>]+?)\s*>")
_BETWEEN: Final = re.compile(r"[;,|\n\r\t]+|\s+/\s*|/(?=[^/@]*@)|\s+(?:oder|or|und|and|et|ou|y|e|&|\+)\s+")
LONGEST_DOMAIN: Final = 253
LONGEST_ADDRESS: Final = 254


class AddressError(FaultError):
    """A text is not an e-mail address, or not one that mail can be sent to."""


def normalise_address(text: str) -> str:
    """The address in `text` as it is stored. AddressError if there is none that can be used."""
    local, _, domain = _stripped(text).rpartition("@")
    if not local or not domain:
        raise AddressError(Fault.of("identity.email"))
    local = local.translate(_APOSTROPHES)
    if not local.isascii():
        raise AddressError(Fault.of("identity.email_letters"))
    shown = _domain(domain)
    _check_domain(shown)
    _check_local(local, shown)
    return f"{local.lower()}@{shown}"


def compared_address(text: str) -> str:
    """The address in `text` as it is compared: normalised, or in lower case if it is none."""
    try:
        return normalise_address(text)
    except AddressError:
        return text.strip().lower()


def ascii_address(address: str) -> str:
    """An address with its domain in ASCII (A-labels), as mail servers want it. ValueError if it has no such form."""
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{'.'.join(_a_label(label) for label in domain.split('.'))}"
    except idna.IDNAError as failure:
        raise ValueError(f"{address!r} has a domain that cannot be written in ASCII.") from failure


def split_addresses(text: str) -> list[str]:
    """The addresses of a cell that may hold several, each as it was written; the whole text if it holds one or none."""
    if "@" not in text:
        return [text]
    if named := _IN_BRACKETS.findall(text):
        return named
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return [word for part in parts for word in _words(part)] or [text]


def _words(part: str) -> list[str]:
    """Addresses between blanks. One blank that is no separator makes it one text: `anna kern@example.com`."""
    words = part.split()
    return words if all(word.count("@") == 1 for word in words) else [part]


def _stripped(text: str) -> str:
    """`text` without the traces of other programs."""
    visible = text
    if not text.isascii():
        letters = text.translate(_FULL_WIDTH)
        visible = "".join(each for each in letters if each in _JOINERS or unicodedata.category(each) != "Cf")
    bare = _MAILTO.sub(r"\1", visible.strip())
    if named := _NAMED.fullmatch(bare):
        bare = named[1]
    return _REMARK.sub("", bare).strip(' \u00a0.;,<>"\u201c\u201d\u201e').lstrip("'").removesuffix("'")


@lru_cache(maxsize=4096)
def _domain(text: str) -> str:
    """The domain in lower case and Unicode. Kept, since the customers of a batch have few domains."""
    try:
        mapped = idna.uts46_remap(text, std3_rules=False, transitional=False)
        labels = [_u_label(label) for label in mapped.split(".")]
        whole = ".".join(_a_label(label) for label in labels)
    except (idna.IDNAError, UnicodeError) as failure:
        raise AddressError(Fault.of("identity.email_domain")) from failure
    if len(whole) > LONGEST_DOMAIN or not all(_LABEL.fullmatch(label) for label in whole.split(".")):
        raise AddressError(Fault.of("identity.email_domain"))
    return ".".join(labels)


def _u_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        decoded = idna.decode(label)
        return decoded if _a_label(decoded) == label else label
    except (idna.IDNAError, UnicodeError):
        return label


def _a_label(label: str) -> str:
    return label if label.isascii() else idna.encode(label).decode("ascii")


@lru_cache(maxsize=4096)
def _check_domain(domain: str) -> None:
    """Checks that mail can be sent to `domain`. A label that is no plain name is checked as one: IDNA has judged it."""
    labels = domain.split(".")
    plain = ".".join("x" * 9 if not label.isascii() or label.startswith("xn--") else label for label in labels)
    try:
        # A test environment is one where addresses under .test may be used.
        validate_email(f"x@{plain}", check_deliverability=False, test_environment=True)
    except EmailUndeliverableError as failure:
        raise AddressError(Fault.of("identity.email_domain")) from failure
    except EmailNotValidError as failure:
        special = "special-use" in str(failure)
        fault = Fault.of("identity.email_domain") if special else Fault.of("identity.email")
        raise AddressError(fault) from failure


def _check_local(local: str, domain: str) -> None:
    """Checks the part before the @. Nearly every one is words with dots between, which cost no call of the library."""
    if len(f"{local}@{domain}") > LONGEST_ADDRESS:
        raise AddressError(Fault.of("identity.email"))
    if not _PLAIN_LOCAL.fullmatch(local):
        try:
            validate_email(f"{local}@example.com", check_deliverability=False, test_environment=True)
        except EmailNotValidError as failure:
            raise AddressError(Fault.of("identity.email")) from failure
