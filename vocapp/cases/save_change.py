"""Writes a change of a case: its row, its history, the audit log, the hold on its customer, and the jobs it causes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from vocapp import clock
from vocapp.audit.record import record
from vocapp.cases.action_rules import CaseChange, CaseSnapshot
from vocapp.cases.case_states import HOLDING, CaseState, transition_sql
from vocapp.cases.due_times import calendar_of
from vocapp.cases.types import EntryKind, NoSuchCaseError
from vocapp.catalogue import published
from vocapp.customers.holds import place_hold, release_hold
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import enqueue
from vocapp.database.notify import NOTIFICATIONS, wake
from vocapp.feature import Registry
from vocapp.http.access import Actor, visible

COUNT: Final = "count"
NOTIFY_STAGE: Final = "tell_case"
TOPIC: Final = "case"

_READ: Final = f"""
SELECT c.*, u.slug AS unit, ({published.REVISION}) AS catalogue
FROM followup_case c LEFT JOIN unit u ON u.id = c.unit_id
WHERE c.id = $1 AND {{visible}} FOR UPDATE OF c"""  # noqa: S608
_ENTRY: Final = """
INSERT INTO case_entry (id, case_id, kind, at, actor, actor_name, detail, text)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
# The only statements that write `followup_case.state`; both check it against the table of transitions.
_UPDATE: Final = "UPDATE followup_case SET {values}, revision = revision + 1 WHERE id = $1 {condition}"
_RESTORE: Final = """
UPDATE followup_case c SET ({columns}) = ROW({values}), revision = c.revision + 1
FROM jsonb_populate_record(NULL::followup_case, $2) r WHERE c.id = $1 {condition}"""
_FIELDS: Final = tuple(name for name in CaseSnapshot.__struct_fields__ if name not in ("rule", "calendar"))


_OWN: Final = ("id", "customer_id", "response_id", "excerpt", "wants_contact", "priority", "revision")


class LockedCase(Struct, frozen=True):
    """A case whose row is locked until the transaction ends; `revision` is the number of its changes.

    `columns` is what every column holds, by name, so that a change can be undone.
    """

    id: UUID
    customer_id: UUID
    response_id: UUID | None
    excerpt: str
    wants_contact: bool
    priority: int
    revision: int
    case: CaseSnapshot
    columns: Mapping[str, Any]


async def lock_case(case_id: UUID, actor: Actor | None = None) -> LockedCase:
    """Locks a case. NoSuchCaseError where there is none that `actor` may see."""
    narrowing = visible(actor or Actor(), "followup_case", "c", first=2)
    row = await DB.fetch_one(_READ.format(visible=narrowing.sql), case_id, *narrowing.values)
    if row is None:
        raise NoSuchCaseError(case_id)
    return await _locked_case(row)


async def _locked_case(row: asyncpg.Record) -> LockedCase:
    company = (await published.snapshot(row["catalogue"])).company
    rule = (await published.case_rule(row["rule_id"])).rule
    fields = {name: row[name] for name in _FIELDS} | {"state": CaseState(row["state"])}
    return LockedCase(
        **{name: row[name] for name in _OWN},
        case=CaseSnapshot(**fields, rule=rule, calendar=calendar_of(row["unit"], company)),
        columns=dict(row),
    )


async def write_change(registry: Registry, actor: Actor, held: LockedCase, change: CaseChange) -> tuple[UUID, int]:
    """Writes a change of a locked case, in the running transaction; its history entry, and the revision after it.

    Call `notify_pages` once the transaction has ended.
    """
    revision = held.revision
    detail: dict[str, Any] = {"action": change.action, **change.detail}
    if change.columns:
        revision += 1
        await _update(held.id, change.columns)
        was = {name: held.columns[name] for name in change.columns}
        detail |= {"was": was, "revision": revision}
        await update_hold(held.customer_id, held.id, CaseState(change.columns.get("state", held.case.state)))
    entry = await add_entry(actor, held.id, change.kind, detail, change.text)
    public = {name: value for name, value in change.detail.items() if name != "name"}
    await record(actor, f"case.{change.action}", "case", held.id, **public)
    await enqueue_counting(registry, held.id)
    return entry, revision


async def add_entry(actor: Actor, case_id: UUID, kind: EntryKind, detail: Mapping[str, Any], text: str = "") -> UUID:
    """Adds an entry to the history of a case; its id."""
    entry = new_id()
    values = (entry, case_id, kind.value, clock.now(), str(actor), actor.name, to_json(detail), text)
    await DB.execute(_ENTRY, *values)
    return entry


async def update_hold(customer_id: UUID, case_id: UUID, state: CaseState) -> None:
    """Holds routine invitations to the customer while the case is not finished."""
    if state in HOLDING:
        await place_hold(customer_id, case_id)
    else:
        await release_hold(case_id)


async def enqueue_counting(registry: Registry, case_id: UUID) -> None:
    """Enqueues counting of the case's responses, or of a case without one, where a stage counts."""
    if has_counting(registry):
        rows = await DB.fetch("SELECT response_id FROM case_response WHERE case_id = $1", case_id)
        await enqueue(COUNT, *([row["response_id"] for row in rows] or [case_id]))


def has_counting(registry: Registry) -> bool:
    """Whether a feature of the registry counts responses."""
    return any(stage.name == COUNT for stage in registry.stages)


def notify_pages(*cases: UUID, stages: Sequence[str] = ()) -> None:
    """Tells open pages that cases have changed, and wakes the stages with new jobs. Call it after the transaction."""
    for case_id in cases:
        NOTIFICATIONS.notify(TOPIC, case_id)
    for stage in (COUNT, *stages):
        wake(stage)


async def enqueue_notification(case_id: UUID) -> None:
    """The same from within a transaction: stage `tell_case` notifies the pages once it is committed."""
    await enqueue(NOTIFY_STAGE, case_id)


async def restore(case_id: UUID, before: Mapping[str, Any]) -> None:
    """Undoes a change of a locked case: writes back what its columns held before."""
    columns, values = ", ".join(before), ", ".join(f"r.{name}" for name in before)
    condition = f"AND {transition_sql('r.state', 'c.state')}" if "state" in before else ""
    sql = _RESTORE.format(columns=columns, values=values, condition=condition)
    _require_written(case_id, await DB.execute(sql, case_id, to_json(before)))


async def _update(case_id: UUID, columns: Mapping[str, Any]) -> None:
    places = {name: f"${number}" for number, name in enumerate(columns, start=2)}
    condition = f"AND {transition_sql('state', places['state'] + '::varchar')}" if "state" in places else ""
    sql = _UPDATE.format(values=", ".join(f"{name} = {place}" for name, place in places.items()), condition=condition)
    _require_written(case_id, await DB.execute(sql, case_id, *columns.values()))


def _require_written(case_id: UUID, rows: int) -> None:
    """The row is locked and its state was read from it, so no row means a transition that the table does not have."""
    if rows != 1:
        raise ValueError(f"case {case_id}: case_states.TRANSITIONS has no such transition")
