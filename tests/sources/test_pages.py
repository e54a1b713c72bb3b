"""Full text of an entry's page, politely and within limits."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fakes.feedserver import FeedServer, item, rss
from tests.sources.conftest import NOW
from watcher.sources.fetch import Fetcher
from watcher.sources.model import RawEntry
from watcher.sources.opening import open_source
from watcher.sources.page import PageReader, Pages, wanted
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState

PARAGRAPHS = "".join(
    f"<p>Paragraph {n}: the ministry said that the strike near Mosul hit a house, and that rescuers worked all night.</p>"
    for n in range(8)
)
PAGE = (
    f"<html><head><title>t</title></head><body><nav>Home Sport</nav><article><h1>Strike</h1>{PARAGRAPHS}</article></body></html>"
)


def config(**settings: Any) -> FeedConfig:
    """Return a feed's settings."""
    return FeedConfig.model_validate(
        {"url": "https://a.example/", "allow_private": ["127.0.0.0/8"], "full_text": "short"} | settings
    )


@pytest.fixture
async def reader() -> AsyncIterator[PageReader]:
    """Yield a reader of pages."""
    async with Fetcher() as fetcher, Parser() as parser:
        yield PageReader(fetcher, parser)


async def test_the_article_is_read_without_what_stands_around_it(server: FeedServer, reader: PageReader) -> None:
    """The text of the article comes back, once asked for; robots.txt is asked once for a host."""
    server.feed("/a", PAGE, content_type="text/html; charset=utf-8")
    page = await reader.read(server.url("/a"), config())
    assert page.text is not None
    assert "Paragraph 7" in page.text
    assert "Sport" not in page.text
    await reader.read(server.url("/a"), config())
    assert server.hits("/robots.txt") == 1


@pytest.mark.parametrize(
    ("status", "rules", "read"),
    [(200, "User-agent: *\nDisallow: /a", False), (200, "User-agent: watcher\nDisallow: /", False),
     (200, "User-agent: *\nDisallow: /b", True), (404, "", True), (403, "", True), (500, "", False)],
)  # fmt: skip
async def test_robots_txt_is_respected(server: FeedServer, reader: PageReader, status: int, rules: str, *, read: bool) -> None:
    """What robots.txt forbids is not fetched; its absence allows, its failure does not (RFC 9309 2.3)."""
    server.feed("/a", PAGE, content_type="text/html")
    server.status("/robots.txt", status, rules.encode())
    page = await reader.read(server.url("/a"), config())
    assert (page.text is not None, server.hits("/a")) == (read, int(read))


async def test_a_page_is_never_waited_for_longer_than_its_deadline(server: FeedServer, reader: PageReader) -> None:
    """A page that drips costs the deadline, and the entry goes on without it."""
    server.drip("/a")
    started = time.monotonic()
    page = await reader.read(server.url("/a"), config(), deadline=0.4)
    assert (page.text, time.monotonic() - started < 1.5) == (None, True)


async def test_pages_inside_are_never_read(server: FeedServer, reader: PageReader) -> None:
    """The link of an entry is somebody else's word: inner addresses are refused unless the feed's settings name them."""
    page = await reader.read(server.url("/a"), config(allow_private=[]))
    assert (page.text, server.connections) == (None, 0)
    for url in ("javascript:alert(1)", "file:///etc/passwd", "http://169.254.169.254/", "nonsense", ""):
        assert (await reader.read(url, config())).text is None


async def test_only_promising_teasers_are_enriched(server: FeedServer, reader: PageReader) -> None:
    """The policy and a first look decide whose page is read; what cannot be read comes back as it was."""
    server.feed("/a", PAGE, content_type="text/html")
    strike = RawEntry(title="Strike", link=server.url("/a"), summary="short")
    sport = RawEntry(title="Sport", link=server.url("/a"), summary="short")
    lost = RawEntry(title="Strike too", link=server.url("/none"), summary="short")
    pages = Pages(reader, promising=lambda entry: "Strike" in (entry.title or ""), deadline=10)
    out = await pages.added([strike, sport, lost], config())
    assert "Paragraph 7" in (out[0].content or "")
    assert out[1:] == (sport, lost)
    assert not wanted(config(full_text="never"), strike)
    assert wanted(config(full_text="always"), RawEntry(link="https://a.example/", content="x" * 1000))
    assert not wanted(config(), RawEntry(link="https://a.example/", content="x" * 1000))


async def test_a_feed_whose_policy_says_so_comes_with_full_texts(server: FeedServer, reader: PageReader) -> None:
    """Fresh teasers arrive with their page's text; the poll's document and its fresh entries stay the same objects."""
    server.feed("/a", PAGE, content_type="text/html")
    server.feed("/rss", rss([item("Strike", link=server.url("/a")), item("Sport", link=server.url("/a"))]))
    pages = Pages(reader, promising=lambda entry: entry.title == "Strike")
    async with Fetcher() as fetcher, Parser() as parser:
        source = open_source(config(url=server.url("/rss"), on_first_fetch="all"), fetcher, parser, pages=pages)
        poll = await source.poll(FeedState(), NOW)
        again = await source.poll(poll.state.changed({"etag": None, "digest": None}), NOW)
    assert ["Paragraph 7" in (entry.content or "") for entry in poll.fresh] == [True, False]
    assert poll.feed is not None
    assert all(entry is fresh for entry, fresh in zip(poll.feed.entries, poll.fresh, strict=True))
    assert again.fresh == ()
