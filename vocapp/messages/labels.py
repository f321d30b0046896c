"""Labels of message states and kinds of inbound mail."""

from typing import Final

from vocapp.messages.message_states import MessageState
from vocapp.ui.reader import gettext as _

STATE_COLOURS: Final = {
    MessageState.QUEUED: "",
    MessageState.SENDING: "",
    MessageState.UNCERTAIN: "warning",
    MessageState.REVOKED: "",
    MessageState.FAILED: "bad",
    MessageState.SENT: "good",
    MessageState.DELIVERED: "good",
    MessageState.BOUNCED: "bad",
}


def state_labels() -> dict[str, str]:
    """Labels of the states in the reader's language, in the order of progress."""
    return {
        MessageState.QUEUED: _("queued"),
        MessageState.SENDING: _("sending"),
        MessageState.UNCERTAIN: _("uncertain"),
        MessageState.REVOKED: _("revoked"),
        MessageState.FAILED: _("failed"),
        MessageState.SENT: _("sent"),
        MessageState.DELIVERED: _("delivered"),
        MessageState.BOUNCED: _("bounced"),
    }


def inbound_kind_labels() -> dict[str, str]:
    """Labels of the kinds of inbound mail in the reader's language."""
    return {
        "reply": _("reply"),
        "opt_out": _("opt-out"),
        "unsure": _("possible opt-out"),
        "complaint": _("complaint"),
        "bounce_hard": _("hard bounce"),
        "bounce_soft": _("soft bounce"),
        "delayed": _("delivery delayed"),
        "delivered": _("delivery receipt"),
        "automatic": _("automatic reply"),
        "unmatched": _("unmatched"),
        "set_aside": _("set aside, not readable"),
        "unread": _("not processed yet"),
    }


def set_aside_labels() -> dict[str, str]:
    """Why a mail could not be read, in the reader's language."""
    return {
        "time": _("reading it took too long"),
        "memory": _("reading it took too much memory"),
        "crashed": _("the program that reads mail failed"),
        "refused": _("it is too large"),
    }
