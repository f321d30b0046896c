"""Stage `triage`: a closed response opens a case, joins the customer's active case, or does neither.

A response belongs to at most one case, however often the stage repeats: a unique key ensures it. All triage of one
customer runs under the lock that decisions about their contacts take too, so nothing is decided while a case opens.
Repeated after a correction, or once the comments are analysed, the stage updates the case and opens no second one.
"""

from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from vocapp import clock
from vocapp.cases import join_case
from vocapp.cases.case_states import ACTIVE_SQL
from vocapp.cases.join_case import TriageRecord
from vocapp.cases.match_rules import CommentSignals, RuleMatch, case_facts, first_match
from vocapp.cases.open_case import open_case
from vocapp.cases.save_change import notify_pages
from vocapp.cases.types import TriagedResponse
from vocapp.catalogue import published
from vocapp.contacts.family_lock import LOCK
from vocapp.database import DB, from_json
from vocapp.database.jobs import Stage
from vocapp.feature import Registry
from vocapp.responses.response_states import ResponseState

STAGE: Final = "triage"

RESPONSE: Final = f"""
SELECT r.id AS response_id, r.survey_version_id, r.closed_by, i.facts, c.id AS contact_id, c.customer_id,
  c.channel, c.touchpoint, c.line_id, c.unit_id, k.name AS customer_name, b.slug AS brand,
  ({published.REVISION}) AS catalogue,
  (SELECT json_object_agg(a.question, a.value) FROM answer a WHERE a.response_id = r.id) AS answers,
  (SELECT json_agg(json_build_object('sentiment', v.sentiment, 'urgent', v.urgent, 'sure', NOT (abstain OR conflict)))
   FROM verbatim v WHERE v.response_id = r.id AND v.state = 'scored') AS comments,
  EXISTS (SELECT FROM case_response WHERE response_id = r.id) AS is_known
FROM response r JOIN invitation i ON i.id = r.invitation_id JOIN contact c ON c.id = i.contact_id
JOIN customer k ON k.id = c.customer_id JOIN brand b ON b.id = i.brand_id
WHERE r.id = $1 AND r.state = '{ResponseState.CLOSED}' AND NOT r.is_test AND NOT i.is_test AND NOT c.is_test"""  # noqa: S608
RECORDED: Final = """
SELECT case_id, rule, score, score_metric, excerpt FROM case_response WHERE response_id = $1"""
ACTIVE_CASE: Final = f"""
SELECT id FROM followup_case WHERE customer_id = ANY($1::uuid[]) AND state {ACTIVE_SQL}
ORDER BY id LIMIT 1 FOR UPDATE"""  # noqa: S608


class ScoredComment(Struct):
    """The analysis of one comment."""

    sentiment: float | None
    urgent: tuple[str, ...]
    sure: bool


SCORED_COMMENTS: Final = msgspec.json.Decoder(tuple[ScoredComment, ...])


class TriageStage:
    """The work of the stage."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, response_id: UUID) -> None:
        """Triages one response. Test responses and open ones are ignored."""
        response = await _load(response_id)
        if response is None or (await _match(response) is None and not response.is_known):
            return
        async with DB.transaction():
            changed = await self._file(response)
        if changed is not None:
            notify_pages(changed)

    async def _file(self, before_lock: TriagedResponse) -> UUID | None:
        """Opens, joins or updates a case; the id of the case that changed."""
        family: list[UUID] | None = await DB.fetch_value(LOCK, before_lock.contact_id)
        # Read again under the lock: a slow run would otherwise write over what a later run filed after a correction.
        response = await _load(before_lock.response_id)
        if family is None or response is None:
            return None
        match = await _match(response)
        recorded = await DB.fetch_one(RECORDED, response.response_id)
        if recorded is not None:
            before = TriageRecord(**{name: recorded[name] for name in TriageRecord.__struct_fields__})
            changed = await join_case.update(self._registry, recorded["case_id"], response.response_id, before, match)
            return recorded["case_id"] if changed else None
        if match is None:
            return None
        active_case: UUID | None = await DB.fetch_value(ACTIVE_CASE, family)
        if active_case is not None:
            await join_case.join(self._registry, active_case, response.response_id, match, clock.now())
            return active_case
        return await open_case(self._registry, response, match)


def stage(registry: Registry) -> Stage:
    """Stage `triage`; its subjects are responses."""
    return Stage(name=STAGE, work=TriageStage(registry), batch=32, concurrency=8, lease_seconds=15)


async def _load(response_id: UUID) -> TriagedResponse | None:
    row = await DB.fetch_one(RESPONSE, response_id)
    if row is None:
        return None
    decoded = {"facts": from_json(row["facts"]), "answers": from_json(row["answers"]) or {}}
    return TriagedResponse(**{**dict(row), **decoded})


async def _match(response: TriagedResponse) -> RuleMatch | None:
    """The case rule that the response matches, by what is published at the time of its reading."""
    rules = (await published.snapshot(response.catalogue)).case_rules
    if not rules:
        return None
    survey = await published.survey_version(response.survey_version_id)
    comments = SCORED_COMMENTS.decode(response.comments) if response.comments else ()
    signals = (CommentSignals(one.sentiment if one.sure else None, one.urgent) for one in comments)
    is_partial = response.closed_by != "complete"
    facts = case_facts(survey, response.answers, response.facts, signals, partial=is_partial)
    return first_match(rules, survey, response.answers, facts)
