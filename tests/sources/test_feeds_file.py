"""Feeds added, imported, exported and discovered."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.fakes.feedserver import FeedServer, item, rss
from watcher.errors import ConfigError, SourceError
from watcher.sources import feedsfile, opml
from watcher.sources.discover import discover, links
from watcher.sources.fetch import Fetcher, FetchError
from watcher.sources.net import Guard
from watcher.sources.parser import Parser
from watcher.sources.settings import load_feeds

LOOPBACK = Guard.of(["127.0.0.0/8"])
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>mine</title></head><body>
 <outline text="العراق"><outline type="rss" text="Ina" title="وكالة" xmlUrl="https://ina.example/rss" language="ar"/>
  <outline text="Kurdistan"><outline type="rss" text="R" xmlUrl="https://r.example/rss" category="/a/b,c"/></outline></outline>
 <outline type="link" text="no feed" url="https://x.example/"/>
 <outline type="rss" text="twice" xmlUrl="https://ina.example/rss"/>
</body></opml>"""


def feeds_of(document: str | bytes) -> list[Mapping[str, object]]:
    """Return the feeds that OPML names."""
    return [outline.feed for outline in opml.read(document.encode() if isinstance(document, str) else document, "my.opml")]


def test_opml_is_read_with_its_categories() -> None:
    """Names, languages and the categories above an outline are kept; what is no feed, or stands twice, is left out."""
    assert feeds_of(OPML) == [
        {"id": "ina.example-rss", "url": "https://ina.example/rss", "name": "وكالة", "language": "ar", "tags": ["العراق"]},
        {"id": "r.example-rss", "url": "https://r.example/rss", "name": "R", "tags": ["العراق", "Kurdistan", "a/b", "c"]},
    ]


NOT_OPML = ["", "junk", "<rss/>", "<opml/>", "<opml><body>" + "<outline text='a'>" * 99]


@pytest.mark.parametrize("body", [*NOT_OPML, '<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>'])
def test_what_is_no_opml_is_told(body: str) -> None:
    """Anything else is one clear error."""
    with pytest.raises(ConfigError, match=r"my\.opml"):
        feeds_of(body)


WRONG = """
<?xml version="1.0"?>
<opml><body>
 <outline text="Folder"/>
 <outline type="rss" text="Bare"
   xmlUrl="https://a.example/rss?a=1&b=2"/>
 <outline type="rss" text="Typo" xmlUrl="htps://b.example/rss"/>
 <outline type="rss" text="Nowhere"/>
 <outline type="rss" text="Inner" xmlUrl="http://127.0.0.1/rss"/>
</body></opml>"""


def test_each_outline_that_is_no_feed_is_told_apart(tmp_path: Path) -> None:
    """Beside wrong ones the good ones stay good; each is known by its true line; a pasted ampersand is no mistake."""
    file = tmp_path / "feeds.yaml"
    file.write_text("feeds:\n  - url: https://z.example/\n")
    found = opml.read(WRONG.encode(), "my.opml")
    faults = feedsfile.faults(file, [outline.feed for outline in found])
    assert [(outline.line, fault and fault[:24]) for outline, fault in zip(found, faults, strict=True)] == [
        (5, None), (7, "url: scheme 'htps' is no"), (8, "no address (xmlUrl)"), (9, "url: 127.0.0.1 is not a "),
    ]  # fmt: skip
    assert found[0].feed["url"] == "https://a.example/rss?a=1&b=2"
    with pytest.raises(ConfigError, match=r"my\.opml:5: not OPML"):
        feeds_of(WRONG.replace('"Bare"', '"Ba<re"'))


def test_feeds_are_added_at_the_end_and_comments_stay(tmp_path: Path) -> None:
    """The file stays the person's own: comments and order are kept, known feeds are not added twice, ids stay distinct."""
    file = tmp_path / "feeds.yaml"
    file.write_text(
        "# mine\ndefaults: {tier: 3}\nfeeds:\n    # agencies\n    - url: https://ina.example/rss\n      id: r.example-rss\n"
    )
    assert feedsfile.add(file, feeds_of(OPML)) == ("r.example-rss-2",)
    text = file.read_text()
    assert text.startswith("# mine\n")
    assert "# agencies" in text
    loaded = load_feeds(file)
    assert [feed.url for feed in loaded.feeds] == ["https://ina.example/rss", "https://r.example/rss"]
    assert loaded.feeds[1].tags == ("العراق", "Kurdistan", "a/b", "c")
    assert feedsfile.add(file, feeds_of(OPML)) == ()


