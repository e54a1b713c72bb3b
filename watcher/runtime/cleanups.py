"""Last-in-first-out clean-ups, each with a name and a bound, so that a stop ends and says what would not."""

import asyncio
from collections.abc import Awaitable, Callable

from watcher import log

_log = log.get("runtime")


class Cleanups:
    """What has to be undone, newest first."""

    def __init__(self) -> None:
        self._stack: list[tuple[str, Callable[[], Awaitable[object]], float]] = []

    def push(self, name: str, undo: Callable[[], Awaitable[object]], *, within: float = 10.0) -> None:
        """Register ``undo`` under a name; it gets ``within`` seconds when its turn comes."""
        self._stack.append((name, undo, within))

    async def run(self) -> list[str]:
        """Undo everything, whatever fails on the way; return the names of what failed or took too long."""
        failed: list[str] = []
        while self._stack:
            name, undo, within = self._stack.pop()
            try:
                async with asyncio.timeout(within):
                    await undo()
            except TimeoutError:
                failed.append(name)
                _log.warning("cleanup_slow", cleanup=name, within=within)
            except Exception as error:  # noqa: BLE001 - a clean-up that fails must not keep the next from running
                failed.append(name)
                _log.warning("cleanup_failed", cleanup=name, error=str(error) or type(error).__name__)
        return failed
