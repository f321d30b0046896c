"""The mail of a digest: the kept text, word for word, with the headers of the moment of sending.

It is not sent if the subscription was paused or its reader disabled meanwhile. A test goes to whoever requested it.
"""

from datetime import datetime
from typing import Final

import asyncpg

from vocapp.catalogue import published
from vocapp.channels.mail_content import MailBody, MailImage
from vocapp.database import DB
from vocapp.digests import subscriptions
from vocapp.digests.compose_stage import stop_url
from vocapp.digests.subscriptions import KIND
from vocapp.feature import Inbound, Registry
from vocapp.gateways.gateway import Outgoing
from vocapp.http.access import Actor
from vocapp.messages.build_mail import MailSender, build_mail

LABEL: Final = "digest"
READER: Final = Actor(kind="reader")
_READ: Final = "SELECT subscription_id, is_test, language, subject, html, plain FROM digest WHERE id = $1"
_IMAGES: Final = "SELECT name, png FROM digest_chart WHERE digest_id = $1 ORDER BY name"


class DigestComposer:
    """The composer of kind "digest"."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, message: asyncpg.Record) -> Outgoing | datetime | None:
        """The mail; None if it must not be sent any more."""
        row = await DB.fetch_one(_READ, message["subject_id"])
        found = await subscriptions.find_subscription(row["subscription_id"]) if row else None
        if row is None or found is None or row["html"] is None or not (found.is_on or row["is_test"]):
            return None
        snapshot = await published.snapshot()
        brand = snapshot.brand_by_slug[snapshot.company.brand].brand
        url = stop_url(self._registry.settings.origin, self._registry.keys, found)
        sender = MailSender(name=brand.sender_name, address=brand.sender_address, unsubscribe_url=url, label=LABEL)
        images = tuple(MailImage(*image) for image in await DB.fetch(_IMAGES, message["subject_id"]))
        body = MailBody(
            subject=row["subject"], text=row["plain"], html=row["html"], language=row["language"], images=images
        )
        return build_mail(self._registry, message, body, sender)


async def receive_reply(inbound: Inbound) -> None:
    """Receives inbound mail: a reply with "stop" or a complaint pauses the digest."""
    if inbound.subject_kind != KIND or inbound.subject_id is None or inbound.kind not in ("opt_out", "complaint"):
        return
    subscription_id = await DB.fetch_value("SELECT subscription_id FROM digest WHERE id = $1", inbound.subject_id)
    found = await subscriptions.find_subscription(subscription_id) if subscription_id else None
    if found is not None:
        await subscriptions.pause(found, READER, how=inbound.kind)