def test_an_exported_list_is_imported_again_unchanged(tmp_path: Path) -> None:
    """Export and import are each other's inverse for what OPML can say."""
    file, other = tmp_path / "feeds.yaml", tmp_path / "other.yaml"
    file.write_text("polite: {per_host: 2}\n")
    other.write_text("polite: {per_host: 2}\n")
    feedsfile.add(file, feeds_of(OPML))
    written = opml.write(load_feeds(file).feeds)
    feedsfile.add(other, feeds_of(written))
    assert opml.write(load_feeds(other).feeds) == written


@pytest.mark.parametrize(
    "text", ["feeds: []\n", "feeds: [{url: https://a.example/}]\n", "feeds:\n  - url: https://a.example/\npolite: {}\n"]
)
def test_a_file_that_cannot_be_added_to_is_left_alone(tmp_path: Path, text: str) -> None:
    """Where the end of the list is not the end of the file, the person is told and nothing is written."""
    file = tmp_path / "feeds.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError):
        feedsfile.add(file, feeds_of(OPML))
    assert file.read_text() == text
    file.write_text("feeds:\n  - url: https://a.example/\n")
    with pytest.raises(ConfigError):
        feedsfile.add(file, [{"id": "x", "url": "http://127.0.0.1/"}])


@pytest.fixture
async def tools() -> AsyncIterator[tuple[Fetcher, Parser]]:
    """Yield what discovery works with."""
    async with Fetcher() as fetcher, Parser() as parser:
        yield fetcher, parser


async def test_the_feed_of_a_page_is_discovered(server: FeedServer, tools: tuple[Fetcher, Parser]) -> None:
    """A feed is itself; a page names its feed; else the usual places are tried; dead links are passed over."""
    server.feed("/news.rss", rss([item("One")], title="News"))
    server.feed("/page", '<html><head><link rel="alternate" type="application/rss+xml" href="/dead"><link rel="alternate" '
                'type="application/rss+xml" href="news.rss"></head></html>', content_type="text/html")  # fmt: skip
    for path in ("/news.rss", "/page"):
        found = await discover(server.url(path), *tools, guard=LOOPBACK)
        assert (found.url, found.feed.title) == (server.url("/news.rss"), "News")
    server.feed("/bare", "<html><body>nothing</body></html>", content_type="text/html")
    server.feed("/feed", rss([item("Two")]))
    assert (await discover(server.url("/bare"), *tools, guard=LOOPBACK)).url == server.url("/feed")
    listed = "<sitemap><loc>/part.xml</loc></sitemap>"
    server.feed("/index.xml", f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>')
    server.feed("/part.xml", rss([item("Of a part")]))
    found = await discover(server.url("/index.xml"), *tools, guard=LOOPBACK)
    assert (found.url, [entry.title for entry in found.feed.entries]) == (server.url("/index.xml"), ["Of a part"])
    server.gone("/index.xml")
    server.gone("/feed")
    with pytest.raises(SourceError, match="no feed at or behind"):
        await discover(server.url("/bare"), *tools, guard=LOOPBACK)
    with pytest.raises(FetchError):
        await discover(server.url("/bare"), *tools)


def test_links_of_a_page_are_believed_in_order() -> None:
    """Feeds of comments are passed over, other alternates too, and broken pages have no links."""
    page = (
        b'<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
        b'<link rel="alternate" hreflang="ar" href="/ar"><link rel=alternate type=application/atom+xml href=/atom>'
        b'<a rel="alternate" type="application/feed+json" href="https://b.example/f.json">x</a>'
    )
    assert links(page, "https://a.example/x/") == ["https://a.example/atom", "https://b.example/f.json"]
    assert links(b"", "https://a.example/") == []
    assert links(b"\x00\xff" * 100, "https://a.example/") == []
