"""Dead letters: deliveries that were rejected, given up or poisonous, kept until a person decides."""

from collections.abc import Sequence
from datetime import datetime

from watcher.clock import Clock
from watcher.queue.log import DeliveryLog, DeliveryRecord, State
from watcher.queue.records import RETENTION_MS, delivery_keys, milliseconds, script
from watcher.queue.requeue import requeue
from watcher.store.store import Store

_DROP = script("drop")


class DeadLetters:
    """All receivers' dead letters, by the time of their death."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._log = DeliveryLog(store)

    async def list(
        self, *, receiver: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[DeliveryRecord, ...]:
        """Return dead letters, oldest first."""
        start = "-inf" if since is None else milliseconds(since)
        end = "+inf" if until is None else milliseconds(until)
        ids = await self._store.client.call("ZRANGE", self._store.keys.dead(), start, end, "BYSCORE")
        return tuple(one for one in await self._log.many(ids) if receiver in {None, one.receiver})

    async def show(self, delivery: str) -> DeliveryRecord | None:
        """Return one dead letter with its payload and attempts."""
        record = await self._log.get(delivery)
        return record if record is not None and record.state is State.DEAD else None

    async def replay(self, letters: Sequence[DeliveryRecord]) -> int:
        """Send letters again, under the same ids and with the same bytes; return how many were still dead."""
        return await requeue(self._store, "dead", [(letter.id, letter.receiver) for letter in letters])

    async def drop(self, letters: Sequence[DeliveryRecord]) -> int:
        """Give letters up for good; the log keeps what became of them. Return how many were still dead."""
        dropped = 0
        for letter in letters:
            words = (letter.id, milliseconds(self._clock.now()), RETENTION_MS)
            dropped += await self._store.client.run(_DROP, delivery_keys(self._store.keys, letter.id, letter.receiver), words)
        return dropped
