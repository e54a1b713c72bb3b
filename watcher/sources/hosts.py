"""Politeness to hosts: how many requests at a time, and how soon after one another, whatever the number of feeds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from watcher.clock import Clock, SystemClock


class _Host:
    """One host's queue."""

    def __init__(self, at_once: int) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self.next_start = 0.0
        self.users = 0


class HostLimiter:
    """At most ``per_host`` requests at a time and one start every ``pace`` seconds; hosts nobody uses are forgotten."""

    def __init__(self, per_host: int, pace: float, clock: Clock | None = None) -> None:
        self._per_host = per_host
        self._pace = pace
        self._clock = clock or SystemClock()
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at ``host`` and hold a slot for the block."""
        entry = self._hosts.setdefault(host, _Host(self._per_host))
        entry.users += 1
        try:
            async with entry.slots:
                now = self._clock.monotonic()
                start = max(now, entry.next_start)
                entry.next_start = start + self._pace
                if start > now:
                    await self._clock.sleep(start - now)
                yield
        finally:
            entry.users -= 1
            if not entry.users and entry.next_start <= self._clock.monotonic():
                self._hosts.pop(host, None)
            if len(self._hosts) > 4096:
                self._forget()

    def _forget(self) -> None:
        """Drop the hosts that nobody waits for and whose pace has run out."""
        now = self._clock.monotonic()
        self._hosts = {name: host for name, host in self._hosts.items() if host.users or host.next_start > now}
