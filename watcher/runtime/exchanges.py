"""What polls ask Redis and tell it, of many feeds together: a poll alone would wait, and pay, for two exchanges of its own.

Leases are taken before anything is asked of a feed. What a poll leaves behind is written a moment after it has ended, except
a document's validators, which are stored with the document's last article: what a killed process had not written yet costs
no more than the same question once more, and until then its leases are those that its polls began with.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from watcher import log
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.sources.state import FeedState
from watcher.store.feeds import Begun, Ended

GATHERED = 0.002
"""Seconds for which a poll that begins waits for others that do."""
SOON = 0.25
"""Seconds after which polls that have ended are written."""
LATER = 5.0
"""Seconds after which that is tried again where Redis was away."""

_log = log.get("poller")


class Leased(Protocol):
    """Where feed states are kept, and which of many pollers polls a feed; every method raises StoreError."""

    async def begin(self, polls: Sequence[tuple[str, timedelta]]) -> Sequence[Begun]:
        """Take or renew the leases of feeds for so long, but those that another poller has, and return their states."""
        ...

    async def end(self, polls: Sequence[Ended]) -> None:
        """Keep the leases until the next polls, and store states, but of feeds that another poller has."""
        ...


class Exchanges:
    """Gathers the beginnings and the ends of polls. A state is read only where it is another than the one written last."""

    def __init__(self, states: Leased, clock: Clock) -> None:
        self._states = states
        self._clock = clock
        self._beginning: list[tuple[str, timedelta, asyncio.Future[Begun]]] = []
        self._ended: dict[str, tuple[datetime, FeedState | None]] = {}
        self._being_written: set[str] = set()
        self._known: dict[str, tuple[int, FeedState]] = {}
        """The state that was written last, and the hash of its JSON, which would take as much room once more."""
        self._turn = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, feed: str, lasts: timedelta) -> Begun:
        """Take or renew a feed's lease for so long, and return what its last poll left; raises StoreError."""
        await self.written(feed)
        loop = asyncio.get_running_loop()
        begun: asyncio.Future[Begun] = loop.create_future()
        self._beginning.append((feed, lasts, begun))
        if len(self._beginning) == 1:
            loop.call_later(GATHERED, self._start, self._begin)
        return await begun

    def end(self, feed: str, leased_until: datetime, state: FeedState | None) -> None:
        """Note that a poll has ended, and the state that it left, unless that was stored with its document."""
        self._ended[feed] = (leased_until, state)
        if self._timer is None:
            self._write_in(SOON)

    async def written(self, feed: str) -> None:
        """Return once nothing that a feed's last poll left waits to be written; raises StoreError."""
        if feed in self._ended or feed in self._being_written:
            await self._write()

    def loaded(self, feed: str, stored: str) -> FeedState | None:
        """Return a feed's state as it is stored; None for one of another version."""
        known = self._known.get(feed)
        if known is not None and known[0] == hash(stored):
            return known[1]
        return FeedState.loaded(stored)

    async def close(self) -> None:
        """Write what waits, as far as Redis answers."""
        if self._timer is not None:
            self._timer.cancel()
        await asyncio.gather(*self._tasks)
        await self._try_to_write()
        if self._timer is not None:
            self._timer.cancel()

    def _start(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        task = asyncio.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _begin(self) -> None:
        beginning, self._beginning = self._beginning, []
        try:
            told = await self._states.begin([(feed, lasts) for feed, lasts, _ in beginning])
        except Exception as error:  # noqa: BLE001 - each poll is told, and knows what to do
            for _, _, begun in beginning:
                if not begun.done():
                    begun.set_exception(error)
            return
        for (_, _, begun), one in zip(beginning, told, strict=True):
            # A poll that was ended meanwhile does not listen any more.
            if not begun.done():
                begun.set_result(one)

    def _write_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._start, self._try_to_write)

    async def _try_to_write(self) -> None:
        wait = SOON
        try:
            await self._write()
        except StoreError as error:
            _log.error("polls_not_stored", error=str(error), polls=len(self._ended))
            wait = LATER
        self._timer = None
        if self._ended:
            self._write_in(wait)

    async def _write(self) -> None:
        async with self._turn:
            ended, self._ended = self._ended, {}
            self._being_written.update(ended)
            now = self._clock.now()
            polls = [
                Ended(feed, until - now, None if state is None else state.stored()) for feed, (until, state) in ended.items()
            ]
            try:
                await self._states.end(polls)
            except BaseException:
                self._ended = ended | self._ended
                raise
            finally:
                self._being_written.clear()
            for poll, (_, state) in zip(polls, ended.values(), strict=True):
                if state is not None:
                    self._known[poll.feed] = (hash(poll.state), state)
