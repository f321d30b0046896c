"""The archive of digests as they were sent, for users who may see the digests of their reader."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from vocapp.channels.mail_content import MailImage
from vocapp.database import DB
from vocapp.digests.visibility import visible_users
from vocapp.http.access import Actor

SIZE: Final = 30
_FROM: Final = """
FROM digest d JOIN digest_subscription s ON s.id = d.subscription_id JOIN staff_user u ON u.id = s.user_id
LEFT JOIN message m ON m.kind = 'digest' AND m.subject_id = d.id AND m.step = 0"""
_ROW: Final = """
d.id, d.subscription_id, d.since, d.until, d.due_at, d.state, d.is_test, d.address, d.subject, d.composed_at,
u.name AS user_name, u.id AS user_id, s.every, m.state AS message_state, m.sent_at"""
_LIST: Final = f"""
SELECT {_ROW} {_FROM} WHERE (NOT d.is_test OR d.address = $1) AND ($2::uuid IS NULL OR d.id < $2) AND {{within}}
ORDER BY d.id DESC LIMIT {SIZE + 1}"""
_ONE: Final = f"SELECT {_ROW}, d.html, d.plain, d.language {_FROM} WHERE d.id = $1 AND {{within}}"


async def list_digests(actor: Actor, address: str, after: UUID | None) -> list[asyncpg.Record]:
    """A page of digests and one more, newest first; of tests only those sent to `address`."""
    within = visible_users(actor, 3)
    return await DB.fetch(_LIST.format(within=within.sql), address, after, *within.values)


async def find_digest(actor: Actor, digest_id: UUID) -> asyncpg.Record | None:
    """A digest that `actor` may see."""
    within = visible_users(actor, 2)
    return await DB.fetch_one(_ONE.format(within=within.sql), digest_id, *within.values)


async def load_images(digest_id: UUID) -> list[MailImage]:
    """The charts of a digest."""
    rows = await DB.fetch("SELECT name, png FROM digest_chart WHERE digest_id = $1", digest_id)
    return [MailImage(*row) for row in rows]


def embed_images(html: str, pictures: Sequence[MailImage]) -> str:
    """The HTML for a sandboxed frame: charts embedded, links open in a new tab, all else as sent."""
    for picture in pictures:
        html = html.replace(f"cid:{picture.name}", f"data:image/png;base64,{b64encode(picture.png).decode()}")
    return html.replace("<head>", '<head><base target="_blank">', 1)
