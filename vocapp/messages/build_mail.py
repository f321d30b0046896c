"""Builds the bytes of a composed mail, with the bounce and reply addresses of its message.

Everything follows from the id of the message: the same row gives the same Message-ID and addresses every time. So the
Message-ID can be looked up, and a bounce or reply names its message by a token that only this installation can make.
"""

from uuid import UUID

from msgspec import Struct

from vocapp import clock
from vocapp.channels.email import build_mime
from vocapp.channels.mail_content import MailBody
from vocapp.feature import Registry, StoredMessage
from vocapp.gateways.dkim_signature import dkim_signer
from vocapp.gateways.gateway import Outgoing
from vocapp.tokens import TokenPurpose

OUTBOX = "outbox"


class MailSender(Struct, frozen=True, kw_only=True):
    """Sender of a mail. `unsubscribe_url` takes the one-click POST; `label` groups mails in a provider's reports."""

    name: str
    address: str
    unsubscribe_url: str = ""
    label: str = ""
    thread: tuple[str, ...] = ()  # Message-IDs of the mails that this one follows
    is_automatic: bool = True  # False: a person wrote it


def build_mail(registry: Registry, message: StoredMessage, body: MailBody, sender: MailSender) -> Outgoing:
    """Returns the mail with the bounce address and the reply address of this message.

    `message` is the row that the composer was given. ValueError for an invalid address.
    """
    domain = mail_domain(registry, sender.address)
    bounce, reply = (registry.keys.token(purpose, message.id) for purpose in (TokenPurpose.BOUNCE, TokenPurpose.REPLY))
    headers = build_mime.Headers(
        message_id=message_id(message.id, domain),
        date=clock.now(),
        sender_name=sender.name,
        sender_address=sender.address,
        recipient=message.address,
        reply_to=f"reply+{reply}@{domain}",
        unsubscribe_url=sender.unsubscribe_url,
        unsubscribe_mail=f"reply+{reply}@{domain}",
        feedback_id=sender.label,
        thread=sender.thread,
        is_automatic=sender.is_automatic,
    )
    payload = build_mime.assemble(headers, body)
    signs = dkim_signer(registry.settings) if gateway_of(registry, message) != OUTBOX else None
    return Outgoing(
        channel="email",
        sender=f"bounce+{bounce}@{domain}",
        recipient=build_mime.address(message.address),
        payload=signs.sign(payload, sender.address) if signs else payload,
        key=headers.message_id,
        subject=build_mime.one_line(body.subject),
    )


def mail_domain(registry: Registry, sender_address: str) -> str:
    """Domain of the bounce and reply addresses."""
    return registry.settings.mail_domain or build_mime.address(sender_address).rpartition("@")[2]


def message_id(subject: UUID, domain: str) -> str:
    """Message-ID of a message, with its angle brackets."""
    return f"<{subject.hex}@{domain}>"


def gateway_of(registry: Registry, message: StoredMessage) -> str:
    """Name of the gateway of this message; a test message always goes to the outbox."""
    return OUTBOX if message.is_test else registry.settings.email_gateway
