"""Rate limits: token buckets in this process, O(1) per request, bounded memory, no table."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from vocapp.clock import seconds


@dataclass(frozen=True)
class Rate:
    """`per_second` on average, and `burst` at once."""

    per_second: float
    burst: float


class Buckets:
    """One bucket per key. Keys live in two generations: when the younger one is full, the older one is dropped.

    So at most 2 × `most` keys are kept. A flood of keys drops only buckets that have not been used meanwhile.
    """

    def __init__(self, rate: Rate, most: int = 20_000, clock: Callable[[], float] = seconds) -> None:
        self.rate = rate
        self._most = most
        self._clock = clock
        self._young: dict[Hashable, tuple[float, float]] = {}
        self._old: dict[Hashable, tuple[float, float]] = {}

    def spend(self, key: Hashable, amount: float = 1.0) -> float:
        """Takes `amount` of the key's tokens: 0.0, or the seconds to wait (then nothing is taken)."""
        now, tokens = self._level(key)
        if tokens < amount:
            return (amount - tokens) / self.rate.per_second
        if len(self._young) >= self._most and key not in self._young:
            self._old, self._young = self._young, {}
        self._young[key] = (tokens - amount, now)
        return 0.0

    def give_back(self, key: Hashable, amount: float = 1.0) -> None:
        """Undoes a `spend` of this key."""
        now, tokens = self._level(key)
        if key in self._young or key in self._old:
            self._young[key] = (min(self.rate.burst, tokens + amount), now)

    def wait(self, key: Hashable, amount: float = 1.0) -> float:
        """The seconds until the key may spend `amount`; takes nothing."""
        _, tokens = self._level(key)
        return max(0.0, (amount - tokens) / self.rate.per_second)

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def _level(self, key: Hashable) -> tuple[float, float]:
        now = self._clock()
        last = self._young.get(key) or self._old.get(key)
        if last is None:
            return now, self.rate.burst
        return now, min(self.rate.burst, last[0] + (now - last[1]) * self.rate.per_second)
