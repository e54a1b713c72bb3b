"""What a source gives: raw entries, as the feed wrote them, dates already understood or unknown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from watcher.model import Model

MOST_HEADERS = 40
LONGEST_HEADER = 500
"""Characters of one header's value that are kept."""
MOST_ENTRIES = 2000
"""Entries read of one document; what is left out stands in its ``problems``."""
_NOT_KEPT = frozenset({"set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate"})


class Fetched(Model):
    """The answer that a text was read in, for whoever has to show where it came from; kept as long as the text."""

    url: str
    """Where it came from in the end, without credentials or query."""
    at: datetime
    status: int | None = None
    """``None`` where a hub brought it."""
    digest: str
    """BLAKE2b (16 bytes) of the body."""
    size: int
    """Bytes of the body, unpacked."""
    headers: tuple[tuple[str, str], ...] = ()
    """As the server wrote them, without cookies, at most ``MOST_HEADERS`` of ``LONGEST_HEADER`` characters."""


def kept_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer as they are kept."""
    kept = ((name, value[:LONGEST_HEADER]) for name, value in headers if name.lower() not in _NOT_KEPT)
    return tuple(islice(kept, MOST_HEADERS))


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
    problems: tuple[str, ...] = field(default=())
    """What was wrong with the document, one line each (feedparser's bozo)."""
