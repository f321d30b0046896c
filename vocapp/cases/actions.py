"""What staff do about a case: each deed one transaction of the case's row, its story, the audit log and what is owed.

`seen` is the revision that the page showed: where somebody was faster, nothing is done and the refusal says who did
what. Raises RefusedError, and NoSuchCaseError for a case that the actor may not see.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.cases import action_rules, recovery_check
from vocapp.cases import undo as undoing
from vocapp.cases.action_rules import Change
from vocapp.cases.actor import doer_of, overtaken, rated_himself
from vocapp.cases.causes import listed
from vocapp.cases.mail import customer_address
from vocapp.cases.mail import reply as replying
from vocapp.cases.save_change import Locked, locked, tell, write
from vocapp.cases.types import ATTEMPT_CHANNELS, NoSuchCaseError, RefusedError
from vocapp.cases.wait_stage import STAGE as WAITED
from vocapp.database import DB
from vocapp.database.jobs import enqueue
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.messages import message_queue
from vocapp.staff.sessions import actor_for_user
from vocapp.ui.reader import mark

GRACE: Final = timedelta(seconds=10)
"""How long a reply can be taken back."""
NO_ADDRESS: Final = mark("There is no address that we may write to: try another channel, and note the attempt.")
NO_SUCH_CHANNEL: Final = mark("Choose the channel on which you tried.")
NO_SUCH_CAUSE: Final = mark("Choose a root cause and an outcome of the lists.")
CANNOT_SEE: Final = mark("This person may not see the case: choose somebody of its units and its line of business.")


class Done(Struct, frozen=True):
    """A deed: its line in the case's story (for `undo`), and the case's revision after it."""

    case: UUID
    entry: UUID
    revision: int


async def claim(registry: Registry, actor: Actor, case_id: UUID) -> Done:
    """The actor takes the case on and works it; refused where somebody else has it."""
    async with DB.transaction():
        held = await locked(case_id, actor)
        if held.case.owner_id not in (None, actor.id):
            raise await overtaken(actor, held)
        done = await _do(registry, actor, held, action_rules.claim(held.case, doer_of(actor), clock.now()))
    return _told(done)


async def assign(registry: Registry, actor: Actor, case_id: UUID, owner: UUID, *, seen: int | None = None) -> Done:
    """Give the case to somebody who may see it. By a lead, or by whoever has it."""
    async with DB.transaction():
        held = await _seen(actor, case_id, seen)
        person = await actor_for_user(owner)
        if person is None:
            raise RefusedError(CANNOT_SEE)
        change = action_rules.assign(held.case, doer_of(actor), owner, person.name)
        try:
            await locked(case_id, person)
        except NoSuchCaseError:
            raise RefusedError(CANNOT_SEE) from None
        done = await _do(registry, actor, held, change)
    return _told(done)


async def unassign(registry: Registry, actor: Actor, case_id: UUID, *, seen: int | None = None) -> Done:
    """Nobody has the case any more, and it is open again. By a lead, or by whoever has it."""
    return await _simply(
        registry, actor, case_id, lambda held: action_rules.unassign(held.case, doer_of(actor), _now()), seen
    )


async def note(registry: Registry, actor: Actor, case_id: UUID, text: str) -> Done:
    """Write something down; changes nothing else."""
    return await _simply(registry, actor, case_id, lambda _: action_rules.note(text))


async def attempt(
    registry: Registry, actor: Actor, case_id: UUID, channel: str, *, reached: bool, text: str = ""
) -> Done:
    """Tell of an attempt to reach the customer on `channel` (a key of `words.ATTEMPT_CHANNELS`)."""
    if channel not in ATTEMPT_CHANNELS:
        raise RefusedError(NO_SUCH_CHANNEL)

    def change(held: Locked) -> Change:
        return action_rules.attempt(held.case, doer_of(actor), channel, reached, text, _now())

    return await _simply(registry, actor, case_id, change)


async def reply(registry: Registry, actor: Actor, case_id: UUID, text: str) -> Done:
    """Write to the customer by mail, in the owner's name; it leaves after some seconds, until when it can be undone."""
    async with DB.transaction():
        held = await locked(case_id, actor)
        change = action_rules.reply(held.case, doer_of(actor), text, _now())
        address = await customer_address.to_answer(held.row["customer_id"], await replying.asked_at(held))
        if address is None:
            raise RefusedError(NO_ADDRESS)
        done = await _do(registry, actor, held, change)
        await replying.put_in_line(held, done.entry, address, _now() + GRACE)
    return _told(done)


