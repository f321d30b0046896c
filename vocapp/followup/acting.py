"""What staff do about a case: each deed one transaction of the case's row, its story, the audit log and what is owed.

`seen` is the revision that the page showed: where somebody was faster, nothing is done and the refusal says who did
what. Raises RefusedError, and NoSuchCaseError for a case that the actor may not see.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vocapp.edge.access import Actor
from vocapp.part import House


class Done(Struct, frozen=True):
    """A deed: its line in the case's story (for `undo`), and the case's revision after it."""

    case: UUID
    entry: UUID
    revision: int


async def claim(house: House, actor: Actor, case_id: UUID) -> Done:
    """The actor takes the case on and works it; refused where somebody else has it."""
    raise NotImplementedError


async def assign(house: House, actor: Actor, case_id: UUID, owner: UUID, *, seen: int | None = None) -> Done:
    """Give the case to somebody who may see it. By a lead, or by whoever has it."""
    raise NotImplementedError


async def unassign(house: House, actor: Actor, case_id: UUID, *, seen: int | None = None) -> Done:
    """Nobody has the case any more, and it is open again. By a lead, or by whoever has it."""
    raise NotImplementedError


async def note(house: House, actor: Actor, case_id: UUID, text: str) -> Done:
    """Write something down; changes nothing else."""
    raise NotImplementedError


async def attempt(house: House, actor: Actor, case_id: UUID, channel: str, *, reached: bool, text: str = "") -> Done:
    """Tell of an attempt to reach the customer on `channel` (a key of `words.ATTEMPT_CHANNELS`)."""
    raise NotImplementedError


async def reply(house: House, actor: Actor, case_id: UUID, text: str) -> Done:
    """Write to the customer by mail, in the owner's name; it leaves after some seconds, until when it can be undone."""
    raise NotImplementedError


async def wait(
    house: House, actor: Actor, case_id: UUID, *, until: datetime | None = None, text: str = "", seen: int | None = None
) -> Done:
    """Wait for the customer until a moment (None: the rule's days); the clocks stand still where the rule says so."""
    raise NotImplementedError


async def resume(house: House, actor: Actor, case_id: UUID, *, seen: int | None = None) -> Done:
    """Wait no longer."""
    raise NotImplementedError


async def close(
    house: House,
    actor: Actor,
    case_id: UUID,
    *,
    root_cause: str,
    outcome: str,
    text: str = "",
    seen: int | None = None,
) -> Done:
    """Close with its root cause and outcome (keys of `causes.listed`); the customer is asked whether it is solved."""
    raise NotImplementedError


async def dismiss(house: House, actor: Actor, case_id: UUID, text: str, *, seen: int | None = None) -> Done:
    """There is nothing to follow up, and `text` says why; the customer is not asked."""
    raise NotImplementedError


async def reopen(house: House, actor: Actor, case_id: UUID, text: str = "", *, seen: int | None = None) -> Done:
    """Open a finished case again."""
    raise NotImplementedError


async def undo(house: House, actor: Actor, case_id: UUID, entry: UUID) -> Done:
    """Take the case's latest change back; refused where something has followed it, or its message has left."""
    raise NotImplementedError
