"""How a page names what happened to a message, and what came back."""

from typing import Final

from vocapp.messages.message_states import State
from vocapp.ui.reader import gettext as _

LOOKS: Final = {
    State.QUEUED: "",
    State.SENDING: "",
    State.UNCERTAIN: "warning",
    State.REVOKED: "",
    State.FAILED: "bad",
    State.SENT: "good",
    State.DELIVERED: "good",
    State.BOUNCED: "bad",
}


def state_words() -> dict[str, str]:
    """Every state in the reader's language, in the order of progress."""
    return {
        State.QUEUED: _("in line"),
        State.SENDING: _("being sent"),
        State.UNCERTAIN: _("uncertain"),
        State.REVOKED: _("revoked"),
        State.FAILED: _("failed"),
        State.SENT: _("sent"),
        State.DELIVERED: _("delivered"),
        State.BOUNCED: _("bounced"),
    }


def kind_words() -> dict[str, str]:
    """What a mail that came in was taken for, in the reader's language."""
    return {
        "reply": _("reply"),
        "opt_out": _("opt-out"),
        "complaint": _("complaint"),
        "bounce_hard": _("bounce: no such address"),
        "bounce_soft": _("bounce: for now"),
        "delayed": _("delay"),
        "delivered": _("receipt"),
        "automatic": _("automatic answer"),
        "unmatched": _("unmatched"),
        "unread": _("not read yet"),
    }
