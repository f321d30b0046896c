"""How far is a message, and what can still happen to it?

- queued: in line. It is claimed when its time has come; an opt-out revokes it.
- sending: the intent is committed and the provider is being called. A clear temporary refusal puts it back in line.
- uncertain: nobody knows whether it left (crash, time-out, broken connection after the text was written). It is never
  sent again by itself; a look-up, any report about it, or a person settles it.
- revoked, failed: it did not leave, and will not.
- sent, delivered, bounced: it left.

Whatever comes back about a message proves that it left, so a report moves it forward from every state, even from
failed: a server may refuse what it has in fact taken. Reports come in any order and number; the furthest one holds.
Only knowing that it did not leave leads back into the line: by a provider's clear word, or by a person's.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class MessageState(StrEnum):
    """Where a message stands, in the order of progress."""

    QUEUED = "queued"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    REVOKED = "revoked"
    FAILED = "failed"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"


class MessageEvent(StrEnum):
    """What can happen to a message."""

    CLAIMED = "claimed"
    REVOKED = "revoked"
    PUT_OFF = "put off"  # a clear refusal for now
    REFUSED = "refused"  # a clear refusal for good, or one too many
    LOST = "lost"  # nobody knows how it ended
    NOT_SENT = "not sent"  # the provider's look-up, or a person, says that it did not leave
    ACCEPTED = "accepted"
    ARRIVED = "arrived"  # something came back that proves that it left
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
SETTLED_STATES: Final = SENT_STATES | {MessageState.FAILED, MessageState.REVOKED}


def next_state(state: MessageState, happened: MessageEvent) -> MessageState:
    """The state that follows; the same one where `happened` changes nothing there."""
    return TRANSITIONS[state].get(happened, state)


def source_states(happened: MessageEvent) -> list[str]:
    """The states that `happened` leads out of, for the WHERE of the one statement that applies it."""
    return [state.value for state, ways in TRANSITIONS.items() if happened in ways]


def target_state(happened: MessageEvent) -> MessageState:
    """The state that `happened` leads to, which is the same from wherever it can happen."""
    return next(ways[happened] for ways in TRANSITIONS.values() if happened in ways)


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
