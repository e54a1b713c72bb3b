"""What watcher says of itself arrives, once a day, and not at the receiver it speaks of."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.alerts import NOW, a_delivery
from tests.fakes.wait import wait_until
from tests.fakes.webhooksink import WebhookSink
from tests.runtime.room import book
from watcher.alerts.delivery import Delivery, Outcome, Purpose, Result
from watcher.alerts.model import Notice, Topic
from watcher.alerts.notice import Operations
from watcher.alerts.policy import ReceiverPolicy
from watcher.clock import ManualClock
from watcher.notifiers.heartbeat import Heartbeat, HeartbeatSettings
from watcher.queue.commit import Commit
from watcher.queue.deliveries import DeliveryQueue
from watcher.queue.keeper import Keeper
from watcher.queue.outbox import Outbox
from watcher.runtime.crossing import Crossing
from watcher.runtime.operations import SelfReports
from watcher.sources.settings import FeedConfig
from watcher.sources.state import CoverageGap, FeedState, Health
from watcher.store.store import Store

FEEDS = [FeedConfig(url=f"https://news.example/{number}", name=f"Outlet {number}") for number in range(55)]
RECEIVERS = {"ops": ReceiverPolicy(language="ar"), "desk": ReceiverPolicy()}


def reports(store: Store, clock: ManualClock, **operations: Any) -> SelfReports:
    """Return self-reports to ops."""
    settings = Operations.model_validate({"receiver": ["ops", "desk"], **operations})
    return SelfReports(store, RECEIVERS, settings, clock, FEEDS)


async def told(store: Store, clock: ManualClock, receiver: str) -> list[Delivery]:
    """Deliver what waits for a receiver."""
    queue = DeliveryQueue(store, clock)
    leased = await queue.lease(receiver, 100, block=0)
    for one in leased:
        await queue.done(one, Outcome(result=Result.DELIVERED))
    return [one.delivery for one in leased]


async def test_the_all_clear_comes_once_a_day_in_its_hour(store: Store) -> None:
    """At eight in Baghdad, whatever the restarts, with the counts of the day; not at other hours."""
    clock = ManualClock(datetime(2026, 5, 3, 4, 59, tzinfo=UTC))
    one = reports(store, clock, all_clear="08:00", time_zone="Asia/Baghdad")
    await one.look()
    assert await told(store, clock, "ops") == []
    for _ in range(3):
        clock.advance(timedelta(minutes=10))
        await reports(store, clock, all_clear="08:00", time_zone="Asia/Baghdad").look()
    [delivery] = await told(store, clock, "ops")
    notice = Notice.model_validate_json(delivery.body)
    assert (delivery.purpose, notice.topic) == (Purpose.NOTICE, Topic.ALL_CLEAR)
    assert notice.lines[0] == "المصادر المتابَعة: 55"
    clock.advance(timedelta(hours=24))
    await one.look()
    assert len(await told(store, clock, "ops")) == 1


async def test_a_failing_receiver_is_told_to_another(store: Store) -> None:
    """After three refusals ops hears of desk, desk does not hear of itself; a dead letter is told too."""
    clock = ManualClock(NOW)
    one = reports(store, clock)
    outbox, queue = Outbox(store, clock), DeliveryQueue(store, clock)
    await outbox.commit(
        Commit(feed="f", deliveries=(a_delivery(receiver="desk"), a_delivery(receiver="desk", recipient="b@c.org")))
    )
    first, second = await queue.lease("desk", 2, block=0)
    refused = Outcome(result=Result.RETRY, reason="HTTP 500")
    await queue.dead(second, "550 no such user", Outcome(result=Result.REJECTED, reason="550 no such user"))
    await queue.retry(first, clock.now(), refused)
    for _ in range(2):
        await one.look()

        await Keeper(store).promote(clock.now())
        [again] = await queue.lease("desk", 1, block=0)
        await queue.retry(again, clock.now(), refused)
    await one.look()
    topics = sorted(Notice.model_validate_json(delivery.body).topic for delivery in await told(store, clock, "ops"))
    assert topics == [Topic.DEAD_LETTER, Topic.RECEIVER_FAILING]
    assert [delivery for delivery in await told(store, clock, "desk") if delivery.purpose is Purpose.NOTICE] == []


async def test_a_backlog_of_a_receiver_that_was_removed_is_told(store: Store) -> None:
    """Messages to a receiver that nobody configures any more wait visibly; one without a backlog is nobody's business."""
    clock = ManualClock(NOW)
    await Outbox(store, clock).commit(Commit(feed="f", deliveries=(a_delivery(receiver="old"), a_delivery(receiver="older"))))
    assert len(await told(store, clock, "older")) == 1
    for _ in range(2):
        await reports(store, clock).look()
    [notice] = [Notice.model_validate_json(delivery.body) for delivery in await told(store, clock, "desk")]
    assert notice.title == "Receiver old fails; its backlog is kept"
    assert "no longer in the configuration" in notice.lines[0]


