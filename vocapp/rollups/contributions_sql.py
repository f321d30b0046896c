"""The SQL of contributions: what each response, contact and case counts for. Counting and rebuilding share it.

Each statement returns rows (kind, subject_id, revision, place_id, parts), one part for each cell that the subject is in
(see `packing`). $1 is the time zone whose days are counted; {which} narrows to subjects. Tests do not count.
"""

from typing import Final

from vocapp.cases.case_states import ACTIVE_SQL, SOLVED, CaseState, among_states_sql
from vocapp.invitations.policy.dispositions import ANSWERED_SQL, Disposition
from vocapp.responses.response_states import ResponseState
from vocapp.rollups.packing import pack_sql

ANSWER, INVITATION, CASE = "answer", "ask", "case"
NIL: Final = "'00000000-0000-0000-0000-000000000000'::uuid"
_JOIN_PLACE: Final = f"""JOIN cell_place p ON p.channel = {{channel}} AND p.touchpoint = {{touchpoint}}
  AND p.line_id = coalesce({{t}}.line_id, {NIL}) AND p.unit_id = coalesce({{t}}.unit_id, {NIL})"""

# A response counts once it is closed. An answer belongs to the day on which it was given.
_VALUE: Final = """(CASE s.reads
      WHEN 'number' THEN a.value::int
      WHEN 'yes_no' THEN a.value::bool::int
      WHEN 'option' THEN cardinality(s.options) + 1 - array_position(s.options, a.value #>> '{{}}')
      WHEN 'scored' THEN (v.sentiment IS NOT NULL)::int
      ELSE round(100 * v.sentiment::numeric)::int END)"""
ANSWERS: Final = f"""
SELECT 'answer' AS kind, g.id AS subject_id, g.revision, p.id AS place_id, g.parts FROM (
  SELECT r.id, r.revision, r.invitation_id, r.channel,
    array_agg({pack_sql("s.series_id", "(a.answered_at AT TIME ZONE $1)::date", _VALUE)}) AS parts
  FROM response r
  JOIN answer a ON a.response_id = r.id
  JOIN cell_source s ON s.survey_version_id = r.survey_version_id AND s.question = a.question
  LEFT JOIN verbatim v ON v.response_id = r.id AND v.question = a.question
  WHERE r.state = '{ResponseState.CLOSED}' AND NOT r.is_test AND jsonb_typeof(a.value) <> 'object'
    AND (s.reads <> 'sentiment' OR v.sentiment IS NOT NULL) AND {{which}}
  GROUP BY r.id) g
LEFT JOIN invitation i ON i.id = g.invitation_id
LEFT JOIN contact c ON c.id = i.contact_id
{_JOIN_PLACE.format(channel="coalesce(c.channel, g.channel)", touchpoint="coalesce(c.touchpoint, 'other')", t="c")}"""  # noqa: S608

# While its response is open, the disposition of an invitation is unknown.
_CONTACTS: Final = """contact c
JOIN decision d ON d.contact_id = c.id
LEFT JOIN programme g ON g.id = d.programme_id
LEFT JOIN invitation i ON i.contact_id = c.id
LEFT JOIN survey_version sv ON sv.id = i.survey_version_id
LEFT JOIN response r ON r.invitation_id = i.id"""
_SURVEY: Final = "coalesce(sv.slug, g.definition->>'survey', '')"
_PART: Final = f"""CASE WHEN d.outcome <> 'invited' THEN coalesce(d.rule, '')
  WHEN i.disposition {ANSWERED_SQL} AND r.state IS DISTINCT FROM '{ResponseState.CLOSED}' THEN '{Disposition.UNKNOWN}'
  ELSE coalesce(i.disposition, '{Disposition.UNKNOWN}') END"""
INVITATIONS: Final = f"""
SELECT 'ask' AS kind, c.id AS subject_id, d.revision::int, p.id AS place_id,
  ARRAY[{pack_sql("s.id", "(c.ended_at AT TIME ZONE $1)::date", "1")}] AS parts
FROM {_CONTACTS}
JOIN cell_series s ON s.kind = 'ask' AND s.survey = {_SURVEY} AND s.name = d.outcome AND s.part = {_PART}
{_JOIN_PLACE.format(channel="c.channel", touchpoint="c.touchpoint", t="c")}
WHERE NOT c.is_test AND {{which}}"""  # noqa: S608

