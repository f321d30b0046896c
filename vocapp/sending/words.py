"""How a page names what happened to a message."""

from typing import Final

from vocapp.sending.states import State
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
