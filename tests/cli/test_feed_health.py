"""Every state that a feed can be in, reached by polling a real server, and shown by `watcher feeds`."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from tests.fakes.feedserver import FeedServer, item, rss
from tests.fakes.redis import RedisProcess
from tests.sources.conftest import Reader
from watcher.cli import app
from watcher.clock import SystemClock
from watcher.sources.fetch import Fetcher
from watcher.sources.opening import open_source
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig
from watcher.store import Store

NOW = datetime.now(UTC).replace(microsecond=0)


class Stretched(SystemClock):
    """A clock that runs fast: what takes a moment takes minutes."""

    def monotonic(self) -> float:
        """Return the machine's seconds, a million times as fast."""
        return time.monotonic() * 1_000_000


def document(*minutes: float) -> str:
    """Return a feed with entries of so many minutes ago, newest first."""
    return rss([item(f"Report of {ago} minutes ago", published=NOW - timedelta(minutes=ago)) for ago in sorted(minutes)])


HOURLY = document(30, 90, 150, 210, 270)
Act = Callable[[FeedServer, Reader], Awaitable[None]]


async def ok(server: FeedServer, reader: Reader) -> None:
    """Answer, and then have something new two minutes after it was published."""
    server.feed("/ok", HOURLY)
    await reader.poll(0)
    reader.now = NOW + timedelta(minutes=2)
    server.feed("/ok", document(0, 30, 90, 150, 210))
    await reader.poll(0)


async def flickering(server: FeedServer, reader: Reader) -> None:
    """Fail and recover by turns."""
    for _ in range(3):
        server.feed("/flickering", HOURLY)
        await reader.poll()
        server.status("/flickering", 503)
        await reader.poll()


async def stale(server: FeedServer, reader: Reader) -> None:
    """Answer for days with nothing new."""
    server.feed("/stale", HOURLY)
    await reader.poll(0)
    await reader.poll(timedelta(days=3))


async def moved(server: FeedServer, reader: Reader) -> None:
    """Redirect for good."""
    server.redirect("/moved", "/elsewhere", 301)
    server.feed("/elsewhere", HOURLY)
    await reader.poll(0)


async def gap(server: FeedServer, reader: Reader) -> None:
    """Be away for hours, and come back with a document that has nothing in common with the last."""
    server.feed("/gap", document(270, 330, 390, 450, 510))
    reader.now = NOW - timedelta(minutes=260)
    await reader.poll(0)
    server.feed("/gap", document(5, 15, 25))
    reader.now = NOW
    await reader.poll(0)


def answering(path: str, *, status: int | None = None) -> Act:
    """Return what answers a status, or a feed."""

    async def act(server: FeedServer, reader: Reader) -> None:
        if status is None:
            server.feed(path, HOURLY)
        else:
            server.status(path, status)
        await reader.poll(0)

    return act


async def nothing(_server: FeedServer, reader: Reader) -> None:
    """Poll where nobody listens."""
    await reader.poll(0)


FEEDS: dict[str, Act] = {
    "ok": ok, "slow": answering("/slow"), "flickering": flickering, "stale": stale, "blocked": answering("/blocked", status=403),
    "gone": answering("/gone", status=410), "moved": moved, "broken": answering("/broken", status=404), "unreachable": nothing,
    "gap": gap,
}  # fmt: skip


@pytest.fixture
async def folder(tmp_path: Path, redis_server: RedisProcess, store: Store) -> Path:
    """Return a configuration whose feeds have been polled until each is in the state that it is named after."""
    configured: list[dict[str, Any]] = []
    async with FeedServer() as server, Fetcher() as usual, Fetcher(clock=Stretched()) as slow, Parser() as parser:
        for name, act in FEEDS.items():
            url = "http://127.0.0.1:1/rss" if name == "unreachable" else server.url(f"/{name}")
            configured.append({"id": name, "url": url, "allow_private": ["127.0.0.0/8"]})
            config = FeedConfig.model_validate(configured[-1])
            reader = Reader(open_source(config, slow if name == "slow" else usual, parser))
            reader.now = NOW
            await act(server, reader)
            await store.feeds.put(name, reader.state.stored())
    configured.append({"id": "unknown", "url": "https://a.example/rss"})
    (tmp_path / "feeds.yaml").write_text(yaml.safe_dump({"feeds": configured}))
    main = {"redis": {"url": redis_server.url, "namespace": store.keys.namespace}, "state_dir": str(tmp_path / "state")}
    (tmp_path / "watcher.yaml").write_text(yaml.safe_dump(main))
    return tmp_path


async def shown(folder: Path, *words: str) -> str:
    """Return what `watcher feeds` prints."""
    command = ["feeds", "-c", str(folder), *words]
    result = await asyncio.to_thread(CliRunner().invoke, app, command, catch_exceptions=False, env={"COLUMNS": "200"})
    return str(result.stdout)


async def test_every_state_is_reached_and_shown_with_what_is_known_of_the_feed(folder: Path) -> None:
    """Each of the states has its row, with last success, cadence, latency, entries a day, errors, gaps and what was wrong."""
    rows = {row["id"]: row for row in map(json.loads, (await shown(folder, "--json")).splitlines())}
    assert {name: row["health"] for name, row in rows.items()} == {name: name for name in rows} | {"gap": "ok"}
    assert (rows["ok"]["latency"], rows["ok"]["errors"], rows["ok"]["polls"]) == (120.0, 0, 2)
    assert 20 < rows["ok"]["a_day"] < 60
    assert 1000 < rows["ok"]["cadence"] < 4000
    assert rows["ok"]["last_success"] is not None
    assert rows["unreachable"]["last_success"] is None
    assert rows["flickering"]["errors"] == 3
    assert rows["gap"]["gaps"] == 1
    assert rows["gap"]["last_gap"]["lost"] >= 3
    for name, told in {
        "blocked": "HTTP 403: refuses us", "gone": "HTTP 410: gone", "broken": "HTTP 404: not found", "moved": "/elsewhere",
        "unreachable": "no connection",
    }.items():  # fmt: skip
        assert told in rows[name]["detail"]


async def test_the_table_says_it_for_people(folder: Path) -> None:
    """A line a feed; the gap reads as a sentence."""
    table = await shown(folder)
    lines = {line.split()[0]: line for line in table.splitlines() if line.strip()}
    assert set(FEEDS) <= set(lines)
    assert {"health", "cadence", "latency", "gaps"} <= set(lines["feed"].split())
    assert "not covered, " in lines["gap"]
    assert "entries may be lost" in lines["gap"]
    assert "2m" in lines["ok"].split()
