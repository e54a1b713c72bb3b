"""The couriers: one for each receiver leases its deliveries, has them attempted, and settles what came of it."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass

from watcher import log
from watcher.alerts.delivery import Outcome, Result
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.notifiers import Notifier
from watcher.queue.deliveries import LEASE, DeliveryQueue, Leased
from watcher.queue.keeper import Keeper
from watcher.queue.schedule import Schedule
from watcher.runtime.pulse import Pulse

PROMOTE_EVERY = 0.2
RECONCILE_EVERY = 300.0
STORE_PAUSE = 0.5
"""Seconds between two tries while Redis is away."""
STALE_AFTER = 60.0

_log = log.get("courier")


@dataclass(frozen=True, slots=True)
class Round:
    """One receiver: its notifier, how it is retried, and how many deliveries it takes at a time."""

    notifier: Notifier
    schedule: Schedule
    at_once: int = 4


class Couriers:
    """All receivers' couriers and the housekeeping they share. A slow or dead receiver delays nobody else."""

    def __init__(
        self,
        rounds: Mapping[str, Round],
        *,
        queue: DeliveryQueue,
        keeper: Keeper,
        clock: Clock,
        pulse: Pulse,
        randomness: Callable[[], float] = random.random,
    ) -> None:
        self._rounds = dict(rounds)
        self._queue = queue
        self._keeper = keeper
        self._clock = clock
        self._pulse = pulse
        self._randomness = randomness
        self._loops: list[asyncio.Task[None]] = []
        self._attempts: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Begin all rounds."""
        for receiver in self._rounds:
            self._begin(f"courier {receiver}", self._round(receiver))
        self._begin("promoter", self._every(PROMOTE_EVERY, "promoter", self._promote))
        self._begin("renewer", self._every(LEASE.total_seconds() / 4, "renewer", self._renew))
        self._begin("reconciler", self._every(RECONCILE_EVERY, "reconciler", self._reconcile))

    async def stop(self, drain: float) -> None:
        """Lease no more, give attempts under way ``drain`` seconds to end, then give back what is still leased."""
        self._stopping = True
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=drain)
        for attempt in self._attempts:
            attempt.cancel()
        await asyncio.gather(*self._attempts, return_exceptions=True)
        with contextlib.suppress(StoreError):
            await self._queue.leave()
        for each in self._rounds.values():
            await each.notifier.close()

    def _begin(self, name: str, loop: Coroutine[None, None, None]) -> None:
        self._pulse.expect(name, within=STALE_AFTER + RECONCILE_EVERY * (name == "reconciler"))
        self._loops.append(asyncio.create_task(loop, name=name))

    async def _every(self, seconds: float, name: str, act: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await act()
            except StoreError as error:
                _log.warning("store_away", loop=name, error=str(error))
                await self._clock.sleep(STORE_PAUSE)
            self._pulse.beat(name)
            await self._clock.sleep(seconds)

    async def _promote(self) -> None:
        await self._keeper.promote(self._clock.now())

    async def _renew(self) -> None:
        for lost in await self._queue.renew():
            _log.warning("lease_lost", receiver=lost.receiver, delivery=lost.delivery.id)

    async def _reconcile(self) -> None:
        await self._keeper.reconcile()

    async def _round(self, receiver: str) -> None:
        """Lease as many deliveries as there are hands free, for ever."""
        each = self._rounds[receiver]
        free = asyncio.Semaphore(each.at_once)
        while not self._stopping:
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