# A case counts once for each mark that is true of it. Overdue is no mark: it changes with time and without an event.
_CLOSED: Final = f"f.state {among_states_sql(SOLVED)}"
MARKS: Final = {
    "opened": "true",
    "open": f"f.state {ACTIVE_SQL}",
    "closed": _CLOSED,
    "in_time": f"{_CLOSED} AND f.closed_at <= coalesce(f.resolve_due_at, f.closed_at)",
    "confirmed": f"f.state = '{CaseState.CONFIRMED}'",
    "unanswered": f"f.state = '{CaseState.UNANSWERED}'",
    "dismissed": f"f.state = '{CaseState.DISMISSED}'",
    "denied": "f.denied_at IS NOT NULL",
    "ever_closed": "f.closings > 0",
    "reopened": "f.reopened > 0",
    "attempted": "f.first_attempt_at IS NOT NULL",
    "reached": "f.reached_at IS NOT NULL",
}
_MARK_ROWS: Final = ", ".join(f"('{mark}', {condition})" for mark, condition in MARKS.items())
CASES: Final = f"""
SELECT 'case' AS kind, f.id AS subject_id, f.revision, p.id AS place_id,
  array_agg({pack_sql("s.id", "(f.opened_at AT TIME ZONE $1)::date", "1")}) AS parts
FROM followup_case f
JOIN invitation i ON i.contact_id = f.contact_id
JOIN survey_version sv ON sv.id = i.survey_version_id
CROSS JOIN LATERAL (VALUES {_MARK_ROWS}) AS m(mark, holds)
JOIN cell_series s ON s.kind = 'case' AND s.survey = sv.slug AND s.name = m.mark
{_JOIN_PLACE.format(channel="f.channel", touchpoint="f.touchpoint", t="f")}
WHERE m.holds AND NOT f.is_test AND {{which}}
GROUP BY f.id, p.id"""  # noqa: S608

STATEMENTS: Final = {ANSWER: ANSWERS, INVITATION: INVITATIONS, CASE: CASES}
SUBJECTS: Final = {ANSWER: "r.id", INVITATION: "c.id", CASE: "f.id"}


def statement_for_all(kind: str) -> str:
    """The statement for all subjects of a kind."""
    return STATEMENTS[kind].format(which="true")


def statement_for(kind: str, ids: str) -> str:
    """The statement for the subjects whose id is in `ids`, a parameter such as $2."""
    return STATEMENTS[kind].format(which=f"{SUBJECTS[kind]} = ANY({ids}::uuid[])")


# The statements join places and the series of invitations and cases, which must exist before.
PLACES: Final = f"""
INSERT INTO cell_place (channel, touchpoint, line_id, unit_id)
SELECT DISTINCT o.channel, o.touchpoint, coalesce(o.line_id, {NIL}), coalesce(o.unit_id, {NIL}) FROM (
  SELECT c.channel, c.touchpoint, c.line_id, c.unit_id FROM contact c WHERE {{contacts}}
  UNION SELECT r.channel, 'other', NULL, NULL FROM response r WHERE r.invitation_id IS NULL AND {{responses}}
  UNION SELECT f.channel, f.touchpoint, f.line_id, f.unit_id FROM followup_case f WHERE {{cases}}) o
WHERE NOT EXISTS (SELECT FROM cell_place p WHERE p.channel = o.channel AND p.touchpoint = o.touchpoint
  AND p.line_id = coalesce(o.line_id, {NIL}) AND p.unit_id = coalesce(o.unit_id, {NIL}))
ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING"""  # noqa: S608
SERIES: Final = f"""
INSERT INTO cell_series (kind, survey, name, part) SELECT DISTINCT o.kind, o.survey, o.name, o.part FROM (
  SELECT 'ask' AS kind, {_SURVEY} AS survey, d.outcome AS name, {_PART} AS part FROM {_CONTACTS} WHERE {{contacts}}
  UNION SELECT 'case', sv.slug, m.mark, '' FROM followup_case f JOIN invitation i ON i.contact_id = f.contact_id
  JOIN survey_version sv ON sv.id = i.survey_version_id
  CROSS JOIN unnest(ARRAY[{", ".join(f"'{mark}'" for mark in MARKS)}]) AS m(mark) WHERE {{cases}}) o
WHERE NOT EXISTS (SELECT FROM cell_series s WHERE s.kind = o.kind AND s.survey = o.survey AND s.name = o.name
  AND s.part = o.part)
ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING"""  # noqa: S608


def narrow_to_subjects(statement: str, ids: str | None = None) -> str:
    """PLACES or SERIES for the subjects in the parameter `ids`; for everything without it."""
    conditions = {"contacts": "c.id", "responses": "r.id", "cases": "f.id"}
    return statement.format(**{n: f"{c} = ANY({ids}::uuid[])" if ids else "true" for n, c in conditions.items()})
