"""One of many processes does a thing at a time: polls a feed, runs maintenance. Taken over when the owner is silent."""

from datetime import timedelta

from watcher.store.connection import RedisClient
from watcher.store.keys import Keys
from watcher.store.scripts import Script

_LEASE = Script("watcher.store/lease")


class Leases:
    """Leases of one owner, unique per process start. A lease saves work; that nothing happens twice is the commit's promise."""

    def __init__(self, client: RedisClient, keys: Keys, owner: str) -> None:
        self._client = client
        self._keys = keys
        self._owner = owner

    async def acquire(self, name: str, lasts: timedelta) -> bool:
        """Take or renew a lease; False while another has it."""
        milliseconds = max(1, int(lasts.total_seconds() * 1000))
        return bool(await self._client.run(_LEASE, (self._keys.lease(name),), (self._owner, milliseconds)))

    async def release(self, name: str) -> None:
        """Let go of a lease that is ours."""
        await self._client.run(_LEASE, (self._keys.lease(name),), (self._owner, 0))
