"""From a feed's settings to the Source that reads it."""

from watcher.sources.feed import FeedSource
from watcher.sources.fetch import Fetcher
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig, Politeness
from watcher.sources.state import Source


def open_source(config: FeedConfig, fetcher: Fetcher, parser: Parser, polite: Politeness | None = None) -> Source:
    """Return the source for a feed's settings, by the scheme of its URL."""
    return FeedSource(config, fetcher, parser.parse, polite)
