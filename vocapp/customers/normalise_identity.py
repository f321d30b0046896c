"""Are these two the same? Identities in the one form in which they are stored and compared.

- e-mail: syntax only, no DNS; domain in lower case and Unicode, the part before the @ case-folded too. Mail systems
  that tell `Ada@` from `ada@` are not met any more, people who write both are.
- phone: E.164; a national number needs the customer's country.
- handle: `network:name`, case-folded, without a leading @.
- loyalty: as given, in Unicode form NFKC, without outer spaces.
- postal: one line, parts joined by commas, single spaces.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from vocapp.customers.types import REACHED_BY, IdentityKind, WritingChannel

LONGEST = 500
SHORTEST_PHONE = 8


class IdentityError(ValueError):
    """An identity cannot be used; the message is the remedy."""


class UnreachableError(ValueError):
    """An identity of that kind cannot be written to on that channel; the message says on which it can."""


def normalise_identity(kind: IdentityKind, value: str, country: str | None = None) -> str:
    """`value` as it is stored. `country` (ISO 3166) says how a national phone number is read. Raises IdentityError."""
    found = _FORMS[kind](unicodedata.normalize("NFKC", value).strip(), country)
    if not found:
        raise IdentityError(f"give the {kind} identity or leave it out")
    if len(found) > LONGEST:
        raise IdentityError(f"give at most {LONGEST} characters")
    return found


def check_reachable(kind: IdentityKind, channel: WritingChannel) -> None:
    """Raise UnreachableError where an identity of `kind` cannot be written to on `channel`."""
    if channel not in REACHED_BY[kind]:
        known = ", ".join(sorted(REACHED_BY[kind])) or "no channel"
        raise UnreachableError(f"an identity of kind {kind} can be written to by {known}, not by {channel}")


def _email(value: str, _: str | None) -> str:
    try:
        # A test environment is one where addresses under .test may be used.
        return validate_email(value, check_deliverability=False, test_environment=True).normalized.casefold()
    except EmailNotValidError as failure:
        raise IdentityError(f"give an e-mail address like ada@example.com: {str(failure).rstrip('.')}") from failure


def _phone(value: str, country: str | None) -> str:
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException as failure:
        hint = "" if country else ", or say the customer's country"
        raise IdentityError(f"give the number as +country code and number, like +4930123456{hint}") from failure
    if number.extension:
        raise IdentityError("leave the extension out: it would stand for everybody behind the number")
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_possible_number(number) or len(found) < SHORTEST_PHONE:
        raise IdentityError("check the digits: no number of that country is so long or so short")
    return found


def _handle(value: str, _: str | None) -> str:
    network, _, name = value.casefold().partition(":")
    network, name = network.strip(), name.strip().removeprefix("@")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", network) or not name or re.search(r"\s", name):
        raise IdentityError("give the handle as network:name, like mastodon:ada@example.social")
    return f"{network}:{name}"


def _loyalty(value: str, _: str | None) -> str:
    return " ".join(value.split())


def _postal(value: str, _: str | None) -> str:
    parts = (" ".join(part.split()) for part in re.split(r"[\n\r,;]+", value))
    return ", ".join(part for part in parts if part)


_FORMS: Mapping[IdentityKind, Callable[[str, str | None], str]] = {
    IdentityKind.EMAIL: _email,
    IdentityKind.PHONE: _phone,
    IdentityKind.HANDLE: _handle,
    IdentityKind.LOYALTY: _loyalty,
    IdentityKind.POSTAL: _postal,
}
