"""Claims about crashes: the file cut anywhere, Redis or a worker killed at any step, two processes at once. Lost: none."""

import asyncio
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.alerts import a_delivery, an_alert, an_article, an_event
from tests.fakes.redis import RedisProcess, redis_process, short_directory
from tests.fakes.wait import wait_until
from tests.queue.vocabulary import ACCEPTED, LEASE, Desk, a_letter
from watcher.errors import StoreError
from watcher.queue import Commit, CommitResult
from watcher.store import Store, connection
from watcher.store.keys import Keys

KEYS = Keys("crash")


def commit(number: int) -> Commit:
    """Return one decision: an event, its alert and delivery, caused by an article."""
    article, alert = an_article(number=number), an_alert(id=f"al{number}")
    event = an_event(id=f"ev{number}")
    return Commit(
        feed="example",
        seen=article.keys,
        article=article,
        events=(event,),
        buckets={event.id: ("b",)},
        alerts=(alert,),
        deliveries=(a_delivery(alert),),
        feed_state=f'"{number}"',
    )


def desk_of(server: RedisProcess) -> Desk:
    """Return a new process's view of a server."""
    return Desk(Store(connection.client(server.settings), KEYS))


@pytest.fixture(scope="module")
def written() -> Iterator[tuple[Path, int]]:
    """Give the files of a server on which three decisions were committed, and the size before the last two."""
    with short_directory() as copy:
        with redis_process() as server:

            async def write() -> int:
                desk = desk_of(server)
                await desk.outbox.commit(commit(1))
                (file,) = (server.directory / "appendonlydir").glob("*.incr.aof")
                size = file.stat().st_size
                for number in (2, 3):
                    await desk.outbox.commit(commit(number))
                await desk.store.client.close()
                return size

            size = asyncio.run(write())
            shutil.copytree(server.directory / "appendonlydir", copy / "appendonlydir")
        yield copy, size


async def cut(source: Path, at: int) -> None:
    """Start on a file cut at a byte: each decision is there as a whole or not at all, and can be made again."""
    with short_directory() as directory:
        shutil.copytree(source / "appendonlydir", directory / "appendonlydir")
        (file,) = (directory / "appendonlydir").glob("*.incr.aof")
        with file.open("r+b") as opened:
            opened.truncate(at)
        server = RedisProcess(directory)
        server.start()
        try:
            desk = desk_of(server)
            store = desk.store
            queued = {one.alert for one in await desk.log.open("desk")}
            for number in (1, 2, 3):
                parts = {
                    "seen": await store.seen.marked(commit(number).seen) != frozenset(),
                    "event": await store.events.get(f"ev{number}") is not None,
                    "alert": await store.alerts.get(f"al{number}") is not None,
                    "text": await store.articles.get(f"art{number}") is not None,
                    "queued": f"al{number}" in queued,
                }
                assert len(set(parts.values())) == 1, f"cut at {at}, decision {number}: {parts}"
                expected = CommitResult.SEEN if parts["seen"] else CommitResult.COMMITTED
                assert await desk.outbox.commit(commit(number)) is expected
            assert len(await desk.worker().lease("desk", 10, block=0)) == 3
            await store.client.close()
        finally:
            server.stop()


def length(source: Path) -> int:
    """Return the size of the append-only file."""
    (file,) = (source / "appendonlydir").glob("*.incr.aof")
    return file.stat().st_size


