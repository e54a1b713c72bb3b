"""How receivers stand, kept in Redis: a restart forgets neither that one has failed for long nor that one is gone.

Processes that share receivers share this too, and a person may open a receiver again by removing what is kept of it.
"""

import contextlib
import hashlib
from collections.abc import Mapping

from watcher import log
from watcher.alerts.delivery import Standing
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.model import Model
from watcher.notifiers import ReceiverSettings
from watcher.notifiers.breaker import Breaker
from watcher.runtime.loops import Loops
from watcher.runtime.pulse import Pulse
from watcher.store.store import Store

RECORDS = "standing"
"""Name of the state records: receiver to its standing, where that is not fine."""
EVERY = 2.0
"""Seconds between two comparisons: so much of what a breaker learnt may be lost with its process."""

_log = log.get("standings")


class _Kept(Model):
    """What is kept of one receiver."""

    of: str
    """Digest of its settings: who is configured anew begins anew."""
    standing: Standing


async def standings(store: Store, receivers: Mapping[str, ReceiverSettings]) -> dict[str, Standing]:
    """Return the receivers that fail or are gone, and how they stand."""
    kept = {name: _Kept.model_validate_json(one) for name, one in (await store.state.all(RECORDS)).items()}
    return {name: one.standing for name, one in kept.items() if name in receivers and one.of == _digest(receivers[name])}


async def reopen(store: Store, receiver: str) -> bool:
    """Have a receiver asked again like any other, within seconds; False where nothing kept it back."""
    return await store.state.remove(RECORDS, receiver)


class Standings:
    """Compares the breakers of one process with what is kept."""

    def __init__(
        self, store: Store, receivers: Mapping[str, ReceiverSettings], breakers: Mapping[str, Breaker], clock: Clock, pulse: Pulse
    ) -> None:
        self._store = store
        self._receivers = receivers
        self._breakers = breakers
        self._loops = Loops(clock, pulse)
        self._shared: dict[str, Standing] = {}
        """What this process has written or taken over."""

    async def start(self) -> None:
        """Take over what is kept, and begin; raises StoreError."""
        await self.compare()
        self._loops.every(EVERY, "standings", self.compare)

    async def stop(self) -> None:
        """Write down what was learnt last, and end."""
        await self._loops.stop()
        with contextlib.suppress(StoreError):
            await self.compare()

    async def compare(self) -> None:
        """Take over what others learnt, write down what was learnt here, open what a person opened."""
        kept = await standings(self._store, self._receivers)
        for name, breaker in self._breakers.items():
            mine, known, shared = breaker.standing, kept.get(name), self._shared.get(name)
            if known is None and shared is not None:
                if not mine.fine:
                    _log.info("reopened", receiver=name)
                    breaker.resume(Standing())
                del self._shared[name]
            elif known is not None and shared is None and mine.fine:
                breaker.resume(known)
                self._shared[name] = known
            elif mine.fine:
                if known is not None:
                    await self._store.state.remove(RECORDS, name)
                    self._shared.pop(name, None)
            elif mine != known:
                record = _Kept(of=_digest(self._receivers[name]), standing=mine)
                await self._store.state.put(RECORDS, name, record.model_dump_json())
                self._shared[name] = mine


def _digest(settings: ReceiverSettings) -> str:
    return hashlib.blake2b(settings.model_dump_json().encode(), digest_size=8).hexdigest()
