"""The parser as the poller uses it."""

from types import TracebackType
from typing import Self

from watcher.sources.model import ParsedFeed
from watcher.sources.parse import parse


class Parser:
    """Parses documents without stopping the event loop for long. Close it, or use ``async with``."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        """End the worker process."""

    async def parse(self, body: bytes, content_type: str | None, url: str) -> ParsedFeed:
        """Return the document; SourceError where it is no feed, too slow or too large to parse."""
        return parse(body, content_type=content_type, url=url)
