"""Nothing is lost when anything dies."""

import asyncio
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from tests.fakes.redis import redis_process
from tests.fakes.wait import wait_until
from tests.fakes.webhooksink import answer, never_answer
from tests.scenarios.newsroom import STRIKE_AR, STRIKE_EN, Newsroom, entry, feed_of, newsroom
from watcher.clock import SystemClock
from watcher.queue.dead import DeadLetters
from watcher.queue.log import DeliveryLog
from watcher.runtime.polling import OTHERS_TURN
from watcher.runtime.standings import EVERY, reopen

ELSEWHERE = (STRIKE_AR[0].replace("القائم", "سنجار"), STRIKE_AR[1].replace("القائم غربي", "سنجار شمالي"))


async def _daemon(config: Path) -> asyncio.subprocess.Process:
    """Start the real command."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "watcher", "run", "--config", str(config), stderr=asyncio.subprocess.PIPE
    )


async def test_a_retry_survives_a_restart(desk: Newsroom) -> None:
    """What a receiver refused before the daemon stopped is delivered after the next start."""
    desk.hook.otherwise = answer(500)
    desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, "g1")))
    async with desk.watching(["/wire"], receivers=("room",)):
        await wait_until(lambda: desk.hook.requests, description="a first attempt")
    refused = len(desk.hook.requests)
    desk.hook.otherwise = answer(200)
    async with desk.watching(["/wire"], receivers=("room",)):
        await wait_until(lambda: len(desk.hook.requests) > refused, description="the delivery after the restart")
    assert len({request.headers["webhook-id"] for request in desk.hook.requests}) == 1


async def test_a_receiver_that_is_gone_stays_so_over_a_restart_until_a_person_opens_it(desk: Newsroom) -> None:
    """410: nothing more is sent, not by the next daemon either; `receivers reopen` and `dead replay` bring all of it."""
    desk.hook.otherwise = answer(410)
    desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, "g1")))
    async with desk.watching(["/wire"], receivers=("room",)):
        await wait_until(lambda: desk.hook.requests, description="the 410")
    desk.hook.otherwise = answer(200)
    desk.feeds.feed("/wire", feed_of(entry(ELSEWHERE, "g2"), entry(STRIKE_EN, "g1")))
    async with desk.watching(["/wire"], receivers=("room",)) as app:
        store = app.store
        assert store is not None
        letters = DeadLetters(store, SystemClock())

        async def two_dead() -> bool:
            return len(await letters.list()) == 2

        await wait_until(two_dead, description="the second dead letter")
        assert len(desk.hook.requests) == 1
        assert await reopen(store, "room")
        await asyncio.sleep(EVERY + 0.5)
        assert await letters.replay(await letters.list()) == 2
        await wait_until(lambda: len(_events(desk)) == 2, description="both alerts")
        assert (await DeliveryLog(store).audit()).balanced


async def test_redis_killed_in_mid_work_loses_nothing(tmp_path: Path) -> None:
    """Alerts queued before Redis is killed, and articles polled while it is away, are delivered once it is back."""
    with redis_process() as server:
        async with newsroom(tmp_path, server.url) as desk:
            desk.hook.otherwise = answer(503)
            desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, "g1")))
            async with desk.watching(["/wire"], receivers=("room",)):
                await wait_until(lambda: desk.hook.requests, description="a first attempt")
                server.kill()
                desk.feeds.feed("/wire", feed_of(entry(ELSEWHERE, "g2"), entry(STRIKE_EN, "g1")))
                desk.hook.otherwise = answer(200)
                await asyncio.sleep(0.5)
                server.restart()
                await wait_until(lambda: len(_events(desk)) == 2, description="both alerts", within=40)


async def test_a_daemon_killed_between_send_and_acknowledgement_delivers_after_its_restart(tmp_path: Path) -> None:
    """Kill -9 while a receiver sits on the request: the next daemon delivers it, with the same id; its Redis died with it."""
    async with newsroom(tmp_path) as desk:
        desk.hook.otherwise = never_answer()
        desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, "g1")))
        config = desk.configure(["/wire"], receivers=("room",))
        first = await _daemon(config)
        await wait_until(lambda: desk.hook.requests, description="the request that hangs", within=30)
        first.kill()
        await first.wait()
        desk.hook.otherwise = answer(200)
        second = await _daemon(config)
        try:
            await wait_until(lambda: len(desk.hook.requests) == 2, description="the delivery after the kill", within=60)
        finally:
            second.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(second.wait(), 45) == 0
        assert len({request.headers["webhook-id"] for request in desk.hook.requests}) == 1


async def test_of_two_daemons_one_polls_a_feed_and_the_other_takes_over_when_it_is_killed(desk: Newsroom) -> None:
    """On one Redis each poll is made once; after kill -9 of the one that has the feed, the next poll is the other's."""
    interval = timedelta(seconds=3)
    desk.feeds.feed("/wire", feed_of())
    daemons = {}
    for name in ("one", "two"):
        (desk.folder / name).mkdir()
        config = replace(desk, folder=desk.folder / name).configure(
            ["/wire"],
            receivers=("room",),
            feeds={"interval": "3s", "user_agent": name},
            redis={"url": desk.redis, "namespace": desk.folder.name},
        )
        daemons[name] = await _daemon(config)
    try:
        async with asyncio.timeout(120):
            await asyncio.gather(*map(_ready, daemons.values()))
        begun = len(desk.feeds.requests)
        await wait_until(lambda: len(desk.feeds.requests) >= begun + 3, description="three polls with both running")
        times = [asked.at for asked in desk.feeds.requests[begun:]]
        assert min(b - a for a, b in pairwise(times)) > 0.5 * interval.total_seconds()
        [holder] = {asked.headers["user-agent"] for asked in desk.feeds.requests[-2:]}
        [other] = set(daemons) - {holder}
        await asyncio.sleep(0.5)
        daemons[holder].kill()
        killed = time.monotonic()
        await wait_until(lambda: _last_agent(desk) == other, description="a poll by the other")
        assert desk.feeds.requests[-1].at - killed < (interval + OTHERS_TURN).total_seconds() + 3
    finally:
        for daemon in daemons.values():
            if daemon.returncode is None:
                daemon.kill()
            await daemon.wait()


