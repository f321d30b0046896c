"""The states of a case, what can happen to it, and the SQL made from that table. Pure.

- open: nobody works on it. It may be assigned to a person who has not begun.
- working: its owner claimed it, or tried to reach the customer.
- waiting: the case waits for the customer until a set time. Anything that the customer writes ends the wait.
- closed: staff say that it is solved; the recovery check asks the customer whether that is so.
- confirmed: the customer says so too. Only this counts as a recovery.
- unanswered: the customer did not answer the recovery check, or could not be asked.
- dismissed: there was nothing to follow up; the customer is not asked.

A case is open again, with its history, when the customer denies that it is solved, when the customer writes about a
finished case, or when staff reopen it. Nothing else leads back.

A case that loses its owner is open. Notes change no state. A further response of the customer changes none either,
except that it ends a wait.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from vocapp.ui.reader import mark


class CaseState(StrEnum):
    """The state of a case; the column `followup_case.state`."""

    OPEN = "open"
    WORKING = "working"
    WAITING = "waiting"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    UNANSWERED = "unanswered"
    DISMISSED = "dismissed"


class CaseEvent(StrEnum):
    """An event in the life of a case."""

    BEGUN = "work begun"  # claimed, or the owner replied or logged an attempt
    LEFT = "owner left"  # unassigned, or assigned to another person
    PUT_OFF = "wait"
    RESUMED = "wait ended"  # by the customer, by time, or by a person
    CLOSED = "closed"
    CLOSED_UNCHECKED = "closed without a check"  # the customer cannot be asked, or the rule does not ask
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    UNANSWERED = "not answered"
    REOPENED = "reopened"


_FINISHED: Final = {
    CaseEvent.CLOSED: CaseState.CLOSED,
    CaseEvent.CLOSED_UNCHECKED: CaseState.UNANSWERED,
    CaseEvent.DISMISSED: CaseState.DISMISSED,
}

TRANSITIONS: Final[Mapping[CaseState, Mapping[CaseEvent, CaseState]]] = {
    CaseState.OPEN: {CaseEvent.BEGUN: CaseState.WORKING, CaseEvent.PUT_OFF: CaseState.WAITING, **_FINISHED},
    CaseState.WORKING: {CaseEvent.LEFT: CaseState.OPEN, CaseEvent.PUT_OFF: CaseState.WAITING, **_FINISHED},
    CaseState.WAITING: {CaseEvent.LEFT: CaseState.OPEN, CaseEvent.RESUMED: CaseState.WORKING, **_FINISHED},
    CaseState.CLOSED: {
        CaseEvent.CONFIRMED: CaseState.CONFIRMED,
        CaseEvent.DENIED: CaseState.OPEN,
        CaseEvent.UNANSWERED: CaseState.UNANSWERED,
        CaseEvent.REOPENED: CaseState.OPEN,
    },
    CaseState.CONFIRMED: {CaseEvent.REOPENED: CaseState.OPEN},
    CaseState.UNANSWERED: {CaseEvent.REOPENED: CaseState.OPEN},
    CaseState.DISMISSED: {CaseEvent.REOPENED: CaseState.OPEN},
}

ACTIVE: Final = (CaseState.OPEN, CaseState.WORKING, CaseState.WAITING)
"""Cases in the queue. A later response of the customer joins an active case."""
HOLDING: Final = (*ACTIVE, CaseState.CLOSED)
"""While a case is in one of these states, its customer gets no routine invitations."""

SOLVED: Final = (CaseState.CLOSED, CaseState.CONFIRMED, CaseState.UNANSWERED)
"""Staff say that the case is solved, whatever the customer says."""


def among_states_sql(states: Iterable[CaseState]) -> str:
    """States as SQL, to write after a column: `state IN ('open', …)`."""
    return f"IN ({', '.join(repr(state.value) for state in states)})"


ACTIVE_SQL: Final = among_states_sql(ACTIVE)
"""Indexes are built on these very words."""

REFUSALS: Final[Mapping[CaseEvent, str]] = {
    CaseEvent.BEGUN: mark("Somebody works on this case already."),
    CaseEvent.LEFT: mark("Nobody works on this case."),
    CaseEvent.PUT_OFF: mark("Only an open case can wait for the customer."),
    CaseEvent.RESUMED: mark("This case is not waiting for the customer."),
    CaseEvent.CLOSED: mark("This case is closed already."),
    CaseEvent.CLOSED_UNCHECKED: mark("This case is closed already."),
    CaseEvent.DISMISSED: mark("This case is closed already."),
    CaseEvent.CONFIRMED: mark("This case is not waiting for the customer’s answer."),
    CaseEvent.DENIED: mark("This case is not waiting for the customer’s answer."),
    CaseEvent.UNANSWERED: mark("This case is not waiting for the customer’s answer."),
    CaseEvent.REOPENED: mark("This case is not closed."),
}
"""What staff read where an event cannot happen to a case."""


def next_state(state: CaseState, event: CaseEvent) -> CaseState | None:
    """The state that follows; None where `event` cannot happen in `state`."""
    return TRANSITIONS[state].get(event)


def transition_sql(before: str, after: str) -> str:
    """A condition: TRANSITIONS leads from the state `before`, an SQL expression, to the state `after`.

    Every UPDATE of the state carries it; the undo of a change carries it with the two exchanged.
    """
    pairs = sorted({(state.value, to.value) for state, ways in TRANSITIONS.items() for to in ways.values()})
    listed = ", ".join(f"('{state}', '{to}')" for state, to in pairs)
    return f"({before}, {after}) IN ({listed})"
