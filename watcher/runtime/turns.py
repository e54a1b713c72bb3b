"""Whose turn it is: tasks that would change the same things go one after another, all others side by side."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """A lock for each name in use, and none for those that are not."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def one(self, name: str) -> asyncio.Lock:
        """Return what to hold while it is the turn of one name."""
        lock = self._locks.get(name)
        if lock is None:
            lock = self._locks[name] = asyncio.Lock()
        return lock

    @asynccontextmanager
    async def of(self, names: Iterable[str]) -> AsyncIterator[None]:
        """Wait for all names; they are taken in one order, so that no two tasks wait for each other."""
        taken: list[asyncio.Lock] = []
        try:
            for name in sorted(set(names)):
                lock = self.one(name)
                await lock.acquire()
                taken.append(lock)
            yield
        finally:
            for lock in taken:
                lock.release()
