"""What the queue's tests speak of."""

from datetime import timedelta
from typing import Any

from tests.fakes.alerts import NOW
from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.clock import ManualClock
from watcher.queue import Commit, CommitResult, DeliveryLog, DeliveryQueue, Keeper, Outbox
from watcher.queue.dead import DeadLetters
from watcher.store import Store

ACCEPTED = Outcome(result=Result.DELIVERED, status=250)
REFUSED = Outcome(result=Result.RETRY, status=450, reason="greylisted")
LEASE = timedelta(seconds=1)


def a_letter(name: str = "one", receiver: str = "desk", **fields: Any) -> Delivery:
    """Return a small delivery."""
    defaults: dict[str, Any] = {"alert": "al1", "event": "ev1", "severity": "warning", "body": '{"title": "x"}', "enqueued": NOW}
    return Delivery(id=f"msg_{name}", receiver=receiver, **{**defaults, **fields})


class Desk:
    """A store with everything the queue has on top of it, and a clock."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = ManualClock(NOW)
        self.outbox = Outbox(store, self.clock)
        self.keeper = Keeper(store)
        self.log = DeliveryLog(store)
        self.dead = DeadLetters(store, self.clock)

    def worker(self, name: str = "w1", lease: timedelta = LEASE) -> DeliveryQueue:
        """Return a worker with a short lease, which looks for the silent ones' deliveries at every turn."""
        return DeliveryQueue(self.store, self.clock, consumer=name, lease=lease)

    async def publish(self, *letters: Delivery) -> None:
        """Commit deliveries."""
        assert await self.outbox.commit(Commit(feed="feed", deliveries=letters)) is CommitResult.COMMITTED

    async def balanced(self) -> bool:
        """Tell whether the ledger is."""
        return (await self.log.audit()).balanced
