"""What watcher says of itself: the heartbeat to the outside, the daily all-clear, receivers and feeds that fail."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from watcher.alerts.model import Topic
from watcher.alerts.notice import Operations, notices
from watcher.alerts.policy import ReceiverPolicy
from watcher.clock import Clock
from watcher.notifiers.heartbeat import Heartbeat, HeartbeatSettings
from watcher.queue.commit import Commit
from watcher.queue.log import DeliveryLog, DeliveryRecord, State
from watcher.queue.outbox import Outbox
from watcher.runtime.crossing import Crossing
from watcher.runtime.failed import FailedArticles
from watcher.runtime.loops import Loops
from watcher.runtime.pulse import Pulse
from watcher.sources.health import alert_due
from watcher.sources.net import Lookup
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState
from watcher.store.store import Store

LOOK_EVERY = 15.0
FAILURES = 3
"""Refusals of one delivery after which its receiver counts as failing."""
TRANSIENT = frozenset({408, 421, 425, 429, 450, 451, 452})
"""Codes of HTTP and SMTP between 400 and 499 that say "later", not "wrong"."""
UNCONFIGURED = "it stands no longer in the configuration"
DAY = timedelta(days=1)
_MOST = 1000


class SelfReports:
    """Looks at the delivery log, the feeds and the clock now and then; a notice of a kind goes out once a day."""

    def __init__(
        self,
        store: Store,
        receivers: Mapping[str, ReceiverPolicy],
        operations: Operations,
        clock: Clock,
        feeds: Sequence[FeedConfig],
        *,
        flatlines: Crossing | None = None,
    ) -> None:
        self._store = store
        self._receivers = receivers
        self._operations = operations
        self._clock = clock
        self._feeds = feeds
        self._flatlines = flatlines
        self._outbox = Outbox(store, clock)
        self._log = DeliveryLog(store)

    async def look(self) -> None:
        """Tell what is worth telling; telling it twice a day is the outbox's to prevent, which knows the ids."""
        now = self._clock.now()
        if self._operations.all_clear_due(now):
            await self._tell(Topic.ALL_CLEAR, await self._facts(now), now)
        for receiver in self._receivers:
            failing = [one for one in await self._log.open(receiver) if one.refused >= FAILURES or _misconfigured(one)]
            if failing:
                await self._tell(Topic.RECEIVER_FAILING, {"cause": _last(failing[0])}, now, receiver)
        for receiver in set(await self._log.receivers()) - set(self._receivers):
            if await self._log.open(receiver, 1):
                await self._tell(Topic.RECEIVER_FAILING, {"cause": UNCONFIGURED}, now, receiver)
        for dead in await self._log.latest(state=State.DEAD, limit=len(self._receivers)):
            topic = Topic.RECEIVER_GONE if dead.attempts and dead.attempts[-1].status == 410 else Topic.DEAD_LETTER
            if _ended(dead) > now - DAY:
                await self._tell(topic, {"cause": dead.reason, "event": dead.event}, now, dead.receiver)
        if failed := await FailedArticles(self._store).count():
            await self._tell(Topic.ARTICLE_FAILED, {"failed": str(failed)}, now)
        await self._look_at_feeds(now)
        await self._look_at_flatlines(now)

    async def _look_at_feeds(self, now: datetime) -> None:
        """Tell of feeds that have been unhealthy for as long as their settings allow, and of gaps in what they cover."""
        feeds = {feed.id: feed for feed in self._feeds if feed.enabled}
        async for name, stored in self._store.feeds.many(list(feeds)):
            feed, state = feeds[name], FeedState.loaded(stored) or FeedState()
            if state.unhealthy_since is not None and alert_due(feed, state, now):
                since = f"{state.unhealthy_since:%Y-%m-%d %H:%M} UTC"
                await self._tell(
                    Topic.FEED_UNHEALTHY, {"cause": f"{state.health}: {state.detail}", "since": since}, now, feed.name
                )
            if state.last_gap is not None and state.last_gap.until > now - DAY:
                await self._tell(Topic.COVERAGE_GAP, {"gap": str(state.last_gap)}, now, feed.name)

    async def _look_at_flatlines(self, now: datetime) -> None:
        """Tell of rules that too few articles met."""
        if self._flatlines is None:
            return
        for silence in self._flatlines.silences(now):
            facts = {"since": f"{silence.since:%Y-%m-%d %H:%M} UTC", "met": f"{silence.count} / {silence.below}"}
            named = [name for name in self._flatlines.receivers(silence.rule) if name in self._receivers]
            await self._tell(Topic.FLATLINE, facts, now, silence.rule, also=named)
            self._flatlines.told(silence)

    async def _tell(
        self, topic: Topic, facts: Mapping[str, str], now: datetime, about: str = "", *, also: Sequence[str] = ()
    ) -> None:
        to = dict.fromkeys(name for name in (*self._operations.receiver, *also) if name != about)
        deliveries = notices(topic, facts, self._receivers, to, now, about=about)
        if deliveries:
            await self._outbox.commit(Commit(feed="", deliveries=deliveries))

    async def _facts(self, now: datetime) -> dict[str, str]:
        audit = await self._log.audit()
        cursor = f"{int((now - DAY).timestamp() * 1000)}-0"
        told = len((await self._store.alerts.since(cursor, _MOST)).alerts)
        return {
            "feeds": str(len(self._feeds)),
            "alerts": f"{told}+" if told == _MOST else str(told),
            "open": str(audit.queued + audit.retry),
            "held": str(audit.held),
            "dead": str(audit.dead),
        }


def _misconfigured(record: DeliveryRecord) -> bool:
    """Return whether the receiver called our request wrong: waiting mends nothing, a person has to look."""
    status = record.attempts[-1].status if record.attempts else None
    return status is not None and 400 <= status < 500 and status not in TRANSIENT


def _last(record: DeliveryRecord) -> str:
    return record.attempts[-1].reason if record.attempts else record.reason


def _ended(record: DeliveryRecord) -> datetime:
    return record.attempts[-1].at if record.attempts else record.enqueued


class Voice:
    """The loops of what watcher says of itself."""

    def __init__(self, reports: SelfReports, clock: Clock, pulse: Pulse) -> None:
        self._reports = reports
        self._loops = Loops(clock, pulse)
        self._pulse = pulse
        self._clock = clock
        self._heartbeat: asyncio.Task[None] | None = None

    def start(self, heartbeat: HeartbeatSettings | None, lookup: Lookup | None) -> None:
        """Begin."""
        self._loops.every(LOOK_EVERY, "self-reports", self._reports.look)
        if heartbeat is not None:
            beats = Heartbeat(heartbeat, self._clock, stale=self._pulse.stale, lookup=lookup)
            self._heartbeat = asyncio.create_task(beats.run(), name="heartbeat")

    async def stop(self) -> None:
        """End."""
        if self._heartbeat is not None:
            self._heartbeat.cancel()
            await asyncio.gather(self._heartbeat, return_exceptions=True)
        await self._loops.stop()
