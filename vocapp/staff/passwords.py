"""Passwords hashed with Argon2id. A login takes the same time for known and unknown users."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vocapp.staff.password_rules import LONGEST

# The OWASP password storage cheat sheet's setting: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# At most two at once, so that many logins at the start of a shift do not block everything else.
_AT_ONCE = 2
_turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


async def hash_password(password: str) -> str:
    """The hash to store, computed off the event loop."""
    async with _turn():
        return await asyncio.to_thread(HASHER.hash, password)


async def matches(kept: str | None, password: str) -> bool:
    """Whether `password` matches the hash; without a hash it does the same work and returns False."""
    async with _turn():
        return await asyncio.to_thread(_matches, kept, password) and kept is not None


def needs_rehash(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than the current ones."""
    return HASHER.check_needs_rehash(kept)


def _matches(kept: str | None, password: str) -> bool:
    try:
        return HASHER.verify(kept or _dummy_hash(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _dummy_hash() -> str:
    return HASHER.hash("a password that nobody has")


def _turn() -> asyncio.Semaphore:
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))