async def wait(
    registry: Registry,
    actor: Actor,
    case_id: UUID,
    *,
    until: datetime | None = None,
    text: str = "",
    seen: int | None = None,
) -> Done:
    """Wait for the customer until a moment (None: the rule's days); the clocks stand still where the rule says so."""
    async with DB.transaction():
        held = await _seen(actor, case_id, seen)
        change = action_rules.wait(held.case, doer_of(actor), until, text, _now())
        done = await _do(registry, actor, held, change)
        await enqueue(WAITED, case_id, not_before=change.columns["waits_until"])
    return _told(done)


async def resume(registry: Registry, actor: Actor, case_id: UUID, *, seen: int | None = None) -> Done:
    """Wait no longer."""
    return await _simply(registry, actor, case_id, lambda held: action_rules.resume(held.case, "person", _now()), seen)


async def close(
    registry: Registry,
    actor: Actor,
    case_id: UUID,
    *,
    root_cause: str,
    outcome: str,
    text: str = "",
    seen: int | None = None,
) -> Done:
    """Close with its root cause and outcome (keys of `causes.listed`); the customer is asked whether it is solved."""
    causes = await listed()
    if root_cause not in causes.root_causes or outcome not in causes.outcomes:
        raise RefusedError(NO_SUCH_CAUSE)
    async with DB.transaction():
        held = await _seen(actor, case_id, seen)
        doer = doer_of(actor, rated=await rated_himself(actor, case_id))
        asking = await recovery_check.whom(held)
        asks_at = asking if isinstance(asking, str) else asking.at
        done = await _do(
            registry, actor, held, action_rules.close(held.case, doer, root_cause, outcome, text, asks_at, _now())
        )
        if not isinstance(asking, str):
            await recovery_check.ask(registry, held, asking)
    return _told(done, message_queue.STAGE)


async def dismiss(registry: Registry, actor: Actor, case_id: UUID, text: str, *, seen: int | None = None) -> Done:
    """There is nothing to follow up, and `text` says why; the customer is not asked."""
    doer = doer_of(actor, rated=await rated_himself(actor, case_id))
    return await _simply(
        registry, actor, case_id, lambda held: action_rules.dismiss(held.case, doer, text, _now()), seen
    )


async def reopen(registry: Registry, actor: Actor, case_id: UUID, text: str = "", *, seen: int | None = None) -> Done:
    """Open a finished case again."""
    async with DB.transaction():
        held = await _seen(actor, case_id, seen)
        done = await _do(registry, actor, held, action_rules.reopen(held.case, "person", text, _now()))
        await recovery_check.withdraw(case_id)
    return _told(done)


async def undo(registry: Registry, actor: Actor, case_id: UUID, entry: UUID) -> Done:
    """Take the case's latest change back; refused where something has followed it, or its message has left."""
    async with DB.transaction():
        held = await locked(case_id, actor)
        taken = await undoing.take_back(registry, actor, held, entry)
    return _told(Done(case_id, *taken))


def _now() -> datetime:
    return clock.now()


async def _simply(
    registry: Registry, actor: Actor, case_id: UUID, change: Callable[[Locked], Change], seen: int | None = None
) -> Done:
    async with DB.transaction():
        held = await _seen(actor, case_id, seen)
        done = await _do(registry, actor, held, change(held))
    return _told(done)


async def _seen(actor: Actor, case_id: UUID, seen: int | None) -> Locked:
    held = await locked(case_id, actor)
    if seen is not None and seen != held.revision:
        raise await overtaken(actor, held)
    return held


async def _do(registry: Registry, actor: Actor, held: Locked, change: Change) -> Done:
    return Done(held.id, *await write(registry, actor, held, change))


def _told(done: Done, *stages: str) -> Done:
    tell(done.case, stages=stages)
    return done
