"""``python -m tests.bench.latency [cycles]``: from the start of a poll to the webhook's body received, everything in between.

A real feed server, the real poller, pipeline, private Redis (fsync at every commit), courier and webhook receiver, one process
for all but Redis; each cycle is one new article of a new event in a feed of fifty entries. Beside it, in the same run, the
bare limit: the same feed fetched and its body posted, with nothing in between, and one write that Redis has on its disk.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from tests.fakes.alerts import an_article
from tests.fakes.feedserver import item
from tests.fakes.wait import wait_until
from tests.scenarios.newsroom import Newsroom, feed_of, newsroom
from watcher import log
from watcher.runtime.analysis import Understanding
from watcher.runtime.app import App

CYCLES = 400
ENTRIES = 50


def towns(understanding: Understanding, number: int) -> list[str]:
    """Return the names of different towns that so short a report is understood to be about: some names need more than that."""
    names: list[str] = []
    for concept in understanding.lexicon.concepts.values():
        if len(names) == number:
            break
        if concept.type == "place" and concept.attributes.get("kind") == "town":
            title, text = news(concept.name, 0)
            claims = understanding.read(an_article(title=title, text=text)).analysis.claims
            if {place.concept for claim in claims for place in claim.places} == {concept.id}:
                names.append(concept.name)
    return names


def news(town: str, number: int) -> tuple[str, str]:
    """Return title and text of a report that raises an alert of its own."""
    title = f"Air strike on depot near {town} kills {2 + number % 9} soldiers"
    return title, f"Jets bombed an army depot near {town} this morning and killed {2 + number % 9} soldiers, army officers said."


async def cycle(app: App, desk: Newsroom, entries: deque[str], town: str, number: int) -> float:
    """Publish one article, poll, and return the seconds until its alert has arrived, whatever the poll does after that."""
    title, text = news(town, number)
    entries.appendleft(item(title, guid=f"n{number}", summary=text, published=datetime.now(UTC)))
    desk.feeds.feed("/wire", feed_of(*entries), gzip=True)
    collector = desk.hook.collector
    collector.heard.clear()
    begun = collector.clock() - collector.began
    poll = asyncio.create_task(app.service.poll("wire"))
    try:
        await asyncio.wait_for(collector.heard.wait(), 10)
    finally:
        await poll
    return collector.arrivals[-1].at - begun


async def durable(app: App) -> float:
    """Write one word into the same Redis and return the seconds until it is on the disk."""
    begun = time.perf_counter()
    if app.store is not None:
        await app.store.beat()
    return time.perf_counter() - begun


async def bare(desk: Newsroom) -> float:
    """Fetch the feed and post as many bytes as an alert has: what the network alone costs."""
    async with aiohttp.ClientSession() as session:
        begun = time.perf_counter()
        async with session.get(desk.feeds.url("/wire")) as response:
            await response.read()
        async with session.post(desk.hook.url, data=b"{}" + b" " * 3000, headers={"webhook-id": "bare"}) as response:
            await response.read()
        return time.perf_counter() - begun


async def main(cycles: int) -> None:
    """Run and print."""
    log.setup(level="error")
    with tempfile.TemporaryDirectory(prefix="wb") as folder:
        async with newsroom(Path(folder)) as desk:
            entries = deque((item(f"Old news {n}", guid=f"o{n}") for n in range(ENTRIES)), maxlen=ENTRIES)
            desk.feeds.feed("/wire", feed_of(*entries), gzip=True)
            async with desk.watching(["/wire"], receivers=("room",), feeds={"interval": "1h"}) as app:
                await wait_until(lambda: desk.feeds.hits("/wire"), description="the first poll")
                names = towns(app.service.understanding, cycles)
                ours, limit, writes, missed = [], [], [], 0
                for number, town in enumerate(names):
                    try:
                        ours.append(await cycle(app, desk, entries, town, number))
                    except TimeoutError:
                        missed += 1
                    limit.append(await bare(desk))
                    writes.append(await durable(app))
    told("poll to webhook body received", ours)
    told("fetch and post alone", limit)
    told("one durable write alone", writes)
    sys.stdout.write(
        f"ratio of medians {statistics.median(ours) / statistics.median(limit):.1f}; {missed} of {cycles} not told\n"
    )


def told(what: str, seconds: Sequence[float]) -> None:
    """Print the quantiles of a series."""
    quantiles = statistics.quantiles(seconds, n=100)
    sys.stdout.write(f"{what:32} n={len(seconds)} p50 {quantiles[49] * 1e3:6.2f} ms  p99 {quantiles[98] * 1e3:6.2f} ms\n")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else CYCLES))
