"""The bodies of webhooks: pure functions of a delivery, so that every attempt sends the same bytes."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Alert, Digest, Notice
from watcher.notifiers import cap
from watcher.notifiers.message import read

_KINDS = {
    Purpose.ALERT: "alert.matched",
    Purpose.DIGEST: "alert.digest",
    Purpose.ESCALATION: "alert.escalated",
    Purpose.REMINDER: "alert.reminder",
    Purpose.NOTICE: "watcher.notice",
}


@dataclass(frozen=True)
class Body:
    """Bytes and what they are."""

    content: bytes
    content_type: str


def body(delivery: Delivery, style: str) -> Body:
    """Return the body in ``style``: ``native``, ``cloudevents`` or ``cap``; DeliveryError where the delivery is damaged."""
    message = read(delivery)
    if style == "cap" and isinstance(message, Alert):
        return Body(cap.document(message, delivery), "application/cap+xml; charset=utf-8")
    # The stored JSON is put in as it is: parsing and writing it anew might change its bytes after an upgrade.
    data = f'{delivery.body[:-1]},"delivery":{_json(_about(delivery))}}}'
    return _wrapped(delivery, style, data)


def thin(delivery: Delivery, style: str) -> Body:
    """Return a small body for a receiver that found the whole too large: ids, title, link."""
    message = read(delivery)
    fields: dict[str, Any] = {"delivery": _about(delivery), "thin": True}
    match message:
        case Alert():
            if style == "cap":
                return Body(cap.document(message, delivery, thin=True), "application/cap+xml; charset=utf-8")
            names = {"id", "event", "revision", "reason", "severity", "title", "url"}
            fields |= message.model_dump(mode="json", include=names)
        case Digest():
            fields |= {"id": message.id, "count": len(message.listed), "alerts": [one.alert for one in message.listed]}
        case Notice():
            fields |= {"id": message.id, "topic": message.topic, "title": message.title}
    return _wrapped(delivery, style, _json(fields))


def _wrapped(delivery: Delivery, style: str, data: str) -> Body:
    """Put ``data`` into the envelope of ``style``."""
    kind = _kind(delivery)
    stamp = _stamp(delivery.enqueued)
    if style == "cloudevents":
        head = _json(
            {
                "specversion": "1.0",
                "id": delivery.id,
                "source": "urn:watcher",
                "type": f"watcher.{kind.removeprefix('watcher.')}",
                "subject": delivery.event,
                "time": stamp,
                "datacontenttype": "application/json",
            }
        )
        return Body(f'{head[:-1]},"data":{data}}}'.encode(), "application/cloudevents+json; charset=utf-8")
    head = _json({"type": kind, "timestamp": stamp})
    return Body(f'{head[:-1]},"data":{data}}}'.encode(), "application/json")


def _kind(delivery: Delivery) -> str:
    """Return the type of the message as Standard Webhooks writes it."""
    return _KINDS[delivery.purpose]


def _about(delivery: Delivery) -> dict[str, Any]:
    """Return what a receiver may know of the delivery itself; nothing that changes between attempts."""
    return {
        "id": delivery.id,
        "receiver": delivery.receiver,
        "purpose": delivery.purpose.value,
        "enqueued": _stamp(delivery.enqueued),
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
