"""The counted answers behind a number, newest first, as far as the reader may see them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from vocapp.comments.comment_filters import CommentFilter
from vocapp.comments.comment_queries import find_comments
from vocapp.database import DB
from vocapp.http.access import visible
from vocapp.metrics.measure import Measure
from vocapp.rollups.packing import unpack_sql
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.slice_condition import slice_condition
from vocapp.rollups.rollup_slice import Slice
from vocapp.ui.paging import SIZE

SERIES: Final = """
SELECT id FROM cell_series WHERE kind = 'answer' AND (part, low, high, direction, object, occasion)
= ($1, $2, $3, $4, $5, $6) AND ($7::text IS NULL OR survey = $7)"""
# Ordered by id, which follows the start of a response, so that the first page reads no more rows than it shows.
LIST: Final = f"""
SELECT t.subject_id AS id, g.given, r.answered_at, p.channel, p.touchpoint, i.contact_id, k.name AS customer,
  w.words, f.number AS case_number
FROM contribution t
JOIN LATERAL (SELECT array_agg(u.value) AS given
  FROM (SELECT {unpack_sql("part")} FROM unnest(t.parts) AS part) AS u(series_id, day, value)
  WHERE u.series_id = ANY($1) AND u.day BETWEEN $2 AND $3) g ON g.given IS NOT NULL
JOIN cell_place p ON p.id = t.place_id
JOIN response r ON r.id = t.subject_id
LEFT JOIN invitation i ON i.id = r.invitation_id
LEFT JOIN contact c ON c.id = i.contact_id
LEFT JOIN customer k ON k.id = c.customer_id
LEFT JOIN LATERAL (SELECT a.value #>> '{{{{}}}}' AS words FROM verbatim v
  JOIN answer a ON a.response_id = v.response_id AND a.question = v.question
  WHERE v.response_id = r.id ORDER BY length(a.value #>> '{{{{}}}}') DESC LIMIT 1) w ON true
LEFT JOIN LATERAL (SELECT o.number FROM case_response x JOIN followup_case o ON o.id = x.case_id
  WHERE x.response_id = r.id LIMIT 1) f ON true
WHERE t.kind = 'answer' AND ($4::uuid IS NULL OR t.subject_id < $4)
  AND ($5::int2 IS NULL OR $5 = ANY(g.given)) AND {{conditions}}
ORDER BY t.subject_id DESC LIMIT {{limit}}"""  # noqa: S608


@dataclass(frozen=True)
class CountedAnswer:
    """One answer behind a number: `given` are the counted values of the response, `words` its longest comment."""

    id: UUID
    given: list[int]
    answered_at: datetime
    channel: str
    touchpoint: str
    contact_id: UUID | None
    customer: str | None
    words: str | None
    case_number: int | None


async def list_answers(
    context: NumbersContext, slice_: Slice, measure: Measure, *, given: int | None = None, after: UUID | None = None
) -> list[CountedAnswer]:
    """SIZE + 1 counted answers to `measure`, older than `after`; `given` is the one value to show."""
    series = [row["id"] for row in await DB.fetch(SERIES, *_key(measure), slice_.survey)]
    values: list[Any] = [series, slice_.since, slice_.until, after, given]
    place = slice_condition(context, slice_, "p", len(values) + 1)
    seen = visible(context.actor, "response", "r", first=len(values) + len(place.values) + 1)
    sql = LIST.format(conditions=f"{place.sql} AND {seen.sql}", limit=SIZE + 1)
    return [CountedAnswer(**row) for row in await DB.fetch(sql, *values, *place.values, *seen.values)]


async def list_comment_texts(context: NumbersContext, slice_: Slice) -> list[str]:
    """The redacted comments of the slice, for a reader who may not see whose they are."""
    since, until = _moments(context, slice_)
    narrowed = {name: getattr(slice_, name) for name in ("channel", "touchpoint", "line", "unit", "survey")}
    found = await find_comments(context.actor, since=since, until=until, chosen=CommentFilter(**narrowed), limit=SIZE)
    return [each.redacted for each in found if each.redacted]


def _moments(context: NumbersContext, slice_: Slice) -> tuple[datetime, datetime]:
    """The moments at which the first day of the slice begins and the last one ends, in the zone of the cells."""
    local = ZoneInfo(context.zone)
    first = datetime.combine(slice_.since, time(), local)
    return first, datetime.combine(slice_.until + timedelta(days=1), time(), local)


def _key(measure: Measure) -> tuple[Any, ...]:
    return measure.metric, measure.low, measure.high, measure.direction, measure.object, measure.occasion
