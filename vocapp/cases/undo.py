"""Undo: the latest change of a case, by the person who made it or a lead, while nothing of it was sent."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from vocapp.audit.record import record
from vocapp.cases import recovery_check
from vocapp.cases.actor import as_case_actor, conflict_error, handled_contact
from vocapp.cases.case_states import HOLDING, CaseState
from vocapp.cases.mail import reply
from vocapp.cases.save_change import LockedCase, add_entry, enqueue_counting, restore, update_hold
from vocapp.cases.types import CaseRefusedError, EntryKind, OwnCaseError
from vocapp.database import DB, from_json
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.ui.reader import mark

UNDOABLE: Final = frozenset(
    {"claimed", "assigned", "unassigned", "noted", "attempted", "replied", "waited", "resumed", "closed", "dismissed"}
)
"""Actions of staff that can be undone. "reopened" may come from the customer too, and anybody can undo it."""
NOTHING_TO_UNDO: Final = mark("There is nothing left to undo.")
NOT_YOURS: Final = mark("Only %(name)s or a lead can undo this.")
MAIL_SENT: Final = mark("The e-mail was sent already, so this cannot be undone.")
CHECK_SENT: Final = mark("The recovery check was sent to the customer already. Reopen the case instead.")
HANDLED_CONTACT: Final = mark("You handled this contact yourself. Ask a lead or a colleague to close the case.")

_ENTRY: Final = "SELECT id, kind, actor, actor_name, detail FROM case_entry WHERE id = $1 AND case_id = $2"
_MARK_UNDONE: Final = """
UPDATE case_entry SET detail = detail || '{"undone": true}', text = CASE WHEN kind = 'note' THEN '' ELSE text END
WHERE id = $1"""


async def undo_entry(registry: Registry, actor: Actor, held: LockedCase, entry: UUID) -> tuple[UUID, int]:
    """Undoes an entry of a locked case, in the running transaction; the entry that says so, and the revision.

    Raises RefusedError.
    """
    row = await DB.fetch_one(_ENTRY, entry, held.id)
    detail = from_json(row["detail"]) if row else {}
    action = detail.get("action")
    if row is None or detail.get("undone") or action not in UNDOABLE | {"reopened"}:
        raise CaseRefusedError(NOTHING_TO_UNDO)
    if action in UNDOABLE and row["actor"] != str(actor) and not as_case_actor(actor).leads:
        raise CaseRefusedError(NOT_YOURS, name=row["actor_name"])
    if "revision" in detail and detail["revision"] != held.revision:
        raise await conflict_error(actor, held)
    await _revoke_message(held, entry, action)
    revision = await _restore(actor, held, detail.get("was") or {})
    await DB.execute(_MARK_UNDONE, entry)
    line: dict[str, Any] = {"action": "undone", "of": entry, "what": action}
    if revision != held.revision:
        line["revision"] = revision
    undone = await add_entry(actor, held.id, EntryKind(row["kind"]), line)
    await record(actor, "case.undone", "case", held.id, what=action)
    await enqueue_counting(registry, held.id)
    return undone, revision


async def _revoke_message(held: LockedCase, entry: UUID, action: str) -> None:
    """Revokes a message that was not sent yet; refused where it was."""
    if action == "replied" and not await reply.revoke_reply(entry):
        raise CaseRefusedError(MAIL_SENT)
    if action == "closed":
        if await recovery_check.is_sent(held.id, held.case.closings):
            raise CaseRefusedError(CHECK_SENT)
        await recovery_check.withdraw(held.id)


async def _restore(actor: Actor, held: LockedCase, was: Mapping[str, Any]) -> int:
    """Writes back what the columns held before; the revision afterwards."""
    names = [name for name in was if name in held.columns]
    if not names:
        return held.revision
    state = CaseState(was.get("state", held.case.state))
    if held.case.state in HOLDING and state not in HOLDING and await handled_contact(actor, held.id):
        raise OwnCaseError(HANDLED_CONTACT)
    # The number of closings only grows: each has its own recovery check, even one that was undone.
    await restore(held.id, {name: was[name] for name in names if name != "closings"})
    await update_hold(held.customer_id, held.id, state)
    return held.revision + 1
