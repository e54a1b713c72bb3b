"""Speed of ingestion: parsing against feedparser, unchanged feeds, and a cold start of many feeds against its peers.

``python -m tests.bench.ingest [--quick]``. The feeds come from a server in a process of its own; every ratio is of one run, the
contestants in turns. Rates are of processor time where one process does the work, of the clock where several do.
"""

import argparse
import asyncio
import io
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import aiohttp
import feedparser
import yaml

from tests.bench import newsroom
from tests.bench.feedfarm import farm, feed
from watcher import log
from watcher.articles.model import FeedIdentity
from watcher.clock import SystemClock
from watcher.config.settings import load
from watcher.config.shipped import shipped_dir
from watcher.errors import SourceError
from watcher.runtime.analysis import Understanding
from watcher.runtime.app import App
from watcher.runtime.garbage import settle
from watcher.runtime.polling import PolledFeed, Poller
from watcher.runtime.pulse import Pulse
from watcher.runtime.service import identity
from watcher.sources.fetch import Fetcher
from watcher.sources.opening import open_source
from watcher.sources.parse import DoubtError, quickly, thoroughly, to_utf8
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Poll
from watcher.store.settings import RedisSettings
from watcher.store.store import open_store

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"
URL = "https://news.example/feed"
AT_ONCE = 50
SAME = 5_000
"""Feeds that never change."""
OURS = {"allow_private": ["127.0.0.0/8"]}


def cost(work: Callable[[bytes], object], documents: Sequence[bytes], rounds: int) -> float:
    """Return the seconds of processor time that all documents take: for each the best of some rounds, against neighbours."""
    total = 0.0
    for document in documents:
        best = float("inf")
        for _ in range(rounds):
            start = time.process_time_ns()
            work(document)
            best = min(best, time.process_time_ns() - start)
        total += best / 1e9
    return total


def parse_fast(document: bytes) -> None:
    """Parse as the daemon does first."""
    quickly(to_utf8(document, None), URL)


def parse_reference(document: bytes) -> None:
    """Parse as the daemon does where the fast path has doubts."""
    thoroughly(to_utf8(document, None), URL)


def parse_feedparser(document: bytes) -> None:
    """Parse as everybody does."""
    feedparser.parse(io.BytesIO(document))


def parsing(rounds: int) -> None:
    """Print how much faster documents are parsed than by feedparser, and what falls back to it."""
    agency = [feed(number, 50) for number in range(4)]
    sets = {"made-up agency feeds": agency}
    if REAL.is_dir():
        clean, odd = [], []
        for file in sorted(REAL.iterdir()):
            document = file.read_bytes()
            try:
                parse_fast(document)
            except DoubtError:
                odd.append(document)
            except SourceError:
                continue
            else:
                clean.append(document)
        clean = [document for document in clean if document.lstrip()[:1] == b"<"]
        sets["real files, clean"] = clean
        ours, theirs = cost(_either, odd, rounds), cost(parse_feedparser, odd, rounds)
        share = len(odd) / (len(odd) + len(clean))
        print(f"real files that fall back: {len(odd)} ({share:.0%}), {ours * 1e3:.0f} ms; feedparser alone {theirs * 1e3:.0f} ms")
    for name, documents in sets.items():
        ours, theirs, slow = (cost(work, documents, rounds) for work in (parse_fast, parse_feedparser, parse_reference))
        size = sum(map(len, documents)) / 1e6
        print(
            f"{name}: {len(documents)} documents, {size:.2f} MB: {ours * 1e3:.1f} ms, {size / ours:.0f} MB/s; "
            f"feedparser {theirs * 1e3:.0f} ms: {theirs / ours:.1f} times (>= 30); "
            f"its HTML surgery left out {slow * 1e3:.0f} ms: {slow / ours:.1f} times"
        )


def _either(document: bytes) -> None:
    try:
        parse_fast(document)
    except (DoubtError, SourceError):
        try:
            parse_reference(document)
        except SourceError:
            return


async def measured(polls: int, work: Callable[[int], Awaitable[None]]) -> float:
    """Return requests a second of this process's time, ``AT_ONCE`` at a time."""
    numbers = iter(range(polls))

    async def worker() -> None:
        for number in numbers:
            await work(number)

    start = time.process_time()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return polls / (time.process_time() - start)


