"""How do pages name what there is about a case? A word for each, in the reader's language, and its look."""

from collections.abc import Mapping
from typing import Any, Final

from vocapp.cases.types import ATTEMPT_CHANNELS, Tab
from vocapp.comments.pages import labels as verbatim_words
from vocapp.ui.reader import gettext as _
from vocapp.ui.reader import ngettext

# A shape before the word, so that a state is told without its colour.
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


def tab_words() -> dict[Tab, str]:
    """The tabs of the queue."""
    return {
        Tab.MINE: _("Mine"),
        Tab.UNIT: _("My unit"),
        Tab.FREE: _("Unassigned"),
        Tab.OVERDUE: _("Overdue"),
        Tab.ALL: _("All"),
        Tab.DONE: _("Done"),
    }


def nothing_words() -> dict[Tab, tuple[str, str]]:
    """What an empty tab says, and what will appear there."""
    soon = _("A case appears here within seconds of an answer that needs a person.")
    return {
        Tab.MINE: (_("Nothing is yours"), _("What you claim, or are given, appears here.")),
        Tab.UNIT: (_("Your unit has no open case"), soon),
        Tab.FREE: (_("Everything is taken"), soon),
        Tab.OVERDUE: (_("Nothing is overdue"), _("What is not answered or solved in time appears here.")),
        Tab.ALL: (_("There is no open case"), soon),
        Tab.DONE: (
            _("Nothing has been closed yet"),
            _("Closed cases appear here, with what the customer said of them."),
        ),
    }


def state_words() -> dict[str, str]:
    """The states of a case, in the order of its life."""
    return {
        "open": _("open"),
        "working": _("in work"),
        "waiting": _("waiting for the customer"),
        "closed": _("closed, being checked"),
        "confirmed": _("confirmed by the customer"),
        "unanswered": _("closed, no word from the customer"),
        "dismissed": _("nothing to follow up"),
    }


def clock_words() -> dict[str, str]:
    """What has to happen by the time a clock runs out."""
    return {
        "acknowledge": _("first word"),
        "resolve": _("solution"),
        "customer": _("customer has waited enough"),
        "wait": _("look again"),
    }


def channel_words() -> dict[str, str]:
    """The channels of contacts, short enough for a row of the queue."""
    return verbatim_words.channel_words() | {"phone_outsourced": _("Phone, partner")}


def metric_words() -> dict[str, str]:
    """The metrics that a score can be of; names in the trade, hence the same in most languages."""
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
    """Who has a customer in a contact."""
    return {"ivr": _("Phone menu"), "bot": _("Bot"), "queue": _("Waiting line"), "agent": _("Agent")}


def attempt_words() -> dict[str, str]:
    """On what staff try to reach a customer."""
    return {name: _(title) for name, title in ATTEMPT_CHANNELS.items()}


def wait_words() -> dict[int, str]:
    """How long a case can be made to wait, by days."""
    return {days: ngettext("%(num)s day", "%(num)s days", days) % {"num": days} for days in (1, 2, 3, 5, 7, 14, 30)}


def titles(named: Mapping[str, str]) -> dict[str, str]:
    """Slugs with their titles; those that are vocapp's own in the reader's language."""
    return {slug: _(title) for slug, title in named.items()}


def every() -> dict[str, Any]:
    """All of them, for a template, which asks for them once its reader is known."""
    return {
        "SHAPES": SHAPES,
        "LOOKS": LOOKS,
        "TONES": verbatim_words.LOOKS,
        "tab_words": tab_words,
        "nothing_words": nothing_words,
        "state_words": state_words,
        "clock_words": clock_words,
        "channel_words": channel_words,
        "touchpoint_words": verbatim_words.touchpoint_words,
        "metric_words": metric_words,
        "tone_words": verbatim_words.tone_words,
        "address_words": address_words,
        "handler_words": handler_words,
        "wait_words": wait_words,
        "attempt_words": attempt_words,
        "titles": titles,
    }
