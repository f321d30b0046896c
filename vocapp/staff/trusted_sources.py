"""Trusted sources: systems whose keys may add identities and attributes to customers that another source brought.

Only administrators change the list; each change is in the audit log.
"""

from dataclasses import dataclass
from datetime import datetime

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB
from vocapp.http.access import Actor
from vocapp.staff.tables import TrustedSource

LONGEST = 80


@dataclass(frozen=True)
class TrustedSourceSummary:
    """A trusted source as it is listed; `by` is the name of the user who trusted it."""

    source: str
    trusted_at: datetime
    by: str | None


async def list_trusted() -> list[TrustedSourceSummary]:
    """The trusted sources by name."""
    row = TrustedSource
    rows = row.select(row.source, row.trusted_at, row.trusted_by.name.as_alias("by"))
    return [TrustedSourceSummary(**each) for each in await rows.order_by(row.source)]


async def trusted_names() -> frozenset[str]:
    """The names of the trusted sources."""
    return frozenset(row["source"] for row in await TrustedSource.select(TrustedSource.source))


async def trust(source: str, by: Actor) -> bool:
    """Trusts `source`; False if it was trusted before."""
    row = TrustedSource(source=source, trusted_at=clock.now(), trusted_by=by.id if by.kind == "user" else None)
    async with DB.transaction():
        if not await TrustedSource.insert(row).on_conflict(target=TrustedSource.source, action="DO NOTHING"):
            return False
        await record(by, "source.trusted", "source", source)
    return True


async def distrust(source: str, by: Actor) -> bool:
    """Trusts `source` no longer; False if it was not trusted."""
    async with DB.transaction():
        gone = await TrustedSource.delete().where(TrustedSource.source == source).returning(TrustedSource.source)
        if gone:
            await record(by, "source.distrusted", "source", source)
    return bool(gone)
