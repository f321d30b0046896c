"""What can be taken back? The latest change of a case, by whoever made it or a lead, while nothing of it has left."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from vocapp.audit.record import record
from vocapp.cases import recovery_check
from vocapp.cases.actor import doer_of, overtaken, rated_himself
from vocapp.cases.case_states import HOLDING, State
from vocapp.cases.mail import reply
from vocapp.cases.save_change import Locked, hold, owe_counting, tell_story
from vocapp.cases.types import Kind, RefusedError
from vocapp.database import DB, from_json, to_json
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.ui.reader import mark

OURS: Final = frozenset(
    {"claimed", "assigned", "unassigned", "noted", "attempted", "replied", "waited", "resumed", "closed", "dismissed"}
)
"""What staff have done, and can take back; "reopened" may be the customer's doing too, and anybody takes it back."""
NOTHING: Final = mark("There is nothing to take back any more.")
NOT_YOURS: Final = mark("Only %(name)s or a lead can take this back.")
MAIL_LEFT: Final = mark("The mail has left: it cannot be taken back.")
CHECK_LEFT: Final = mark("The customer has been asked already whether it is solved: open the case again instead.")
OWN_RATING: Final = mark("You handled this contact yourself: ask a lead or a colleague to finish the case.")

_ENTRY: Final = "SELECT id, kind, actor, actor_name, detail FROM case_entry WHERE id = $1 AND case_id = $2"
_MARK: Final = """
UPDATE case_entry SET detail = detail || '{"undone": true}', text = CASE WHEN kind = 'note' THEN '' ELSE text END
WHERE id = $1"""
_RESTORE: Final = """
UPDATE followup_case SET ({columns}) = (SELECT {values} FROM jsonb_populate_record(NULL::followup_case, $2) r),
  revision = revision + 1 WHERE id = $1"""


async def take_back(registry: Registry, actor: Actor, held: Locked, entry: UUID) -> tuple[UUID, int]:
    """Take a line of a locked case's story back, in the running transaction: the line that says so, and the revision.

    Raises RefusedError.
    """
    row = await DB.fetch_one(_ENTRY, entry, held.id)
    detail = from_json(row["detail"]) if row else {}
    action = detail.get("action")
    if row is None or detail.get("undone") or action not in OURS | {"reopened"}:
        raise RefusedError(NOTHING)
    if action in OURS and row["actor"] != str(actor) and not doer_of(actor).leads:
        raise RefusedError(NOT_YOURS, name=row["actor_name"])
    if "revision" in detail and detail["revision"] != held.revision:
        raise await overtaken(actor, held)
    await _call_back(held, entry, action)
    revision = await _restore(actor, held, detail.get("was") or {})
    await DB.execute(_MARK, entry)
    line: dict[str, Any] = {"action": "undone", "of": entry, "what": action}
    if revision != held.revision:
        line["revision"] = revision
    told = await tell_story(actor, held.id, Kind(row["kind"]), line)
    await record(actor, "case.undone", "case", held.id, what=action)
    await owe_counting(registry, held.id)
    return told, revision


async def _call_back(held: Locked, entry: UUID, action: str) -> None:
    """Take what has not left yet out of line; refused where it has."""
    if action == "replied" and not await reply.call_back(entry):
        raise RefusedError(MAIL_LEFT)
    if action == "closed":
        if await recovery_check.has_left(held.id, held.case.closings):
            raise RefusedError(CHECK_LEFT)
        await recovery_check.withdraw(held.id)


async def _restore(actor: Actor, held: Locked, was: Mapping[str, Any]) -> int:
    """Give the case's columns back what they held before; its revision then."""
    names = [name for name in was if name in held.row]
    if not names:
        return held.revision
    state = State(was.get("state", held.case.state))
    if held.case.state in HOLDING and state not in HOLDING and await rated_himself(actor, held.id):
        raise RefusedError(OWN_RATING)
    # The number of closings only grows: each has a question of its own, even one that was taken back.
    names = [name for name in names if name != "closings"]
    columns, values = ", ".join(names), ", ".join(f"r.{name}" for name in names)
    await DB.execute(_RESTORE.format(columns=columns, values=values), held.id, to_json(was))
    await hold(held.row["customer_id"], held.id, state)
    return held.revision + 1
