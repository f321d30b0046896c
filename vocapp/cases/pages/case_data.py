"""Everything about one case: its row, its responses in their context, its history, and the actions that are open."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from vocapp.cases.actor import LEADS, handled_contact_sql
from vocapp.cases.case_states import ACTIVE, CaseState
from vocapp.cases.mail.customer_address import reply_address
from vocapp.cases.pages.queue_columns import CHOSEN, CLOCK, COLUMNS
from vocapp.cases.pages.types import (
    Assignee,
    CaseComment,
    CaseDetail,
    CheckSummary,
    HistoryEntry,
    QueueRow,
    ResponseInContext,
)
from vocapp.cases.types import NoSuchCaseError
from vocapp.cases.undo import UNDOABLE
from vocapp.catalogue import published
from vocapp.customers.merging.merged_family import family_sql
from vocapp.database import DB, from_json
from vocapp.http.access import Actor, visible

_OWN: Final = (
    "customer_id", "contact_id", "acknowledge_due_at", "resolve_due_at", "customer_due_at", "waits_until",
    "acknowledged_at", "first_attempt_at", "reached_at", "checked_at", "confirmed_at", "denied_at", "root_cause",
    "outcome",
)  # fmt: skip
_SELECTED: Final = (*_OWN, "language", "timezone", "rule_title", "handled_contact", "catalogue")
_CASE: Final = f"""
SELECT {CHOSEN}, {CLOCK}, {", ".join(f"c.{name}" for name in _OWN)}, coalesce(u.name, '') AS unit,
  coalesce(l.name, '') AS line, coalesce(o.name, '') AS owner,
  coalesce(r.language, i.language) AS language, p.timezone,
  rule.definition->>'title' AS rule_title, {handled_contact_sql("c.id", "$2::uuid")} AS handled_contact,
  i.identity_id AS invited, ({published.REVISION}) AS catalogue
FROM followup_case c JOIN customer p ON p.id = c.customer_id
JOIN invitation i ON i.contact_id = c.contact_id LEFT JOIN response r ON r.id = c.response_id
JOIN case_rule rule ON rule.id = c.rule_id LEFT JOIN unit u ON u.id = c.unit_id
LEFT JOIN line_of_business l ON l.id = c.line_id LEFT JOIN staff_user o ON o.id = c.owner_id
WHERE c.number = $1 AND {{visible}}"""  # noqa: S608
_RESPONSES: Final = """
SELECT cr.response_id, cr.rule, c.id AS contact_id, c.channel AS contact_channel, c.touchpoint, c.issue,
  c.ended_at AS contact_at, c.handlers, c.promises, r.survey_version_id, r.language, r.answered_at,
  (SELECT json_object_agg(a.question, a.value) FROM answer a WHERE a.response_id = r.id) AS answers,
  (SELECT json_agg(json_build_object('question', v.question, 'sentiment', v.sentiment, 'label', v.label, 'urgent',
     v.urgent, 'evidence', v.evidence,
     'themes', ARRAY(SELECT t.theme FROM verbatim_theme t WHERE t.verbatim_id = v.id ORDER BY t.first)))
   FROM verbatim v WHERE v.response_id = r.id AND v.state = 'scored') AS comments
FROM case_response cr JOIN response r ON r.id = cr.response_id JOIN invitation i ON i.id = r.invitation_id
JOIN contact c ON c.id = i.contact_id WHERE cr.case_id = $1 ORDER BY cr.id"""
_ENTRIES: Final = """
SELECT e.id, e.kind, e.at, e.actor, e.actor_name, e.detail, e.text, m.state AS mail, b.kind AS came, b.parsed
FROM case_entry e LEFT JOIN message m ON m.kind = 'case_reply' AND m.subject_id = e.id
LEFT JOIN inbound_mail b ON b.id = nullif(e.detail->>'mail', '')::uuid WHERE e.case_id = $1 ORDER BY e.id"""
_CHECKS: Final = """
SELECT asked_at, expires_at, answer, answered_at, words, withdrawn_at FROM case_check WHERE case_id = $1
ORDER BY closing"""
_ADDRESSES: Final = f"""
WITH RECURSIVE {family_sql("ARRAY[$1::uuid]")}
SELECT kind, value FROM identity JOIN family ON family.id = identity.customer_id ORDER BY kind, value"""  # noqa: S608
# A person sees a case by the unit it was given to, or by one in the handler chain of its contacts, or one above these.
_ASSIGNEES: Final = """
WITH RECURSIVE of_case AS (
  SELECT unit_id AS id FROM followup_case WHERE id = $1 AND unit_id IS NOT NULL
  UNION SELECT unnest(array_append(ARRAY(SELECT cu.unit_id FROM contact_unit cu WHERE cu.contact_id = c.id), c.unit_id))
  FROM contact c WHERE c.id IN (
    SELECT contact_id FROM followup_case WHERE id = $1
    UNION SELECT i.contact_id FROM case_response cr JOIN response r ON r.id = cr.response_id
      JOIN invitation i ON i.id = r.invitation_id WHERE cr.case_id = $1)),
