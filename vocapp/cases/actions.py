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
from vocapp.cases.action_rules import CaseChange
from vocapp.cases.actor import as_case_actor, conflict_error, handled_contact
from vocapp.cases.causes import load_causes
from vocapp.cases.mail import customer_address
from vocapp.cases.mail import reply as replying
from vocapp.cases.save_change import LockedCase, lock_case, notify_pages, write_change
from vocapp.cases.types import ATTEMPT_CHANNELS, CaseRefusedError, NoSuchCaseError
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
NO_ADDRESS: Final = mark("There is no e-mail address that we may write to. Use another channel and log the attempt.")
NO_SUCH_CHANNEL: Final = mark("Choose the channel of the attempt.")
NO_SUCH_CAUSE: Final = mark("Choose a root cause and an outcome from the lists.")
CANNOT_SEE: Final = mark("This person may not see the case. Choose somebody from its units and its line of business.")


class ActionResult(Struct, frozen=True):
    """A deed: its line in the case's story (for `undo`), and the case's revision after it."""

    case: UUID
    entry: UUID
    revision: int


async def claim(registry: Registry, actor: Actor, case_id: UUID) -> ActionResult:
    """The actor takes the case on and works it; refused where somebody else has it."""
    async with DB.transaction():
        held = await lock_case(case_id, actor)
        if held.case.owner_id not in (None, actor.id):
            raise await conflict_error(actor, held)
        done = await _apply(registry, actor, held, action_rules.claim(held.case, as_case_actor(actor), clock.now()))
    return _notify(done)


async def assign(
    registry: Registry, actor: Actor, case_id: UUID, owner: UUID, *, seen: int | None = None
) -> ActionResult:
    """Give the case to somebody who may see it. By a lead, or by whoever has it."""
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        person = await actor_for_user(owner)
        if person is None:
            raise CaseRefusedError(CANNOT_SEE)
        change = action_rules.assign(held.case, as_case_actor(actor), owner, person.name)
        try:
            await lock_case(case_id, person)
        except NoSuchCaseError:
            raise CaseRefusedError(CANNOT_SEE) from None
        done = await _apply(registry, actor, held, change)
    return _notify(done)


async def unassign(registry: Registry, actor: Actor, case_id: UUID, *, seen: int | None = None) -> ActionResult:
    """Nobody has the case any more, and it is open again. By a lead, or by whoever has it."""
    return await _change_case(
        registry, actor, case_id, lambda held: action_rules.unassign(held.case, as_case_actor(actor), _now()), seen
    )


async def note(registry: Registry, actor: Actor, case_id: UUID, text: str) -> ActionResult:
    """Write something down; changes nothing else."""
    return await _change_case(registry, actor, case_id, lambda _: action_rules.note(text))


async def log_attempt(
    registry: Registry, actor: Actor, case_id: UUID, channel: str, *, reached: bool, text: str = ""
) -> ActionResult:
    """Tell of an attempt to reach the customer on `channel` (a key of `words.ATTEMPT_CHANNELS`)."""
    if channel not in ATTEMPT_CHANNELS:
        raise CaseRefusedError(NO_SUCH_CHANNEL)

    def change(held: LockedCase) -> CaseChange:
        return action_rules.attempt(held.case, as_case_actor(actor), channel, reached, text, _now())

    return await _change_case(registry, actor, case_id, change)


async def reply(registry: Registry, actor: Actor, case_id: UUID, text: str) -> ActionResult:
    """Write to the customer by mail, in the owner's name; it leaves after some seconds, until when it can be undone."""
    async with DB.transaction():
        held = await lock_case(case_id, actor)
        change = action_rules.reply(held.case, as_case_actor(actor), text, _now())
        address = await customer_address.reply_address(held.row["customer_id"], await replying.invited_identity(held))
        if address is None:
            raise CaseRefusedError(NO_ADDRESS)
        done = await _apply(registry, actor, held, change)
        await replying.enqueue_reply(held, done.entry, address, _now() + GRACE)
    return _notify(done)


