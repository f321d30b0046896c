"""Labels of the pages of cases, in the reader's language, with the colours and shapes of the states."""

from collections.abc import Mapping
from typing import Any, Final

from vocapp.cases.types import ATTEMPT_CHANNELS, QueueTab
from vocapp.comments.pages import labels as comment_labels
from vocapp.ui.reader import gettext as _
from vocapp.ui.reader import ngettext

# A shape stands before each state, so that no reader needs its colour.
SHAPES: Final = {
    "open": "○",
    "working": "◐",
    "waiting": "◔",
    "closed": "●",
    "confirmed": "✓",
    "unanswered": "◌",
    "dismissed": "×",
}
LOOKS: Final = {"open": "warning", "confirmed": "good", "unanswered": "", "waiting": "", "working": ""}


def tab_words() -> dict[QueueTab, str]:
    """The tabs of the queue."""
    return {
        QueueTab.MINE: _("Mine"),
        QueueTab.UNIT: _("My units"),
        QueueTab.FREE: _("Unassigned"),
        QueueTab.OVERDUE: _("Overdue"),
        QueueTab.ALL: _("All"),
        QueueTab.DONE: _("Done"),
    }


def empty_tab_words() -> dict[QueueTab, tuple[str, str]]:
    """The heading and the text of an empty tab."""
    soon = _("A case appears here within seconds of a response that needs a follow-up.")
    return {
        QueueTab.MINE: (_("You own no case"), _("Cases that you claim, or that are assigned to you, appear here.")),
        QueueTab.UNIT: (_("Your units have no open cases"), soon),
        QueueTab.FREE: (_("All cases are assigned"), soon),
        QueueTab.OVERDUE: (
            _("No case is overdue"),
            _("Cases without a first response or a resolution in time appear here."),
        ),
        QueueTab.ALL: (_("There are no open cases"), soon),
        QueueTab.DONE: (
            _("No case is closed yet"),
            _("Closed cases appear here, with the customer’s answer to the recovery check."),
        ),
    }


def state_words() -> dict[str, str]:
    """The states of a case, in their usual order."""
    return {
        "open": _("open"),
        "working": _("in progress"),
        "waiting": _("waiting for the customer"),
        "closed": _("closed, recovery check open"),
        "confirmed": _("confirmed by the customer"),
        "unanswered": _("closed, not confirmed"),
        "dismissed": _("dismissed"),
    }


def clock_words() -> dict[str, str]:
    """The labels of the clocks: what is due at the end of each."""
    return {
        "acknowledge": _("first response"),
        "resolve": _("resolution"),
        "customer": _("customer wait limit"),
        "wait": _("wait ends"),
    }


def channel_words() -> dict[str, str]:
    """The channels of contacts."""
    return comment_labels.channel_words()


def metric_words() -> dict[str, str]:
    """The metrics of a score; terms of the field are the same in most languages."""
    return {
        "nps": "NPS",
        "csat": "CSAT",
        "ces": "CES",
        "resolution": _("Solved"),
        "sentiment": _("Tone"),
    }


def address_words() -> dict[str, str]:
    """The kinds of identities of a customer."""
    return {
        "email": _("E-mail"),
        "phone": _("Phone"),
        "handle": _("Social media"),
        "loyalty": _("Customer number"),
        "postal": _("Address"),
    }


def handler_words() -> dict[str, str]:
    """The kinds of handlers of a contact."""
    return {"ivr": _("Phone menu"), "bot": _("Bot"), "queue": _("Queue (phone)"), "agent": _("Agent")}


def attempt_words() -> dict[str, str]:
    """The channels of attempts."""
    return {name: _(title) for name, title in ATTEMPT_CHANNELS.items()}


def wait_words() -> dict[int, str]:
    """The times that a case can wait, by days."""
    return {days: ngettext("%(num)s day", "%(num)s days", days) % {"num": days} for days in (1, 2, 3, 5, 7, 14, 30)}


def titles(named: Mapping[str, str]) -> dict[str, str]:
    """Slugs with their titles; built-in titles in the reader's language."""
    return {slug: _(title) for slug, title in named.items()}


def template_labels() -> dict[str, Any]:
    """All labels, as functions that a template calls once its reader is known."""
    return {
        "SHAPES": SHAPES,
        "LOOKS": LOOKS,
        "TONES": comment_labels.LOOKS,
        "tab_words": tab_words,
        "empty_tab_words": empty_tab_words,
        "state_words": state_words,
        "clock_words": clock_words,
        "channel_words": channel_words,
        "touchpoint_words": comment_labels.touchpoint_words,
        "metric_words": metric_words,
        "tone_words": comment_labels.tone_words,
        "address_words": address_words,
        "handler_words": handler_words,
        "wait_words": wait_words,
        "attempt_words": attempt_words,
        "titles": titles,
    }
