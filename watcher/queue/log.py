"""The delivery log: what became of each delivery, attempt by attempt, and the ledger of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.model import Model
from watcher.queue.records import moment, script
from watcher.store.store import Store

PAGE = 200
_AUDIT = script("audit")


class State(StrEnum):
    """Where a delivery is."""

    QUEUED = "queued"
    RETRY = "retry"
    HELD = "held"
    DELIVERED = "delivered"
    DIGESTED = "digested"
    DEAD = "dead"
    DROPPED = "dropped"


class Attempt(Model):
    """One attempt, as the notifier classified it."""

    at: datetime
    by: str
    """The consumer."""
    result: Result
    status: int | None = None
    reason: str = ""
    latency: float | None = None
    """Seconds."""

    @classmethod
    def of(cls, outcome: Outcome, *, at: datetime, by: str, latency: float | None) -> "Attempt":
        """Return the log's record of an outcome."""
        return cls(at=at, by=by, result=outcome.result, status=outcome.status, reason=outcome.reason, latency=latency)


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """What the log knows of one delivery; the payload only while it is open or dead."""

    id: str
    receiver: str
    alert: str
    event: str
    severity: str
    state: State
    enqueued: datetime
    recipient: str | None = None
    """One address of the receiver, where each has its own state."""
    refused: int = 0
    due: datetime | None = None
    held: str | None = None
    reason: str = ""
    digest: str | None = None
    """The delivery that told it instead."""
    attempts: tuple[Attempt, ...] = ()
    delivery: Delivery | None = None

    @property
    def to(self) -> str:
        """Who gets it, for people: the receiver, and the address where it has several."""
        return f"{self.receiver} ({self.recipient})" if self.recipient else self.receiver

    @classmethod
    def of(cls, delivery: str, fields: Mapping[str, str]) -> "DeliveryRecord":
        """Read the record's fields."""
        attempts = sorted(
            (Attempt.model_validate_json(v) for k, v in fields.items() if k.startswith("attempt:")), key=lambda one: one.at
        )
        payload = fields.get("delivery")
        return cls(
            id=delivery,
            receiver=fields["receiver"],
            alert=fields["alert"],
            event=fields["event"],
            severity=fields["severity"],
            state=State(fields["state"]),
            enqueued=moment(fields["enqueued"]),
            recipient=fields.get("recipient"),
            refused=int(fields.get("refused", 0)),
            due=moment(fields["due"]) if "due" in fields else None,
            held=fields.get("held"),
            reason=fields.get("reason", ""),
            digest=fields.get("digest"),
            attempts=tuple(attempts),
            delivery=None if payload is None else Delivery.model_validate_json(payload),
        )


@dataclass(frozen=True, slots=True)
class Audit:
    """The ledger: what was published is somewhere."""

    published: int
    delivered: int
    digested: int
    dead: int
    dropped: int
    queued: int
    retry: int
    held: int

    @property
    def balanced(self) -> bool:
        """Whether nothing is missing."""
        return self.published == self.delivered + self.digested + self.dead + self.dropped + self.queued + self.retry + self.held


class DeliveryLog:
    """Reads the records that the queue's scripts write."""

    def __init__(self, store: Store) -> None:
        self._client = store.client
        self._keys = store.keys

    async def get(self, delivery: str) -> DeliveryRecord | None:
        """Return one delivery's record, unless its retention is over."""
        return next(iter(await self.many([delivery])), None)

    async def many(self, deliveries: list[str]) -> tuple[DeliveryRecord, ...]:
        """Return the records of those that are known, in order."""
        replies = await self._client.pipe([("HGETALL", self._keys.delivery(delivery)) for delivery in deliveries])
        return tuple(
            DeliveryRecord.of(name, fields) for name, fields in zip(deliveries, replies, strict=True) if "state" in fields
        )

    async def latest(
        self, *, receiver: str | None = None, state: State | None = None, limit: int = 50
    ) -> tuple[DeliveryRecord, ...]:
        """Return deliveries by their last attempt or end, newest first."""
        found: list[DeliveryRecord] = []
        start = 0
        while len(found) < limit:
            ids = await self._client.call("ZREVRANGE", self._keys.deliveries(), start, start + PAGE - 1)
            records = await self.many(ids)
            found += [one for one in records if receiver in {None, one.receiver} and state in {None, one.state}]
            if len(ids) < PAGE:
                break
            start += PAGE
        return tuple(found[:limit])

    async def open(self, receiver: str, limit: int = 50) -> tuple[DeliveryRecord, ...]:
        """Return a receiver's deliveries that wait or are under way, oldest first."""
        return await self.many(await self._client.call("ZRANGE", self._keys.open(receiver), 0, limit - 1))

    async def waiting(self, receiver: str) -> int:
        """Count a receiver's deliveries that wait or are under way."""
        return int(await self._client.call("ZCARD", self._keys.open(receiver)))

    async def receivers(self) -> tuple[str, ...]:
        """Return all receivers that ever had a delivery."""
        return tuple(sorted(await self._client.call("SMEMBERS", self._keys.receivers())))

    async def audit(self) -> Audit:
        """Count everything at one moment."""
        names = [name(one) for one in await self.receivers() for name in (self._keys.open, self._keys.retry, self._keys.held)]
        flat, (opened, retry, held) = await self._client.run(_AUDIT, (self._keys.audit(), *names))
        counters = dict(zip(flat[::2], flat[1::2], strict=True))
        named = {name: int(counters.get(name, 0)) for name in ("published", "delivered", "digested", "dead", "dropped")}
        return Audit(**named, queued=opened - retry - held, retry=retry, held=held)