async def _ready(daemon: asyncio.subprocess.Process) -> None:
    """Wait until a daemon says that it is ready."""
    assert daemon.stderr is not None
    while b'"ready"' not in (line := await daemon.stderr.readline()):
        assert line, "it ended"


def _last_agent(desk: Newsroom) -> str:
    return desk.feeds.requests[-1].headers["user-agent"]


async def test_a_second_daemon_on_one_state_directory_is_refused_in_one_line(tmp_path: Path) -> None:
    """The second daemon ends at once with exit code 3 and one line that names the first."""
    async with newsroom(tmp_path) as desk:
        desk.feeds.feed("/wire", feed_of())
        config = desk.configure(["/wire"])
        first = await _daemon(config)
        try:
            await wait_until(lambda: desk.feeds.hits("/wire"), description="the first daemon at work", within=30)
            second = await _daemon(config)
            _, told = await asyncio.wait_for(second.communicate(), 30)
            assert second.returncode == 3
            assert str(first.pid) in told.decode().splitlines()[-1]
            assert "Traceback" not in told.decode()
        finally:
            os.kill(first.pid, signal.SIGTERM)
            assert await asyncio.wait_for(first.wait(), 45) == 0


def _events(desk: Newsroom) -> set[str]:
    return {arrival.data["event"] for arrival in desk.hook.collector.arrivals}


async def test_a_daemon_told_to_stop_while_it_starts_ends_well(tmp_path: Path) -> None:
    """SIGTERM while everything is still being loaded, and while Redis is being started, is a clean end: exit code 0."""
    async with newsroom(tmp_path) as desk:
        desk.feeds.feed("/wire", feed_of())
        config = desk.configure(["/wire"])
        loading = await _daemon(config)
        await wait_until(lambda: _maps(loading.pid, "pydantic_core"), description="the daemon loading", within=30)
        loading.terminate()
        assert await asyncio.wait_for(loading.wait(), 30) == 0
        starting = await _daemon(config)
        await wait_until((tmp_path / "state").exists, description="the daemon taking its state directory", within=60, every=0.001)
        starting.terminate()
        assert await asyncio.wait_for(starting.wait(), 45) == 0


def _maps(pid: int, library: str) -> bool:
    """Return whether a process has loaded a library."""
    return library in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
