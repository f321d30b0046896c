"""The result of recording one contact event."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from vocapp.faults import Fault


class IntakeState(StrEnum):
    """`new`: recorded now; `repeat`: recorded before, and the same; `conflict`: recorded before, and different;
    `rejected`: has faults.
    """

    NEW = "new"
    REPEAT = "repeat"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class IntakeResult(Struct, frozen=True, kw_only=True):
    """The result of one event.

    `id` is that of its contact; for a repeat or a conflict, of the contact recorded before.
    `odd` is what was set aside of a recorded one, with the values as they came.
    """

    state: IntakeState
    id: UUID | None = None
    faults: tuple[Fault, ...] = ()
    odd: tuple[Fault, ...] = ()
