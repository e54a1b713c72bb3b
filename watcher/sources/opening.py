"""From a feed's settings to the Source that reads it."""

from collections.abc import Callable

from watcher.errors import ConfigError, SourceError
from watcher.sources import gdelt, telegram
from watcher.sources.feed import FeedSource
from watcher.sources.fetch import Fetcher
from watcher.sources.folder import FolderSource
from watcher.sources.lines import LinesSource
from watcher.sources.model import Parse, ParsedFeed
from watcher.sources.page import Pages
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig, Politeness
from watcher.sources.state import Source


def open_source(
    config: FeedConfig, fetcher: Fetcher, parser: Parser, polite: Politeness | None = None, pages: Pages | None = None
) -> Source:
    """Return the source for a feed's settings, by the scheme of its URL; ConfigError for a target no such source can have.

    ``pages`` reads full texts where the settings want them; without it they are never read.
    """
    match config.kind:
        case "folder":
            return FolderSource(config, parser.parse)
        case "stdin":
            return LinesSource(config)
        case "telegram":
            try:
                address = telegram.address(config.target)
            except SourceError as error:
                raise ConfigError(f"feed {config.id}: {error}") from None
            return FeedSource(config, fetcher, _at_once(telegram.parse), polite, address=address)
        case "gdelt":
            return FeedSource(config, fetcher, _at_once(gdelt.parse), polite, address=gdelt.address(config.target), pages=pages)
        case _:
            return FeedSource(config, fetcher, parser.parse, polite, pages=pages)


def _at_once(parse: Callable[[bytes, str], ParsedFeed]) -> Parse:
    """Return a parser of small pages that needs no process of its own."""

    async def parsed(body: bytes, _content_type: str | None, url: str) -> ParsedFeed:
        return parse(body, url)

    return parsed
