"""Stores inbound mail before it is parsed. Mail is acknowledged only once it is stored, so none is lost."""

import hashlib
from typing import Final

from vocapp import clock
from vocapp.channels.email.parse_mime import MOST_BYTES
from vocapp.database import DB, new_id
from vocapp.database.jobs import enqueue_sql
from vocapp.database.notify import wake

STAGE: Final = "hear"

_KEEP: Final = f"""
WITH kept AS (
  INSERT INTO inbound_mail (id, digest, kind, recipient, content, received_at) VALUES ($1, $2, 'unread', $3, $4, $5)
  ON CONFLICT (digest) DO NOTHING RETURNING id),
jobs AS ({enqueue_sql(f"SELECT '{STAGE}', id, $5::timestamptz FROM kept")})
SELECT count(*) FROM kept"""  # noqa: S608


async def store_inbound(recipient: str, content: bytes) -> bool:
    """Stores a mail to `recipient` and enqueues it; False if it was stored before. Each mail is processed once."""
    address = recipient.strip().lower().replace("\x00", "")[:320]
    digest = hashlib.sha256(address.encode("utf-8", "replace") + b"\n" + content).digest()
    kept = await DB.fetch_value(_KEEP, new_id(), digest, address, content[:MOST_BYTES], clock.now())
    wake(STAGE)
    return bool(kept)
