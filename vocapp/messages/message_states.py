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
from typing import Final


class State(StrEnum):
    """Where a message stands, in the order of progress."""

    QUEUED = "queued"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    REVOKED = "revoked"
    FAILED = "failed"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"


class Happened(StrEnum):
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
    Happened.ACCEPTED: State.SENT,
    Happened.ARRIVED: State.SENT,
    Happened.DELIVERED: State.DELIVERED,
    Happened.BOUNCED: State.BOUNCED,
}
_ENDED: Final = {Happened.PUT_OFF: State.QUEUED, Happened.REFUSED: State.FAILED, Happened.NOT_SENT: State.QUEUED}

TABLE: Final[Mapping[State, Mapping[Happened, State]]] = {
    State.QUEUED: {
        Happened.CLAIMED: State.SENDING,
        Happened.REVOKED: State.REVOKED,
        Happened.REFUSED: State.FAILED,
        **_PROOFS,
    },
    State.SENDING: {**_ENDED, Happened.LOST: State.UNCERTAIN, **_PROOFS},
    State.UNCERTAIN: {**_ENDED, **_PROOFS},
    State.REVOKED: _PROOFS,
    State.FAILED: {Happened.NOT_SENT: State.QUEUED, **_PROOFS},
    State.SENT: {Happened.DELIVERED: State.DELIVERED, Happened.BOUNCED: State.BOUNCED},
    State.DELIVERED: {Happened.BOUNCED: State.BOUNCED},
    State.BOUNCED: {},
}

LEFT: Final = frozenset({State.SENT, State.DELIVERED, State.BOUNCED})
SETTLED: Final = LEFT | {State.FAILED, State.REVOKED}


def after(state: State, happened: Happened) -> State:
    """The state that follows; the same one where `happened` changes nothing there."""
    return TABLE[state].get(happened, state)


def origins(happened: Happened) -> list[str]:
    """The states that `happened` leads out of, for the WHERE of the one statement that applies it."""
    return [state.value for state, ways in TABLE.items() if happened in ways]


def target(happened: Happened) -> State:
    """The state that `happened` leads to, which is the same from wherever it can happen."""
    return next(ways[happened] for ways in TABLE.values() if happened in ways)
