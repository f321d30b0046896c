"""What became of a contact event that was brought in."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct


class IntakeState(StrEnum):
    """`new`: recorded now; `repeat`: known, and the same; `conflict`: known, and different; `rejected`: has faults."""

    NEW = "new"
    REPEAT = "repeat"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class FieldFault(Struct, frozen=True):
    """What is wrong with one field, and how it is put right."""

    field: Annotated[str, Meta(examples=["customer.identities[0].value"])]
    value: Annotated[str, Meta(description="what was given, shortened")]
    remedy: str


class IntakeResult(Struct, frozen=True, kw_only=True):
    """The outcome for one event; `id` is the contact's (of the one that stands, for a repeat or a conflict)."""

    state: IntakeState
    id: UUID | None = None
    faults: tuple[FieldFault, ...] = ()
