"""The JSON Schemas of what webhooks carry, published by ``watcher schema webhook`` and ``watcher schema cloudevent``."""

from datetime import datetime
from typing import Literal

from pydantic import RootModel

from watcher.alerts.delivery import Purpose
from watcher.alerts.model import Alert, Digest, Notice
from watcher.model import Model


class About(Model):
    """The delivery itself, as far as it never changes between attempts."""

    id: str
    """The same as the header ``webhook-id``: process each once."""
    receiver: str
    purpose: Purpose
    enqueued: datetime


class AlertData(Alert):
    """The alert, as ``watcher replay --json`` prints it, and its delivery."""

    delivery: About


class DigestData(Digest):
    """Alerts that were held back, each listed, and their delivery."""

    delivery: About


class NoticeData(Notice):
    """What watcher says of itself, and its delivery."""

    delivery: About


class ThinData(Model):
    """What is sent instead to a receiver that answered 413: enough to ask for the rest."""

    delivery: About
    thin: Literal[True]
    id: str
    event: str | None = None
    revision: int | None = None
    reason: str | None = None
    severity: str | None = None
    title: str | None = None
    url: str | None = None
    topic: str | None = None
    count: int | None = None
    alerts: tuple[str, ...] | None = None


class AlertMessage(Model):
    """An alert, the first time or again."""

    type: Literal["alert.matched", "alert.escalated", "alert.reminder"]
    timestamp: datetime
    data: AlertData | ThinData


class DigestMessage(Model):
    """Several alerts in one message."""

    type: Literal["alert.digest"]
    timestamp: datetime
    data: DigestData | ThinData


class NoticeMessage(Model):
    """A message about watcher itself."""

    type: Literal["watcher.notice"]
    timestamp: datetime
    data: NoticeData | ThinData


class CloudEvent(Model):
    """The same data in a CloudEvents 1.0 envelope (structured mode)."""

    specversion: Literal["1.0"]
    id: str
    source: Literal["urn:watcher"]
    type: Literal[
        "watcher.alert.matched", "watcher.alert.escalated", "watcher.alert.reminder", "watcher.alert.digest", "watcher.notice"
    ]
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"]
    data: AlertData | DigestData | NoticeData | ThinData


class WebhookMessage(RootModel[AlertMessage | DigestMessage | NoticeMessage]):
    """The body of a webhook in its native format."""
