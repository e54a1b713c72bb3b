"""The poller: one job a feed, each with its own pace; one feed's trouble is never another's."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from watcher import log
from watcher.articles.model import FeedIdentity
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.patience import Patience
from watcher.runtime.exchanges import Exchanges, Leased
from watcher.runtime.lags import Lags
from watcher.runtime.pulse import Pulse
from watcher.sources.fetch import Failure, FetchError
from watcher.sources.recorder import Recorder
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Health, Outcome, Poll, Source

LAG_BOUND = 120.0
"""Seconds after which a poller that has scheduled nothing is taken for hung."""
GRACE = 15.0
"""Seconds a poll gets beyond its source's own deadline before it is given up: a source that hangs is a defect of ours."""
FIRST_PACE = timedelta(milliseconds=5)
"""Time between the first polls of two feeds that are due at the start: ten thousand at once would only wait for one another."""
TELL_LAG = 60.0
"""Seconds between two lines on how late polls began."""
TRYING = 4
"""Of so many places one is for feeds that did not answer the last time, or slowly: the others never wait for them."""
RETRY_STORE = timedelta(seconds=5)
OTHERS_TURN = timedelta(seconds=4)
"""How long after a feed is due another poller tries to take it over; the holder's lease ends half as long after it."""

JOB = "poll "
"""What the ids of feeds' jobs begin with."""

_QUIET = frozenset({Outcome.NOT_MODIFIED, Outcome.UNCHANGED})

_log = log.get("poller")


class Ingest(Protocol):
    """What becomes of one document: its entries understood and committed, then its feed's state stored."""

    async def __call__(self, feed: FeedIdentity, poll: Poll, now: datetime) -> None:
        """Deal with what one poll brought; raises StoreError where Redis is away, and the poll then counts as not made."""
        ...


class States(Leased, Protocol):
    """Where feed states are kept, and which of many pollers polls a feed; every method raises StoreError."""

    def many(self, feeds: Sequence[str]) -> AsyncIterator[tuple[str, str]]:
        """Yield each of ``feeds`` that was ever polled, with its state as JSON."""
        ...

    async def get(self, feed: str) -> str | None:
        """Return the state as JSON."""
        ...


Read = Callable[[FeedState, datetime], Awaitable[Poll]]
"""What makes a poll of something that was brought."""
Notice = Callable[[str, tuple[str, str]], Awaitable[None]]
"""Told a feed's hub and topic; raises StoreError."""


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """One feed with what polls it."""

    identity: FeedIdentity
    source: Source
    settings: FeedConfig


