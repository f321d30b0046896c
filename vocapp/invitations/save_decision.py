"""Writing a decision: the current one, a line of history where it changes, and the job that counts it."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from vocapp import clock
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import enqueue_sql

# "invited" never changes; an unchanged decision is not written again.
DECIDED: Final = f"""
WITH decided AS (
  INSERT INTO decision (id, contact_id, outcome, rule, programme_id, detail, decided_at, contact_version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT version FROM contact WHERE id = $2))
  ON CONFLICT (contact_id) DO UPDATE SET outcome = excluded.outcome, rule = excluded.rule,
    programme_id = excluded.programme_id, detail = excluded.detail, decided_at = excluded.decided_at,
    contact_version = excluded.contact_version, revision = decision.revision + 1
  WHERE decision.outcome <> 'invited' AND (decision.outcome, decision.rule, decision.programme_id, decision.detail)
    IS DISTINCT FROM (excluded.outcome, excluded.rule, excluded.programme_id, excluded.detail)
  RETURNING id, outcome, rule, detail, decided_at),
told AS (
  INSERT INTO decision_history (id, decision_id, outcome, rule, detail, at)
  SELECT $8, id, outcome, rule, detail, decided_at FROM decided),
counted AS (
  {enqueue_sql("SELECT 'count', $2::uuid, decided_at FROM decided")})"""  # noqa: S608
"""Takes `NewDecision.values`; further parameters of a longer statement begin at $9."""
RECORD: Final = DECIDED + " SELECT count(*) FROM decided"  # noqa: S608


class NewDecision(NamedTuple):
    """A decision to write: invited, suppressed, deferred, ineligible or failed."""

    outcome: str
    rule: str | None = None
    programme_id: UUID | None = None
    detail: Mapping[str, Any] = {}

    def values(self, contact_id: UUID) -> tuple[Any, ...]:
        """The parameters of `DECIDED`."""
        decision = (self.outcome, self.rule, self.programme_id, to_json(self.detail))
        return new_id(), contact_id, *decision, clock.now(), new_id()


async def save_decision(contact_id: UUID, decision: NewDecision) -> None:
    """Makes `decision` the contact's current decision, in the running transaction."""
    await DB.execute(RECORD, *decision.values(contact_id))


_REOPENED: Final = """
WITH reopened AS (
  UPDATE decision SET outcome = 'deferred', rule = 'amended', detail = '{}', decided_at = $2, revision = revision + 1
  WHERE contact_id = $1 RETURNING id, outcome, rule, detail, decided_at)
INSERT INTO decision_history (id, decision_id, outcome, rule, detail, at)
SELECT $3, id, outcome, rule, detail, decided_at FROM reopened"""
_KEPT: Final = """
UPDATE decision SET contact_version = (SELECT version FROM contact WHERE id = $1) WHERE contact_id = $1"""


async def reopen_decision(contact_id: UUID) -> None:
    """Takes back the decision about an amended contact, in the running transaction; another one follows."""
    await DB.execute(_REOPENED, contact_id, clock.now(), new_id())


async def keep_decision(contact_id: UUID) -> None:
    """Keeps the decision about an amended contact, in the running transaction: it has had effects already."""
    await DB.execute(_KEPT, contact_id)
