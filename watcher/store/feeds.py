"""What is known of each feed between polls: validators, health, intervals; as JSON that ``sources`` writes and reads."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from watcher.store.connection import RedisClient
from watcher.store.keys import Keys
from watcher.store.lanes import Word
from watcher.store.scripts import Script

CHUNK = 200
"""States asked for or stored at once, so that thousands of feeds keep neither Redis nor the event loop for long."""


_BEGIN = Script("watcher.store/begin_poll")
_END = Script("watcher.store/end_poll")


class Begun(NamedTuple):
    """A feed as its poll begins."""

    ours: bool
    """Whether it is ours to poll: another poller has it otherwise."""
    state: str | None


class Ended(NamedTuple):
    """A feed as its poll has ended."""

    feed: str
    lasts: timedelta
    """How long its lease is kept: until the next poll."""
    state: str | None
    """``None`` where it was stored with the document's last article."""


class FeedStates:
    """Feed → state. Validators are written by the commit of the document's last article, never before it."""

    def __init__(self, client: RedisClient, keys: Keys, owner: str) -> None:
        self._client = client
        self._keys = keys
        self._owner = owner

    async def begin(self, polls: Sequence[tuple[str, timedelta]]) -> Sequence[Begun]:
        """Take the leases of feeds for so long, but those that another owner has, and return the states stored last."""
        begun: list[Begun] = []
        for start in range(0, len(polls), CHUNK):
            chunk = polls[start : start + CHUNK]
            words: list[Word] = [self._owner]
            for feed, lasts in chunk:
                words += (feed, _milliseconds(lasts))
            told = await self._client.run(_BEGIN, (self._keys.feeds(), *(self._lease(feed) for feed, _ in chunk)), words)
            begun += map(Begun._make, zip(map(bool, told[::2]), told[1::2], strict=True))
        return begun

    async def end(self, polls: Sequence[Ended]) -> None:
        """Keep the leases of feeds that no other owner has, and store states without an article to go with, such as a 304's."""
        for start in range(0, len(polls), CHUNK):
            chunk = polls[start : start + CHUNK]
            words: list[Word] = [self._owner]
            for feed, lasts, state in chunk:
                words += (feed, _milliseconds(lasts), state or "")
            await self._client.run(_END, (self._keys.feeds(), *(self._lease(poll.feed) for poll in chunk)), words)

    def _lease(self, feed: str) -> str:
        return self._keys.lease(f"poll:{feed}")

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
        """Store a state, whoever polls the feed."""
        await self._client.call("HSET", self._keys.feeds(), feed, state)


def _milliseconds(lasts: timedelta) -> int:
    return max(1, int(lasts.total_seconds() * 1000))
