"""How far is a case, and what can still happen to it?

- open: nobody is working on it; it may be given to somebody who has not begun.
- working: its owner has taken it on, or has tried to reach the customer.
- waiting: the customer has the next word, until a moment at which somebody looks again. Whatever he writes ends it.
- closed: staff say that it is solved; the customer is asked whether that is so.
- confirmed: the customer says so too. Only this is a recovery.
- unanswered: he did not say, or could not be asked.
- dismissed: there was nothing to follow up; he is not asked.

A case that the customer denies to be solved is open again, with its history, and so is a finished one as soon as the
customer writes about it: a person reads what he says. Staff may open a finished one again. Nothing else leads back.

A case may lose its owner wherever it is worked; it is open then. Notes change no state, and neither do further
responses, save that one ends the waiting.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WORKING = "working"
    WAITING = "waiting"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    UNANSWERED = "unanswered"
    DISMISSED = "dismissed"


class Happened(StrEnum):
    """What can happen to a case."""

    BEGUN = "begun"  # claimed, or an attempt or a reply was made
    LEFT = "left"  # its owner has it no more, and nobody else has
    PUT_OFF = "put off"  # until the customer says something
    RESUMED = "resumed"  # he did, or the time is over, or a person will not wait
    CLOSED = "closed"
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    UNANSWERED = "not answered"
    REOPENED = "reopened"


_ENDED: Final = {Happened.CLOSED: State.CLOSED, Happened.DISMISSED: State.DISMISSED}

TABLE: Final[Mapping[State, Mapping[Happened, State]]] = {
    State.OPEN: {Happened.BEGUN: State.WORKING, Happened.PUT_OFF: State.WAITING, **_ENDED},
    State.WORKING: {Happened.LEFT: State.OPEN, Happened.PUT_OFF: State.WAITING, **_ENDED},
    State.WAITING: {Happened.LEFT: State.OPEN, Happened.RESUMED: State.WORKING, **_ENDED},
    State.CLOSED: {
        Happened.CONFIRMED: State.CONFIRMED,
        Happened.DENIED: State.OPEN,
        Happened.UNANSWERED: State.UNANSWERED,
        Happened.REOPENED: State.OPEN,
    },
    State.CONFIRMED: {Happened.REOPENED: State.OPEN},
    State.UNANSWERED: {Happened.REOPENED: State.OPEN},
    State.DISMISSED: {Happened.REOPENED: State.OPEN},
}

WORKED: Final = (State.OPEN, State.WORKING, State.WAITING)
"""What is in the queue; a later response of the customer joins such a case."""
HOLDING: Final = (*WORKED, State.CLOSED)
"""While a case is in one of these, nothing else is asked of the customer."""


def after(state: State, happened: Happened) -> State | None:
    """The state that follows; None where `happened` cannot happen there."""
    return TABLE[state].get(happened)