class Poller:
    """Runs every feed's polls on APScheduler: coalesced, one at a time, none skipped without being counted."""

    def __init__(
        self,
        feeds: Mapping[str, PolledFeed],
        *,
        states: States,
        ingest: Ingest,
        clock: Clock,
        pulse: Pulse,
        at_once: int = 64,
        notice: Notice | None = None,
    ) -> None:
        """``notice`` is told the WebSub hubs that feeds name."""
        self._feeds = dict(feeds)
        self._states = states
        self._ingest = ingest
        self._clock = clock
        self._pulse = pulse
        self._notice = notice
        self._exchanges = Exchanges(states, clock)
        self._patience = Patience()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._slots = asyncio.Semaphore(at_once)
        self._tried = asyncio.Semaphore(max(1, at_once // TRYING))
        self._trying: set[str] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._due: dict[str, datetime] = {}
        self._stopping = False
        self.skipped = 0
        self._lags = Lags()
        self._first_round = set(feeds)
        self._health: dict[str, Health] = {}
        self._told = False
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_listener(
            self._ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES
        )

    async def start(self) -> None:
        """Schedule every feed at the time its state names, or at once where it was never polled; any number of pollers may."""
        self._pulse.expect("poller", within=LAG_BOUND)
        await self._schedule_all()
        self._scheduler.add_job(self._pulse.beat, "interval", seconds=5, args=["poller"], id="pulse")
        self._scheduler.add_job(self._tell_lag, "interval", seconds=TELL_LAG, id="lag")
        self._scheduler.start()

    async def stop(self) -> None:
        """Start no further poll and end those under way: what they had not committed is found again at the next start."""
        self._stopping = True
        self._pulse.forget("poller")
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._exchanges.close()

    async def _schedule_all(self) -> None:
        """Schedule what is due later for then, and the rest one after another, those first that are polled most often."""
        now = self._clock.now()
        overdue = dict.fromkeys(self._feeds, timedelta())
        async for name, stored in self._states.many(list(self._feeds)):
            state = self._loaded(name, stored)
            self._try(name, state.health)
            if state.next_due is not None and state.next_due > now:
                self._schedule(name, state.next_due)
                del overdue[name]
            elif state.next_due and state.last_attempt:
                overdue[name] = state.next_due - state.last_attempt
        for place, name in enumerate(sorted(overdue, key=lambda name: (overdue[name], name))):
            self._schedule(name, now + place * FIRST_PACE)

    def _schedule(self, name: str, at: datetime) -> None:
        at = max(at, self._clock.now())
        self._scheduler.add_job(self._run, DateTrigger(at), args=[name, at], id=f"{JOB}{name}", replace_existing=True)

    def _ended(self, event: JobEvent) -> None:
        """Schedule a feed's next poll once APScheduler itself has done with this one: earlier it would skip it, for ever."""
        if self._stopping or not event.job_id.startswith(JOB):
            return
        if event.code in {EVENT_JOB_MISSED, EVENT_JOB_MAX_INSTANCES}:
            self.skipped += 1
            _log.warning("poll_skipped", job=event.job_id, skipped=self.skipped)
        name = event.job_id.removeprefix(JOB)
        self._schedule(name, self._due.pop(name, self._clock.now() + timedelta(seconds=self._feeds[name].settings.deadline)))

    def _tell_lag(self) -> None:
        _log.info("schedule", **self._lags.told()._asdict(), skipped=self.skipped)

    async def _run(self, name: str, at: datetime) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        try:
            async with self._tried if name in self._trying else nullcontext(), self._slots:
                self._lags.note((self._clock.now() - at).total_seconds())
                with structlog.contextvars.bound_contextvars(feed=name):
                    self._due[name] = await self.poll_once(name)
        except asyncio.CancelledError:
            # The scheduler would log the end of a poll at our own stop as an error.
            if not self._stopping:
                raise

    async def poll_once(self, name: str) -> datetime:
        """Poll one feed now and deal with what it gave; return when it is due again. Raises nothing but CancelledError."""
        async with self._turns[name]:
            return await self._poll(name)

    async def take(self, name: str, read: Read) -> None:
        """Deal with what was brought for a feed, between two of its polls; raises StoreError, and then nothing is promised."""
        async with self._turns[name]:
            await self._exchanges.written(name)
            state = self._loaded(name, await self._states.get(name))
            poll = await read(state, self._clock.now())
            if poll.feed is not None:
                await self._ingest(self._feeds[name].identity, poll, self._clock.now())
        _log.info("pushed", feed=name, fresh=len(poll.fresh), detail=poll.detail)

    async def _poll(self, name: str) -> datetime:
        feed = self._feeds[name]
        longest = timedelta(seconds=feed.settings.deadline + GRACE)
        try:
            begun = await self._exchanges.begin(name, longest)
            state = self._loaded(name, begun.state)
            if not begun.ours:
                # Another poller has this feed: look again when it is due, should that poller have died by then.
                return max(state.next_due or self._clock.now(), self._clock.now()) + OTHERS_TURN
            poll = await self._looked(feed, state, longest.total_seconds())
            if poll.feed is not None:
                await self._ingest(feed.identity, poll, self._clock.now())
            if self._notice and poll.state.hub:
                await self._notice(name, poll.state.hub)
            due = poll.state.next_due or self._clock.now() + timedelta(seconds=feed.settings.deadline)
            self._exchanges.end(name, due + OTHERS_TURN / 2, poll.state if poll.feed is None else None)
        except StoreError as error:
            _log.error("poll_not_stored", error=str(error))
            return self._clock.now() + RETRY_STORE
        except Exception:  # noqa: BLE001 - whatever is wrong with one feed, the others go on; the trace is for us
            _log.exception("document_failed_unexpectedly")
            return self._clock.now() + timedelta(seconds=feed.settings.deadline * 2)
        self._try(name, poll.health)
        self._report(name, state, poll)
        return due

    async def _looked(self, feed: PolledFeed, state: FeedState, longest: float) -> Poll:
        """Poll; a source that hangs or breaks is a defect of ours, and its feed fails like any that cannot be read."""
        try:
            with self._patience.within(longest):
                return await feed.source.poll(state, self._clock.now())
        except TimeoutError:
            _log.error("poll_hung", seconds=longest)
            error = FetchError(Failure.UNREACHABLE, f"given up: no end within {longest:g} s")
        except Exception as defect:  # noqa: BLE001 - whatever is wrong with one feed, the others go on; the trace is for us
            _log.exception("poll_failed_unexpectedly")
            error = FetchError(Failure.BROKEN, f"watcher itself failed on it: {type(defect).__name__}")
        return Recorder(feed.settings).failed(state, error, self._clock.now())

    def _try(self, name: str, health: Health) -> None:
        """Note whether a feed is one that takes its time."""
        (self._trying.add if health in {Health.UNREACHABLE, Health.SLOW} else self._trying.discard)(name)

    def _report(self, name: str, before: FeedState, poll: Poll) -> None:
        """Write the poll's line, unless it brought nothing new of any kind; a warning where the feed's health got worse.

        What is wrong with a document that is read all the same is told when it changes. Feeds that fail in the first round are
        told in one line.
        """
        if self._told and poll.outcome in _QUIET and poll.health is before.health:
            return
        first = name in self._first_round
        worse = poll.health.failing and not before.health.failing and not first
        problems = poll.state.problems if poll.state.problems != before.problems else ""
        odd = problems and not before.problems
        if first or poll.outcome not in _QUIET or poll.health is not before.health:
            (_log.warning if worse or poll.gap or odd else _log.info)(
                "polled",
                outcome=poll.outcome,
                health=poll.health,
                fresh=len(poll.fresh),
                baseline=len(poll.baseline),
                status=poll.status,
                seconds=round(poll.seconds, 3),
                detail=poll.detail or None,
                gap=str(poll.gap) if poll.gap else None,
                problems=problems or None,
            )
        if self._told:
            return
        self._health[name] = poll.health
        self._first_round.discard(name)
        if not self._first_round:
            self._told = True
            counts = Counter(str(health) for health in self._health.values())
            failing = any(health.failing for health in self._health.values())
            (_log.warning if failing else _log.info)("first_round", feeds=len(self._health), **counts)

    def _loaded(self, name: str, stored: str | None) -> FeedState:
        if stored is None:
            return FeedState()
        state = self._exchanges.loaded(name, stored)
        if state is None:
            # A state of another version: poll as if for the first time known, the seen marks keep it from alerting twice.
            _log.warning("feed_state_unreadable", feed=name)
            return FeedState(polls=1, first_success=self._clock.now())
        return state
