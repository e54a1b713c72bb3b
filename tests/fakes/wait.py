"""Waiting for a condition instead of sleeping."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable


async def wait_until(
    predicate: Callable[[], object | Awaitable[object]], *, description: str, within: float = 15.0, every: float = 0.02
) -> None:
    """Return once ``predicate`` (sync or async) is true; fail with ``description`` after ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        value = predicate()
        if inspect.isawaitable(value):
            value = await value
        if value:
            return
        assert time.monotonic() < deadline, f"not within {within} s: {description}"
        await asyncio.sleep(every)
