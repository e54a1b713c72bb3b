"""What every channel shares: the verb, the settings beside it, and where secrets come from."""

from pathlib import Path
from typing import Protocol

from pydantic import Field

from watcher.alerts.delivery import Delivery, Outcome
from watcher.alerts.policy import ReceiverPolicy
from watcher.notifiers.breaker import Breaker


class Notifier(Protocol):
    """One channel to one receiver."""

    @property
    def breaker(self) -> Breaker | None:
        """What leaves the receiver alone while it fails; ``None`` for what is no server."""
        ...

    async def notify(self, delivery: Delivery) -> Outcome:
        """Try once to deliver; every failure of the receiver is an outcome, never an exception."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class ReceiverBase(ReceiverPolicy):
    """What every receiver's settings have: the policy of ``alerts.policy`` and, per channel, a template."""

    concurrency: int = Field(default=4, ge=1, le=64)
    """Deliveries under way at the same time."""
    template: Path | None = None
    """A Jinja2 file that replaces the message's text; where it breaks, the default is sent and says so."""
