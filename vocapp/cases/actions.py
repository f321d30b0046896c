"""The actions of staff on a case. Each is one transaction: the case, its history, the audit log and the jobs it causes.

`seen` is the revision that the page showed. If another change came first, nothing is done and the refusal says who did
what. Raises CaseRefusedError, and NoSuchCaseError for a case that the actor may not see.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.cases import action_rules, recovery_check
from vocapp.cases import undo as undo_rules
from vocapp.cases.action_rules import CaseChange
from vocapp.cases.actor import as_case_actor, conflict_error, handled_contact
from vocapp.cases.causes import load_causes
from vocapp.cases.mail import customer_address
from vocapp.cases.mail import reply as reply_mail
from vocapp.cases.save_change import LockedCase, lock_case, notify_pages, write_change
from vocapp.cases.types import ATTEMPT_CHANNELS, CaseRefusedError, NoSuchCaseError
from vocapp.cases.wait_stage import STAGE as WAIT_STAGE
from vocapp.database import DB
from vocapp.database.jobs import enqueue
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.messages import message_queue
from vocapp.staff.sessions import actor_for_user
from vocapp.ui.reader import mark

GRACE: Final = timedelta(seconds=10)
"""For how long a reply can be undone before it is sent."""
NO_ADDRESS: Final = mark("There is no e-mail address that we may write to. Use another channel and log the attempt.")
NO_SUCH_CHANNEL: Final = mark("Choose the channel of the attempt.")
NO_SUCH_CAUSE: Final = mark("Choose a root cause and an outcome from the lists.")
CANNOT_SEE: Final = mark("This person may not see the case. Choose somebody from its units and its line of business.")


class ActionResult(Struct, frozen=True):
    """The result of an action: its history entry (for `undo`), and the revision of the case after it."""

    case: UUID
    entry: UUID
    revision: int


async def claim(registry: Registry, actor: Actor, case_id: UUID) -> ActionResult:
    """Makes the actor the owner, and starts work. Refused where somebody else owns the case."""
    async with DB.transaction():
        held = await lock_case(case_id, actor)
        if held.case.owner_id not in (None, actor.id):
            raise await conflict_error(actor, held)
        result = await _apply(registry, actor, held, action_rules.claim(held.case, as_case_actor(actor), clock.now()))
    return _notify(result)


async def assign(
    registry: Registry, actor: Actor, case_id: UUID, owner: UUID, *, seen: int | None = None
) -> ActionResult:
    """Assigns the case to a person who may see it. For its owner and leads."""
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
        result = await _apply(registry, actor, held, change)
    return _notify(result)


async def unassign(registry: Registry, actor: Actor, case_id: UUID, *, seen: int | None = None) -> ActionResult:
    """Takes the owner away; the case is open again. For its owner and leads."""
    return await _change_case(
        registry, actor, case_id, lambda held: action_rules.unassign(held.case, as_case_actor(actor), _now()), seen
    )


async def note(registry: Registry, actor: Actor, case_id: UUID, text: str) -> ActionResult:
    """Adds a note; changes nothing else."""
    return await _change_case(registry, actor, case_id, lambda _: action_rules.note(text))


async def log_attempt(
    registry: Registry, actor: Actor, case_id: UUID, channel: str, *, reached: bool, text: str = ""
) -> ActionResult:
    """Logs an attempt to reach the customer on `channel`, a key of ATTEMPT_CHANNELS."""
    if channel not in ATTEMPT_CHANNELS:
        raise CaseRefusedError(NO_SUCH_CHANNEL)

    def change(held: LockedCase) -> CaseChange:
        return action_rules.attempt(held.case, as_case_actor(actor), channel, reached, text, _now())

    return await _change_case(registry, actor, case_id, change)


async def reply(registry: Registry, actor: Actor, case_id: UUID, text: str) -> ActionResult:
    """Writes to the customer by mail, in the actor's name. It is sent after GRACE; until then it can be undone."""
    async with DB.transaction():
        held = await lock_case(case_id, actor)
        change = action_rules.reply(held.case, as_case_actor(actor), text, _now())
        address = await customer_address.reply_address(
            held.id, held.customer_id, await reply_mail.invited_identity(held)
        )
        if address is None:
            raise CaseRefusedError(NO_ADDRESS)
        result = await _apply(registry, actor, held, change)
        await reply_mail.enqueue_reply(held, result.entry, address, _now() + GRACE)
    return _notify(result)


