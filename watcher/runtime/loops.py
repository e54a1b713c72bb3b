"""Named loops that turn again and again, beat their pulse, and wait while Redis is away."""

import asyncio
from collections.abc import Awaitable, Callable

from watcher import log
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.runtime.pulse import Pulse

STORE_PAUSE = 0.5
"""Seconds between two tries while Redis is away."""
BOUND = 60.0
"""Seconds beyond its own interval after which a loop that has not turned is stale."""

_log = log.get("loops")


class Loops:
    """Loops of one owner, stopped together."""

    def __init__(self, clock: Clock, pulse: Pulse) -> None:
        self._clock = clock
        self._pulse = pulse
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def every(self, seconds: float, name: str, act: Callable[[], Awaitable[object]]) -> None:
        """Call ``act`` now and then ``seconds`` after each time it ended."""
        self._pulse.expect(name, within=seconds + BOUND)
        self._tasks[name] = asyncio.create_task(self._turn(seconds, name, act), name=name)

    async def _turn(self, seconds: float, name: str, act: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await act()
                pause = seconds
            except StoreError as error:
                _log.warning("store_away", loop=name, error=str(error))
                pause = max(seconds, STORE_PAUSE)
            self._pulse.beat(name)
            await self._clock.sleep(pause)

    async def stop(self) -> None:
        """End all loops."""
        for name, task in self._tasks.items():
            self._pulse.forget(name)
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._tasks.clear()
