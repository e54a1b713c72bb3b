"""Small records of policy: silences, acknowledgements, mutes, groups that wait. Each name is one hash of JSON by id."""

from watcher.store.connection import RedisClient
from watcher.store.keys import Keys


class StateRecords:
    """Name → id → JSON. When a record ends is written in it and is its reader's to judge, by the injected clock."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def get(self, name: str, record: str) -> str | None:
        """Return one record."""
        value: str | None = await self._client.call("HGET", self._keys.state(name), record)
        return value

    async def all(self, name: str) -> dict[str, str]:
        """Return all records of a name."""
        value: dict[str, str] = await self._client.call("HGETALL", self._keys.state(name))
        return value

    async def count(self, name: str) -> int:
        """Return how many records a name has."""
        return int(await self._client.call("HLEN", self._keys.state(name)))

    async def put(self, name: str, record: str, value: str) -> None:
        """Write one record."""
        await self._client.call("HSET", self._keys.state(name), record, value)

    async def remove(self, name: str, record: str) -> bool:
        """Remove one record; False where there was none."""
        return bool(await self._client.call("HDEL", self._keys.state(name), record))
