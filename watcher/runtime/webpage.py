"""One page of the web as an article, for a person who asks what the rules make of it."""

import asyncio

from pydantic import ValidationError
from yarl import URL

from watcher.articles.jsonl import Line, article_of
from watcher.articles.model import Article
from watcher.clock import SystemClock
from watcher.errors import SourceError
from watcher.mistakes import told
from watcher.sources.fetch import Fetcher
from watcher.sources.page import PageReader
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig, FeedsFile


def article_at(url: str, feeds: FeedsFile) -> Article:
    """Return the article of a page, read as a feed of the same host is read; SourceError for what cannot be read."""
    return asyncio.run(_read(url, feeds))


async def _read(url: str, feeds: FeedsFile) -> Article:
    host = URL(url).host
    try:
        config = next((feed for feed in feeds.feeds if URL(feed.url).host == host), None) or FeedConfig(url=url)
    except ValidationError as error:
        raise SourceError(told(FeedConfig, error, {"url": url}), resource=url) from None
    async with Fetcher(feeds.polite) as fetcher, Parser(workers=1) as parser:
        page = await PageReader(fetcher, parser).read(url, config)
    if not page.text:
        raise SourceError(page.detail or "no text on the page", resource=url)
    line = Line.model_validate({"id": url, "text": page.text, "url": url, "source": config.name or host})
    return article_of(line, SystemClock().now())
