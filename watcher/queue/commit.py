"""What one decision writes, all of it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from watcher.alerts.delivery import Delivery
from watcher.alerts.model import Alert
from watcher.articles.model import Article
from watcher.events.model import NewsEvent

WriteCommand = Literal["HSET", "HDEL", "ZADD", "ZREM", "SADD", "SREM", "INCRBY", "SET", "DEL"]


@dataclass(frozen=True, slots=True)
class Write:
    """One small write of policy state, under ``Keys.state(name)``."""

    command: WriteCommand
    name: str
    words: tuple[str, ...] = ()
    ttl: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Absorbed:
    """A held or waiting delivery that the digest ``into`` tells instead."""

    delivery: str
    receiver: str
    into: str


class CommitResult(StrEnum):
    """What became of a commit."""

    COMMITTED = "committed"
    SEEN = "seen"
    """The article was dealt with already: nothing was done, but the feed's state was stored."""
    CONFLICT = "conflict"
    """Another process changed an event or a bucket: read again, decide again."""


@dataclass(frozen=True, slots=True)
class Commit:
    """Effects first, seen marks last, in one script.

    ``seen`` are the article's identity keys; all of them marked means that this very commit, or another process's of the same
    article, was made before. Of each event, ``version - 1`` must be what is stored (0: nothing). ``expects`` are the versions
    of the buckets that the decision read; ``buckets`` tells in which ones an event lies from now on, and the versions of these
    rise. A delivery whose id was published before is left as it is.
    """

    feed: str
    seen: tuple[str, ...] = ()
    article: Article | None = None
    """Whose text is to be kept for its retention."""
    events: tuple[NewsEvent, ...] = ()
    expects: Mapping[str, int] = field(default_factory=dict)
    buckets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Event id → the buckets it is a candidate in."""
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    """Held ones wait to be let go, later ones until they are due, the others are sent at once."""
    absorbed: tuple[Absorbed, ...] = ()
    noted: tuple[str, ...] = ()
    """Identity keys of the document's articles that need no more than a mark: marked with this one's."""
    feed_state: str | None = None
    """With the last article of a document: validators never get ahead of what they stand for."""
    also: tuple[Write, ...] = ()
