"""Status of an invitation for its page. Pure: from what is known of it and the time.

* An invitation is *open* until it expires. A partial response that was closed as idle is resumed as the same response.
* A *complete* response counts at once and may be corrected for as long as an idle page stays open; then it is *final*.
* After "this was not me" the link accepts no answers; after declining, the customer may still answer.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from vocapp.invitations.policy.dispositions import Disposition


class InvitationStatus(StrEnum):
    """The status of an invitation on its page."""

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
    """The status at `now`. `answered_at` and `completed_at` belong to the response and may be None."""
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
