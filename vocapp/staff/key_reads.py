"""Reads by API keys: counted by key, day and scope, and written into the audit log when the day is over."""

from datetime import date

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor, Scope
from vocapp.staff.tables import KeyRead

COUNT = """
INSERT INTO key_read (id, key_id, day, scope, reads) VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (key_id, day, scope) DO UPDATE SET reads = key_read.reads + 1
"""


async def count_read(key: Actor, scope: Scope) -> None:
    """Counts one read of `key`."""
    await DB.execute(COUNT, new_id(), key.id, clock.now().date(), scope)


async def log_reads(today: date | None = None) -> None:
    """Moves the counts of the days before today into the audit log."""
    is_over = KeyRead.day < (today or clock.now().date())
    async with DB.transaction():
        for row in await KeyRead.delete().where(is_over).returning(*KeyRead.all_columns()):
            detail = {"day": row["day"].isoformat(), "scope": row["scope"], "reads": row["reads"]}
            await record(Actor(kind="key", id=row["key_id"]), "key.read", "key", row["key_id"], **detail)
