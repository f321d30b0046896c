"""Saves the analyses of a response in one statement, which also enqueues the next stages."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from vocapp import clock
from vocapp.comments.load_comments import TextAnswer
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import enqueue_sql
from vocapp.nlp.types import Analysis

FAILED: Final = "failed"
"""The state of a text whose analysis failed. Without a redacted text, only readers of originals see it."""

# The analysis of a withdrawn text, or of one skipped in a corrected response, is deleted.
_SAVE: Final = """
WITH given AS (
  SELECT * FROM unnest($4::uuid[], $5::text[], $6::bytea[], $7::text[], $8::text[], $9::float4[], $10::text[],
    $11::float4[], $12::bool[], $13::bool[], $14::text[], $15::text[], $16::text[], $17::text[], $18::timestamptz[])
  AS g(id, question, text_digest, language, state, sentiment, label, probability, abstain, conflict, redacted,
    evidence, urgent, model, answered_at)
), kept AS (
  INSERT INTO verbatim (id, response_id, question, text_digest, language, state, sentiment, label, probability,
    abstain, conflict, redacted, evidence, urgent, model, answered_at, scored_at, is_test)
  SELECT id, $1, question, text_digest, language, state, sentiment, label, probability, abstain, conflict, redacted,
    evidence::jsonb, ARRAY(SELECT jsonb_array_elements_text(urgent::jsonb)), model, answered_at, $2, $3 FROM given
  ON CONFLICT (response_id, question) DO UPDATE SET text_digest = excluded.text_digest, language = excluded.language,
    state = excluded.state, sentiment = excluded.sentiment, label = excluded.label,
    probability = excluded.probability, abstain = excluded.abstain, conflict = excluded.conflict,
    redacted = excluded.redacted, evidence = excluded.evidence, urgent = excluded.urgent, model = excluded.model,
    answered_at = excluded.answered_at, scored_at = excluded.scored_at
  RETURNING id, question
), withdrawn AS (
  DELETE FROM verbatim WHERE response_id = $1 AND question <> ALL($19::text[])
), unthemed AS (
  DELETE FROM verbatim_theme USING kept WHERE verbatim_id = kept.id
), themed AS (
  INSERT INTO verbatim_theme (id, verbatim_id, theme, sentiment, first, last)
  SELECT t.id, kept.id, t.theme, t.sentiment, t.first, t.last
  FROM unnest($20::uuid[], $21::text[], $22::text[], $23::float4[], $24::int4[], $25::int4[])
  AS t(id, question, theme, sentiment, first, last) JOIN kept USING (question)
)
""" + enqueue_sql("SELECT stage, $1, $2::timestamptz FROM unnest($26::text[]) AS o(stage)")  # noqa: S608


class AnalysedText(NamedTuple):
    """A text with its analysis; None: the analysis failed."""

    answer: TextAnswer
    analysis: Analysis | None


async def save_analyses(
    response: UUID,
    is_test: bool,
    analysed: Sequence[AnalysedText],
    questions: Sequence[str],
    stages: Sequence[str],
    model: str,
) -> None:
    """Saves analyses, deletes those of questions that are not in `questions`, and enqueues `stages`."""
    rows = [_row(one, model) for one in analysed]
    themes = [
        (new_id(), one.answer.question, found.theme[:80], found.sentiment, *found.span)
        for one in analysed
        if one.analysis is not None
        for found in one.analysis.themes
    ]
    await DB.execute(
        _SAVE,
        response,
        clock.now(),
        is_test,
        *_columns(rows, 15),
        list(questions),
        *_columns(themes, 6),
        sorted(stages),
    )


def _row(one: AnalysedText, model: str) -> tuple[Any, ...]:
    answer, analysis = one
    head = (new_id(), answer.question, answer.digest)
    if analysis is None:
        return (*head, None, FAILED, None, None, None, False, False, "", "[]", "[]", model, answer.answered_at)
    return (
        *head, analysis.language, analysis.state, analysis.sentiment, analysis.label, analysis.probability,
        analysis.abstain, analysis.conflict, analysis.redacted, to_json(analysis.evidence), to_json(analysis.urgent),
        analysis.model, answer.answered_at,
    )  # fmt: skip


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
