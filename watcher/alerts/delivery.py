"""A delivery: one alert on its way to one receiver; and what became of an attempt."""

from datetime import datetime
from enum import StrEnum

from watcher.model import Model


class Purpose(StrEnum):
    """What a delivery carries, and so what its ``body`` is."""

    ALERT = "alert"
    DIGEST = "digest"
    """Alerts that were grouped, held or throttled, each listed."""
    ESCALATION = "escalation"
    """An alert that nobody acknowledged in time, for the next receiver."""
    REMINDER = "reminder"
    """An alert told before that nobody has acknowledged."""
    NOTICE = "notice"
    """Of watcher itself: a receiver fails, the daily all-clear."""


class Delivery(Model):
    """One alert for one receiver. ``body`` never changes between attempts, so that signatures and Message-IDs hold."""

    id: str
    """Deterministic from alert and receiver; the receiver's idempotency key. No dots (Standard Webhooks)."""
    alert: str
    event: str
    receiver: str
    recipient: str | None = None
    """One address of the receiver, where each has its own state (email)."""
    purpose: Purpose = Purpose.ALERT
    severity: str
    body: str
    """The alert (or digest) as JSON, serialised once at enqueue."""
    enqueued: datetime
    attempt: int = 0
    """Attempts that have been refused so far."""
    due: datetime | None = None
    """Held back until then, if at all."""
    held: str | None = None
    """Why it is held: the same word as in the log and the delivery log."""
    group: str = ""
    """Held deliveries of one group are told in one digest."""
    follows: str = ""
    """The delivery before it of the same event to the same recipient, and when that was enqueued, where the channel wants it."""

    @property
    def begins(self) -> datetime:
        """When it is to be told first: lateness and the end of the schedule count from then."""
        return self.due or self.enqueued


class Result(StrEnum):
    """What a notifier says of one attempt."""

    DELIVERED = "delivered"
    RETRY = "retry"
    REJECTED = "rejected"


class Standing(Model):
    """How a receiver stands, beyond one attempt: kept over restarts."""

    failing_since: datetime | None = None
    """Nothing has been delivered since, though it was tried."""
    gone_since: datetime | None = None
    """It said that it wants no more (410): nothing is sent to it, but for one probe a day."""
    reason: str = ""

    @property
    def fine(self) -> bool:
        """Whether there is nothing to tell."""
        return self.failing_since is None and self.gone_since is None


class Outcome(Model):
    """The classified end of one attempt; the queue's retry stage owns what follows."""

    result: Result
    reason: str = ""
    """One line for people, free of secrets."""
    status: int | None = None
    """HTTP status or SMTP code."""
    after: float | None = None
    """Seconds the receiver asked to be left alone."""
    tried: bool = True
    """False: the receiver was not asked (its breaker is open), so the attempt does not count."""
    disable: bool = False
    """The receiver is gone (410) or refuses our credentials: stop trying it, keep the backlog."""