async def wait(
    registry: Registry,
    actor: Actor,
    case_id: UUID,
    *,
    until: datetime | None = None,
    text: str = "",
    seen: int | None = None,
) -> ActionResult:
    """Wait for the customer until a moment (None: the rule's days); the clocks stand still where the rule says so."""
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        change = action_rules.wait(held.case, as_case_actor(actor), until, text, _now())
        done = await _apply(registry, actor, held, change)
        await enqueue(WAITED, case_id, not_before=change.columns["waits_until"])
    return _notify(done)


async def resume(registry: Registry, actor: Actor, case_id: UUID, *, seen: int | None = None) -> ActionResult:
    """Wait no longer."""
    return await _change_case(
        registry, actor, case_id, lambda held: action_rules.resume(held.case, "person", _now()), seen
    )


async def close(
    registry: Registry,
    actor: Actor,
    case_id: UUID,
    *,
    root_cause: str,
    outcome: str,
    text: str = "",
    seen: int | None = None,
) -> ActionResult:
    """Close with its root cause and outcome (keys of `causes.listed`); the customer is asked whether it is solved."""
    causes = await load_causes()
    if root_cause not in causes.root_causes or outcome not in causes.outcomes:
        raise CaseRefusedError(NO_SUCH_CAUSE)
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        doer = as_case_actor(actor, handled=await handled_contact(actor, case_id))
        asking = await recovery_check.choose_recipient(held)
        asks_at = asking if isinstance(asking, str) else asking.at
        done = await _apply(
            registry, actor, held, action_rules.close(held.case, doer, root_cause, outcome, text, asks_at, _now())
        )
        if not isinstance(asking, str):
            await recovery_check.send_check(registry, held, asking)
    return _notify(done, message_queue.STAGE)


async def dismiss(
    registry: Registry, actor: Actor, case_id: UUID, text: str, *, seen: int | None = None
) -> ActionResult:
    """There is nothing to follow up, and `text` says why; the customer is not asked."""
    doer = as_case_actor(actor, handled=await handled_contact(actor, case_id))
    return await _change_case(
        registry, actor, case_id, lambda held: action_rules.dismiss(held.case, doer, text, _now()), seen
    )


async def reopen(
    registry: Registry, actor: Actor, case_id: UUID, text: str = "", *, seen: int | None = None
) -> ActionResult:
    """Open a finished case again."""
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        done = await _apply(registry, actor, held, action_rules.reopen(held.case, "person", text, _now()))
        await recovery_check.withdraw(case_id)
    return _notify(done)


async def undo(registry: Registry, actor: Actor, case_id: UUID, entry: UUID) -> ActionResult:
    """Take the case's latest change back; refused where something has followed it, or its message has left."""
    async with DB.transaction():
        held = await lock_case(case_id, actor)
        taken = await undoing.undo_entry(registry, actor, held, entry)
    return _notify(ActionResult(case_id, *taken))


def _now() -> datetime:
    return clock.now()


async def _change_case(
    registry: Registry, actor: Actor, case_id: UUID, change: Callable[[LockedCase], CaseChange], seen: int | None = None
) -> ActionResult:
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        done = await _apply(registry, actor, held, change(held))
    return _notify(done)


async def _lock_unchanged(actor: Actor, case_id: UUID, seen: int | None) -> LockedCase:
    held = await lock_case(case_id, actor)
    if seen is not None and seen != held.revision:
        raise await conflict_error(actor, held)
    return held


async def _apply(registry: Registry, actor: Actor, held: LockedCase, change: CaseChange) -> ActionResult:
    return ActionResult(held.id, *await write_change(registry, actor, held, change))


def _notify(done: ActionResult, *stages: str) -> ActionResult:
    notify_pages(done.case, stages=stages)
    return done
