"""May a mail leave now? So many a second to one domain, and on a new gateway's first days so many a day.

Every process asks the same tables with one conditional statement, so all of them together keep to the limits. To ask
seldom, a process takes a small block at once and spends it here. What it had taken when it died is lost, and less is
sent, never more.

- to a domain: a window of time in which this process alone sends to it, at the domain's rate
- the ramp: a share of the day's number
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.settings import Settings

EVERY_DOMAIN: Final = "*"
_MOST_AHEAD_SECONDS: Final = 2.0

# Opens a window behind the last one, unless that one is too far ahead; the database's clock is everybody's.
_WINDOW = """
INSERT INTO send_window (name, taken_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
ON CONFLICT (name) DO UPDATE
SET taken_until = greatest(send_window.taken_until, clock_timestamp()) + make_interval(secs => $2)
WHERE send_window.taken_until <= clock_timestamp() + make_interval(secs => $3)
RETURNING extract(epoch FROM taken_until - clock_timestamp())::float8 - $2"""
_FORGET_WINDOWS = "DELETE FROM send_window WHERE taken_until < clock_timestamp() - interval '1 hour'"
_FIRST_DAY = "SELECT min(day) FROM send_count WHERE gateway = $1 AND domain = $2"
_TAKE = """
INSERT INTO send_count (id, gateway, domain, day, sent) SELECT $1, $2, $3, $4::date, $5::int WHERE $5 <= $6::int
ON CONFLICT (gateway, domain, day) DO UPDATE SET sent = send_count.sent + excluded.sent
WHERE send_count.sent + excluded.sent <= $6
RETURNING sent"""


@dataclass
class _Window:
    """Sends to one domain that this process may still make between two moments of the loop's clock."""

    opens: float = 0.0
    closes: float = 0.0
    left: int = 0
    turned_away: int = 0


class Pace:
    """The limits of one gateway, as one process keeps them."""

    most_domains = 10_000

    def __init__(self, gateway: str, settings: Settings) -> None:
        self._gateway = gateway
        self._rate = settings.smtp_domain_rate
        self._ramp = settings.smtp_ramp
        self._block = max(1, int(self._rate))
        self._windows: OrderedDict[str, _Window] = OrderedDict()
        self._asking = asyncio.Lock()
        self._day: date | None = None
        self._first: date | None = None
        self._share = 0
        self._used_up = False

    def __len__(self) -> int:
        """How many domains are remembered."""
        return len(self._windows)

    async def take(self, address: str) -> datetime | None:
        """Take the right to send one mail to `address` now; else the moment to ask again. It counts as sent."""
        wait = await self._take_domain(address.rpartition("@")[2].lower()) if self._rate > 0 else 0.0
        if wait > 0:
            return clock.now() + timedelta(seconds=wait)
        if self._ramp > 0 and not await self._take_ramp():
            # The same hour tomorrow: it was an hour at which this customer may be written to.
            return clock.now() + timedelta(days=1)
        return None

    async def _take_domain(self, domain: str) -> float:
        """0 where a mail to `domain` may leave now, else the seconds to wait."""
        now = asyncio.get_running_loop().time()
        window = self._windows.get(domain) or self._new_window(domain)
        if window.left and now > window.closes:
            window.left = 0
        if not window.left and now >= window.opens:
            await self._open(domain, window)
            now = asyncio.get_running_loop().time()
        if window.left and now >= window.opens:
            window.left -= 1
            window.turned_away = 0
            return 0.0
        # Those turned away come back one after another, not all at the next window.
        window.turned_away += 1
        return max(window.opens - now, 0.0) + window.turned_away / self._rate

    def _new_window(self, domain: str) -> _Window:
        while len(self._windows) >= self.most_domains:
            self._windows.popitem(last=False)
        return self._windows.setdefault(domain, _Window())

    async def _open(self, domain: str, window: _Window) -> None:
        length = self._block / self._rate
        asked = (f"{self._gateway} {domain}", length, _MOST_AHEAD_SECONDS)
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if window.left or now < window.opens:
                return
            ahead: float | None = await DB.fetch_value(_WINDOW, *asked)
            if ahead is None:
                window.opens = now + _MOST_AHEAD_SECONDS / 2
                return
            window.opens, window.closes = now + ahead, now + ahead + length
            window.left = self._block

    async def _take_ramp(self) -> bool:
        """One of the day's number."""
        async with self._asking:
            today = clock.now().date()
            if today != self._day:
                self._day, self._share, self._used_up = today, 0, False
            if not self._share and not self._used_up:
                self._share = await self._take_share(today)
                self._used_up = not self._share
            if self._share:
                self._share -= 1
                return True
            return False

    async def _take_share(self, today: date) -> int:
        limit = await self._limit(today)
        for share in dict.fromkeys((max(1, min(20, limit // 100)), 1)):
            if await DB.fetch_value(_TAKE, new_id(), self._gateway, EVERY_DOMAIN, today, share, limit) is not None:
                return share
        return 0

    async def _limit(self, today: date) -> int:
        """The day's number: doubled each day since the first one on which this gateway sent."""
        if self._first is None:
            self._first = await DB.fetch_value(_FIRST_DAY, self._gateway, EVERY_DOMAIN)
        days = (today - self._first).days if self._first else 0
        return int(min(self._ramp * 2 ** min(max(days, 0), 40), 2**31 - 1))


async def forget_old_windows() -> None:
    """Drop the windows of domains to which nothing has been sent for an hour."""
    await DB.execute(_FORGET_WINDOWS)