above AS (SELECT id FROM of_case UNION SELECT u.parent_id FROM above JOIN unit u ON u.id = above.id)
SELECT u.id, u.name, u.role FROM staff_user u
WHERE EXISTS (SELECT FROM followup_case c WHERE c.id = $1 AND {visible})
AND u.active AND u.role IN ('agent', 'lead', 'admin')
AND (u.every_unit OR (u.role = 'admin' AND NOT EXISTS (SELECT FROM user_unit m WHERE m.user_id = u.id))
     OR EXISTS (SELECT FROM user_unit m JOIN above ON above.id = m.unit_id WHERE m.user_id = u.id))
AND (NOT EXISTS (SELECT FROM user_line ul WHERE ul.user_id = u.id) OR EXISTS (
     SELECT FROM user_line ul JOIN followup_case c ON c.line_id = ul.line_id WHERE ul.user_id = u.id AND c.id = $1))
ORDER BY lower(u.name) LIMIT 500"""


async def load_case(actor: Actor, number: int) -> CaseDetail:
    """One case with everything about it; NoSuchCaseError where there is none that the actor may see."""
    narrowing = visible(actor, "followup_case", "c", first=3)
    row = await DB.fetch_one(_CASE.format(visible=narrowing.sql), number, actor.id, *narrowing.values)
    if row is None:
        raise NoSuchCaseError(number)
    addresses = await DB.fetch(_ADDRESSES, row["customer_id"])
    may = allowed_actions(actor, CaseState(row["state"]), row["owner_id"], handled_contact=row["handled_contact"])
    reply_to = await reply_address(row["id"], row["customer_id"], row["invited"]) if "reply" in may else None
    return CaseDetail(
        row=QueueRow(**{name: row[name] for name in (*COLUMNS, "clock", "unit", "line", "owner")}),
        **{name: row[name] for name in _SELECTED},
        addresses=tuple((address["kind"], address["value"]) for address in addresses),
        reply_to=reply_to.value if reply_to else None,
        may=may,
        responses=tuple(_response_of(found) for found in await DB.fetch(_RESPONSES, row["id"])),
        entries=_entries(actor, await DB.fetch(_ENTRIES, row["id"]), row["revision"]),
        checks=tuple(CheckSummary(**dict(found)) for found in await DB.fetch(_CHECKS, row["id"])),
    )


async def assignable_staff(actor: Actor, case_id: UUID) -> list[Assignee]:
    """Staff who may see the case and work on it, by name; none where the actor may not see it."""
    narrowing = visible(actor, "followup_case", "c", first=2)
    rows = await DB.fetch(_ASSIGNEES.format(visible=narrowing.sql), case_id, *narrowing.values)
    return [Assignee(**dict(row)) for row in rows]


def allowed_actions(actor: Actor, state: CaseState, owner: UUID | None, *, handled_contact: bool) -> frozenset[str]:
    """The actions (keys of `action_forms.ACTIONS`) open to the actor. Each history entry says if it can be undone."""
    if state not in ACTIVE:
        return frozenset({"note", "reopen"})
    allowed = {"note", "log-attempt", "reply"}
    if owner is None or (owner == actor.id and state is CaseState.OPEN):
        allowed.add("claim")
    if actor.role in LEADS or owner == actor.id:
        allowed |= {"assign", "unassign"} if owner else {"assign"}
    allowed.add("resume" if state is CaseState.WAITING else "wait")
    return frozenset(allowed if handled_contact else allowed | {"close", "dismiss"})


def _response_of(row: asyncpg.Record) -> ResponseInContext:
    columns: dict[str, Any] = dict(row)
    columns["comments"] = msgspec.json.decode(row["comments"], type=tuple[CaseComment, ...]) if row["comments"] else ()
    columns["handlers"] = tuple(from_json(row["handlers"]))
    columns["promises"] = tuple(from_json(row["promises"]))
    columns["answers"] = from_json(row["answers"]) or {}
    return ResponseInContext(**columns)


def _entries(actor: Actor, rows: list[asyncpg.Record], revision: int) -> tuple[HistoryEntry, ...]:
    entries = [HistoryEntry(**{**dict(row), "detail": from_json(row["detail"])}) for row in rows]
    return tuple(msgspec.structs.replace(entry, may_undo=_may_undo(actor, entry, revision)) for entry in entries)


def _may_undo(actor: Actor, entry: HistoryEntry, revision: int) -> bool:
    detail: Mapping[str, Any] = entry.detail
    if detail.get("undone") or detail.get("revision", revision) != revision:
        return False
    if detail.get("action") == "reopened":
        return True
    return detail.get("action") in UNDOABLE and (entry.actor == str(actor) or actor.role in LEADS)
