"""What is known of each feed between polls: validators, health, intervals; as JSON that ``sources`` writes and reads."""

from watcher.store.connection import RedisClient
from watcher.store.keys import Keys


class FeedStates:
    """Feed → state. Validators are written by the commit of the document's last article, never before it."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def get(self, feed: str) -> str | None:
        """Return the state of one feed."""
        value: str | None = await self._client.call("HGET", self._keys.feeds(), feed)
        return value

    async def all(self) -> dict[str, str]:
        """Return the states of all feeds that were ever polled."""
        value: dict[str, str] = await self._client.call("HGETALL", self._keys.feeds())
        return value

    async def put(self, feed: str, state: str) -> None:
        """Store a state that has no article to go with, such as that of a 304 or of a failure."""
        await self._client.call("HSET", self._keys.feeds(), feed, state)
