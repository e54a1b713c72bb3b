"""One newsroom a test, on the worker's shared Redis unless the test maltreats it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.redis import RedisProcess
from tests.scenarios.newsroom import Newsroom, newsroom


@pytest.fixture
async def desk(tmp_path: Path, redis_server: RedisProcess) -> AsyncIterator[Newsroom]:
    """Give a newsroom whose watcher uses the worker's Redis."""
    async with newsroom(tmp_path, redis_server.url) as opened:
        yield opened
