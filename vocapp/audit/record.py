"""Writes a line of the audit log, in the transaction of the change."""

from typing import Any

from vocapp import clock
from vocapp.database import DB, new_id, to_json
from vocapp.http.access import Actor


async def record(actor: Actor, action: str, subject_kind: str, subject_id: object = "", **detail: Any) -> None:
    """Records that `actor` did `action` (e.g. "user.disabled") to a subject; call it inside the change's transaction.

    `detail` is JSON: what changed, never a secret and never a customer's words or addresses.
    """
    await DB.execute(
        "INSERT INTO event (id, at, actor, action, subject_kind, subject_id, detail) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        new_id(),
        clock.now(),
        str(actor),
        action,
        subject_kind,
        str(subject_id),
        to_json(detail),
    )
