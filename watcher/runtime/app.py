"""The daemon without its command line: created, started, reloaded, stopped; tests run it in-process."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from watcher import log
from watcher.config.settings import Configuration
from watcher.errors import ConfigError, StoreError
from watcher.runtime import garbage
from watcher.runtime.cleanups import Cleanups
from watcher.runtime.pulse import Pulse
from watcher.runtime.service import Outside, Service
from watcher.runtime.systemd import Notifier as Systemd
from watcher.store.store import Store, open_store

BEAT_EVERY = 5.0
BEAT_BOUND = 20.0
"""Seconds without a write round trip to Redis after which the store counts as away."""
STORE_STOP = 20.0

_log = log.get("app")


class App:
    """One process of watcher: an open store, and a service on it that a reload exchanges."""

    def __init__(self, service: Service, outside: Outside, seeds: Path | None) -> None:
        self.service = service
        self.pulse = Pulse(outside.clock)
        self.store: Store | None = None
        self._outside = outside
        self._seeds = seeds
        self._systemd = Systemd()
        self._cleanups = Cleanups()

    @classmethod
    def create(cls, configuration: Configuration, outside: Outside | None = None, *, seeds: Path | None = None) -> "App":
        """Check that everything configured fits together; ConfigError where it does not. ``seeds`` makes it a demonstration."""
        outside = outside or Outside()
        return cls(Service(configuration, outside, seeds=seeds), outside, seeds)

    async def start(self) -> None:
        """Start Redis, the couriers, then the poller; readiness is told last. Raises WatcherError, and undoes what it did."""
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def _start(self) -> None:
        main = self.service.configuration.main
        stack = AsyncExitStack()
        self._cleanups.push("store", stack.aclose, within=STORE_STOP)
        self.store = await stack.enter_async_context(open_store(main.redis, main.state_dir))
        self._cleanups.push("service", self._stop_service, within=main.drain + STORE_STOP)
        await self.service.start(self.store, self.pulse)
        self.pulse.expect("store", within=BEAT_BOUND)
        beat = asyncio.create_task(self._beat(self.store), name="beat")
        self._cleanups.push("beat", lambda: _end(beat))
        garbage.settle()
        self._systemd.ready(self.service.status)
        _log.info("ready", status=self.service.status, state=str(main.state_dir))

    async def _beat(self, store: Store) -> None:
        """Feed systemd's watchdog while every loop turns and a write to Redis comes back."""
        while True:
            try:
                await store.beat()
                self.pulse.beat("store")
            except StoreError as error:
                _log.warning("store_away", error=str(error))
            stale = self.pulse.stale()
            if stale:
                _log.error("stale", loops=stale)
            else:
                self._systemd.alive()
            await asyncio.sleep(BEAT_EVERY)

    async def reload(self, configuration: Configuration) -> None:
        """Go on with another configuration; raises ConfigError and keeps the old one where the new one is wrong."""
        if self.store is None:
            return
        before, after = self.service.configuration.main, configuration.main
        if (before.state_dir, before.redis) != (after.state_dir, after.redis):
            raise ConfigError("redis and state_dir change only at a restart", file=configuration.folder, mend="restart watcher")
        service = await asyncio.to_thread(Service, configuration, self._outside, seeds=self._seeds)
        await self.service.stop()
        self.service = service
        await service.start(self.store, self.pulse)
        garbage.settle()
        self._systemd.ready(service.status)
        _log.info("reloaded", status=service.status)

    async def stop(self) -> list[str]:
        """Stop in the opposite order: poller, couriers (drained), Redis last; return what would not stop."""
        self._systemd.stopping()
        return await self._cleanups.run()

    async def _stop_service(self) -> None:
        await self.service.stop()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
