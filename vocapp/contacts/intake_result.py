"""The result of recording one contact event."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from vocapp.faults import Fault


class IntakeState(StrEnum):
    """`new`: recorded now; `repeat`: recorded before, and the same; `amended`: recorded before, and put right now;
    `conflict`: another contact is recorded under that key; `rejected`: has faults.
    """

    NEW = "new"
    REPEAT = "repeat"
    AMENDED = "amended"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class IntakeResult(Struct, frozen=True, kw_only=True):
    """The result of one event.

    `id` is that of its contact; for a repeat or a conflict, of the contact recorded before. `version` is that of an
    amended one. `odd` is what was set aside of a recorded one, with the values as they came, and what could not follow
    an amendment.
    """

    state: IntakeState
    id: UUID | None = None
    version: int = 1
    faults: tuple[Fault, ...] = ()
    odd: tuple[Fault, ...] = ()
