"""How is a reading kept? One statement a response, which also owes the stages after it."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from vocapp import clock
from vocapp.comments.load_comments import TextAnswer
from vocapp.database import DB, new_id, to_json
from vocapp.database.jobs import enqueue_sql
from vocapp.nlp.types import Analysis

FAILED: Final = "failed"
"""The state of a text that the engine cannot read; its words are shown to nobody who may not read the original."""

# A text that was withdrawn, or skipped in a correction, has no reading any more.
_KEEP: Final = """
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
""" + enqueue_sql("SELECT stage, $1, $2::timestamptz FROM unnest($26::text[]) AS o(stage)")


class AnalysedText(NamedTuple):
    """A text and what was read in it; None where the engine cannot read it."""

    said: TextAnswer
    reading: Analysis | None


async def save_analyses(
    response: UUID, is_test: bool, read: Sequence[AnalysedText], still: Sequence[str], owed: Sequence[str], model: str
) -> None:
    """Write what was read, forget the readings of questions that are not among `still`, and owe the stages `owed`."""
    rows = [_row(one, model) for one in read]
    themes = [
        (new_id(), one.said.question, found.theme[:80], found.sentiment, *found.span)
        for one in read
        if one.reading is not None
        for found in one.reading.themes
    ]
    await DB.execute(
        _KEEP, response, clock.now(), is_test, *_columns(rows, 15), list(still), *_columns(themes, 6), sorted(owed)
    )


def _row(one: AnalysedText, model: str) -> tuple[Any, ...]:
    said, reading = one
    head = (new_id(), said.question, said.digest)
    if reading is None:
        return (*head, None, FAILED, None, None, None, False, False, "", "[]", "[]", model, said.answered_at)
    return (
        *head, reading.language, reading.state, reading.sentiment, reading.label, reading.probability, reading.abstain,
        reading.conflict, reading.redacted, to_json(reading.evidence), to_json(reading.urgent), reading.model,
        said.answered_at,
    )  # fmt: skip


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