async def unchanged(polls: int, rounds: int) -> None:
    """Print polls a second of feeds that answer 304, beside bare aiohttp: all a poll does but its place in the schedule.

    Lease, state read, request, judgement, state stored and lease renewed on a real Redis, whose own time is not counted.
    """
    known = FeedState(etag='"same"', recent=" ".join(["x" * 22] * 50), first_success=datetime.now(UTC)).stored()
    with farm(1, 1) as port, tempfile.TemporaryDirectory() as folder:
        base = f"http://127.0.0.1:{port}/same/"
        async with (
            open_store(RedisSettings(), Path(folder)) as store, Fetcher() as fetcher, Parser() as parser,
            aiohttp.ClientSession() as session,
        ):  # fmt: skip
            feeds = {}
            for number in range(SAME):
                config = FeedConfig.model_validate({"url": f"{base}{number}", "id": f"f{number}", **OURS})
                feeds[config.id] = PolledFeed(identity(config), open_source(config, fetcher, parser), config)
                await store.feeds.put(config.id, known)
            clock = SystemClock()
            poller = Poller(feeds, states=store.feeds, ingest=_nothing, clock=clock, pulse=Pulse(clock))

            async def ours(number: int) -> None:
                await poller.poll_once(f"f{number % SAME}")

            async def bare(number: int) -> None:
                async with session.get(f"{base}{number % SAME}", headers={"If-None-Match": '"same"'}) as reply:
                    assert reply.status == 304

            await measured(SAME, ours)
            # As the daemon does when it has started.
            settle()
            rates: dict[str, list[float]] = {"ours": [], "bare": []}
            for _ in range(rounds):
                rates["ours"].append(await measured(polls, ours))
                rates["bare"].append(await measured(polls, bare))
            await poller.stop()
            state = FeedState.loaded(await store.feeds.get("f0"))
            assert state is not None
            assert (state.polls, state.errors) == (1 + rounds * -(-polls // SAME), 0)
    mine, floor = (statistics.median(rates[name]) for name in ("ours", "bare"))
    print(f"unchanged feeds: {mine:,.0f} polls/s of a core (>= 5,000); bare aiohttp {floor:,.0f}: {mine / floor:.2f} of it")


async def _nothing(feed: FeedIdentity, poll: Poll, now: datetime) -> None:
    raise AssertionError(f"{feed.id} had something new at {now}: {poll.detail}")


class Cost(NamedTuple):
    """What a cold start took; seconds."""

    clock: float
    processor: float
    """Of this process and of those it started, Redis among them."""


def now() -> Cost:
    """Return both clocks."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(time.perf_counter(), own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime)


def since(start: Cost, end: Cost | None = None) -> Cost:
    """Return what was spent since then."""
    return Cost(*(b - a for a, b in zip(start, end or now(), strict=True)))


async def cold_bare(port: int, feeds: int) -> Cost:
    """Fetch with aiohttp and parse with feedparser, nothing else."""
    start = now()
    async with aiohttp.ClientSession() as session:

        async def one(number: int) -> None:
            async with session.get(f"http://127.0.0.1:{port}/{number}") as reply:
                feedparser.parse(io.BytesIO(await reply.read()))

        await asyncio.gather(*(one(number) for number in range(feeds)))
    return since(start)


async def cold_sources(port: int, feeds: int) -> Cost:
    """Fetch and parse with our sources, state included."""
    start = now()
    async with Fetcher() as fetcher, Parser() as parser:
        for number in range(feeds):
            config = FeedConfig.model_validate({"url": f"http://127.0.0.1:{port}/{number}", **OURS})
            poll = await open_source(config, fetcher, parser).poll(FeedState(), datetime.now(UTC))
            assert poll.feed is not None
            poll.state.stored()
    return since(start)


async def cold_daemon(port: int, feeds: int) -> Cost:
    """Run the daemon from the first poll until every feed's entries are understood, decided and committed."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder)
        urls = [{"id": f"f{number}", "url": f"http://127.0.0.1:{port}/{number}"} for number in range(feeds)]
        defaults = {"on_first_fetch": "all", "interval": "1h", **OURS}
        (config / "feeds.yaml").write_text(yaml.safe_dump({"defaults": defaults, "feeds": urls}))
        (config / "watcher.yaml").write_text(yaml.safe_dump({"state_dir": str(config / "state")}))
        for shared in ("rules", "lexicon"):
            (config / shared).symlink_to(shipped_dir() / shared)
        with Path(os.devnull).open("w") as journal:  # noqa: ASYNC230 - it does not block
            # As it runs by default: every line is made.
            log.setup(level="info", stream=journal)
            app = App.create(load(config))
            await app.start()
            assert app.store is not None
            start = now()
            while await app.store.client.call("HLEN", app.store.keys.feeds()) < feeds:  # noqa: ASYNC110 - the daemon tells nobody
                await asyncio.sleep(0.05)
            taken = since(start)
            log.setup(level="error", stream=sys.stderr)
        # What the processes that were started took is only told when they have ended.
        before_end = now()
        await app.stop()
    return Cost(taken.clock, taken.processor + max(0.0, since(before_end).processor))


def cold_reader(port: int, feeds: int) -> Cost:
    """Update with `reader` (one worker, SQLite in memory)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reader import make_reader  # noqa: PLC0415 - a peer, installed only for benchmarks

        reader = make_reader(":memory:")
        for number in range(feeds):
            reader.add_feed(f"http://127.0.0.1:{port}/{number}")
        start = now()
        reader.update_feeds()
        taken = since(start)
        assert reader.get_entry_counts().total == feeds * 50
        reader.close()
    return taken


def cold_newsboat(port: int, feeds: int) -> Cost:
    """Reload with newsboat, its cache in SQLite; the time of the whole process."""
    with tempfile.TemporaryDirectory() as folder:
        urls, cache = Path(folder) / "urls", Path(folder) / "cache.db"
        urls.write_text("".join(f"http://127.0.0.1:{port}/{number}\n" for number in range(feeds)))
        start = now()
        command = ["newsboat", "-u", str(urls), "-c", str(cache), "-C", os.devnull, "-x", "reload"]
        subprocess.run(command, check=True, env=os.environ | {"HOME": folder}, stdout=subprocess.DEVNULL)
        taken = since(start)
        [count] = sqlite3.connect(cache).execute("select count(*) from rss_item").fetchone()
        assert count == feeds * 50, count
    return taken


def relevant(sample: int = 1_000) -> float:
    """Return the share of the farm's entries that raise a shipped rule."""
    understanding = Understanding.load(shipped_dir())
    return sum(bool(understanding.read(newsroom.entry(number)).matches) for number in range(sample)) / sample


async def cold(feeds: int, *, daemon: bool) -> None:
    """Print what a cold start costs, everything included, beside its peers."""
    with farm(feeds, 50) as port:
        times: dict[str, Cost] = {"bare aiohttp + feedparser": await cold_bare(port, feeds)}
        times["our sources alone"] = await cold_sources(port, feeds)
        if daemon:
            times["the daemon, everything"] = await cold_daemon(port, feeds)
        try:
            times["reader"] = await asyncio.to_thread(cold_reader, port, feeds)
        except ImportError:
            print("reader is not installed: `make setup-bench`")
        if shutil.which("newsboat"):
            times["newsboat"] = await asyncio.to_thread(cold_newsboat, port, feeds)
        else:
            print("newsboat is not installed: it is a package of most distributions")
    print(f"cold: {relevant():.1%} of the entries raise a shipped rule")
    for name, cost in times.items():
        print(
            f"cold, {feeds} feeds x 50: {name:28} {cost.clock:6.2f} s, of the processor {cost.processor:6.2f} s: "
            f"{feeds * 50 / cost.processor:7,.0f} entries/s of a core"
        )
    ours = times.get("the daemon, everything", times["our sources alone"])
    for name, aim in (("bare aiohttp + feedparser", 2.5), ("reader", 3), ("newsboat", 1.2)):
        if name in times:
            ratio, clock = times[name].processor / ours.processor, times[name].clock / ours.clock
            alone = times[name].processor / times["our sources alone"].processor
            print(
                f"against {name}: {ratio:.2f} times of the processor (>= {aim}), {clock:.2f} of the clock; "
                f"sources alone {alone:.1f}"
            )
    print(f"largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def main() -> None:
    """Run what was asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="a tenth of everything")
    arguments.add_argument("--no-daemon", action="store_true", help="leave the whole daemon out")
    arguments.add_argument("--only", choices=["parse", "unchanged", "cold"], help="one part")
    chosen = arguments.parse_args()
    log.setup(level="error", stream=sys.stderr)
    warnings.simplefilter("ignore", DeprecationWarning)
    quick = bool(chosen.quick)
    if chosen.only in {None, "parse"}:
        parsing(3 if quick else 7)
    if chosen.only in {None, "unchanged"}:
        asyncio.run(unchanged(2_000 if quick else 20_000, 3))
    if chosen.only in {None, "cold"}:
        asyncio.run(cold(20 if quick else 200, daemon=not chosen.no_daemon))


if __name__ == "__main__":
    main()
