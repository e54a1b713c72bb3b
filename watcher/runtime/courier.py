"""The couriers: one for each receiver leases its deliveries, has them attempted, and settles what came of it."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from watcher import log
from watcher.alerts.delivery import Outcome, Result
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.notifiers import Notifier
from watcher.queue.deliveries import LEASE, DeliveryQueue, Leased
from watcher.queue.schedule import Schedule
from watcher.runtime.loops import STORE_PAUSE, Loops
from watcher.runtime.pulse import Pulse

STALE_AFTER = 60.0
LONGEST_REST = 5.0
"""Seconds between two signs of life of a courier whose receiver is to be left alone."""

_log = log.get("courier")


@dataclass(frozen=True, slots=True)
class Round:
    """One receiver: its notifier, how it is retried, and how many deliveries it takes at a time."""

    notifier: Notifier
    schedule: Schedule
    at_once: int = 4


class Couriers:
    """All receivers' couriers. A slow or dead receiver delays nobody else."""

    def __init__(
        self,
        rounds: Mapping[str, Round],
        *,
        queue: DeliveryQueue,
        clock: Clock,
        pulse: Pulse,
        randomness: Callable[[], float] = random.random,
    ) -> None:
        self._rounds = dict(rounds)
        self._queue = queue
        self._clock = clock
        self._pulse = pulse
        self._randomness = randomness
        self._loops = Loops(clock, pulse)
        self._rounds_under_way: list[asyncio.Task[None]] = []
        self._attempts: set[asyncio.Task[None]] = set()
        self._resting: dict[str, float] = {}
        """Receiver → until when it is to be left alone, on the monotonic clock."""
        self._stopping = False

    async def start(self) -> None:
        """Begin all rounds."""
        for receiver in self._rounds:
            self._pulse.expect(f"courier {receiver}", within=STALE_AFTER)
            self._rounds_under_way.append(asyncio.create_task(self._round(receiver), name=f"courier {receiver}"))
        self._loops.every(LEASE.total_seconds() / 4, "renewer", self._renew)

    async def stop(self, drain: float) -> None:
        """Lease no more, give attempts under way ``drain`` seconds to end, then give back what is still leased."""
        self._stopping = True
        for task in self._rounds_under_way:
            self._pulse.forget(task.get_name())
            task.cancel()
        await asyncio.gather(*self._rounds_under_way, return_exceptions=True)
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=drain)
        for attempt in self._attempts:
            attempt.cancel()
        await asyncio.gather(*self._attempts, return_exceptions=True)
        await self._loops.stop()
        with contextlib.suppress(StoreError):
            await self._queue.leave()
        for each in self._rounds.values():
            await each.notifier.close()

    async def _renew(self) -> None:
        for lost in await self._queue.renew():
            _log.warning("lease_lost", receiver=lost.receiver, delivery=lost.delivery.id)

    async def _round(self, receiver: str) -> None:
        """Lease as many deliveries as there are hands free, for ever."""
        each = self._rounds[receiver]
        free = asyncio.Semaphore(each.at_once)
        while not self._stopping:
            await self._rest(receiver)
            async with free:
                pass
            hands = max(1, each.at_once - sum(task.get_name() == receiver for task in self._attempts))
            try:
                leased = await self._queue.lease(receiver, hands)
            except StoreError as error:
                _log.warning("store_away", loop=f"courier {receiver}", error=str(error))
                await self._clock.sleep(STORE_PAUSE)
                continue
            finally:
                self._pulse.beat(f"courier {receiver}")
            for one in leased:
                await free.acquire()
                attempt = asyncio.create_task(self._attempt(each, one), name=receiver)
                self._attempts.add(attempt)
                attempt.add_done_callback(self._attempts.discard)
                attempt.add_done_callback(lambda _task: free.release())

    async def _rest(self, receiver: str) -> None:
        """Lease nothing for a receiver that is to be left alone: its backlog waits in its stream, where it costs nothing."""
        while (left := self._resting.get(receiver, 0.0) - self._clock.monotonic()) > 0:
            self._pulse.beat(f"courier {receiver}")
            await self._clock.sleep(min(left, LONGEST_REST))

    async def _attempt(self, each: Round, leased: Leased) -> None:
        """Try one delivery once and settle it."""
        delivery = leased.delivery
        begun = self._clock.monotonic()
        try:
            outcome = await each.notifier.notify(delivery)
        except Exception as error:  # noqa: BLE001 - a notifier's defect is this delivery's refusal, not the courier's end
            _log.exception("notifier_failed", receiver=leased.receiver, delivery=delivery.id)
            outcome = Outcome(result=Result.RETRY, reason=f"watcher's own fault: {type(error).__name__}")
        latency = self._clock.monotonic() - begun
        if not outcome.tried and outcome.after:
            self._resting[leased.receiver] = begun + outcome.after
        while True:
            try:
                await self._settle(each, leased, outcome, latency)
                break
            except StoreError as error:
                # The receiver may have accepted: settle as long as the lease can be kept, rather than send again.
                _log.warning("outcome_not_stored", receiver=leased.receiver, delivery=delivery.id, error=str(error))
                await self._clock.sleep(STORE_PAUSE)
        level = _log.info if outcome.result is Result.DELIVERED else _log.warning
        level(
            "delivery",
            receiver=leased.receiver,
            delivery=delivery.id,
            alert=delivery.alert,
            event_id=delivery.event,
            result=outcome.result,
            reason=outcome.reason or None,
            status=outcome.status,
            attempt=delivery.attempt + 1,
            seconds=round(latency, 3),
        )

    async def _settle(self, each: Round, leased: Leased, outcome: Outcome, latency: float) -> None:
        if outcome.result is Result.DELIVERED:
            await self._queue.done(leased, outcome, latency=latency)
            return
        if outcome.result is Result.REJECTED:
            await self._queue.dead(leased, outcome.reason, outcome, latency=latency)
            return
        due = each.schedule.next(leased.delivery, self._clock.now(), self._randomness, after=outcome.after)
        if due is None:
            await self._queue.dead(leased, f"given up: {outcome.reason}", outcome, latency=latency)
        elif outcome.tried:
            await self._queue.retry(leased, due, outcome, latency=latency)
        else:
            await self._queue.put_back(leased, due)
