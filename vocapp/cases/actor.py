"""The person who acts on a case: the actor as the rules see them, and the refusal where somebody else was faster."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.cases.action_rules import CaseActor
from vocapp.cases.save_change import LockedCase
from vocapp.cases.types import CaseRefusedError, OwnCaseError
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.ui.formatting import relative
from vocapp.ui.reader import ReaderLocale, mark, use_reader

LEADS: Final = frozenset({Role.LEAD, Role.ADMIN})

_LATEST: Final = """
SELECT actor_name, at, detail->>'action' AS action, detail->>'name' AS given_to FROM case_entry
WHERE case_id = $1 AND detail ? 'revision' ORDER BY id DESC LIMIT 1"""

CONFLICTS: Final[Mapping[str, str]] = {
    "claimed": mark("%(name)s claimed this case %(ago)s."),
    "assigned": mark("%(name)s assigned this case to %(given_to)s %(ago)s."),
    "unassigned": mark("%(name)s unassigned this case %(ago)s."),
    "waited": mark("%(name)s set this case to wait for the customer %(ago)s."),
    "closed": mark("%(name)s closed this case %(ago)s."),
    "dismissed": mark("%(name)s dismissed this case %(ago)s."),
    "reopened": mark("%(name)s reopened this case %(ago)s."),
}
CHANGED: Final = mark("%(name)s changed this case %(ago)s. Check it again first.")
UPDATED: Final = mark("This case was updated %(ago)s. Check it again first.")


def as_case_actor(actor: Actor, *, handled: bool = False) -> CaseActor:
    """The actor as the rules see them. ValueError for an actor that is not a staff user."""
    if actor.id is None or actor.kind != "user":
        raise ValueError("only staff users act on cases")
    return CaseActor(id=actor.id, leads=actor.role in LEADS, handled_contact=handled)


def handled_contact_sql(case_id: str, user_id: str) -> str:
    """A condition: the staff user handled one of the contacts that the case is about, by e-mail address or by their id
    in the system that recorded it. Both are SQL expressions."""
    return f"""EXISTS (SELECT FROM contact h, jsonb_array_elements(h.handlers) handler
  WHERE h.id IN (
    SELECT f.contact_id FROM followup_case f WHERE f.id = {case_id}
    UNION SELECT i.contact_id FROM case_response cr JOIN response r ON r.id = cr.response_id
      JOIN invitation i ON i.id = r.invitation_id WHERE cr.case_id = {case_id})
  AND (lower(handler->>'email') = (SELECT lower(email) FROM staff_user WHERE id = {user_id})
    OR EXISTS (SELECT FROM handler_ref known WHERE known.user_id = {user_id}
      AND known.source = h.source AND known.agent_ref = lower(trim(handler->>'ref')))))"""  # noqa: S608


_HANDLED: Final = f"SELECT {handled_contact_sql('$1', '$2')}"


async def handled_contact(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor handled one of the contacts that the case is about."""
    return bool(await DB.fetch_value(_HANDLED, case_id, actor.id))


async def record_refusal(actor: Actor, refusal: CaseRefusedError, number: int) -> None:
    """Writes into the audit log that somebody wanted to decide about their own contact; other refusals are usual."""
    if isinstance(refusal, OwnCaseError):
        case_id = await DB.fetch_value("SELECT id FROM followup_case WHERE number = $1", number)
        await record(actor, "case.own_refused", "case", case_id, number=number)


async def conflict_error(actor: Actor, held: LockedCase) -> CaseRefusedError:
    """The refusal that says who changed the case last, and how."""
    row = await DB.fetch_one(_LATEST, held.id)
    text = CONFLICTS.get(row["action"], CHANGED) if row and row["actor_name"] else UPDATED
    at = row["at"] if row else held.case.opened_at
    with use_reader(ReaderLocale(actor.language, actor.timezone)):
        ago = relative(at - clock.now())
    return CaseRefusedError(
        text, name=row["actor_name"] if row else "", given_to=(row and row["given_to"]) or "", ago=ago
    )
