"""Rate limit: mails per second to one recipient domain, over all processes.

A process takes a time window in which it alone sends to a domain, at the domain's rate, and takes the next window when
that one ends. One statement takes the windows of a whole batch. Where one window follows another, the mails of one more
second may leave. A process that does not use its whole window loses the rest.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vocapp.database import DB

WINDOW_SECONDS: Final = 10.0
# Opens a window behind the last one, unless that one is too far ahead. Every process uses the database's clock.
_WINDOWS: Final = """
INSERT INTO send_window (name, taken_until)
SELECT name, clock_timestamp() + make_interval(secs => $2) FROM unnest($1::text[]) AS name ORDER BY name
ON CONFLICT (name) DO UPDATE
SET taken_until = greatest(send_window.taken_until, clock_timestamp()) + make_interval(secs => $2)
WHERE send_window.taken_until <= clock_timestamp() + make_interval(secs => $2)
RETURNING name, extract(epoch FROM taken_until - clock_timestamp())::float8 - $2 AS ahead"""
_FORGET: Final = "DELETE FROM send_window WHERE taken_until < clock_timestamp() - interval '1 hour'"


@dataclass
class _Window:
    """The times at which this process may send to one domain, by the loop's clock, and the number of mails."""

    opens: float = 0.0
    closes: float = 0.0
    ready: float = 0.0
    counted_at: float = 0.0
    refused: int = 0


class DomainRate:
    """Rate limit of one gateway in one process. `rate` is in mails per second."""

    most_domains = 10_000

    def __init__(self, gateway: str, rate: float) -> None:
        self._gateway = gateway
        self._rate = rate
        self._at_once = max(1.0, rate)
        self._length = max(WINDOW_SECONDS, 1 / rate)
        self._windows: OrderedDict[str, _Window] = OrderedDict()
        self._asking = asyncio.Lock()

    def __len__(self) -> int:
        """Number of domains that are remembered."""
        return len(self._windows)

    async def prepare(self, domains: Iterable[str]) -> None:
        """Takes the windows that a batch to these domains needs."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            closed = sorted(domain for domain in set(domains) if now >= self._window(domain).closes)
            if not closed:
                return
            names = [f"{self._gateway} {domain}" for domain in closed]
            granted = {row["name"]: row["ahead"] for row in await DB.fetch(_WINDOWS, names, self._length)}
            for domain, name in zip(closed, names, strict=True):
                self._windows[domain] = self._opened(granted.get(name))

    def _opened(self, ahead: float | None) -> _Window:
        """Returns a window that opens in `ahead` seconds; None: refused, so this process waits and tries again."""
        now = asyncio.get_running_loop().time()
        if ahead is None:
            return _Window(opens=now + self._length / 2, closes=now + self._length / 2)
        return _Window(now + ahead, now + ahead + self._length, self._at_once, now + ahead)

    async def take(self, domain: str) -> float:
        """Takes the right to send one mail to `domain` and returns 0; otherwise returns the seconds to wait."""
        if asyncio.get_running_loop().time() >= self._window(domain).closes:
            await self.prepare([domain])
        now, window = asyncio.get_running_loop().time(), self._window(domain)
        if now >= window.opens:
            window.ready = min(self._at_once, window.ready + (now - window.counted_at) * self._rate)
            window.counted_at = now
            if window.ready >= 1:
                window.ready -= 1
                window.refused = 0
                return 0.0
        # Refused mails come back one after another, not all at the same moment.
        window.refused += 1
        return max(window.opens - now, 0.0) + window.refused / self._rate

    def _window(self, domain: str) -> _Window:
        known = self._windows.get(domain)
        if known is not None:
            return known
        while len(self._windows) >= self.most_domains:
            self._windows.popitem(last=False)
        return self._windows.setdefault(domain, _Window())


async def forget_old_windows() -> None:
    """Deletes the windows of domains to which nothing was sent for an hour."""
    await DB.execute(_FORGET)
