"""What a source gives: raw entries, as the feed wrote them, dates already understood or unknown."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

# What is made by the thousand is as light as ``watcher.model.datum`` makes it, without pydantic, which no parser's worker loads.

MOST_ENTRIES = 2000
"""Entries read of one document; what is left out stands in its ``problems``."""


@dataclass(slots=True, unsafe_hash=True)
class RawEntry:
    """One entry of a feed. Every string is as the feed gave it: untrusted, HTML possible in title, summary, content."""

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    published: datetime | None = None
    """UTC; ``None`` where absent or unparsable, never now."""
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    source: str | None = None
    """The outlet it was taken over from, where the entry names one (RSS ``source``)."""


@dataclass(slots=True, unsafe_hash=True)
class ParsedFeed:
    """One document of a feed."""

    entries: tuple[RawEntry, ...]
    """In document order."""
    title: str | None = None
    link: str | None = None
    language: str | None = None
    ttl: float | None = None
    """Seconds the feed asks to be left alone (RSS ``ttl``, ``sy:updatePeriod``)."""
    hub: str | None = None
    """WebSub hub URL, if any."""
    self_url: str | None = None
    parts: tuple[str, ...] = ()
    """Addresses of the documents that this one is an index of, those changed last first; it has no entries of its own."""
    problems: tuple[str, ...] = field(default=())
    """What was wrong with the document, one line each (feedparser's bozo)."""


Parse = Callable[[bytes, str | None, str], Awaitable[ParsedFeed]]
"""``(body, content type, url)`` to a document; SourceError where it is none."""
