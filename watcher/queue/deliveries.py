"""Deliveries on their way: leased, settled, taken over from the dead, put back when due.

One stream a receiver, so that a slow or dead receiver delays nobody else. A stream's entry names a delivery; the record of the
delivery holds what to send and what became of each attempt. An entry is deleted when its lease is settled, and never trimmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from watcher import log
from watcher.alerts.delivery import Delivery, Outcome
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.queue.log import Attempt
from watcher.queue.recent import Recent
from watcher.queue.records import RETENTION_MS, delivery_keys, milliseconds, script
from watcher.store.connection import BLOCK_CEILING, RedisClient
from watcher.store.keys import GROUP
from watcher.store.store import Store

LEASE = timedelta(seconds=60)
MAX_DELIVERIES = 3
"""Leases of one entry that may end without an outcome; a message that killed three workers is set aside."""
_JOIN = script("join")
_SETTLE = script("settle")
_TAKEOVER = script("takeover")
_EXPIRE = script("expire")
_RENEW = script("renew")
_REMOVE_CONSUMER = script("remove_consumer")

_log = log.get("queue")


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery that is ours to attempt until the lease ends."""

    delivery: Delivery
    receiver: str
    entry: str
    """Id of the stream's entry."""
    times: int = 1
    """Leases of this entry so far, this one included."""


class _Entry(NamedTuple):
    """An entry of a stream that was leased."""

    id: str
    delivery: str
    times: int
    digest: str | None = None
    """Of the delivery as it was committed; only its first entry has it."""


