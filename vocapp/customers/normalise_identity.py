"""Identities in the one form in which they are stored and compared.

- e-mail: syntax only, no DNS; domain in lower case and Unicode, the part before the @ case-folded too. Mail systems
  that distinguish `Ada@` from `ada@` no longer exist, people who write both do.
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
from vocapp.faults import Fault, FaultError

LONGEST = 500
SHORTEST_PHONE = 8


class IdentityError(FaultError):
    """An identity cannot be used."""


class UnreachableError(FaultError):
    """An identity of that kind cannot be written to on that channel."""


def normalise_identity(kind: IdentityKind, value: str, country: str | None = None) -> str:
    """`value` as it is stored. `country` (ISO 3166) is for national phone numbers. Raises IdentityError."""
    found = _FORMS[kind](unicodedata.normalize("NFKC", value).strip(), country)
    if not found:
        raise IdentityError(Fault.of("identity.empty", kind=kind))
    if len(found) > LONGEST:
        raise IdentityError(Fault.of("identity.too_long", number=LONGEST))
    return found


def check_reachable(kind: IdentityKind, channel: WritingChannel) -> None:
    """Raises UnreachableError if an identity of `kind` cannot be written to on `channel`."""
    if channel not in REACHED_BY[kind]:
        known = ", ".join(sorted(REACHED_BY[kind]))
        if not known:
            raise UnreachableError(Fault.of("identity.reached_by_nothing", kind=kind))
        raise UnreachableError(Fault.of("identity.unreachable", kind=kind, known=known, channel=channel))


def _email(value: str, _: str | None) -> str:
    try:
        # A test environment is one where addresses under .test may be used.
        return validate_email(value, check_deliverability=False, test_environment=True).normalized.casefold()
    except EmailNotValidError as failure:
        raise IdentityError(Fault.of("identity.email", why=str(failure).rstrip("."))) from failure


def _phone(value: str, country: str | None) -> str:
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException as failure:
        raise IdentityError(Fault.of("identity.phone") if country else Fault.of("identity.phone_country")) from failure
    if number.extension:
        raise IdentityError(Fault.of("identity.phone_extension"))
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_possible_number(number) or len(found) < SHORTEST_PHONE:
        raise IdentityError(Fault.of("identity.phone_digits"))
    return found


def _handle(value: str, _: str | None) -> str:
    network, _, name = value.casefold().partition(":")
    network, name = network.strip(), name.strip().removeprefix("@")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", network) or not name or re.search(r"\s", name):
        raise IdentityError(Fault.of("identity.handle"))
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
