"""Filters of comments, and the SQL condition of each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from msgspec import Struct

from vocapp.comments.full_text_search import matches
from vocapp.comments.themes.active_themes import company_themes
from vocapp.database import DB
from vocapp.database.where import WhereClause
from vocapp.http.access import Actor, visible
from vocapp.nlp.types import Label

Side = Literal["low", "high"]

_UNITS: Final = """c.unit_id IN (WITH RECURSIVE below AS (SELECT ?::uuid AS id
  UNION SELECT u.id FROM unit u JOIN below ON u.parent_id = below.id) SELECT id FROM below)"""
_SIDES: Final = {
    "low": "v.label = 'negative' AND NOT v.abstain",
    "high": "v.label = 'positive' AND NOT v.abstain",
}


class CommentFilter(Struct, frozen=True, kw_only=True):
    """A choice of comments. None does not narrow; `until` is excluded; `unit` includes the units below it."""

    since: datetime | None = None
    until: datetime | None = None
    side: Side | None = None
    words: str | None = None
    label: Label | None = None
    theme: str | None = None
    under: str | None = None  # a theme, or any theme below it
    urgent: str | None = None
    state: str | None = None
    language: str | None = None
    conflict: bool | None = None
    abstain: bool | None = None
    channel: str | None = None
    touchpoint: str | None = None
    line: UUID | None = None
    unit: UUID | None = None
    survey: str | None = None
    question: str | None = None
    response: UUID | None = None
    has_theme: bool | None = None
    is_urgent: bool | None = None
    is_unread: bool | None = None  # not analysed: language not supported, or failed
    coded: bool | None = None  # a person has corrected the analysis of the present text
    coded_by: UUID | None = None
    uncoded_by: UUID | None = None


ALL: Final = CommentFilter()

_CODED: Final = "EXISTS (SELECT FROM verbatim_label l WHERE l.verbatim_id = v.id AND l.text_digest = v.text_digest{0})"
_UNDER: Final = "EXISTS (SELECT FROM verbatim_theme t WHERE t.verbatim_id = v.id AND t.theme = ANY(?::text[]))"
_CONDITIONS: Final = {
    "since": "v.answered_at >= ?",
    "until": "v.answered_at < ?",
    "label": "v.label = ?",
    "theme": "EXISTS (SELECT FROM verbatim_theme t WHERE t.verbatim_id = v.id AND t.theme = ?)",
    "under": _UNDER,
    "urgent": "? = ANY(v.urgent)",
    "state": "v.state = ?",
    "language": "v.language = ?",
    "channel": "c.channel = ?",
    "touchpoint": "c.touchpoint = ?",
    "line": "c.line_id = ?",
    "unit": _UNITS,
    "survey": "s.slug = ?",
    "question": "v.question = ?",
    "response": "v.response_id = ?",
    "coded_by": _CODED.format(" AND l.coder_id = ?"),
    "uncoded_by": "NOT " + _CODED.format(" AND l.coder_id = ?"),
}


_SMALL_SIZE: Final = 20_000
_SIZE: Final = (
    f"SELECT count(*) FROM (SELECT FROM contact WHERE unit_id = ANY($1::uuid[]) LIMIT {_SMALL_SIZE}) AS found"  # noqa: S608
)
# The same condition as `visible`, written so that the planner can begin with the contacts of a small unit.
_SMALL_UNIT: Final = """c.id IN (SELECT id FROM contact WHERE unit_id = ANY({units}::uuid[])
  UNION SELECT contact_id FROM contact_unit WHERE unit_id = ANY({units}::uuid[]))"""
# Without parameters, so that partial indexes can serve them.
_FLAGS: Final = {
    "conflict": "v.conflict",
    "abstain": "v.abstain",
    "has_theme": "EXISTS (SELECT FROM verbatim_theme t WHERE t.verbatim_id = v.id)",
    "is_urgent": "v.urgent <> '{}'",
    "is_unread": "v.state IN ('refused', 'failed')",
    "coded": _CODED.format(""),
}


async def chosen_comments(actor: Actor, chosen: CommentFilter) -> WhereClause:
    """The condition for comments of a filter that `actor` may see, without tests; tables: `comment_queries.FROM`."""
    seen = visible(actor, "contact", "c")
    where = WhereClause(seen.values)
    if actor.units is not None and await DB.fetch_value(_SIZE, list(actor.units)) < _SMALL_SIZE:
        where.add(f"{seen.sql} OR false")  # otherwise the planner joins every contact to its comments
        where.add(_SMALL_UNIT.format(units=where.place(list(actor.units))))
    else:
        where.add(seen.sql)
    where.add("NOT v.is_test")
    for flag in _flag_conditions(chosen):
        where.add(flag)
    for sql, value in _value_conditions(chosen):
        where.add(sql, (await company_themes()).with_all_under(value) if sql is _UNDER else value)
    if chosen.words:
        where.add(matches(where.place(chosen.words)))
    if chosen.side is not None:
        where.add(_SIDES[chosen.side])
    return where


def _flag_conditions(chosen: CommentFilter) -> Iterator[str]:
    for name, sql in _FLAGS.items():
        value = getattr(chosen, name)
        if value is not None:
            yield sql if value else f"NOT ({sql})"


def _value_conditions(chosen: CommentFilter) -> Iterator[tuple[str, Any]]:
    for name, sql in _CONDITIONS.items():
        value = getattr(chosen, name)
        if value is not None:
            yield sql, value
