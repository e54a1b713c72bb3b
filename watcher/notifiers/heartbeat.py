"""The dead-man's switch: somebody outside hears from us every while, and raises the alarm when they do not."""

from collections.abc import Callable, Sequence

import aiohttp
from pydantic import Field

from watcher import log
from watcher.clock import Clock
from watcher.model import Duration
from watcher.notifiers.destination import Destination
from watcher.sources.net import DestinationError, Lookup, open_session

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_log = log.get("heartbeat")


class HeartbeatSettings(Destination):
    """Settings of the switch: a URL of a service such as a Healthchecks instance, asked with GET while all is well."""

    every: Duration = Field(default=60.0, ge=1)


class Heartbeat:
    """Beats while ``stale`` names nothing that stands still; what it cannot reach, the other side notices."""

    def __init__(
        self, settings: HeartbeatSettings, clock: Clock, *, stale: Callable[[], Sequence[str]], lookup: Lookup | None = None
    ) -> None:
        """Raise ConfigError where the URL may not be asked."""
        self._settings = settings
        self._url = settings.address("heartbeat")
        self._clock = clock
        self._stale = stale
        self._lookup = lookup

    async def run(self) -> None:
        """Beat until cancelled."""
        async with open_session(self._settings.guard, lookup=self._lookup, limit=1) as session:
            while True:
                stale = self._stale()
                if stale:
                    _log.warning("no heartbeat: something stands still", loops=list(stale))
                else:
                    await self._beat(session, self._url)
                await self._clock.sleep(self._settings.every)

    @staticmethod
    async def _beat(session: aiohttp.ClientSession, url: str) -> None:
        try:
            async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as answer:
                if answer.status >= 300:
                    _log.warning("the heartbeat was refused", status=answer.status)
        except (TimeoutError, aiohttp.ClientError, DestinationError, OSError) as error:
            _log.warning("the heartbeat was not heard", error=type(error).__name__)
