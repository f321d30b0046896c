"""Labels of message states and kinds of inbound mail."""

from typing import Final

from vocapp.messages.message_states import MessageState
from vocapp.ui.reader import gettext as _
from vocapp.ui.reader import mark

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


REASONS: Final = {
    "answered": mark("answered"),
    "declined": mark("declined"),
    "expired": mark("expired"),
    "not the customer": mark("not the customer"),
    "amended": mark("the contact was amended"),
    "taken back": mark("unsent by staff"),
    "the case goes on": mark("the case was reopened"),
    "the address bounced": mark("the address bounced"),
    "the permission was withdrawn": mark("the permission was withdrawn"),
    "the customer was erased": mark("the customer was erased"),
    "opted out by link": mark("opted out by link"),
    "opted out by header": mark("opted out in the mail program"),
    "opted out by reply": mark("opted out by reply"),
    "opted out by complaint": mark("complained to their mail provider"),
}
"""Why a message was not sent. Anything else is what a server answered."""


def kind_label(kind: str, step: int) -> str:
    """The kind of a message, in the reader's language: an invitation, its reminder, …"""
    names = {
        "invitation": _("invitation"),
        "recovery": _("recovery check"),
        "case_reply": _("reply to the customer"),
        "digest": _("digest"),
    }
    name = names.get(kind, kind)
    if not step:
        return name
    return _("reminder") if kind == "invitation" else f"{name} {step + 1}"


def reason_label(reason: str | None) -> str:
    """The reason why a message was not sent, in the reader's language; what a server answered unchanged; "" for
    nothing.
    """
    return _(REASONS[reason]) if reason in REASONS else reason or ""


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
