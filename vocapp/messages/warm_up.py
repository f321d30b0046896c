"""Warm-up of a new gateway: a number of mails on its first day, twice as many on each day after it.

The limit holds over all processes: each takes a small share of the day's number by one conditional statement. A process
that dies loses its share, so fewer mails are sent, never more.
"""

import asyncio
from datetime import date
from typing import Final

from vocapp import clock
from vocapp.database import DB, new_id

EVERY_DOMAIN: Final = "*"
_MOST_AT_ONCE: Final = 20
_MOST: Final = 2**31 - 1
_FIRST_DAY: Final = "SELECT min(day) FROM send_count WHERE gateway = $1 AND domain = $2"
_TAKE: Final = """
INSERT INTO send_count (id, gateway, domain, day, sent) SELECT $1, $2, $3, $4::date, $5::int WHERE $5 <= $6::int
ON CONFLICT (gateway, domain, day) DO UPDATE SET sent = send_count.sent + excluded.sent
WHERE send_count.sent + excluded.sent <= $6
RETURNING sent"""


class WarmUp:
    """Warm-up of one gateway in one process. `first` is the number of mails on its first day."""

    def __init__(self, gateway: str, first: int) -> None:
        self._gateway = gateway
        self._first_number = first
        self._first_day: date | None = None
        self._today: date | None = None
        self._share = 0
        self._used_up = False
        self._asking = asyncio.Lock()

    async def take(self) -> bool:
        """Takes one of the day's mails; False if none is left."""
        async with self._asking:
            today = clock.now().date()
            if today != self._today:
                self._today, self._share, self._used_up = today, 0, False
            if not self._share and not self._used_up:
                self._share = await self._take_share(today)
                self._used_up = not self._share
            if self._share:
                self._share -= 1
                return True
            return False

    async def _take_share(self, today: date) -> int:
        limit = await self._limit(today)
        for share in dict.fromkeys((max(1, min(_MOST_AT_ONCE, limit // 100)), 1)):
            if await DB.fetch_value(_TAKE, new_id(), self._gateway, EVERY_DOMAIN, today, share, limit) is not None:
                return share
        return 0

    async def _limit(self, today: date) -> int:
        if self._first_day is None:
            self._first_day = await DB.fetch_value(_FIRST_DAY, self._gateway, EVERY_DOMAIN)
        days = (today - self._first_day).days if self._first_day else 0
        return int(min(self._first_number * 2 ** min(max(days, 0), 40), _MOST))
