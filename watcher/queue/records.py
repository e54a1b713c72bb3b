"""One delivery as Redis has it: its keys, its fields, the times as milliseconds."""

from collections.abc import Mapping
from datetime import UTC, datetime

from watcher.alerts.delivery import Delivery
from watcher.store.keys import DELIVERY_RETENTION, Keys
from watcher.store.scripts import Script

RETENTION_MS = int(DELIVERY_RETENTION.total_seconds() * 1000)
KEY_TYPES = ("hash", "stream", "zset", "zset", "zset", "zset", "zset", "hash")
"""The types of ``delivery_keys``, in the same order."""


def script(name: str, *, when_full: bool = True) -> Script:
    """Return a script that moves deliveries; all but the commit run on a full server, or nothing would ever get out of it."""
    return Script(f"watcher.queue/{name}", ("watcher.queue/delivery",), when_full)


def delivery_keys(keys: Keys, delivery: str, receiver: str) -> tuple[str, ...]:
    """Return what ``delivery_keys`` of ``delivery.lua`` expects."""
    return (
        keys.delivery(delivery),
        keys.stream(receiver),
        keys.retry(receiver),
        keys.held(receiver),
        keys.open(receiver),
        keys.dead(),
        keys.deliveries(),
        keys.audit(),
    )


def milliseconds(moment: datetime) -> int:
    """Return Redis's time of a moment."""
    return round(moment.timestamp() * 1000)


def moment(milliseconds: float | str) -> datetime:
    """Return the moment of Redis's time."""
    return datetime.fromtimestamp(float(milliseconds) / 1000, UTC)


def fields(delivery: Delivery, text: str) -> tuple[str, ...]:
    """Return the record's fields and values; ``text`` is the delivery as JSON, which the summary outlives."""
    pairs: Mapping[str, str] = {
        "delivery": text,
        "receiver": delivery.receiver,
        "alert": delivery.alert,
        "event": delivery.event,
        "severity": delivery.severity,
        "enqueued": str(milliseconds(delivery.enqueued)),
        **({"recipient": delivery.recipient} if delivery.recipient else {}),
        **({"held": delivery.held} if delivery.held else {}),
        **({"due": str(milliseconds(delivery.due))} if delivery.due else {}),
    }
    return tuple(word for pair in pairs.items() for word in pair)
