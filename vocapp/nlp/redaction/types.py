"""What in a text points to a person, and where."""

from typing import Literal

from msgspec import Struct

PersonalKind = Literal["name", "email", "phone", "card", "iban", "id", "birthday", "postcode", "address", "number"]


class PersonalSpan(Struct, frozen=True, gc=False):
    """A piece of a text that is to be redacted: from `first` up to `last`, one past its end.

    The kind "number" is any long one that belongs to somebody: of an account, an order, a parcel.
    """

    first: int
    last: int
    kind: PersonalKind