class DeliveryQueue:
    """One worker's view of all receivers' deliveries."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        consumer: str | None = None,
        lease: timedelta = LEASE,
        recent: Recent | None = None,
    ) -> None:
        """``recent`` is what the outbox of the same process has just committed."""
        self._store = store
        self._client = store.client
        self._keys = store.keys
        self._clock = clock
        self._consumer = consumer or store.owner
        self._lease = lease
        self._lease_ms = int(lease.total_seconds() * 1000)
        self._leased: dict[tuple[str, str], Leased] = {}
        self._joined: set[str] = set()
        self._swept: dict[str, float] = {}
        self._steady = _Steady(clock, lease)
        self._recent = recent or Recent()

    async def lease(self, receiver: str, count: int = 1, block: float = BLOCK_CEILING) -> tuple[Leased, ...]:
        """Return up to ``count`` deliveries: those of silent owners first, else new ones, waiting ``block`` seconds for one."""
        await self._join(receiver)
        taken = await self._sweep(receiver, count)
        if taken:
            return taken
        words = ("GROUP", GROUP, self._consumer, "COUNT", count)
        wait = ("BLOCK", max(1, int(min(block, BLOCK_CEILING) * 1000))) if block > 0 else ()
        try:
            reply = await self._client.call("XREADGROUP", *words, *wait, "STREAMS", self._keys.stream(receiver), ">")
        except StoreError as error:
            if "NOGROUP" not in str(error):
                raise
            _log.error("the group has vanished and is made anew, from the stream's first entry", receiver=receiver)
            self._joined.discard(receiver)
            await self._join(receiver)
            return ()
        found = [entry for _, entries in reply or () for entry in entries]
        return await self._load(receiver, [_Entry(entry, fields["id"], 1, fields.get("of")) for entry, fields in found])

    async def _join(self, receiver: str) -> None:
        """Be a consumer of the receiver's group; end the leases of a former process of ours."""
        if receiver in self._joined:
            return
        await self._client.run(_JOIN, (self._keys.stream(receiver), self._keys.receivers()), (receiver, self._consumer))
        if self._store.inherits(receiver):
            ended = await self._client.run(_EXPIRE, (self._keys.stream(receiver),), (self._lease_ms, self._consumer))
            if ended:
                _log.warning("deliveries that were under way when the last process ended", receiver=receiver, count=ended)
        self._joined.add(receiver)

    async def _sweep(self, receiver: str, count: int) -> tuple[Leased, ...]:
        """Look for silent owners' deliveries each quarter of a lease, at once again while there are more."""
        now = self._clock.monotonic()
        if now - self._swept.get(receiver, float("-inf")) < self._lease.total_seconds() / 4:
            return ()
        taken = await self.take_over(receiver, count)
        if len(taken) < count:
            self._swept[receiver] = now
        return taken

    async def take_over(self, receiver: str, count: int) -> tuple[Leased, ...]:
        """Lease what others have held for longer than a lease without renewing it; what was leased too often is dead.

        Needs no lock: each entry is claimed by one script. After a step of the server's clock all leases look ended, or none:
        nothing is taken for the length of one lease.
        """
        if not await self._steady.check(self._client):
            return ()
        cursor = "0-0"
        taken: list[Leased] = []
        while len(taken) < count:
            words = (self._consumer, self._lease_ms, cursor, count - len(taken))
            cursor, claimed, vanished = await self._client.run(_TAKEOVER, (self._keys.stream(receiver),), words)
            if vanished:
                _log.error("leased entries have vanished; the reconciler repairs them", receiver=receiver, entries=len(vanished))
            for leased in await self._load(receiver, [_Entry(*entry) for entry in claimed]):
                if leased.times > MAX_DELIVERIES:
                    await self.dead(leased, f"poison: {leased.times - 1} workers ended while they had it")
                else:
                    taken.append(leased)
            if cursor == "0-0":
                break
        return tuple(taken)

    async def _load(self, receiver: str, entries: Sequence[_Entry]) -> tuple[Leased, ...]:
        """Find out what the entries stand for; an entry of a delivery that needs nothing any more is removed."""
        known = {entry.id: text for entry in entries if (text := self._recent.take(entry.digest)) is not None}
        unknown = [entry for entry in entries if entry.id not in known]
        calls = [("HMGET", self._keys.delivery(entry.delivery), "delivery", "refused") for entry in unknown]
        stored = dict(zip(unknown, await self._client.pipe(calls), strict=True)) if calls else {}
        found: list[Leased] = []
        for entry in entries:
            # An entry with a digest was made with the delivery, which nobody can have refused yet.
            text, refused = (known[entry.id], 0) if entry.id in known else stored[entry]
            if text is None:
                _log.warning("an entry without a delivery is removed", receiver=receiver, delivery=entry.delivery)
                await self._settle("none", receiver, entry.delivery, entry.id)
                continue
            delivery = Delivery.model_validate_json(text).model_copy(update={"attempt": int(refused or 0)})
            leased = Leased(delivery, receiver, entry.id, entry.times)
            self._leased[receiver, entry.id] = leased
            found.append(leased)
        return tuple(found)

    async def renew(self) -> tuple[Leased, ...]:
        """Renew every lease that is still ours; return those that were taken over meanwhile. Due each quarter of a lease."""
        lost: list[Leased] = []
        for receiver in {receiver for receiver, _ in self._leased}:
            entries = [entry for owner, entry in self._leased if owner == receiver]
            gone = await self._client.run(_RENEW, (self._keys.stream(receiver),), (self._consumer, *entries))
            lost += [leased for entry in gone if (leased := self._leased.pop((receiver, entry), None))]
        return tuple(lost)

    async def done(self, leased: Leased, outcome: Outcome, *, latency: float | None = None) -> bool:
        """Record that it was delivered, which ends it; False where that was known already."""
        return await self._attempted("delivered", leased, outcome, latency)

    async def retry(self, leased: Leased, due: datetime, outcome: Outcome, *, latency: float | None = None) -> bool:
        """Record a refusal and try again at ``due``; False where the lease has been lost, and then nothing is scheduled."""
        return await self._attempted("retry", leased, outcome, latency, then=due)

    async def dead(self, leased: Leased, reason: str, outcome: Outcome | None = None, *, latency: float | None = None) -> bool:
        """Set it aside, to be looked at by a person; False where the lease has been lost."""
        settled = await self._attempted("dead", leased, outcome, latency, then=reason)
        if settled:
            _log.error("dead letter", receiver=leased.receiver, delivery=leased.delivery.id, reason=reason)
        return settled

    async def put_back(self, leased: Leased, due: datetime) -> bool:
        """Give a lease back without an attempt, until ``due``: the receiver is closed, or we are about to stop."""
        return await self._attempted("retry", leased, None, then=due)

    async def _attempted(
        self, verdict: str, leased: Leased, outcome: Outcome | None, latency: float | None = None, *, then: datetime | str = ""
    ) -> bool:
        now = self._clock.now()
        attempt = "" if outcome is None else Attempt.of(outcome, at=now, by=self._consumer, latency=latency).model_dump_json()
        word = milliseconds(then) if isinstance(then, datetime) else then
        settled = await self._settle(verdict, leased.receiver, leased.delivery.id, leased.entry, attempt, word=word)
        self._leased.pop((leased.receiver, leased.entry), None)
        return settled

    async def _settle(
        self, verdict: str, receiver: str, delivery: str, entry: str, attempt: str = "", *, word: str | int = ""
    ) -> bool:
        now = milliseconds(self._clock.now())
        words = (verdict, delivery, self._consumer, entry, now, attempt, word, RETENTION_MS)
        return bool(await self._client.run(_SETTLE, delivery_keys(self._keys, delivery, receiver), words))

    async def leave(self) -> None:
        """Give back what is leased and remove this consumer, where nothing of it is pending."""
        now = self._clock.now()
        for leased in list(self._leased.values()):
            await self.put_back(leased, now)
        for receiver in self._joined:
            await self._client.run(_REMOVE_CONSUMER, (self._keys.stream(receiver),), (self._consumer,))


class _Steady:
    """Notices steps of the server's wall clock, which leases are timed by, against our monotonic one."""

    def __init__(self, clock: Clock, lease: timedelta) -> None:
        self._clock = clock
        self._lease = lease.total_seconds()
        self._difference: float | None = None
        self._paused_until = float("-inf")

    async def check(self, client: RedisClient) -> bool:
        """Tell whether leases may be judged now."""
        seconds, microseconds = await client.call("TIME")
        now = self._clock.monotonic()
        difference = int(seconds) + int(microseconds) / 1e6 - now
        if self._difference is not None and abs(difference - self._difference) > self._lease / 2:
            _log.warning(
                "the clock of Redis stepped; no lease is taken over for a while", seconds=round(difference - self._difference)
            )
            self._paused_until = now + self._lease
        self._difference = difference
        return now >= self._paused_until
