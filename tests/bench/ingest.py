"""Speed of ingestion: parsing against feedparser, unchanged feeds, and a cold start of many feeds against its peers.

``python -m tests.bench.ingest [--quick]``. The feeds come from a server in a process of its own; every ratio is of one run, the
contestants in turns. Rates are of processor time where one process does the work, of the clock where several do.
"""

import argparse
import asyncio
import io
import resource
import statistics
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

from tests.bench.feedfarm import farm, feed
from watcher import log
from watcher.config.settings import load
from watcher.config.shipped import shipped_dir
from watcher.errors import SourceError
from watcher.runtime.app import App
from watcher.sources.fetch import Fetcher
from watcher.sources.opening import open_source
from watcher.sources.parse import DoubtError, quickly, thoroughly, to_utf8
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"
URL = "https://news.example/feed"
AT_ONCE = 50


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
    """Print polls a second of feeds that answer 304, state read and written each time, beside bare aiohttp."""
    with farm(1, 1) as port:
        base = f"http://127.0.0.1:{port}/same/"
        known = FeedState(etag='"same"', recent=" ".join(["x" * 22] * 50), first_success=datetime.now(UTC))
        stored = known.model_dump_json()
        async with Fetcher() as fetcher, Parser() as parser, aiohttp.ClientSession() as session:
            settings = [{"url": f"{base}{number}", "allow_private": ["127.0.0.0/8"]} for number in range(500)]
            sources = [open_source(FeedConfig.model_validate(one), fetcher, parser) for one in settings]

            async def ours(number: int) -> None:
                poll = await sources[number % 500].poll(FeedState.model_validate_json(stored), datetime.now(UTC))
                assert poll.status == 304
                poll.state.model_dump_json()

            async def bare(number: int) -> None:
                async with session.get(f"{base}{number % 500}", headers={"If-None-Match": '"same"'}) as reply:
                    assert reply.status == 304

            rates: dict[str, list[float]] = {"ours": [], "bare": []}
            for _ in range(rounds):
                rates["ours"].append(await measured(polls, ours))
                rates["bare"].append(await measured(polls, bare))
    mine, floor = (statistics.median(rates[name]) for name in ("ours", "bare"))
    print(f"unchanged feeds: {mine:,.0f} polls/s of a core (>= 5,000); bare aiohttp {floor:,.0f}: {mine / floor:.2f} of it")


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
            config = FeedConfig.model_validate({"url": f"http://127.0.0.1:{port}/{number}", "allow_private": ["127.0.0.0/8"]})
            poll = await open_source(config, fetcher, parser).poll(FeedState(), datetime.now(UTC))
            assert poll.feed is not None
            poll.state.model_dump_json()
    return since(start)


async def cold_daemon(port: int, feeds: int) -> Cost:
    """Run the daemon from the first poll until every feed's entries are understood, decided and committed."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder)
        urls = [{"id": f"f{number}", "url": f"http://127.0.0.1:{port}/{number}"} for number in range(feeds)]
        defaults = {"on_first_fetch": "all", "allow_private": ["127.0.0.0/8"], "interval": "1h"}
        (config / "feeds.yaml").write_text(yaml.safe_dump({"defaults": defaults, "feeds": urls}))
        (config / "watcher.yaml").write_text(yaml.safe_dump({"state_dir": str(config / "state")}))
        for shared in ("rules", "lexicon"):
            (config / shared).symlink_to(shipped_dir() / shared)
        app = App.create(load(config))
        await app.start()
        assert app.store is not None
        start = now()
        while len(await app.store.feeds.all()) < feeds:  # noqa: ASYNC110 - the daemon tells nobody
            await asyncio.sleep(0.05)
        taken = since(start)
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
    for name, cost in times.items():
        print(
            f"cold, {feeds} feeds x 50: {name:28} {cost.clock:6.2f} s, of the processor {cost.processor:6.2f} s: "
            f"{feeds * 50 / cost.processor:7,.0f} entries/s of a core"
        )
    ours = times.get("the daemon, everything", times["our sources alone"])
    for name, aim in (("bare aiohttp + feedparser", 2.5), ("reader", 3)):
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
