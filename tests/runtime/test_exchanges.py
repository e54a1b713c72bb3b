"""Claims about what polls ask Redis and tell it together: nothing goes missing, and nothing old is written over what is new."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.fakes.alerts import NOW
from tests.fakes.wait import wait_until
from watcher.clock import ManualClock
from watcher.errors import StoreError
from watcher.runtime import exchanges
from watcher.runtime.exchanges import Exchanges
from watcher.sources.state import FeedState
from watcher.store.feeds import Begun, Ended

LONG = timedelta(seconds=45)


class Desk:
    """Keeps states as Redis does, and remembers who came with whom; ``open`` lets writes through."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.begun: list[list[str]] = []
        self.ended: list[list[Ended]] = []
        self.away = False
        self.open = asyncio.Event()
        self.open.set()

    async def begin(self, polls: Sequence[tuple[str, timedelta]]) -> Sequence[Begun]:
        """Give everybody what is there."""
        if self.away:
            raise StoreError("away")
        self.begun.append([feed for feed, _ in polls])
        return [Begun(ours=True, state=self.states.get(feed)) for feed, _ in polls]

    async def end(self, polls: Sequence[Ended]) -> None:
        """Keep states, once it is open."""
        await self.open.wait()
        if self.away:
            raise StoreError("away")
        self.ended.append(list(polls))
        self.states |= {poll.feed: poll.state for poll in polls if poll.state is not None}


@pytest.fixture
def desk() -> Desk:
    """Return an open desk."""
    return Desk()


async def test_polls_that_begin_together_ask_together(desk: Desk) -> None:
    """Each is told its own, in one exchange."""
    desk.states["b"] = "left"
    shared = Exchanges(desk, ManualClock())
    told = await asyncio.gather(*(shared.begin(feed, LONG) for feed in "abc"))
    assert told == [(True, None), (True, "left"), (True, None)]
    assert desk.begun == [["a", "b", "c"]]


async def test_what_polls_leave_is_written_together_without_being_asked(desk: Desk) -> None:
    """A moment later it stands there, each feed's last word once; its lease lasts until the time that was named."""
    shared = Exchanges(desk, ManualClock(NOW))
    for polls in (1, 2):
        shared.end("a", NOW + timedelta(seconds=60 * polls), FeedState(polls=polls))
    shared.end("b", NOW + timedelta(seconds=30), None)
    await wait_until(lambda: desk.ended, description="a write")
    assert desk.ended == [
        [Ended("a", timedelta(seconds=120), FeedState(polls=2).stored()), Ended("b", timedelta(seconds=30), None)]
    ]
    assert shared.loaded("a", desk.states["a"]) == FeedState(polls=2)
    assert shared.loaded("a", FeedState(polls=7).stored()) == FeedState(polls=7)


async def test_a_poll_begins_with_what_the_last_one_left_though_it_is_not_written_yet(desk: Desk) -> None:
    """A feed that is polled again at once waits for its own write, whether that waits too or is under way."""
    shared = Exchanges(desk, ManualClock(NOW))
    shared.end("a", NOW, FeedState(polls=1))
    assert (await shared.begin("a", LONG)).state == FeedState(polls=1).stored()
    desk.open.clear()
    shared.end("a", NOW, FeedState(polls=2))
    writing = asyncio.create_task(shared.written("a"))
    await asyncio.sleep(0)
    again = asyncio.create_task(shared.begin("a", LONG))
    other = await shared.begin("b", LONG)
    assert other == (True, None)
    assert not again.done()
    desk.open.set()
    assert (await again).state == FeedState(polls=2).stored()
    await writing


async def test_while_redis_is_away_what_waits_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A poll is told that nothing can begin; what was left is written when Redis is back, the newest of each feed."""
    monkeypatch.setattr(exchanges, "LATER", 0.01)
    shared = Exchanges(desk, ManualClock(NOW))
    desk.away = True
    shared.end("a", NOW, FeedState(polls=1))
    shared.end("b", NOW, FeedState(polls=1))
    for feed in "ac":
        with pytest.raises(StoreError):
            await shared.begin(feed, LONG)
    shared.end("a", NOW, FeedState(polls=2))
    desk.away = False
    await wait_until(lambda: desk.ended, description="a write")
    assert desk.states == {"a": FeedState(polls=2).stored(), "b": FeedState(polls=1).stored()}


async def test_closing_writes_what_waits(desk: Desk) -> None:
    """A process that ends as it should leaves nothing behind."""
    shared = Exchanges(desk, ManualClock(NOW))
    shared.end("a", NOW, FeedState(polls=1))
    await shared.close()
    assert desk.states == {"a": FeedState(polls=1).stored()}
