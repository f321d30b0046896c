"""May this ask still be answered? Pure: from what is known of it and the time.

* An ask is *open* until its expiry. A partial response that was closed for idleness is resumed: the same response.
* A *complete* response counts at once and may be corrected for as long as an idle page stays open; then it is *final*.
* Whoever said "this was not me" is asked nothing more through this link; whoever declined may change his mind.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from vocapp.invitations.policy.dispositions import Disposition


class InvitationStatus(StrEnum):
    """Where an ask stands, as its page says it."""

    OPEN = "open"
    COMPLETE = "complete"
    FINAL = "final"
    EXPIRED = "expired"
    DECLINED = "declined"
    NOT_ME = "not_me"


MAY_ANSWER = frozenset({InvitationStatus.OPEN, InvitationStatus.COMPLETE, InvitationStatus.DECLINED})


def invitation_status(
    disposition: str,
    expires_at: datetime,
    answered_at: datetime | None,
    completed_at: datetime | None,
    correction: timedelta,
    now: datetime,
) -> InvitationStatus:
    """Where the ask stands at `now`. `answered_at` and `completed_at` are the response's, None where there is none."""
    if disposition == Disposition.OTHER:
        return InvitationStatus.NOT_ME
    if completed_at is not None:
        return InvitationStatus.COMPLETE if now < min(completed_at + correction, expires_at) else InvitationStatus.FINAL
    if now >= expires_at:
        return InvitationStatus.EXPIRED
    return (
        InvitationStatus.DECLINED
        if disposition == Disposition.REFUSED and answered_at is None
        else InvitationStatus.OPEN
    )
