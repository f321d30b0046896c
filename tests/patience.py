"""Waiting for what happens in another task, process or backend, without counting on the machine's speed."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

LIMIT_SECONDS = 60


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Return once `condition` holds; TimeoutError after a minute."""
    async with asyncio.timeout(LIMIT_SECONDS):
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.002)
