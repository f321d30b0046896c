"""Spans of a text that point to a person."""

from typing import Literal

from msgspec import Struct

PersonalKind = Literal["name", "email", "phone", "card", "iban", "id", "birthday", "postcode", "address", "number"]


class PersonalSpan(Struct, frozen=True, gc=False):
    """A span of a text that is to be redacted: from `first` up to `last`, one past its end.

    The kind "number" is any long number of a person: of an account, an order, a parcel.
    """

    first: int
    last: int
    kind: PersonalKind
