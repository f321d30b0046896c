"""The archive of digests as they were sent, for users who may see the digests of their reader."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from piccolo.custom_types import Combinable

from vocapp.channels.mail_content import MailImage
from vocapp.digests.subscriptions import KIND
from vocapp.digests.tables import Digest, DigestChart
from vocapp.digests.visibility import visible_user_ids
from vocapp.http.access import Actor
from vocapp.messages.message_queries import find_deliveries

SIZE: Final = 30
_READER: Final = Digest.subscription_id._.user_id._
_COLUMNS: Final = (
    Digest.id,
    Digest.subscription_id,
    Digest.since,
    Digest.until,
    Digest.due_at,
    Digest.state,
    Digest.is_test,
    Digest.address,
    Digest.subject,
    Digest.composed_at,
    _READER.name.as_alias("user_name"),
    Digest.subscription_id._.every.as_alias("every"),
)


class ArchivedDigest(Struct, frozen=True):
    """A digest in the archive, with what came of its mail; `address` and after are None until it is composed."""

    id: UUID
    subscription_id: UUID
    since: date
    until: date
    due_at: datetime
    state: str
    is_test: bool
    user_name: str
    every: str
    address: str | None
    subject: str | None
    composed_at: datetime | None
    message_state: str | None = None
    sent_at: datetime | None = None
    html: str | None = None
    plain: str | None = None


async def list_digests(actor: Actor, address: str, after: UUID | None) -> list[ArchivedDigest]:
    """A page of digests and one more, newest first, without their texts; of tests only those sent to `address`."""
    query = Digest.select(*_COLUMNS).where(_is_seen(actor), Digest.is_test.eq(False) | (Digest.address == address))
    if after is not None:
        query = query.where(Digest.id < after)
    return await _with_deliveries(await query.order_by(Digest.id, ascending=False).limit(SIZE + 1))


async def find_digest(actor: Actor, digest_id: UUID) -> ArchivedDigest | None:
    """A digest that `actor` may see."""
    query = Digest.select(*_COLUMNS, Digest.html, Digest.plain).where(Digest.id == digest_id, _is_seen(actor))
    return next(iter(await _with_deliveries(await query)), None)


def _is_seen(actor: Actor) -> Combinable:
    return Digest.subscription_id._.user_id.is_in(visible_user_ids(actor))


async def _with_deliveries(rows: list[dict[str, Any]]) -> list[ArchivedDigest]:
    deliveries = await find_deliveries(KIND, [row["id"] for row in rows])
    found = [ArchivedDigest(**row) for row in rows]
    return [replace(each, **asdict(deliveries[each.id])) if each.id in deliveries else each for each in found]


async def load_images(digest_id: UUID) -> list[MailImage]:
    """The charts of a digest."""
    charts = DigestChart.select(DigestChart.name, DigestChart.png).where(DigestChart.digest_id == digest_id)
    return [MailImage(**row) for row in await charts.order_by(DigestChart.name)]


def embed_images(html: str, pictures: Sequence[MailImage]) -> str:
    """The HTML for a sandboxed frame: charts embedded, links open in a new tab, all else as sent."""
    for picture in pictures:
        html = html.replace(f"cid:{picture.name}", f"data:image/png;base64,{b64encode(picture.png).decode()}")
    return html.replace("<head>", '<head><base target="_blank">', 1)
