"""What has to be done now and then: put due deliveries back into their streams, repair what is nowhere."""

import asyncio
import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from watcher import log
from watcher.queue.log import DeliveryLog, DeliveryRecord
from watcher.queue.records import delivery_keys, milliseconds, script
from watcher.queue.requeue import BATCH, requeue
from watcher.store.keys import DELIVERY_RETENTION
from watcher.store.store import Store

HELD_GRACE = timedelta(minutes=5)
"""How long after its time a held delivery is let go by itself, should nobody have told it in a digest."""

Place = Literal["retry", "held"]
_REPAIR = script("repair")
_log = log.get("queue.keeper")


class Keeper:
    """Any number of processes may run one: each move is one script, and moves nothing twice."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._client = store.client
        self._keys = store.keys
        self._log = DeliveryLog(store)

    async def promote(self, now: datetime) -> int:
        """Put deliveries that are due into their streams; return how many."""
        latest: dict[Place, datetime] = {"retry": now, "held": now - HELD_GRACE}
        places = [(receiver, place) for receiver in await self._log.receivers() for place in latest]
        moved = 0
        while places:
            calls = [
                ("ZRANGE", self._name(*one), "-inf", milliseconds(latest[one[1]]), "BYSCORE", "LIMIT", 0, BATCH) for one in places
            ]
            full: list[tuple[str, Place]] = []
            for (receiver, place), ids in zip(places, await self._client.pipe(calls), strict=True):
                moved += await requeue(self._store, place, [(one, receiver) for one in ids], due=latest[place])
                full += [(receiver, place)] * (len(ids) == BATCH)
            places = full
        return moved

    def _name(self, receiver: str, place: Place) -> str:
        return self._keys.retry(receiver) if place == "retry" else self._keys.held(receiver)

    async def held(self, receiver: str, until: datetime) -> tuple[DeliveryRecord, ...]:
        """Return what policy holds for a receiver and may be told by ``until``, in the order of its time."""
        words = (self._keys.held(receiver), "-inf", milliseconds(until), "BYSCORE")
        return await self._log.many(await self._client.call("ZRANGE", *words))

    async def release(self, receiver: str, deliveries: Sequence[str]) -> int:
        """Let held deliveries go singly; return how many were still held."""
        return await requeue(self._store, "held", [(delivery, receiver) for delivery in deliveries])

    async def reconcile(self) -> int:
        """Repair open deliveries that are neither in their stream, nor leased, nor waiting; return how many there were.

        Nothing of ours makes such; a stranger's XDEL, XTRIM, XACK or DELCONSUMER does.
        """
        repaired = 0
        for receiver in await self._log.receivers():
            ids = await self._client.call("ZRANGE", self._keys.open(receiver), 0, -1)
            for start in range(0, len(ids), BATCH):
                batch = ids[start : start + BATCH]
                found = await asyncio.gather(*(self._repaired(delivery, receiver) for delivery in batch))
                for delivery in itertools.compress(batch, found):
                    repaired += 1
                    _log.error("an open delivery was nowhere and is queued anew", receiver=receiver, delivery=delivery)
        return repaired

    async def _repaired(self, delivery: str, receiver: str) -> bool:
        return bool(await self._client.run(_REPAIR, delivery_keys(self._keys, delivery, receiver), (delivery,)))

    async def prune(self, now: datetime) -> int:
        """Forget the log's ids of deliveries whose retention is over; return how many. Due once a day."""
        oldest = milliseconds(now - DELIVERY_RETENTION)
        return int(await self._client.call("ZREMRANGEBYSCORE", self._keys.deliveries(), "-inf", oldest))
