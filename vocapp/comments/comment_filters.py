"""Which verbatims are meant? The filters that an address can carry, and the condition that each is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from msgspec import Struct

from vocapp.comments.full_text_search import matches
from vocapp.comments.themes.active_themes import company_themes
from vocapp.database import DB
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
    """What is asked for; None asks for everything. `until` is excluded, `unit` stands for the units below it too."""

    since: datetime | None = None
    until: datetime | None = None
    side: Side | None = None
    words: str | None = None
    label: Label | None = None
    theme: str | None = None
    under: str | None = None  # a theme, or any of those that lie under it
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
    is_unread: bool | None = None  # by machine: refused, or failed
    coded: bool | None = None  # a person has said what the present text says
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


_SMALL: Final = 20_000
_SIZE: Final = f"SELECT count(*) FROM (SELECT FROM contact WHERE unit_id = ANY($1::uuid[]) LIMIT {_SMALL}) AS found"
# Says what `visible` says, in words that let the planner begin with the contacts of a small unit.
_FEW: Final = """c.id IN (SELECT id FROM contact WHERE unit_id = ANY(?::uuid[])
  UNION SELECT contact_id FROM contact_unit WHERE unit_id = ANY(?::uuid[]))"""
# Without a value, so that an index of just these rows can serve.
_WHETHER: Final = {
    "conflict": "v.conflict",
    "abstain": "v.abstain",
    "has_theme": "EXISTS (SELECT FROM verbatim_theme t WHERE t.verbatim_id = v.id)",
    "is_urgent": "v.urgent <> '{}'",
    "is_unread": "v.state IN ('refused', 'failed')",
    "coded": _CODED.format(""),
}


class Where(NamedTuple):
    """A condition for WHERE, and its values from $1 on."""

    sql: str
    values: list[Any]


async def where(actor: Actor, chosen: CommentFilter) -> Where:
    """The verbatims that are asked for and that `actor` may see; tables as in `verbatims.FROM`. Tests never count."""
    narrowing = visible(actor, "contact", "c")
    conditions, values = [narrowing.sql, "NOT v.is_test", *_whether(chosen)], list(narrowing.values)
    if actor.units is not None and await DB.fetch_value(_SIZE, list(actor.units)) < _SMALL:
        values.append(list(actor.units))
        conditions[0] += " OR false"  # else the planner would join every contact there is to what it says
        conditions.append(_FEW.replace("?", f"${len(values)}"))
    for sql, value in _given(chosen):
        values.append((await company_themes()).with_all_under(value) if sql is _UNDER else value)
        conditions.append(sql.replace("?", f"${len(values)}"))
    if chosen.side is not None:
        conditions.append(_SIDES[chosen.side])
    return Where(" AND ".join(f"({condition})" for condition in conditions), values)


def _whether(chosen: CommentFilter) -> Iterator[str]:
    for name, sql in _WHETHER.items():
        value = getattr(chosen, name)
        if value is not None:
            yield sql if value else f"NOT ({sql})"


def _given(chosen: CommentFilter) -> Iterator[tuple[str, Any]]:
    for name, sql in _CONDITIONS.items():
        value = getattr(chosen, name)
        if value is not None:
            yield sql, value
    if chosen.words:
        yield matches("?"), chosen.words
