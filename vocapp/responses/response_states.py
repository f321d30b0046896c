"""States of a response, what can happen to it, and the SQL made from that table. Pure.

- open: answers may still come. It counts nowhere.
- closed: it is complete, was left for so long that it is idle, or its invitation has expired. It counts.

An answer is accepted in both states, as long as the invitation accepts answers. One after which questions are left
opens a closed response again; the last one closes it, also again after a correction. A response of a reader who was not
the customer is opened, unless that reader completed it, and never closes.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class ResponseState(StrEnum):
    """The state of a response; the column `response.state`."""

    OPEN = "open"
    CLOSED = "closed"


class ResponseEvent(StrEnum):
    """Event that can change the state of a response."""

    ANSWERED = "answered"  # and questions are left
    COMPLETED = "completed"
    LEFT = "left"  # idle, or its invitation has expired
    EXCLUDED = "not the customer"


class CloseReason(StrEnum):
    """Why a response is closed; the column `response.closed_by`."""

    COMPLETE = "complete"
    IDLE = "idle"
    EXPIRY = "expiry"


TRANSITIONS: Final[Mapping[ResponseState, Mapping[ResponseEvent, ResponseState]]] = {
    ResponseState.OPEN: {
        ResponseEvent.ANSWERED: ResponseState.OPEN,
        ResponseEvent.COMPLETED: ResponseState.CLOSED,
        ResponseEvent.LEFT: ResponseState.CLOSED,
    },
    ResponseState.CLOSED: {
        ResponseEvent.ANSWERED: ResponseState.OPEN,
        ResponseEvent.COMPLETED: ResponseState.CLOSED,
        ResponseEvent.EXCLUDED: ResponseState.OPEN,
    },
}

STATE_COLUMNS: Final = ("state", "closed_by", "completed_at", "closed_at")
"""The columns that an event sets. `completed_at` keeps the moment of the first time."""


def target_state(event: ResponseEvent) -> ResponseState:
    """The state after `event`, which is the same from every state in which it is possible."""
    return next(ways[event] for ways in TRANSITIONS.values() if event in ways)


class ResponseUpdate(NamedTuple):
    """One event as SQL, for an UPDATE of `response`: what to set, and the states from which the event is possible."""

    assignments: str
    condition: str


def state_change_sql(event: ResponseEvent, *, reason: str = "NULL", now: str = "NULL") -> ResponseUpdate:
    """The SQL of `event`; every UPDATE of `response.state` is made with this.

    `reason` and `now` are the SQL of the reason and the moment of closing. A response that was left without a press of
    the last button may be complete: it was completed with its last answer.
    """
    completed = f"CASE {reason} WHEN '{CloseReason.COMPLETE}' THEN answered_at END"
    values = _values(event, reason, now, completed)
    sources = ", ".join(f"'{state}'" for state, ways in TRANSITIONS.items() if event in ways)
    return ResponseUpdate(
        ", ".join(f"{column} = {value}" for column, value in values.items()), f"response.state IN ({sources})"
    )


def answered_values_sql(is_last: str, now: str) -> str:
    """The values of STATE_COLUMNS in an INSERT of a response that was answered at `now`.

    `is_last` is an SQL condition: no question is left. Both events are possible in every state.
    """
    last = _values(ResponseEvent.COMPLETED, f"'{CloseReason.COMPLETE}'", now, now)
    other = _values(ResponseEvent.ANSWERED, "NULL", now, "NULL")
    return ", ".join(f"CASE WHEN {is_last} THEN {last[column]} ELSE {other[column]} END" for column in STATE_COLUMNS)


ANSWERED_AGAIN_SQL: Final = """state = excluded.state, closed_by = excluded.closed_by, closed_at = excluded.closed_at,
    completed_at = CASE WHEN excluded.completed_at IS NOT NULL
      THEN coalesce(response.completed_at, excluded.completed_at) END"""
"""The assignments where that INSERT meets a response that exists."""


def _values(event: ResponseEvent, reason: str, now: str, completed: str) -> dict[str, str]:
    state = target_state(event)
    is_closed = state is ResponseState.CLOSED
    values = (f"'{state}'", reason, completed, now) if is_closed else (f"'{state}'", "NULL", "NULL", "NULL")
    return dict(zip(STATE_COLUMNS, values, strict=True))
