"""The poller: every feed at its own pace, whatever the others do."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.events import EVENT_JOB_MISSED, JobEvent
from structlog.testing import capture_logs

from tests.fakes.wait import wait_until
from watcher.articles.model import FeedIdentity
from watcher.clock import SystemClock
from watcher.errors import StoreError
from watcher.runtime import polling as polling_module
from watcher.runtime.lags import Lag, Lags
from watcher.runtime.polling import FIRST_PACE, PolledFeed, Poller
from watcher.runtime.pulse import Pulse
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Health, Outcome, Poll
from watcher.store.feeds import Begun, Ended

SETTINGS = FeedConfig(url="https://feed.example/", deadline=0.05).model_copy(update={"interval": 0.01})


class Feed:
    """A source with a vocabulary: it answers at once, and is due again at once, unless told otherwise."""

    def __init__(self, act: Callable[[], None] | None = None, *, hangs: bool = False) -> None:
        self.polls = 0
        self.problems = ""
        self.first = 0.0
        self._act = act
        self._hangs = hangs

    async def poll(self, state: FeedState, now: datetime) -> Poll:
        """Count, do what was told, answer."""
        self.polls += 1
        self.first = self.first or time.monotonic()
        if self._hangs:
            await asyncio.Event().wait()
        if self._act:
            self._act()
        after = state.changed({"next_due": now, "polls": state.polls + 1, "problems": self.problems})
        return Poll(outcome=Outcome.NOT_MODIFIED, state=after, health=Health.OK)


class Memory:
    """States and leases of one process's memory; ``others`` are feeds that another poller has."""

    def __init__(self, others: set[str]) -> None:
        self.others = others
        self.away = False
        self.states: dict[str, str] = {}
        self.kept: dict[str, FeedState] = {}

    async def get(self, feed: str) -> str | None:
        """Return what a test put there: nothing comes from polls."""
        return self.states.get(feed)

    async def many(self, feeds: Sequence[str]) -> AsyncIterator[tuple[str, str]]:
        """Yield what a test put there."""
        for feed in feeds:
            if feed in self.states:
                yield feed, self.states[feed]

    async def begin(self, polls: Sequence[tuple[str, timedelta]]) -> Sequence[Begun]:
        """Give what is not another's; fail while Redis is away."""
        if self.away:
            raise StoreError("away")
        return [Begun(feed not in self.others, self.states.get(feed)) for feed, _ in polls]

    async def end(self, polls: Sequence[Ended]) -> None:
        """Keep what is given to be kept."""
        for poll in polls:
            state = FeedState.loaded(poll.state)
            if state is not None:
                self.kept[poll.feed] = state


@asynccontextmanager
async def polling(feeds: dict[str, Feed], memory: Memory | None = None, *, at_once: int = 64) -> AsyncIterator[Poller]:
    """Run a poller."""

    async def ingest(feed: FeedIdentity, poll: Poll, now: datetime) -> None:
        return None

    clock, memory = SystemClock(), memory or Memory(set())
    known = {name: PolledFeed(FeedIdentity(id=name, source=name), feed, SETTINGS) for name, feed in feeds.items()}
    poller = Poller(known, states=memory, ingest=ingest, clock=clock, pulse=Pulse(clock), at_once=at_once)
    await poller.start()
    try:
        yield poller
    finally:
        await poller.stop()


async def test_a_feed_that_is_always_due_is_polled_again_and_again() -> None:
    """No poll is skipped, though the next one is due before the scheduler has done with the last."""
    feed = Feed()
    async with polling({"eager": feed}) as poller:
        await wait_until(lambda: feed.polls >= 20, description="twenty polls")
        assert poller.skipped == 0


async def test_a_feed_that_hangs_or_breaks_stops_no_other() -> None:
    """Beside one source that never answers and one that has a defect, the good one goes on; so does the broken one."""

    def break_down() -> None:
        raise RuntimeError("a defect")

    hanging, broken, good = Feed(hangs=True), Feed(break_down), Feed()
    async with polling({"hanging": hanging, "broken": broken, "good": good}):
        await wait_until(lambda: good.polls >= 10 and broken.polls >= 3, description="polls of the others")
    assert hanging.polls == 1


