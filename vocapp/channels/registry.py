"""Channels: those on which contacts happen, and those on which this release sends surveys."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from vocapp.channels.capabilities import Capabilities, Style
from vocapp.channels.email import channel as email
from vocapp.channels.mail_content import MailBody, MailInvitation


class ContactChannel(StrEnum):
    """Channel of a contact."""

    PHONE_IN_HOUSE = "phone_in_house"
    PHONE_OUTSOURCED = "phone_outsourced"
    IVR = "ivr"
    EMAIL = "email"
    LETTER = "letter"
    WEB_CHAT = "web_chat"
    WEB_COLLABORATION = "web_collaboration"
    CO_BROWSE = "co_browse"
    SMS = "sms"
    KIOSK = "kiosk"  # a kiosk, or a till
    FAX = "fax"
    FACE_TO_FACE = "face_to_face"
    SOCIAL = "social"


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel on which surveys are sent.

    `compose` turns an invitation into a mail; `inbound_parser` is the module that parses inbound mail, in child
    processes only.
    """

    name: str
    title: str
    style: Style
    capabilities: Capabilities
    compose: Callable[[MailInvitation], MailBody]
    inbound_parser: str


EMAIL = Channel(
    name="email",
    title="E-mail",
    style=Style.PAGE,
    capabilities=email.CAPABILITIES,
    compose=email.compose,
    inbound_parser=email.INBOUND_PARSER,
)

CHANNELS: tuple[Channel, ...] = (EMAIL,)


def channel(name: str) -> Channel:
    """Returns the channel of that name; KeyError if no surveys are sent on it."""
    return {c.name: c for c in CHANNELS}[name]
