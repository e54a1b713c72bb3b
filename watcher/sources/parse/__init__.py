"""Feeds of every kind to :class:`~watcher.sources.model.ParsedFeed`: bytes in, entries out, nothing opened or fetched."""

from watcher.sources.model import ParsedFeed
from watcher.sources.parse import reference


def parse(body: bytes, *, content_type: str | None, url: str) -> ParsedFeed:
    """Parse a document; SourceError where it is no feed of a kind known here."""
    return reference.parse(body, url)


__all__ = ["parse"]
