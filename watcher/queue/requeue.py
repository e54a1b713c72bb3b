"""Back into the stream: due retries, held deliveries let go, dead letters replayed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from watcher.queue.records import delivery_keys, milliseconds, script
from watcher.store.store import Store

BATCH = 50
"""Deliveries that one script moves."""
_REQUEUE = script("requeue")


async def requeue(
    store: Store, place: Literal["retry", "held", "dead"], deliveries: Sequence[tuple[str, str]], *, due: datetime | None = None
) -> int:
    """Move (delivery, receiver) pairs that are still in ``place`` into their streams, those due after ``due`` excepted."""
    moved = 0
    for start in range(0, len(deliveries), BATCH):
        batch = deliveries[start : start + BATCH]
        names = [name for delivery, receiver in batch for name in delivery_keys(store.keys, delivery, receiver)]
        latest = "+inf" if due is None else milliseconds(due)
        moved += await store.client.run(_REQUEUE, names, (place, latest, *(delivery for delivery, _ in batch)))
    return moved