async def test_a_source_that_hangs_or_breaks_is_a_failing_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What never comes to its end, and what our own code fails on, is counted, backs off, and is shown with its reason."""

    def break_down() -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(polling_module, "GRACE", 0.0)
    memory = Memory(set())
    async with polling({"hanging": Feed(hangs=True), "broken": Feed(break_down)}, memory):
        await wait_until(lambda: len(memory.kept) == 2, description="both states")
    hanging, broken = memory.kept["hanging"], memory.kept["broken"]
    assert (hanging.health, hanging.failures, hanging.detail) == (Health.UNREACHABLE, 1, "given up: no end within 0.05 s")
    assert (broken.health, broken.failures, broken.detail) == (Health.BROKEN, 1, "watcher itself failed on it: RuntimeError")
    assert broken.next_due is not None


async def test_what_is_wrong_with_a_document_is_logged_once() -> None:
    """A feed read in spite of a problem warns when the problem begins, not at every poll."""
    feed, memory = Feed(), Memory(set())
    async with polling({"odd": feed}, memory) as poller:
        await wait_until(lambda: feed.polls, description="a first poll")
        feed.problems = "broken.xml: not a feed"
        with capture_logs() as told:
            state = FeedState()
            for _ in range(3):
                memory.states["odd"] = state.stored()
                poll = replace(await feed.poll(state, datetime.now(UTC)), outcome=Outcome.FETCHED)
                poller._report("odd", state, poll)
                state = poll.state
    assert [line["problems"] for line in told if line.get("problems")] == ["broken.xml: not a feed"]


async def test_feeds_that_never_answer_leave_room_for_those_that_do() -> None:
    """However many feeds were unreachable the last time, the good ones are polled at their own pace."""
    memory = Memory(set())
    hanging, good = (
        {f"hanging{number}": Feed(hangs=True) for number in range(20)},
        {f"good{number}": Feed() for number in range(5)},
    )
    for name in hanging:
        memory.states[name] = FeedState(health=Health.UNREACHABLE).stored()
    async with polling(hanging | good, memory, at_once=8):
        await wait_until(lambda: all(feed.polls >= 10 for feed in good.values()), description="polls of all good feeds")
    assert sum(feed.polls for feed in hanging.values()) == 2


async def test_another_pollers_feed_is_left_to_it() -> None:
    """Of two feeds, one of which another process polls, only the free one is polled."""
    theirs, ours = Feed(), Feed()
    async with polling({"theirs": theirs, "ours": ours}, Memory({"theirs"})):
        await wait_until(lambda: ours.polls >= 5, description="polls of our feed")
    assert theirs.polls == 0


async def test_a_run_that_the_scheduler_skips_is_counted_and_made_up_for() -> None:
    """Whatever makes APScheduler leave a run out, it is counted, and the feed is scheduled again."""
    feed = Feed()
    async with polling({"feed": feed}) as poller:
        await wait_until(lambda: feed.polls, description="a first poll")
        poller._ended(JobEvent(EVENT_JOB_MISSED, "poll feed", "default"))
        polls = feed.polls
        await wait_until(lambda: feed.polls > polls, description="the next poll")
        assert poller.skipped >= 1


async def test_polling_goes_on_when_redis_is_back() -> None:
    """While Redis is away nothing is polled, since nothing could be stored; then every feed is."""
    memory = Memory(set())
    memory.away = True
    feed = Feed()
    async with polling({"feed": feed}, memory) as poller:
        assert await poller.poll_once("feed") > datetime.now(UTC)
        assert feed.polls == 0
        memory.away = False
        await poller.poll_once("feed")
        assert feed.polls


async def test_feeds_that_are_all_due_start_one_after_another_the_busiest_first() -> None:
    """After a downtime, feeds do not begin all at once; one polled every minute goes before one polled every hour."""
    now = datetime.now(UTC)
    memory = Memory(set())
    feeds = {f"feed{number}": Feed() for number in range(20)}
    for number, name in enumerate(feeds):
        state = FeedState(last_attempt=now - timedelta(days=2), next_due=now - timedelta(days=2) + timedelta(hours=20 - number))
        memory.states[name] = state.stored()
    feeds["later"], memory.states["later"] = Feed(), FeedState(next_due=now + timedelta(hours=1)).stored()
    async with polling(feeds, memory):
        await wait_until(lambda: feeds["feed0"].polls, description="the last feed's first poll")
    assert feeds.pop("later").polls == 0
    began = [feed.first for feed in feeds.values()]
    assert began == sorted(began, reverse=True)
    assert began[0] - began[-1] >= 0.9 * 19 * FIRST_PACE.total_seconds()


def test_lags_are_told_once() -> None:
    """The middle, the hundredth-worst and the worst of what was noted; then it begins anew."""
    lags = Lags()
    for number in range(200):
        lags.note(number / 1000)
    lags.note(-5.0)
    assert lags.told() == Lag(polls=201, lag_p50=0.099, lag_p99=0.197, lag_most=0.199)
    assert lags.told().polls == 0
