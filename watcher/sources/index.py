"""The documents that a sitemap index names: those changed last, each asked for conditionally, read as one feed."""

import asyncio
from dataclasses import dataclass, replace

from yarl import URL

from watcher.errors import SourceError
from watcher.sources.fetch import Failure, Fetcher, FetchError, Request
from watcher.sources.model import MOST_ENTRIES, Parse, ParsedFeed
from watcher.sources.net import shown
from watcher.sources.parse.reference import too_many

MOST_PARTS = 5
"""Documents of an index that are read: news stands in those that changed last."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document of an index as it was read last."""

    etag: str | None
    last_modified: str | None
    feed: ParsedFeed


class Parts:
    """Reads the documents of one feed's index; what has not changed since is not fetched again."""

    def __init__(self, fetcher: Fetcher, parse: Parse) -> None:
        self._fetcher = fetcher
        self._parse = parse
        self._kept: dict[str, _Kept] = {}

    async def read(self, index: ParsedFeed, request: Request) -> ParsedFeed:
        """Return the entries of the first parts of an index that ``request`` brought; raises FetchError where none can be read.

        Every part is checked as the index was, and has the feed's credentials only at the origin of ``request``.
        """
        urls = index.parts[:MOST_PARTS]
        kept = await asyncio.gather(*(self._part(url, request) for url in urls))
        self._kept = {url: part for url, part in zip(urls, kept, strict=True) if isinstance(part, _Kept)}
        failures = {url: part for url, part in zip(urls, kept, strict=True) if isinstance(part, SourceError)}
        problems = [f"{shown(url)}: {error}" for url, error in failures.items()]
        if not self._kept:
            first = next(iter(failures.values()))
            kind = first.kind if isinstance(first, FetchError) else Failure.BROKEN
            raise FetchError(kind, f"none of its parts can be read; {problems[0]}")
        feeds = [part.feed for part in self._kept.values()]
        entries = [entry for feed in feeds for entry in feed.entries]
        problems += [*(problem for feed in feeds for problem in feed.problems), *too_many(len(entries))]
        return replace(index, entries=tuple(entries[:MOST_ENTRIES]), problems=(*index.problems, *problems))

    async def _part(self, url: str, request: Request) -> _Kept | SourceError:
        known = self._kept.get(url)
        own = URL(url).origin() == URL(request.url).origin()
        headers = {name: value for name, value in request.headers.items() if own or name == "User-Agent"}
        asked = replace(
            request,
            url=url,
            headers=headers,
            etag=known.etag if known else None,
            last_modified=known.last_modified if known else None,
        )
        try:
            reply = await self._fetcher.get(asked)
            if reply.body is None and known is not None:
                return known
            feed = await self._parse(reply.body or b"", reply.content_type, reply.url)
        except SourceError as error:
            return error
        if feed.parts:
            return SourceError("an index within an index is not read")
        whole = reply.whole
        return _Kept(reply.etag if whole else None, reply.last_modified if whole else None, feed)
