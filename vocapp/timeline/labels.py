"""Labels of states, rules and channels for staff, and the colour of each state."""

from vocapp.rollups.labels import CHANNELS
from vocapp.ui.reader import gettext

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


def words(name: str | None) -> str:
    """A stored name in the reader's language: `sales_won` is "sales won"."""
    return gettext(name.replace("_", " ")) if name else ""


def channel(name: str) -> str:
    """The title of a channel, in the reader's language."""
    return gettext(CHANNELS[name]) if name in CHANNELS else words(name)


def look(state: str | None) -> str:
    """The colour of a state: good, warning, bad or ""."""
    return LOOKS.get(state or "", "")
