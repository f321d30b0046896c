"""Labels of states, rules and channels for staff, and the colour of each state."""

from vocapp.invitations.pages.labels import rule_label
from vocapp.rollups.labels import CHANNELS, TOUCHPOINTS
from vocapp.ui.reader import gettext, mark

LOOKS = {
    "invited": "good",
    "suppressed": "warning",
    "deferred": "",
    "ineligible": "",
    "failed": "bad",
    "sent": "good",
    "delivered": "good",
    "queued": "",
    "sending": "",
    "uncertain": "warning",
    "revoked": "warning",
    "bounced": "bad",
    "complete": "good",
    "partial": "warning",
    "refused": "bad",
    "noncontact": "bad",
    "unknown": "",
    "open": "warning",
    "working": "",
    "waiting": "",
    "closed": "",
    "confirmed": "good",
    "unanswered": "",
    "dismissed": "",
}


DISPOSITIONS = {
    "complete": mark("completed"),
    "partial": mark("abandoned"),
    "refused": mark("refused"),
    "noncontact": mark("not reached"),
    "other": mark("no response expected"),
    "unknown": mark("no response yet"),
}


def words(name: str | None) -> str:
    """A stored name in the reader's language: `sales_won` is "sales won"."""
    return gettext(name.replace("_", " ")) if name else ""


def channel(name: str) -> str:
    """The title of a channel, in the reader's language."""
    return gettext(CHANNELS[name]) if name in CHANNELS else words(name)


def touchpoint(name: str) -> str:
    """The title of a touchpoint, in the reader's language."""
    return gettext(TOUCHPOINTS[name]) if name in TOUCHPOINTS else words(name)


def disposition(name: str | None) -> str:
    """The disposition of an invitation, in the reader's language; "" without one."""
    return gettext(DISPOSITIONS[name]) if name in DISPOSITIONS else words(name)


def rule(name: str | None) -> str:
    """The rule of a decision, in the reader's language; anything else, such as the type of a failure, unchanged."""
    return gettext(rule_label(name)) if name else ""


def look(state: str | None) -> str:
    """The colour of a state: good, warning, bad or ""."""
    return LOOKS.get(state or "", "")