@pytest.mark.parametrize(("status", "told_at_once"), [(401, True), (404, True), (429, False), (450, False), (500, False)])
async def test_a_request_called_wrong_is_told_at_the_first_time(store: Store, status: int, *, told_at_once: bool) -> None:
    """401 and its like need a person; "later" and failures of the receiver's own are waited for."""
    clock = ManualClock(NOW)
    await Outbox(store, clock).commit(Commit(feed="f", deliveries=(a_delivery(receiver="desk"),)))
    queue = DeliveryQueue(store, clock)
    [leased] = await queue.lease("desk", 1, block=0)
    await queue.retry(leased, clock.now(), Outcome(result=Result.RETRY, status=status, reason=f"HTTP {status}"))
    await reports(store, clock).look()
    assert bool(await told(store, clock, "ops")) is told_at_once


async def test_the_heart_beats_only_while_all_turns() -> None:
    """The other side is asked while nothing stands still, and not while something does."""
    stale: list[str] = []
    async with WebhookSink().serve() as sink:
        settings = HeartbeatSettings.model_validate(
            {"url": sink.url, "allow_http": True, "allow_private": ["127.0.0.0/8"], "every": 1}
        )
        clock = ManualClock()
        task = asyncio.create_task(Heartbeat(settings, clock, stale=lambda: stale).run())
        await wait_until(lambda: len(sink.requests) == 1, description="the first beat")
        stale.append("poller")
        clock.advance(1)
        await asyncio.sleep(0.05)
        assert len(sink.requests) == 1
        stale.clear()

        def second() -> bool:
            clock.advance(1)
            return len(sink.requests) >= 2

        await wait_until(second, description="the second beat")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_feed_that_is_silently_blind_is_told_once_it_has_been_so_for_long(store: Store) -> None:
    """Unreachable for less than its alert_after nothing is said; for longer, the feed, the cause and since when; once a day."""
    clock = ManualClock(NOW)
    state = FeedState(health=Health.UNREACHABLE, unhealthy_since=NOW, detail="the name does not resolve")
    await store.feeds.put(FEEDS[7].id, state.stored())
    one = reports(store, clock)
    clock.advance(timedelta(minutes=59))
    await one.look()
    assert await told(store, clock, "desk") == []
    clock.advance(timedelta(minutes=2))
    await one.look()
    await one.look()
    [delivery] = await told(store, clock, "desk")
    notice = Notice.model_validate_json(delivery.body)
    assert (notice.topic, "Outlet 7" in notice.title) == (Topic.FEED_UNHEALTHY, True)
    assert "the name does not resolve" in notice.lines[0]


async def test_a_coverage_gap_is_told(store: Store) -> None:
    """Between two fetches that do not overlap, the time that is not covered and what may be lost."""
    clock = ManualClock(NOW)
    gap = CoverageGap(since=NOW - timedelta(hours=2), until=NOW - timedelta(hours=1), lost=3)
    await store.feeds.put(FEEDS[3].id, FeedState(last_gap=gap).stored())
    await reports(store, clock).look()
    [delivery] = await told(store, clock, "desk")
    assert "3 entries may be lost" in Notice.model_validate_json(delivery.body).lines[0]


async def test_a_feed_switched_off_or_of_another_version_is_no_trouble(store: Store) -> None:
    """Nobody is told of a feed that is not polled any more, and a state that cannot be read stops no look."""
    clock = ManualClock(NOW)
    unhealthy = FeedState(unhealthy_since=NOW - timedelta(days=2), last_attempt=NOW).stored()
    await store.feeds.put(FEEDS[3].id, unhealthy)
    await store.feeds.put(FEEDS[4].id, '{"of": "another version"}')
    off = [feed.model_copy(update={"enabled": False}) if feed is FEEDS[3] else feed for feed in FEEDS]
    await SelfReports(store, RECEIVERS, Operations.model_validate({"receiver": "desk"}), clock, off).look()
    assert await told(store, clock, "desk") == []


async def test_a_flatline_is_told_once_a_day_and_rule(store: Store) -> None:
    """Nobody meets the rule for an hour: the operators and the rule's own receivers hear of it, once, also after a restart."""
    clock = ManualClock(NOW)
    rules = "  - {id: quiet, when: {text: oil}, receivers: [desk, gone], flatline: {within: 1h}}\n"
    crossing = Crossing(book(rules))
    settings = Operations.model_validate({"receiver": "ops"})
    one = SelfReports(store, RECEIVERS, settings, clock, FEEDS, flatlines=crossing)
    await one.look()
    clock.advance(timedelta(minutes=30))
    await one.look()
    assert await told(store, clock, "ops") == []
    await crossing.save(store)
    restarted = Crossing(book(rules))
    await restarted.restore(store)
    one = SelfReports(store, RECEIVERS, settings, clock, FEEDS, flatlines=restarted)
    for _ in range(3):
        clock.advance(timedelta(minutes=20))
        await one.look()
    for receiver, title in (("ops", "أخبار القاعدة"), ("desk", "Too few articles meet rule mine/quiet")):
        [delivery] = await told(store, clock, receiver)
        notice = Notice.model_validate_json(delivery.body)
        assert (notice.topic, title in notice.title) == (Topic.FLATLINE, True)
    clock.advance(timedelta(days=1))
    await one.look()
    assert await told(store, clock, "ops") == []
