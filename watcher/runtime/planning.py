"""The policy's memory read, the plan made, what it wants remembered handed on to the commit."""

from dataclasses import dataclass

from watcher.alerts.model import Alert
from watcher.alerts.plan import Plan, Router
from watcher.clock import Clock
from watcher.store.store import Store


@dataclass(frozen=True)
class StoredPolicy:
    """Plans on the state that the store keeps."""

    router: Router
    store: Store
    clock: Clock

    async def __call__(self, alert: Alert) -> Plan:
        """Return the plan for one alert."""
        return self.router.plan(alert, self.clock.now())
