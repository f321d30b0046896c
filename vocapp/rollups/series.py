"""Series and places that counting joins: created where they are missing."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from vocapp.catalogue.published import survey_version
from vocapp.database import DB
from vocapp.rollups.contributions_sql import PLACES, SERIES, narrow_to_subjects
from vocapp.rollups.survey_measures import SurveyMeasure, list_measures

UNKNOWN: Final = """
SELECT v.id, v.slug FROM survey_version v WHERE NOT EXISTS (SELECT FROM cell_source s WHERE s.survey_version_id = v.id)
AND ($1::uuid[] IS NULL OR v.id IN (SELECT r.survey_version_id FROM response r WHERE r.id = ANY($1))) ORDER BY v.id"""
FIND: Final = """
SELECT id FROM cell_series WHERE kind = 'answer' AND (survey, name, part, low, high, direction, object, occasion,
lead_in) = ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
ADD_SERIES: Final = """
INSERT INTO cell_series (kind, survey, name, part, low, high, direction, object, occasion, lead_in)
VALUES ('answer', $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING"""
ADD_SOURCE: Final = """
INSERT INTO cell_source (survey_version_id, question, series_id, reads, options) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING"""


async def ensure_series(subjects: Sequence[UUID] | None = None) -> None:
    """Creates what is missing for these responses, contacts and cases, or for everything. Idempotent.

    Call it outside of the transaction that counts: rows made here are never rolled back, and no counter waits for them.
    """
    for row in await DB.fetch(UNKNOWN, subjects):
        await _add(row["id"], row["slug"])
    for statement in (PLACES, SERIES):
        if subjects is None:
            await DB.execute(narrow_to_subjects(statement))
        else:
            await DB.execute(narrow_to_subjects(statement, "$1"), subjects)


async def _add(version: UUID, slug: str) -> None:
    found = sorted(list_measures(await survey_version(version)), key=lambda one: (one.question, one.measure))
    series = [await _series_id(slug, one) for one in found]
    # All sources of a version or none: one row marks the version as complete for counting and for a rebuild.
    async with DB.transaction():
        for one, number in zip(found, series, strict=True):
            await DB.execute(ADD_SOURCE, version, one.question, number, one.reads, list(one.options))
        if not found:
            await DB.execute(ADD_SOURCE, version, "", None, "", [])


async def _series_id(slug: str, one: SurveyMeasure) -> int:
    m = one.measure
    key = (slug, one.question, m.metric, m.low, m.high, m.direction, m.object, m.occasion, one.lead_in)
    await DB.execute(ADD_SERIES, *key)
    found: int = await DB.fetch_value(FIND, *key)
    return found
