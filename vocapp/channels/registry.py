"""Which channels are there? Those that contacts arrive on, and those that this release can ask on."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from vocapp.channels.capabilities import Capabilities, Style
from vocapp.channels.email import channel as email
from vocapp.channels.inbound import ParsedInbound
from vocapp.channels.mail_content import MailBody, MailInvitation


class ContactChannel(StrEnum):
    """Where a contact can take place."""

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
    """A channel that a survey can be asked on.

    `compose` makes what is said of what is asked; `hear` reads what came in (address it was sent to, raw bytes).
    """

    name: str
    title: str
    style: Style
    capabilities: Capabilities
    compose: Callable[[MailInvitation], MailBody]
    parse_inbound: Callable[[str, bytes], ParsedInbound]


EMAIL = Channel(
    name="email",
    title="E-mail",
    style=Style.PAGE,
    capabilities=email.CAPABILITIES,
    compose=email.compose,
    parse_inbound=email.parse_inbound,
)

CHANNELS: tuple[Channel, ...] = (EMAIL,)


def channel(name: str) -> Channel:
    """The channel of that name; KeyError where nobody can be asked on it."""
    return {c.name: c for c in CHANNELS}[name]
