"""What has to be done now and then, by whichever process has the lease: due deliveries, held ones, repairs, retention."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from watcher import log
from watcher.alerts.plan import Router
from watcher.clock import Clock
from watcher.queue.keeper import Keeper
from watcher.queue.outbox import Outbox
from watcher.queue.policy import Waker
from watcher.runtime.loops import Loops
from watcher.runtime.memory import give_back
from watcher.runtime.pulse import Pulse
from watcher.store.store import Store

PROMOTE_EVERY = 0.2
WAKE_EVERY = 1.0
RECONCILE_EVERY = 300.0
PRUNE_EVERY = 6 * 3600.0
TRIM_EVERY = 60.0
LEASE = timedelta(seconds=30)

_log = log.get("housekeeping")


class Housekeeping:
    """The loops that no single delivery or feed owns."""

    def __init__(self, store: Store, router: Router, clock: Clock, pulse: Pulse) -> None:
        self._store = store
        self._clock = clock
        self._keeper = Keeper(store)
        self._waker = Waker(store, Outbox(store, clock), router, clock)
        self._loops = Loops(clock, pulse)

    def start(self) -> None:
        """Begin."""
        self._loops.every(PROMOTE_EVERY, "promoter", lambda: self._keeper.promote(self._clock.now()))
        self._loops.every(RECONCILE_EVERY, "reconciler", self._keeper.reconcile)
        self._loops.every(TRIM_EVERY, "trimmer", lambda: asyncio.to_thread(give_back))
        self._loops.every(WAKE_EVERY, "waker", lambda: self._alone("waker", self._waker.tick))
        self._loops.every(PRUNE_EVERY, "pruner", lambda: self._alone("pruner", self._prune))

    async def stop(self) -> None:
        """End."""
        await self._loops.stop()

    async def _alone(self, name: str, act: Callable[[], Awaitable[object]]) -> None:
        """Do it unless another process does; a lease that its holder lost is free again when it ends."""
        if await self._store.leases.acquire(name, LEASE):
            await act()

    async def _prune(self) -> None:
        now = self._clock.now()
        _log.info(
            "pruned",
            events=await self._store.events.prune(now),
            alerts=await self._store.alerts.prune(now),
            marks=await self._store.seen.prune(now),
            deliveries=await self._keeper.prune(now),
        )
