"""The mail of a digest: the kept text, word for word, with the headers of the moment of sending.

It is not sent if the subscription was paused or its reader disabled meanwhile. A test goes to whoever requested it.
"""

from datetime import datetime
from typing import Final

from vocapp.catalogue import published
from vocapp.channels.mail_content import MailBody
from vocapp.digests import subscriptions
from vocapp.digests.archive import load_images
from vocapp.digests.compose_stage import stop_url
from vocapp.digests.subscriptions import KIND, find_subscription
from vocapp.digests.tables import Digest
from vocapp.feature import Inbound, Registry, StoredMessage
from vocapp.gateways.gateway import Outgoing
from vocapp.http.access import Actor
from vocapp.messages.build_mail import MailSender, build_mail

LABEL: Final = "digest"
READER: Final = Actor(kind="reader")


class DigestComposer:
    """The composer of kind "digest"."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, message: StoredMessage) -> Outgoing | datetime | None:
        """The mail; None if it must not be sent any more."""
        digest = await Digest.objects().where(Digest.id == message.subject_id).first()
        found = await find_subscription(digest.subscription_id) if digest else None
        if digest is None or found is None or digest.html is None or not (found.is_on or digest.is_test):
            return None
        snapshot = await published.snapshot()
        brand = snapshot.brand_by_slug[snapshot.company.brand].brand
        url = stop_url(self._registry.settings.origin, self._registry.keys, found)
        sender = MailSender(name=brand.sender_name, address=brand.sender_address, unsubscribe_url=url, label=LABEL)
        images = tuple(await load_images(digest.id))
        body = MailBody(
            subject=digest.subject, text=digest.plain, html=digest.html, language=digest.language, images=images
        )
        return build_mail(self._registry, message, body, sender)


async def receive_reply(inbound: Inbound) -> None:
    """Receives inbound mail: a reply with "stop" or a complaint pauses the digest."""
    if inbound.subject_kind != KIND or inbound.subject_id is None or inbound.kind not in ("opt_out", "complaint"):
        return
    digest = await Digest.select(Digest.subscription_id).where(Digest.id == inbound.subject_id).first()
    found = await find_subscription(digest["subscription_id"]) if digest else None
    if found is not None:
        await subscriptions.pause(found, READER, how=inbound.kind)
