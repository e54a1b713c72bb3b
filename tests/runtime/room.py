"""A pipeline on the real store with rules of a test's own, the policy and the waker, on a clock that the test moves."""

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.events.running import similarity, understanding
from tests.fakes.alerts import NOW
from watcher import yamlfile
from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.alerts.model import Alert
from watcher.alerts.plan import Router
from watcher.alerts.policy import ReceiverPolicy
from watcher.alerts.routes import Route
from watcher.articles import jsonl
from watcher.clock import ManualClock
from watcher.events import places
from watcher.events.policy import EventPolicy
from watcher.queue.deliveries import DeliveryQueue
from watcher.queue.keeper import Keeper
from watcher.queue.log import DeliveryLog
from watcher.queue.outbox import Outbox
from watcher.queue.policy import Policy, Waker
from watcher.rules.book import RuleBook
from watcher.rules.compiling import Source
from watcher.rules.rulefile import RuleFile
from watcher.runtime.analysis import Understanding
from watcher.runtime.crossing import Crossing
from watcher.runtime.pipeline import Fate, Pipeline
from watcher.store.store import Store


@cache
def book(rules: str) -> RuleBook:
    """Return the rules ``mine/...`` of one YAML text."""
    document = yamlfile.parse(f"set: mine\nrules:\n{rules}", Path("mine.yaml"))
    return RuleBook([(document.validate(RuleFile), Source(document))], understanding().lexicon)


class Room:
    """What comes in goes to one receiver, ``desk``."""

    def __init__(self, store: Store, rules: str) -> None:
        self.clock = ManualClock(NOW)
        self.store = store
        self.book = book(rules)
        self.crossing = Crossing(self.book)
        router = Router(Route.model_validate({"receiver": "desk"}), {"desk": ReceiverPolicy()})
        outbox = Outbox(store, self.clock)
        self.policy = Policy(store, router, self.clock)
        self.pipeline = Pipeline(
            understanding=Understanding(understanding().lexicon, self.book),
            crossing=self.crossing,
            store=store,
            outbox=outbox,
            planner=self.policy,
            clock=self.clock,
            policy=EventPolicy(),
            names=understanding().lexicon.name,
            place=places.finder(understanding().lexicon),
            similarity=similarity(),
        )
        self._waker = Waker(store, outbox, router, self.clock)
        self._queue = DeliveryQueue(store, self.clock)

    async def read(self, name: str, news: tuple[str, str], source: str = "Wire", **fields: Any) -> Fate:
        """Let an article come in now; ``ago`` are the minutes since it was published."""
        published = self.clock.now() - timedelta(minutes=fields.pop("ago", 0))
        line = {"id": name, "title": news[0], "text": news[1], "source": source, "published": published.isoformat()} | fields
        [article] = jsonl.read([json.dumps(line)], "past", self.clock.now())
        [handled] = await self.pipeline.handle("past", [article.model_copy(update={"first_seen": self.clock.now()})])
        return handled.fate

    async def told(self) -> list[Alert]:
        """Let go what is due, and deliver."""
        await self._waker.tick()
        await Keeper(self.store).promote(self.clock.now())
        deliveries: list[Delivery] = []
        for leased in await self._queue.lease("desk", 100, block=0):
            await self._queue.done(leased, Outcome(result=Result.DELIVERED))
            deliveries.append(leased.delivery)
        audit = await DeliveryLog(self.store).audit()
        assert audit.balanced, audit
        return [Alert.model_validate_json(delivery.body) for delivery in deliveries]
