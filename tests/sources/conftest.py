"""A scripted feed server, and sources that may read from it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.feedserver import FeedServer
from watcher.sources.fetch import Fetcher
from watcher.sources.opening import open_source
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig, Politeness
from watcher.sources.state import FeedState, Poll, Source

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Reader:
    """Polls one path of the server again and again, keeping state as the daemon would."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.state = FeedState()
        self.now = NOW

    async def poll(self, after: timedelta | float = 60.0) -> Poll:
        """Poll, ``after`` so much time."""
        self.now += after if isinstance(after, timedelta) else timedelta(seconds=after)
        poll = await self.source.poll(self.state, self.now)
        stored = FeedState.loaded(poll.state.stored())
        assert stored is not None
        assert stored == poll.state
        self.state = stored
        return poll


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """Yield a scripted server."""
    async with FeedServer() as running:
        yield running


@pytest.fixture
async def reading(server: FeedServer) -> AsyncIterator[Callable[..., Reader]]:
    """Yield ``reading(path, **settings)``: a reader of that path."""
    polite = Politeness()
    async with Fetcher(polite) as fetcher, Parser() as parser:

        def open_reader(path: str, **settings: Any) -> Reader:
            config = FeedConfig.model_validate({"allow_private": ["127.0.0.0/8"], "url": server.url(path)} | settings)
            return Reader(open_source(config, fetcher, parser, polite))

        yield open_reader
