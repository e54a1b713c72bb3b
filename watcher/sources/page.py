"""Full text: the page of an entry, fetched once and politely, where the feed gives only a summary.

robots.txt is respected (RFC 9309: absent means allowed, unreachable means not now), pages are paced as feeds are, inner
addresses are refused, and nothing waits longer than its deadline: an alert without the full text is better than a late one.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.robotparser import RobotFileParser

from watcher.clock import Clock, SystemClock
from watcher.errors import WatcherError
from watcher.sources.asking import agent_and_proxy
from watcher.sources.fetch import USER_AGENT, Fetcher, FetchError, Request
from watcher.sources.model import RawEntry
from watcher.sources.net import Guard
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig, FullText

SHORT = 400
"""Characters of summary and content below which an entry counts as a teaser."""
LARGEST_PAGE = 4 * 2**20
ROBOTS_KEPT = 3600.0
MOST_HOSTS = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """What came of reading a page: its text, or why there is none."""

    text: str | None
    detail: str = ""


class PageReader:
    """Reads pages of articles within limits."""

    def __init__(self, fetcher: Fetcher, parser: Parser, *, clock: Clock | None = None) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._clock = clock or SystemClock()
        self._robots: OrderedDict[str, tuple[float, RobotFileParser]] = OrderedDict()

    async def read(self, url: str, config: FeedConfig, deadline: float = 10.0) -> Page:
        """Return the text of an article within ``deadline`` seconds; nothing but CancelledError is raised."""
        try:
            async with asyncio.timeout(deadline):
                request = _request(url, config, deadline)
                if not await self._allowed(request):
                    return Page(None, "robots.txt asks not to")
                reply = await self._fetcher.get(request)
                if "html" not in (reply.content_type or "html"):
                    return Page(None, "not a web page")
                return Page(await self._parser.page(reply.body or b"", reply.content_type, reply.url))
        except TimeoutError:
            return Page(None, f"not read within {deadline:g} s")
        except WatcherError as error:
            return Page(None, error.what)

    async def _allowed(self, request: Request) -> bool:
        """Return whether robots.txt of the page's host lets us read it; its answer is kept for an hour."""
        origin = str(request.guard.check(request.url).origin())
        known = self._robots.get(origin)
        if known is None or known[0] < self._clock.monotonic():
            known = (self._clock.monotonic() + ROBOTS_KEPT, await self._fetch_robots(request, origin))
            self._robots[origin] = known
            if len(self._robots) > MOST_HOSTS:
                self._robots.popitem(last=False)
        return known[1].can_fetch(request.headers.get("User-Agent", USER_AGENT), request.url)

    async def _fetch_robots(self, request: Request, origin: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            reply = await self._fetcher.get(replace(request, url=f"{origin}/robots.txt", max_bytes=512 * 1024))
            rules.parse((reply.body or b"").decode("utf-8", "replace").splitlines())
        except FetchError as error:
            # A refusal of robots.txt itself means that there are no rules; errors and silence mean: not now.
            refused = error.status is not None and 400 <= error.status < 500
            rules.parse([] if refused else ["User-agent: *", "Disallow: /"])
        return rules


def _request(url: str, config: FeedConfig, deadline: float) -> Request:
    """Say how to ask for a page: by the feed's user agent and proxy, without its credentials."""
    agent, proxy = agent_and_proxy(config)
    return Request(
        url=url,
        guard=Guard.of(config.allow_private),
        headers={"User-Agent": agent} if agent else {},
        deadline=deadline,
        max_bytes=LARGEST_PAGE,
        proxy=proxy,
    )


def wanted(config: FeedConfig, entry: RawEntry) -> bool:
    """Return whether the feed's policy wants this entry's page read."""
    if config.full_text is FullText.NEVER or not entry.link:
        return False
    return config.full_text is FullText.ALWAYS or len(entry.content or "") + len(entry.summary or "") < SHORT


@dataclass(frozen=True, slots=True)
class Pages:
    """Adds the text of pages to entries: those that the feed's policy wants and a cheap first look finds promising."""

    reader: PageReader
    promising: Callable[[RawEntry], bool]
    deadline: float = 12.0
    """Seconds that all pages of one poll may take together."""

    async def added(self, entries: Sequence[RawEntry], config: FeedConfig) -> tuple[RawEntry, ...]:
        """Return the entries; one whose page could not be read comes back as it was."""
        return tuple(await asyncio.gather(*(self._one(entry, config) for entry in entries)))

    async def _one(self, entry: RawEntry, config: FeedConfig) -> RawEntry:
        if not wanted(config, entry) or not self.promising(entry):
            return entry
        page = await self.reader.read(str(entry.link), config, self.deadline)
        return replace(entry, content=page.text) if page.text and len(page.text) > len(entry.content or "") else entry
