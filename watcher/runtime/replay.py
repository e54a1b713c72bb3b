"""Replay: articles of the past through the real pipeline and a real Redis, on their own clock.

Each replay has a namespace of its own, which is erased when it ends. One that notifies is named after what it replays, in the
configured state, so that a replay that was killed is taken up again by giving the same command.
"""

import hashlib
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.alerts.plan import Router
from watcher.clock import ManualClock, SystemClock
from watcher.config.settings import Configuration
from watcher.events.model import NewsEvent
from watcher.notifiers import Deps, build
from watcher.queue.deliveries import DeliveryQueue
from watcher.queue.log import DeliveryLog
from watcher.runtime.analysis import Understanding
from watcher.runtime.courier import Couriers
from watcher.runtime.crossing import Crossing
from watcher.runtime.housekeeping import Housekeeping
from watcher.runtime.pipeline import Fate, Handled, Pipeline
from watcher.runtime.pulse import Pulse
from watcher.runtime.replay_input import EPOCH, Arriving
from watcher.runtime.replay_planner import RECEIVER, ReplayPlanner
from watcher.runtime.service import pipeline, round_of
from watcher.store.settings import RedisSettings
from watcher.store.store import Store, open_store
from watcher.text.meaning import UniversalEncoder

_DELIVERED = Outcome(result=Result.DELIVERED)


@dataclass
class Summary:
    """What a replay came to."""

    articles: int = 0
    known: int = 0
    matched: int = 0
    alerts: int = 0
    dead: int = 0
    events: set[str] = field(default_factory=set)

    def count(self, handled: Handled) -> None:
        """Add one article."""
        self.articles += 1
        self.known += handled.fate is Fate.KNOWN
        self.matched += handled.fate in {Fate.JOINED, Fate.ALERTED}
        if handled.decision is not None and handled.decision.event is not None:
            self.events.add(handled.decision.event.id)


class Replay:
    """One replay of one configuration's rules and routes."""

    def __init__(self, configuration: Configuration, *, notify: bool = False) -> None:
        """Raise ConfigError where the configuration does not fit together."""
        main = configuration.main
        self.summary = Summary()
        self._configuration = configuration
        self._notify = notify
        self._understanding = Understanding.load(configuration.folder)
        self._router = Router(main.route, main.receivers, main.inhibit)
        self._clock = ManualClock(EPOCH)
        self._system = SystemClock()
        self._store: Store
        self._planner: ReplayPlanner

    async def run(
        self, arriving: Sequence[Arriving], on_alert: Callable[[Delivery], None], on_progress: Callable[[], None] = lambda: None
    ) -> list[NewsEvent]:
        """Replay ``arriving``, give each delivery of an alert to ``on_alert``, and return the events as they are at the end.

        With ``notify`` the receivers get the alerts instead; the end is when each has been accepted or is a dead letter.
        """
        async with self._opened(_digest(arriving)) as store:
            self._store = store
            self._planner = ReplayPlanner(self._router, store, self._system, self._clock, self._notify)
            await self._planner.resume()
            stages = pipeline(
                self._understanding,
                store,
                self._planner,
                self._configuration,
                self._clock,
                UniversalEncoder(),
                Crossing(self._understanding.book),
            )
            if self._notify:
                await self._notified(stages, arriving, on_progress)
            else:
                queue = DeliveryQueue(store, self._system)
                await self._fed(stages, arriving, on_progress, lambda: _drain(queue, on_alert))
            found = [await store.events.get(event) for event in sorted(self.summary.events)]
            await store.erase()
        return sorted((event for event in found if event), key=lambda event: (event.first_seen, event.id))

    async def _fed(
        self,
        stages: Pipeline,
        arriving: Sequence[Arriving],
        on_progress: Callable[[], None],
        after: Callable[[], Any] | None = None,
    ) -> None:
        for one in arriving:
            self._clock.set(one.at)
            await self._told_anyway(after, one.at)
            (handled,) = await stages.handle(one.article.feed, [one.article])
            self.summary.count(handled)
            if handled.alert is not None and handled.alert.receivers:
                self.summary.alerts += 1
                if after is not None:
                    await after()
            on_progress()
        await self._told_anyway(after)

    async def _told_anyway(self, after: Callable[[], Any] | None, now: datetime | None = None) -> None:
        """Tell what waited for sources in vain until ``now``, or until the end."""
        if told := await self._planner.told_by(now):
            self.summary.alerts += told
            if after is not None:
                await after()

    async def _notified(self, stages: Pipeline, arriving: Sequence[Arriving], on_progress: Callable[[], None]) -> None:
        """Feed the pipeline while the couriers deliver; return when nothing is open any more."""
        receivers = self._configuration.main.receivers
        notifiers = build(receivers, Deps(clock=self._system))
        pulse = Pulse(self._system)
        couriers = Couriers(
            {name: round_of(receivers[name], notifier) for name, notifier in notifiers.items()},
            queue=DeliveryQueue(self._store, self._system),
            clock=self._system,
            pulse=pulse,
        )
        housekeeping = Housekeeping(self._store, self._router, self._system, pulse)
        await couriers.start()
        housekeeping.start()
        try:
            await self._fed(stages, arriving, on_progress)
            deliveries = DeliveryLog(self._store)
            audit = await deliveries.audit()
            while audit.published > audit.delivered + audit.digested + audit.dead + audit.dropped:
                await self._system.sleep(0.1)
                audit = await deliveries.audit()
            self.summary.dead = audit.dead
        finally:
            await housekeeping.stop()
            await couriers.stop(self._configuration.main.drain)

    @asynccontextmanager
    async def _opened(self, digest: str) -> AsyncIterator[Store]:
        """Open the namespace: in the configured Redis, else in the state directory's for a replay that must survive a kill."""
        main = self._configuration.main
        with tempfile.TemporaryDirectory(prefix="watcher-replay-", ignore_cleanup_errors=True) as folder:
            durable = self._notify or main.redis.url is not None
            settings = main.redis if durable else RedisSettings()
            async with open_store(settings, main.state_dir if durable else Path(folder), role="client") as store:
                name = f"replay-{digest}" if self._notify else f"replay-{store.owner}"
                yield store.namespace(name)


async def _drain(queue: DeliveryQueue, on_alert: Callable[[Delivery], None]) -> None:
    for leased in await queue.lease(RECEIVER, 16, block=0):
        on_alert(leased.delivery)
        await queue.done(leased, _DELIVERED)


def _digest(arriving: Sequence[Arriving]) -> str:
    """Name a replay after its articles: the same ones again are the same replay."""
    whole = hashlib.sha256()
    for one in arriving:
        whole.update(f"{one.article.id}\0{one.article.content_hash}\0{one.at.isoformat()}\n".encode())
    return whole.hexdigest()[:16]


def event_line(event: NewsEvent) -> str:
    """Return one event as `watcher replay --events` writes it."""
    line = {
        "event": event.id,
        "kind": event.kind,
        "rules": list(event.rules),
        "status": event.status,
        "title": event.title,
        "place": event.place.model_dump(mode="json") if event.place else None,
        "day": event.day.isoformat(),
        "reports": [report.article for report in event.reports],
        "sources": sorted({report.source for report in event.reports}),
        "toll": [toll.model_dump(mode="json") for toll in event.toll],
        "revisions": event.revision,
        "linked": list(event.linked),
    }
    return json.dumps(line, ensure_ascii=False)