async def wait(
    registry: Registry,
    actor: Actor,
    case_id: UUID,
    *,
    until: datetime | None = None,
    text: str = "",
    seen: int | None = None,
) -> ActionResult:
    """Waits for the customer, by default for the days of the rule; the unit's clocks stop where the rule says so."""
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        change = action_rules.wait(held.case, as_case_actor(actor), until, text, _now())
        result = await _apply(registry, actor, held, change)
        await enqueue(WAIT_STAGE, case_id, not_before=change.columns["waits_until"])
    return _notify(result)


async def resume(registry: Registry, actor: Actor, case_id: UUID, *, seen: int | None = None) -> ActionResult:
    """Ends the wait."""
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
    """Closes with a root cause and an outcome (keys of `load_causes`), and sends the customer a recovery check."""
    causes = await load_causes()
    if root_cause not in causes.root_causes or outcome not in causes.outcomes:
        raise CaseRefusedError(NO_SUCH_CAUSE)
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        by = as_case_actor(actor, handled=await handled_contact(actor, case_id))
        recipient = await recovery_check.choose_recipient(held)
        asks_at = recipient if isinstance(recipient, str) else recipient.at
        result = await _apply(
            registry, actor, held, action_rules.close(held.case, by, root_cause, outcome, text, asks_at, _now())
        )
        if not isinstance(recipient, str):
            await recovery_check.send_check(registry, held, recipient)
    return _notify(result, message_queue.STAGE)


async def dismiss(
    registry: Registry, actor: Actor, case_id: UUID, text: str, *, seen: int | None = None
) -> ActionResult:
    """Closes a case that needs no follow-up; `text` is the reason. The customer gets no recovery check."""
    by = as_case_actor(actor, handled=await handled_contact(actor, case_id))
    return await _change_case(
        registry, actor, case_id, lambda held: action_rules.dismiss(held.case, by, text, _now()), seen
    )


async def reopen(
    registry: Registry, actor: Actor, case_id: UUID, text: str = "", *, seen: int | None = None
) -> ActionResult:
    """Opens a finished case again, and withdraws its recovery check."""
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        result = await _apply(registry, actor, held, action_rules.reopen(held.case, "person", text, _now()))
        await recovery_check.withdraw(case_id)
    return _notify(result)


async def undo(registry: Registry, actor: Actor, case_id: UUID, entry: UUID) -> ActionResult:
    """Undoes the latest change of the case. Refused where another change followed, or its message was sent."""
    async with DB.transaction():
        held = await lock_case(case_id, actor)
        undone = await undo_rules.undo_entry(registry, actor, held, entry)
    return _notify(ActionResult(case_id, *undone))


def _now() -> datetime:
    return clock.now()


async def _change_case(
    registry: Registry, actor: Actor, case_id: UUID, change: Callable[[LockedCase], CaseChange], seen: int | None = None
) -> ActionResult:
    async with DB.transaction():
        held = await _lock_unchanged(actor, case_id, seen)
        result = await _apply(registry, actor, held, change(held))
    return _notify(result)


async def _lock_unchanged(actor: Actor, case_id: UUID, seen: int | None) -> LockedCase:
    held = await lock_case(case_id, actor)
    if seen is not None and seen != held.revision:
        raise await conflict_error(actor, held)
    return held


async def _apply(registry: Registry, actor: Actor, held: LockedCase, change: CaseChange) -> ActionResult:
    return ActionResult(held.id, *await write_change(registry, actor, held, change))


def _notify(result: ActionResult, *stages: str) -> ActionResult:
    notify_pages(result.case, stages=stages)
    return result
