"""Marks of addresses: they recognise an address that comes again, and nobody without the key file can make one.

A mark is the HMAC-SHA256 of an identity under a key of the key file. Nobody can give an old mark a new key, because
that needs the address; a key therefore stays in the key file for as long as marks were made with it (`vocapp doctor`
checks that). Marks of the releases before are plain SHA-256 hashes; they are recognised, and no new ones are made.

A mark of an address that several people share includes the name of its holder, so that it silences nobody else.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from vocapp.customers.person_names import name_key
from vocapp.tokens import Keyring


class MarkedAddress(NamedTuple):
    """What a mark is made of: an identity as it is stored, and the words of its holder's name if others have it too."""

    kind: str
    value: str
    is_test: bool
    holder: str = ""


class AddressMarks:
    """Makes marks with the keys of this process; the feature of this package gives it the keys."""

    def __init__(self) -> None:
        self._keys: Keyring | None = None

    def use(self, keys: Keyring) -> None:
        """Sets the keys."""
        self._keys = keys

    @property
    def keys(self) -> Keyring:
        """The keys. RuntimeError before `use`: marks under no key would recognise nobody."""
        if self._keys is None:
            raise RuntimeError("Marks of addresses need the key file; build the application first.")
        return self._keys

    def new_mark(self, address: MarkedAddress) -> bytes:
        """The mark under the current key."""
        return self.keys.mark(_text(address))

    def possible_marks(self, address: MarkedAddress) -> list[bytes]:
        """Every mark that may be stored for the address: under each key, and the plain hash."""
        text = _text(address)
        return [*(self.keys.mark(text, key_id) for key_id in self.keys.keys), hashlib.sha256(text.encode()).digest()]

    def possible_marks_of(self, addresses: Iterable[MarkedAddress]) -> Mapping[bytes, MarkedAddress]:
        """The address of every mark that may be stored for one of `addresses`."""
        return {mark: address for address in addresses for mark in self.possible_marks(address)}


def marked_as(kind: str, value: str, is_test: bool, name: str | None) -> list[MarkedAddress]:
    """What an identity of somebody of that name may be marked as: theirs alone, and theirs among others."""
    address = MarkedAddress(kind, value, is_test)
    return [address, address._replace(holder=name_key(name))] if name else [address]


MARKS = AddressMarks()
"""The marks of this process."""


def _text(address: MarkedAddress) -> str:
    shared_with = f" of {address.holder}" if address.holder else ""
    return f"{str(address.is_test).lower()} {address.kind} {address.value}{shared_with}"
