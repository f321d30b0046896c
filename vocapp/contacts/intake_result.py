"""What became of a contact event that was brought in."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from vocapp.faults import Fault


class IntakeState(StrEnum):
    """`new`: recorded now; `repeat`: known, and the same; `conflict`: known, and different; `rejected`: has faults."""

    NEW = "new"
    REPEAT = "repeat"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class IntakeResult(Struct, frozen=True, kw_only=True):
    """The outcome for one event; `id` is the contact's (of the one that stands, for a repeat or a conflict)."""

    state: IntakeState
    id: UUID | None = None
    faults: tuple[Fault, ...] = ()
