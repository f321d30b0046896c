"""Identities in the one form in which they are stored and compared.

- e-mail: see `channels.email.mail_address`; syntax only, no DNS.
- phone: E.164, see `phone_number`; a national number needs the customer's country. An extension is not part of it.
- handle: `network:name`, in lower case, without a leading @.
- loyalty: as given, in Unicode form NFKC, without outer spaces.
- postal: one line, parts joined by commas, single spaces.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from vocapp.channels.email.mail_address import AddressError, normalise_address, split_addresses
from vocapp.customers.phone_number import PhoneError, parse_phone, phone_extension, split_phones
from vocapp.customers.types import REACHED_BY, IdentityKind, WritingChannel
from vocapp.faults import Fault, FaultError

LONGEST = 500


class IdentityError(FaultError):
    """An identity cannot be used."""


class UnreachableError(FaultError):
    """An identity of that kind cannot be written to on that channel."""


def normalise_identity(kind: IdentityKind, value: str, country: str | None = None) -> str:
    """`value` as it is stored. `country` (ISO 3166) is for national phone numbers. Raises IdentityError."""
    if not value.strip():
        raise IdentityError(Fault.of("identity.empty", kind=kind))
    if len(value) > LONGEST:
        raise IdentityError(Fault.of("identity.too_long", number=LONGEST))
    found = _FORMS[kind](value.strip(), country)
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


def split_identities(kind: IdentityKind, value: str) -> list[str]:
    """The identities in a text that may hold several e-mail addresses or phone numbers, each as it was written."""
    if kind is IdentityKind.EMAIL:
        return split_addresses(value)
    return split_phones(value) if kind is IdentityKind.PHONE else [value]


def extension_of(kind: IdentityKind, value: str) -> str:
    """The extension beside a phone number; "" without one. Of a value that `normalise_identity` takes."""
    return phone_extension(value) if kind is IdentityKind.PHONE else ""


def _email(value: str, _: str | None) -> str:
    try:
        return normalise_address(value)
    except AddressError as failure:
        raise IdentityError(*failure.faults) from failure


def _phone(value: str, country: str | None) -> str:
    try:
        return parse_phone(value, country).number
    except PhoneError as failure:
        raise IdentityError(*failure.faults) from failure


def _handle(value: str, _: str | None) -> str:
    network, _, name = unicodedata.normalize("NFKC", value).lower().partition(":")
    network, name = network.strip(), name.strip().removeprefix("@")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", network) or not name or re.search(r"\s", name):
        raise IdentityError(Fault.of("identity.handle"))
    return f"{network}:{name}"


def _loyalty(value: str, _: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", value).split())


def _postal(value: str, _: str | None) -> str:
    parts = (" ".join(part.split()) for part in re.split(r"[\n\r,;]+", unicodedata.normalize("NFKC", value)))
    return ", ".join(part for part in parts if part)


_FORMS: Mapping[IdentityKind, Callable[[str, str | None], str]] = {
    IdentityKind.EMAIL: _email,
    IdentityKind.PHONE: _phone,
    IdentityKind.HANDLE: _handle,
    IdentityKind.LOYALTY: _loyalty,
    IdentityKind.POSTAL: _postal,
}
