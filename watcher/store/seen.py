"""Which articles have been dealt with: identity marks, per feed, without any wall-clock time to live.

A mark's value is ``poll:day``: the feed's successful polls so far and the day, when the mark was last in the document. It
is pruned when it has been absent for ``ABSENT_POLLS`` polls *and* is older than its kind's age, so that neither a clock
step nor an outage of the feed forgets anything. Strong marks (guid, URL) stay as tombstones long after the weak ones
(title, text) went, for outlets whose retention resurrects old entries.
"""

import base64
import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from watcher.store.connection import RedisClient
from watcher.store.keys import Keys
from watcher.store.scripts import Script

ABSENT_POLLS = 20
WEAK_AGE = timedelta(days=30)
STRONG_AGE = timedelta(days=400)
STRONG = ("guid", "url")
"""Kinds of identity key that stay as tombstones."""
CHUNK = 2_000
"""Marks a script is given at once, so that it blocks the server for a few milliseconds at most."""

_MARK = Script("watcher.store", "mark_seen")
_POLLED = Script("watcher.store", "polled")
_PRUNE = Script("watcher.store", "prune_seen")


def mark(key: str) -> str:
    """Return an identity key as a short field: its kind, and 96 bits of its digest (a feed may give a guid of a megabyte)."""
    kind, _, _rest = key.partition(":")
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).digest()
    return f"{kind[:8]}:{base64.urlsafe_b64encode(digest).decode()}"


def day(now: datetime) -> int:
    """Return the day of ``now``, counted from 1970."""
    return int(now.timestamp() // 86_400)


class SeenMarks:
    """The marks of all feeds."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def marked(self, feed: str, keys: Iterable[str]) -> frozenset[str]:
        """Return those of ``keys`` that are marked."""
        asked = list(dict.fromkeys(keys))
        found: set[str] = set()
        for start in range(0, len(asked), CHUNK):
            chunk = asked[start : start + CHUNK]
            values = await self._client.call("HMGET", self._keys.seen(feed), *map(mark, chunk))
            found.update(key for key, value in zip(chunk, values, strict=True) if value is not None)
        return frozenset(found)

    async def mark(self, feed: str, articles: Sequence[Collection[str]], now: datetime, *, feed_state: str | None = None) -> None:
        """Mark all keys of many articles that matched nothing; the feed's state is stored with the last of them."""
        fields = list(dict.fromkeys(mark(key) for keys in articles for key in keys))
        names = (self._keys.seen(feed), self._keys.polls(), self._keys.feeds())
        for start in range(0, max(len(fields), 1), CHUNK):
            chunk = fields[start : start + CHUNK]
            state = (feed_state,) if feed_state is not None and start + CHUNK >= len(fields) else ()
            await self._client.run(_MARK, names, (feed, day(now), len(chunk), *chunk, *state))

    async def polled(self, feed: str, present: Iterable[str], now: datetime) -> None:
        """Count one successful poll, and note which marks its document still had."""
        fields = list(dict.fromkeys(map(mark, present)))
        names = (self._keys.seen(feed), self._keys.polls())
        for start in range(0, max(len(fields), 1), CHUNK):
            await self._client.run(_POLLED, names, (feed, day(now), int(start == 0), *fields[start : start + CHUNK]))

    async def prune(self, feed: str, now: datetime) -> int:
        """Forget what was absent for long; return how many marks went."""
        names = (self._keys.seen(feed), self._keys.polls())
        cursor, gone = "0", 0
        words = (feed, day(now), ABSENT_POLLS, WEAK_AGE.days, STRONG_AGE.days)
        while True:
            cursor, pruned = await self._client.run(_PRUNE, names, (*words, cursor, CHUNK, *(f"{kind}:" for kind in STRONG)))
            gone += int(pruned)
            if str(cursor) == "0":
                return gone

    async def count(self, feed: str) -> int:
        """Return how many marks a feed has."""
        return int(await self._client.call("HLEN", self._keys.seen(feed)))
