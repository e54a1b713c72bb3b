"""From the address of a page to the feed behind it: what the page links, then the usual places."""

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree, html

from watcher.errors import SourceError
from watcher.sources.fetch import Fetcher, FetchError, Request
from watcher.sources.index import Parts
from watcher.sources.model import ParsedFeed
from watcher.sources.net import DestinationError, Guard
from watcher.sources.parser import Parser

TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json"}
)
USUAL = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
MOST_TRIED = 12
LARGEST = 2 * 2**20


@dataclass(frozen=True, slots=True)
class Discovered:
    """A feed that was found and read."""

    url: str
    feed: ParsedFeed


async def discover(url: str, fetcher: Fetcher, parser: Parser, *, guard: Guard | None = None) -> Discovered:
    """Return the first feed at or behind ``url``; SourceError where there is none, telling what was tried."""
    guard = guard or Guard()
    reply = await fetcher.get(Request(url, guard))
    body = reply.body or b""
    try:
        feed = await parser.parse(body, reply.content_type, reply.url)
    except SourceError:
        linked = links(body, reply.url)
    else:
        whole = await Parts(fetcher, parser.parse).read(feed, Request(reply.url, guard)) if feed.parts else feed
        return Discovered(reply.moved_to or url, whole)
    tried = list(dict.fromkeys([*linked, *(urljoin(reply.url, path) for path in USUAL)]))[:MOST_TRIED]
    for candidate in tried:
        try:
            found = await fetcher.get(Request(candidate, guard))
            return Discovered(candidate, await parser.parse(found.body or b"", found.content_type, found.url))
        except (FetchError, SourceError, DestinationError):
            continue
    raise SourceError(
        f"no feed at or behind the page; tried {len(tried)} addresses", resource=url, mend="give the feed's own address"
    )


def links(page: bytes, base: str) -> list[str]:
    """Return the addresses of feeds that a web page names in its ``link`` elements, in its order."""
    try:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
        root = html.document_fromstring(page[:LARGEST], parser=parser)
    except (etree.ParserError, ValueError):
        return []
    found = []
    for link in root.iter("link", "a"):
        relations, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").lower().partition(";")[0].strip()
        href = (link.get("href") or "").strip()
        if href and "alternate" in relations and kind in TYPES and "comments" not in href:
            found.append(urljoin(base, href))
    return found
