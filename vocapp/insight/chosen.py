"""Which verbatims are meant? The filters that an address can carry, and the condition that each is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from msgspec import Struct

from vocapp.edge.access import Actor, visible
from vocapp.insight.comment import Label
from vocapp.insight.search import matches

Side = Literal["low", "high"]

_UNITS: Final = """c.unit_id IN (WITH RECURSIVE below AS (SELECT ?::uuid AS id
  UNION SELECT u.id FROM unit u JOIN below ON u.parent_id = below.id) SELECT id FROM below)"""
_SIDES: Final = {
    "low": "v.label = 'negative' AND NOT v.abstain",
    "high": "v.label = 'positive' AND NOT v.abstain",
}


class Chosen(Struct, frozen=True, kw_only=True):
    """What is asked for; None asks for everything. `until` is excluded, `unit` stands for the units below it too."""

    since: datetime | None = None
    until: datetime | None = None
    side: Side | None = None
    words: str | None = None
    label: Label | None = None
    theme: str | None = None
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


ALL: Final = Chosen()

_CODED: Final = "EXISTS (SELECT FROM verbatim_label l WHERE l.verbatim_id = v.id AND l.text_digest = v.text_digest{0})"
_CONDITIONS: Final = {
    "since": "v.answered_at >= ?",
    "until": "v.answered_at < ?",
    "label": "v.label = ?",
    "theme": "EXISTS (SELECT FROM verbatim_theme t WHERE t.verbatim_id = v.id AND t.theme = ?)",
    "urgent": "? = ANY(v.urgent)",
    "state": "v.state = ?",
    "language": "v.language = ?",
    "conflict": "v.conflict = ?",
    "abstain": "v.abstain = ?",
    "channel": "c.channel = ?",
    "touchpoint": "c.touchpoint = ?",
    "line": "c.line_id = ?",
    "unit": _UNITS,
    "survey": "s.slug = ?",
    "question": "v.question = ?",
    "response": "v.response_id = ?",
    "has_theme": "EXISTS (SELECT FROM verbatim_theme t WHERE t.verbatim_id = v.id) = ?",
    "is_urgent": "(v.urgent <> '{}') = ?",
    "is_unread": "(v.state IN ('refused', 'failed')) = ?",
    "coded": _CODED.format("") + " = ?",
    "coded_by": _CODED.format(" AND l.coder_id = ?"),
    "uncoded_by": "NOT " + _CODED.format(" AND l.coder_id = ?"),
}


class Where(NamedTuple):
    """A condition for WHERE, and its values from $1 on."""

    sql: str
    values: list[Any]


def where(actor: Actor, chosen: Chosen) -> Where:
    """The verbatims that are asked for and that `actor` may see; tables as in `verbatims.FROM`. Tests never count."""
    narrowing = visible(actor, "verbatim", "v")
    conditions, values = [narrowing.sql, "NOT v.is_test"], list(narrowing.values)
    for sql, value in _given(chosen):
        values.append(value)
        conditions.append(sql.replace("?", f"${len(values)}"))
    if chosen.side is not None:
        conditions.append(_SIDES[chosen.side])
    return Where(" AND ".join(f"({condition})" for condition in conditions), values)


def _given(chosen: Chosen) -> Iterator[tuple[str, Any]]:
    for name, sql in _CONDITIONS.items():
        value = getattr(chosen, name)
        if value is not None:
            yield sql, value
    if chosen.words:
        yield matches("?"), chosen.words