async def test_the_file_cut_anywhere(written: tuple[Path, int]) -> None:
    """A sample of the bytes of the last two decisions, their ends among them."""
    source, before = written
    whole = length(source)
    for at in sorted({before, before + 1, whole - 1, whole, *random.Random(7).sample(range(before, whole), 14)}):
        await cut(source, at)


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_the_file_cut_at_every_byte(written: tuple[Path, int]) -> None:
    """Every byte of the last decision."""
    source, before = written
    whole = length(source)
    for at in range(before + (whole - before) // 2, whole + 1):
        await cut(source, at)


def _at_least(numbers: set[int], count: int) -> bool:
    return len(numbers) >= count


async def test_killing_redis_loses_no_acknowledged_commit() -> None:
    """SIGKILL under load, five times over: what was acknowledged is there, what was not can be repeated."""
    with redis_process() as server:
        desk = desk_of(server)
        acknowledged: set[int] = set()

        async def one(number: int) -> None:
            while number not in acknowledged:
                try:
                    await desk.outbox.commit(Commit(feed="f", seen=(f"guid:{number}",), deliveries=(a_letter(str(number)),)))
                    acknowledged.add(number)
                except StoreError:
                    await asyncio.sleep(0.01)

        for start in range(0, 500, 100):
            running = [asyncio.create_task(one(number)) for number in range(start, start + 100)]
            await wait_until(partial(_at_least, acknowledged, start + 20), description="under way", every=0.001)
            server.kill()
            before = len(acknowledged)
            server.start()
            assert (await desk.log.audit()).published >= before
            await asyncio.gather(*running)
        audit = await desk.log.audit()
        assert (audit.published, audit.queued) == (500, 500)
        await desk.store.client.close()


WORKER = """
import asyncio, os, sys
from watcher.clock import SystemClock
from watcher.alerts.delivery import Outcome, Result
from watcher.queue import DeliveryQueue, Keeper
from watcher.store import RedisSettings, Store, connection
from watcher.store.keys import Keys
from datetime import timedelta
url, step, sent = sys.argv[1:]
async def main():
    store = Store(connection.client(RedisSettings.model_validate({"url": url})), Keys("crash"))
    queue = DeliveryQueue(store, SystemClock(), lease=timedelta(seconds=1))
    for leased in await queue.lease("desk", 1, 1):
        if step == "leased": os._exit(9)
        with open(sent, "a") as file: file.write(leased.delivery.id + "\\n")
        if step == "sent": os._exit(9)
        run = store.client.run
        async def lost(*words):
            await run(*words)
            os._exit(9)
        if step == "settled": store.client.run = lost
        await queue.done(leased, Outcome(result=Result.DELIVERED))
asyncio.run(main())
"""


@pytest.mark.parametrize(("step", "times"), [("leased", 1), ("sent", 2), ("settled", 1)])
async def test_a_worker_killed_at_each_step(redis_server: RedisProcess, tmp_path: Path, step: str, times: int) -> None:
    """Before sending: sent once by the heir. Between sending and settling: sent twice, under one id. After: once."""
    desk = Desk(Store(connection.client(redis_server.settings), KEYS))
    await desk.store.erase()
    await desk.publish(a_letter())
    sent = tmp_path / "sent"
    for point in (step, "none"):
        words = [sys.executable, "-c", WORKER, redis_server.url, point, str(sent)]
        process = await asyncio.create_subprocess_exec(*words)
        await process.wait()
        if point != "none":
            assert process.returncode == 9
            await asyncio.sleep(LEASE.total_seconds() * 1.2)
    assert sent.read_text(encoding="utf-8").split() == ["msg_one"] * times
    audit = await desk.log.audit()
    assert (audit.delivered, audit.queued, audit.balanced) == (1, 0, True)
    await desk.store.erase()
    await desk.store.client.close()


MAKER = """
import asyncio, sys
from tests.fakes.alerts import an_alert, a_delivery, an_article, an_event, a_report, NOW
from watcher.clock import SystemClock
from watcher.queue import Commit, CommitResult, Outbox
from watcher.store import RedisSettings, Store, connection
from watcher.store.keys import Keys
url, who = sys.argv[1:]
async def main():
    store = Store(connection.client(RedisSettings.model_validate({"url": url})), Keys("crash"))
    outbox = Outbox(store, SystemClock())
    print("ready", flush=True)
    sys.stdin.readline()
    for round in range(30):
        article = an_article(number=f"{who}-{round}")
        bucket = f"erbil:{round}"
        while True:
            found = await store.events.candidates([bucket])
            if found.events:
                (event,) = found.events
                event = event.model_copy(update={"version": event.version + 1, "reports": (*event.reports, a_report(article))})
            else:
                event = an_event(a_report(article), id=f"ev-{who}-{round}")
            commit = Commit(feed="f", seen=article.keys, events=(event,), expects=found.versions, buckets={event.id: (bucket,)})
            if await outbox.commit(commit) is CommitResult.COMMITTED: break
            print("conflict", flush=True)
asyncio.run(main())
"""


async def test_two_processes_never_make_two_events_of_one(redis_server: RedisProcess) -> None:
    """Four processes race to report the same thirty events: each event is made once and has all four reports."""
    store = Store(connection.client(redis_server.settings), KEYS)
    await store.erase()
    makers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", MAKER, redis_server.url, str(who)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for who in range(4)
    ]
    for maker in makers:
        assert maker.stdout is not None
        await maker.stdout.readline()
    outputs = await asyncio.gather(*(maker.communicate(b"go\n") for maker in makers))
    assert [maker.returncode for maker in makers] == [0] * 4
    for number in range(30):
        (event,) = (await store.events.candidates([f"erbil:{number}"])).events
        assert sorted(report.article for report in event.reports) == [f"art{who}-{number}" for who in range(4)]
    assert sum(out.count(b"conflict") for out, _ in outputs) > 0, "they never met: the test proves nothing"
    await store.erase()
    await store.client.close()


async def test_an_old_backup_is_repaired_by_reading_again() -> None:
    """Restored from an older file, validators, marks and queue are all of that time: reading the feed again tells the rest."""
    with redis_process() as server, short_directory() as backup:
        desk = desk_of(server)
        await desk.outbox.commit(commit(1))
        shutil.copytree(server.directory / "appendonlydir", backup / "appendonlydir")
        await desk.outbox.commit(commit(2))
        server.kill()
        shutil.rmtree(server.directory / "appendonlydir")
        shutil.copytree(backup / "appendonlydir", server.directory / "appendonlydir")
        server.start()
        assert await desk.store.feeds.get("example") == '"1"'
        assert [await desk.outbox.commit(commit(number)) for number in (1, 2)] == [CommitResult.SEEN, CommitResult.COMMITTED]
        worker = desk.worker()
        for leased in await worker.lease("desk", 5, block=0):
            await worker.done(leased, ACCEPTED)
        assert (await desk.log.audit()).delivered == 2
        await desk.store.client.close()
