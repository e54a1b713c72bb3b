"""Which articles have been dealt with: marks of their identity keys, without any wall-clock time to live.

A mark's value tells the feed, its poll and the day in whose document the key last stood. It is pruned when it has been absent
for ``ABSENT_POLLS`` polls of that feed *and* is old, so that neither a clock step nor an outage forgets anything; the strong
ones (guid, URL) stay as tombstones long after the weak ones (title, text) went, for outlets whose retention resurrects entries.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from watcher.store.connection import RedisClient
from watcher.store.keys import Keys
from watcher.store.scripts import Script

ABSENT_POLLS = 20
WEAK_AGE = timedelta(days=30)
STRONG_AGE = timedelta(days=180)
STRONG = ("guid:", "url")
"""Kinds of identity key that stay as tombstones."""
CHUNK = 1_000
"""Marks a script is given at once, so that it keeps the server for a few milliseconds at most."""

_MARK = Script("watcher.store/mark_seen")
_POLLED = Script("watcher.store/polled")
_PRUNE = Script("watcher.store/prune_seen")


@lru_cache(maxsize=16_384)
def mark(key: str) -> str:
    """Return an identity key as a short field: its kind, and 72 bits of its digest; asked three times in a poll."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
    return f"{key.partition(':')[0]}:{digest}"


def day(now: datetime) -> int:
    """Return the day of ``now``, counted from 1970."""
    return int(now.timestamp() // 86_400)


class SeenMarks:
    """The marks of all feeds: what makes a key belong to one feed or outlet is in the key."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._seen = keys.seen()
        self._names = (keys.seen(), keys.polls(), keys.feeds())

    async def marked(self, keys: Iterable[str]) -> frozenset[str]:
        """Return those of ``keys`` that are marked."""
        found: list[str] = []
        for chunk in _chunks(keys):
            values = await self._client.call("HMGET", self._seen, *map(mark, chunk))
            found += (key for key, value in zip(chunk, values, strict=True) if value is not None)
        return frozenset(found)

    async def mark(self, feed: str, articles: Iterable[Collection[str]], now: datetime, *, feed_state: str | None = None) -> None:
        """Mark all keys of many articles of a feed; the feed's state is stored with the last of them."""
        chunks = [*_chunks(key for keys in articles for key in keys)] or ([] if feed_state is None else [()])
        for number, chunk in enumerate(chunks, start=1):
            state = feed_state if feed_state is not None and number == len(chunks) else ""
            await self._client.run(_MARK, self._names, (feed, day(now), state, *map(mark, chunk)))

    async def polled(self, feed: str, present: Iterable[Collection[str]], now: datetime) -> None:
        """Count one successful poll, and note the keys of the articles that its document had."""
        chunks = [*_chunks(key for keys in present for key in keys)] or [()]
        for number, chunk in enumerate(chunks):
            await self._client.run(_POLLED, self._names[:2], (feed, day(now), int(number == 0), *map(mark, chunk)))

    async def prune(self, now: datetime) -> int:
        """Forget what was absent for long; return how many marks went."""
        cursor, gone = "0", 0
        words = (day(now), ABSENT_POLLS, WEAK_AGE.days, STRONG_AGE.days)
        while True:
            cursor, pruned = await self._client.run(_PRUNE, self._names[:2], (*words, cursor, CHUNK, *STRONG))
            gone += int(pruned)
            if str(cursor) == "0":
                return gone

    async def count(self) -> int:
        """Return how many marks there are."""
        return int(await self._client.call("HLEN", self._seen))


def _chunks(keys: Iterable[str]) -> Iterator[Sequence[str]]:
    distinct = list(dict.fromkeys(keys))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]
