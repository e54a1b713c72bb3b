"""What is known of each feed between polls: validators, health, intervals; as JSON that ``sources`` writes and reads."""

from collections.abc import AsyncIterator, Sequence

from watcher.store.connection import RedisClient
from watcher.store.keys import Keys

CHUNK = 200
"""States asked for at once, so that thousands of feeds keep neither Redis nor the event loop for long."""


class FeedStates:
    """Feed → state. Validators are written by the commit of the document's last article, never before it."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def get(self, feed: str) -> str | None:
        """Return the state of one feed."""
        value: str | None = await self._client.call("HGET", self._keys.feeds(), feed)
        return value

    async def many(self, feeds: Sequence[str]) -> AsyncIterator[tuple[str, str]]:
        """Yield each of ``feeds`` that was ever polled, with its state."""
        for start in range(0, len(feeds), CHUNK):
            names = feeds[start : start + CHUNK]
            for name, state in zip(names, await self._client.call("HMGET", self._keys.feeds(), *names), strict=True):
                if state is not None:
                    yield name, state

    async def all(self) -> dict[str, str]:
        """Return the states of all feeds that were ever polled."""
        value: dict[str, str] = await self._client.call("HGETALL", self._keys.feeds())
        return value

    async def put(self, feed: str, state: str) -> None:
        """Store a state that has no article to go with, such as that of a 304 or of a failure."""
        await self._client.call("HSET", self._keys.feeds(), feed, state)
