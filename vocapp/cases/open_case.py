"""Opens a case, for a response or for a mail without one.

Its row holds everything that lists show, its clocks run, its customer is on hold.
"""

from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.cases import due_times
from vocapp.cases.case_states import CaseState
from vocapp.cases.match_rules import RuleMatch
from vocapp.cases.recovery_check import SYSTEM
from vocapp.cases.save_change import add_entry, enqueue_counting, update_hold
from vocapp.cases.types import CaseOrigin, EntryKind
from vocapp.catalogue import published
from vocapp.database import DB, new_id
from vocapp.feature import Registry

_UNIT: Final = "SELECT id, slug FROM unit WHERE slug = $1 OR id = $2 ORDER BY slug = $1 DESC NULLS LAST LIMIT 1"
_COLUMNS: Final = (
    "id, customer_id, contact_id, response_id, rule_id, rule, priority, unit_id, line_id, channel, touchpoint, brand, "
    "score, score_metric, excerpt, customer_name, wants_contact, opened_at, due_at, acknowledge_due_at, "
    "resolve_due_at, customer_due_at"
)
_INSERT: Final = f"""
WITH made AS (
  INSERT INTO followup_case ({_COLUMNS})
  VALUES ({", ".join(f"${number}" for number in range(1, 23))}) ON CONFLICT (response_id) DO NOTHING RETURNING id),
joined AS (
  INSERT INTO case_response (id, case_id, response_id, rule, score, score_metric, excerpt, joined_at)
  SELECT $23, id, $4, $6, $13, $14, $15, $18 FROM made WHERE $4 IS NOT NULL)
SELECT id FROM made"""  # noqa: S608


async def open_case(registry: Registry, origin: CaseOrigin, found: RuleMatch) -> UUID | None:
    """Opens a case, in the running transaction; None where the response opened a case before."""
    rule, now, case_id = found.rule.rule, clock.now(), new_id()
    unit = await DB.fetch_one(_UNIT, rule.unit, origin.unit_id)
    calendar = due_times.calendar_of(
        unit["slug"] if unit else None, (await published.snapshot(origin.catalogue)).company
    )
    running = due_times.start_clocks(rule.targets, calendar, now)
    values = (
        case_id, origin.customer_id, origin.contact_id, origin.response_id, found.rule.id, rule.slug, rule.priority,
        unit["id"] if unit else None, origin.line_id, origin.channel, origin.touchpoint, origin.brand,
        found.score, found.score_metric, found.excerpt, origin.customer_name, found.wants_contact, now, running.first,
        running.acknowledge, running.resolve, running.customer, new_id(),
    )  # fmt: skip
    if await DB.fetch_value(_INSERT, *values) is None:
        return None
    detail = {"action": "opened", "response": origin.response_id, "rule": rule.slug, "others": found.others}
    await add_entry(SYSTEM, case_id, EntryKind.ANSWER, detail)
    await record(SYSTEM, "case.opened", "case", case_id, rule=rule.slug, response=str(origin.response_id or ""))
    await update_hold(origin.customer_id, case_id, CaseState.OPEN)
    await enqueue_counting(registry, case_id)
    return case_id
