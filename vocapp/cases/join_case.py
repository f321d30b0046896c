"""The effect of a response on an existing case: a later response joins it, a changed response updates it.

Neither closes it. They can make a case more urgent, never less: only people do that.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.cases import action_rules, due_times
from vocapp.cases.action_rules import CaseChange, CaseSnapshot
from vocapp.cases.case_states import ACTIVE, CaseState
from vocapp.cases.match_rules import RuleMatch
from vocapp.cases.recovery_check import SYSTEM
from vocapp.cases.save_change import LockedCase, lock_case, write_change
from vocapp.cases.types import EntryKind
from vocapp.database import DB, new_id
from vocapp.feature import Registry

_JOIN: Final = """
INSERT INTO case_response (id, case_id, response_id, rule, score, score_metric, excerpt, joined_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
_UPDATE: Final = """
UPDATE case_response SET rule = $2, score = $3, score_metric = $4, excerpt = $5 WHERE response_id = $1"""


class TriageRecord(Struct, frozen=True):
    """A response as triage last saw it; without a rule it needed no follow-up."""

    rule: str | None
    score: int | None
    score_metric: str | None
    excerpt: str


async def join(registry: Registry, case_id: UUID, response: UUID, found: RuleMatch, now: datetime) -> None:
    """Adds a later response of the customer to their active case, and ends its wait."""
    held = await lock_case(case_id)
    record = _record_of(found)
    await DB.execute(
        _JOIN, new_id(), case_id, response, record.rule, record.score, record.score_metric, record.excerpt, now
    )
    detail = {"response": response, "rule": record.rule}
    columns = escalate(held, found, now)
    if not held.excerpt and found.excerpt:
        columns["excerpt"] = found.excerpt
    await write_change(
        registry, SYSTEM, held, CaseChange(action="joined", kind=EntryKind.ANSWER, columns=columns, detail=detail)
    )
    if held.case.state is CaseState.WAITING:
        again = await lock_case(case_id)
        await write_change(registry, SYSTEM, again, action_rules.resume(again.case, "answered", now))


async def update(
    registry: Registry, case_id: UUID, response: UUID, before: TriageRecord, found: RuleMatch | None
) -> bool:
    """Updates the case after a response was corrected, resumed or analysed; False where nothing relevant changed."""
    after = _record_of(found) if found else TriageRecord(None, before.score, before.score_metric, before.excerpt)
    if after == before:
        return False
    held, now = await lock_case(case_id), clock.now()
    await DB.execute(_UPDATE, response, after.rule, after.score, after.score_metric, after.excerpt)
    columns = escalate(held, found, now) if found else {}
    if found and response == held.response_id:
        own = {"score": found.score, "score_metric": found.score_metric, "excerpt": found.excerpt}
        columns |= {name: value for name, value in own.items() if held.columns[name] != value}
    detail = {"response": response, "rule": after.rule, "before": before.rule}
    action = "changed" if found else "fits no more"
    await write_change(
        registry, SYSTEM, held, CaseChange(action=action, kind=EntryKind.ANSWER, columns=columns, detail=detail)
    )
    return True


def _record_of(found: RuleMatch) -> TriageRecord:
    return TriageRecord(found.rule.rule.slug, found.score, found.score_metric, found.excerpt)


def escalate(held: LockedCase, found: RuleMatch, now: datetime) -> dict[str, Any]:
    """The columns that make the case more urgent, where the match asks for it."""
    rule = found.rule.rule
    columns: dict[str, Any] = {}
    if found.wants_contact and not held.wants_contact:
        columns["wants_contact"] = True
    if held.case.state in ACTIVE and rule.priority < held.priority:
        columns |= {"priority": rule.priority, "rule": rule.slug, "rule_id": found.rule.id}
        columns |= _earlier_due_times(held.case, due_times.start_clocks(rule.targets, held.case.calendar, now))
    return columns


def _earlier_due_times(case: CaseSnapshot, running: due_times.Clocks) -> Mapping[str, Any]:
    """The due times of the more urgent rule where they are earlier; a stopped clock stays stopped."""
    acknowledge = due_times.earliest(case.acknowledge_due_at, running.acknowledge)
    customer = due_times.earliest(case.customer_due_at, running.customer)
    resolve = (
        case.resolve_due_at
        if case.seconds_left is not None
        else due_times.earliest(case.resolve_due_at, running.resolve)
    )
    due = {"acknowledge_due_at": acknowledge, "resolve_due_at": resolve, "customer_due_at": customer}
    if case.state is CaseState.WAITING:
        return due
    pending = acknowledge if case.acknowledged_at is None else None
    return {**due, "due_at": due_times.Clocks(acknowledge=pending, resolve=resolve, customer=customer).first}
