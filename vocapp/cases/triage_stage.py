"""Stage `triage`: does a closed response need a person? It opens a case, joins the customer's open one, or neither.

A response is in one case at most, whatever is repeated: a unique key holds it, and all about one customer is done one
after the other, under the lock that decisions about his contacts take too. So no ask is decided while his case opens.
Owed again, after a correction or once his words have been read, it brings the case up to date and opens no second one.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from vocapp import clock
from vocapp.cases import join_case
from vocapp.cases import open_case as opening
from vocapp.cases.case_states import ACTIVE_SQL
from vocapp.cases.join_case import TriageRecord
from vocapp.cases.match_rules import CommentSignals, RuleMatch, case_facts, first_match
from vocapp.cases.save_change import notify_pages
from vocapp.catalogue import published
from vocapp.catalogue.case_rule import PublishedRule
from vocapp.catalogue.snapshot import CatalogueSnapshot
from vocapp.database import DB, from_json
from vocapp.database.jobs import Stage
from vocapp.feature import Registry
from vocapp.invitations.load_situation import LOCK

STAGE: Final = "triage"

READ: Final = f"""
SELECT r.id, r.survey_version_id, r.closed_by, i.facts, i.brand_id, c.id AS contact_id, c.channel, c.touchpoint,
  c.line_id, c.unit_id, k.name AS customer_name, b.slug AS brand, ({published.REVISION}) AS catalogue,
  (SELECT json_object_agg(a.question, a.value) FROM answer a WHERE a.response_id = r.id) AS answers,
  (SELECT json_agg(json_build_object('sentiment', v.sentiment, 'urgent', v.urgent, 'sure', NOT (abstain OR conflict)))
   FROM verbatim v WHERE v.response_id = r.id AND v.state = 'scored') AS words,
  EXISTS (SELECT FROM case_response WHERE response_id = r.id) AS is_known
FROM response r JOIN invitation i ON i.id = r.invitation_id JOIN contact c ON c.id = i.contact_id
JOIN customer k ON k.id = c.customer_id JOIN brand b ON b.id = i.brand_id
WHERE r.id = $1 AND r.state = 'closed' AND NOT r.is_test AND NOT i.is_test AND NOT c.is_test"""
STANDING: Final = """
SELECT case_id, rule, score, score_metric, excerpt FROM case_response WHERE response_id = $1"""
ACTIVE_CASE: Final = f"""
SELECT id FROM followup_case WHERE customer_id = ANY($1::uuid[]) AND state {ACTIVE_SQL}
ORDER BY id LIMIT 1 FOR UPDATE"""


class ScoredComment(Struct):
    """One text answer as it was read."""

    sentiment: float | None
    urgent: tuple[str, ...]
    sure: bool


SCORED_COMMENTS: Final = msgspec.json.Decoder(tuple[ScoredComment, ...])


class TriageStage:
    """The stage's work, for one house."""

    def __init__(self, registry: Registry) -> None:
        self._house = registry

    async def __call__(self, response: UUID) -> None:
        """Look at one response. Test responses and those still open are nobody's business here."""
        row = await DB.fetch_one(READ, response)
        if row is None:
            return
        catalogue = await published.snapshot(row["catalogue"])
        found = await _match(row, catalogue.case_rules)
        if found is None and not row["is_known"]:
            return
        async with DB.transaction():
            changed = await self._file(row, catalogue, found)
        if changed is not None:
            notify_pages(changed)

    async def _file(self, row: Mapping[str, Any], catalogue: CatalogueSnapshot, found: RuleMatch | None) -> UUID | None:
        """Put the response where it belongs; the case that changed by it."""
        family: list[UUID] | None = await DB.fetch_value(LOCK, row["contact_id"])
        if family is None:
            return None
        standing = await DB.fetch_one(STANDING, row["id"])
        if standing is not None:
            before = TriageRecord(**{name: standing[name] for name in TriageRecord.__struct_fields__})
            changed = await join_case.update(self._house, standing["case_id"], row["id"], before, found)
            return standing["case_id"] if changed else None
        if found is None:
            return None
        open_case: UUID | None = await DB.fetch_value(ACTIVE_CASE, family)
        if open_case is not None:
            await join_case.join(self._house, open_case, row["id"], found, clock.now())
            return open_case
        return await opening.open_case(self._house, family[0], row, catalogue, found)


def stage(registry: Registry) -> Stage:
    """Stage `triage`; its subjects are responses."""
    return Stage(name=STAGE, work=TriageStage(registry), batch=32, concurrency=8, lease_seconds=15)


async def _match(row: asyncpg.Record, rules: tuple[PublishedRule, ...]) -> RuleMatch | None:
    if not rules:
        return None
    survey = await published.survey_version(row["survey_version_id"])
    answers = from_json(row["answers"]) or {}
    readings = SCORED_COMMENTS.decode(row["words"]) if row["words"] else ()
    words = (CommentSignals(one.sentiment if one.sure else None, one.urgent) for one in readings)
    facts = case_facts(survey, answers, from_json(row["facts"]), words, partial=row["closed_by"] != "complete")
    return first_match(rules, survey, answers, facts)
