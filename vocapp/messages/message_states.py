"""States of a message and the transitions between them.

- queued: it waits until it is due. An opt-out revokes it.
- sending: the intent is committed and the provider is being called. A clear temporary refusal queues it again.
- uncertain: it is unknown whether it was sent (crash, time-out, broken connection after the text was written). It is
  never sent again automatically; a look-up, any report about it, or a person settles it.
- revoked, failed: it was not sent, and will not be.
- sent, delivered, bounced: it was sent.

Anything that comes back about a message proves that it was sent. So a report moves it forward from every state, even
from failed: a server may refuse a mail that it has in fact accepted. Reports come in any order and number; the furthest
one counts. A message is queued again only when it is known that it was not sent: from the provider, or from a person.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class MessageState(StrEnum):
    """State of a message, in the order of progress."""

    QUEUED = "queued"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    REVOKED = "revoked"
    FAILED = "failed"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"


class MessageEvent(StrEnum):
    """Event that can change the state of a message."""

    CLAIMED = "claimed"
    REVOKED = "revoked"
    PUT_OFF = "put off"  # a clear temporary refusal
    REFUSED = "refused"  # a clear permanent refusal, or one too many
    LOST = "lost"  # the outcome is unknown
    NOT_SENT = "not sent"  # a look-up, or a person, says that it was not sent
    ACCEPTED = "accepted"
    ARRIVED = "arrived"  # something came back that proves that it was sent
    DELIVERED = "delivered"
    BOUNCED = "bounced"


_PROOFS: Final = {
    MessageEvent.ACCEPTED: MessageState.SENT,
    MessageEvent.ARRIVED: MessageState.SENT,
    MessageEvent.DELIVERED: MessageState.DELIVERED,
    MessageEvent.BOUNCED: MessageState.BOUNCED,
}
_ENDED: Final = {
    MessageEvent.PUT_OFF: MessageState.QUEUED,
    MessageEvent.REFUSED: MessageState.FAILED,
    MessageEvent.NOT_SENT: MessageState.QUEUED,
}

TRANSITIONS: Final[Mapping[MessageState, Mapping[MessageEvent, MessageState]]] = {
    MessageState.QUEUED: {
        MessageEvent.CLAIMED: MessageState.SENDING,
        MessageEvent.REVOKED: MessageState.REVOKED,
        MessageEvent.REFUSED: MessageState.FAILED,
        **_PROOFS,
    },
    MessageState.SENDING: {**_ENDED, MessageEvent.LOST: MessageState.UNCERTAIN, **_PROOFS},
    MessageState.UNCERTAIN: {**_ENDED, **_PROOFS},
    MessageState.REVOKED: _PROOFS,
    MessageState.FAILED: {MessageEvent.NOT_SENT: MessageState.QUEUED, **_PROOFS},
    MessageState.SENT: {MessageEvent.DELIVERED: MessageState.DELIVERED, MessageEvent.BOUNCED: MessageState.BOUNCED},
    MessageState.DELIVERED: {MessageEvent.BOUNCED: MessageState.BOUNCED},
    MessageState.BOUNCED: {},
}

SENT_STATES: Final = frozenset({MessageState.SENT, MessageState.DELIVERED, MessageState.BOUNCED})
UNTRIED_STATES: Final = (MessageState.QUEUED, MessageState.REVOKED)
"""Nothing of the message has left. In every other state the customer may have it."""
TRIED_SQL: Final = f"NOT IN ({', '.join(repr(state.value) for state in UNTRIED_STATES)})"
"""To write after the column of the state."""
SETTLED_STATES: Final = SENT_STATES | {MessageState.FAILED, MessageState.REVOKED}


def next_state(state: MessageState, event: MessageEvent) -> MessageState:
    """Returns the state after `event`; the same state if the event changes nothing."""
    return TRANSITIONS[state].get(event, state)


def source_states(event: MessageEvent) -> list[str]:
    """Returns the states in which `event` is possible."""
    return [state.value for state, ways in TRANSITIONS.items() if event in ways]


def target_state(event: MessageEvent) -> MessageState:
    """Returns the state after `event`, which is the same from every state in which it is possible."""
    return next(ways[event] for ways in TRANSITIONS.values() if event in ways)


class StateChange(NamedTuple):
    """One event as SQL, for an UPDATE of `message`: what to set, and the states from which the event is possible."""

    assignments: str
    condition: str


def state_change_sql(event: MessageEvent, now: str) -> StateChange:
    """The SQL of `event`; every statement that changes `message.state` is made with this.

    `now` is the SQL of the present moment, such as "$2::timestamptz". The caller sets the lease of a claimed message.
    """
    state = target_state(event)
    assignments = [f"state = '{state}'", f"settled_at = {now if state in SETTLED_STATES else 'NULL'}"]
    if state is not MessageState.SENDING:
        assignments.append("lease = NULL")
    if state in SENT_STATES:
        assignments.append(f"sent_at = coalesce(sent_at, {now})")
    sources = ", ".join(f"'{source}'" for source in source_states(event))
    return StateChange(", ".join(assignments), f"message.state IN ({sources})")
