"""The dead-man's switch: somebody outside hears from us every while, and raises the alarm when they do not."""

from collections.abc import Callable, Sequence

import aiohttp
from pydantic import field_validator

from watcher import log
from watcher.clock import Clock
from watcher.model import Duration, Settings
from watcher.secret import Secret
from watcher.sources.net import DestinationError, Guard, Lookup, PrivateNetwork, open_session

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_log = log.get("heartbeat")


class HeartbeatSettings(Settings):
    """Settings of the switch: a URL of a service such as a Healthchecks instance, asked with GET while all is well."""

    url: str | Secret
    every: Duration = 60.0
    allow_http: bool = False
    allow_private: tuple[PrivateNetwork, ...] = ()

    @field_validator("every")
    @classmethod
    def _sane(cls, value: float) -> float:
        if value < 1:
            raise ValueError("at most one heartbeat a second")
        return value

    def address(self) -> str:
        """Return the URL; ValueError where it may not be asked."""
        url = self.url if isinstance(self.url, str) else self.url.reveal().get_secret_value()
        if url.lower().startswith("http://") and not self.allow_http:
            raise ValueError("the URL is plain http; write https, or allow_http: true")
        Guard.of(self.allow_private).check(url)
        return url


class Heartbeat:
    """Beats while ``stale`` names nothing that stands still; what it cannot reach, the other side notices."""

    def __init__(
        self, settings: HeartbeatSettings, clock: Clock, *, stale: Callable[[], Sequence[str]], lookup: Lookup | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._stale = stale
        self._lookup = lookup

    async def run(self) -> None:
        """Beat until cancelled."""
        url = self._settings.address()
        async with open_session(Guard.of(self._settings.allow_private), lookup=self._lookup, limit=1) as session:
            while True:
                stale = self._stale()
                if stale:
                    _log.warning("no heartbeat: something stands still", loops=list(stale))
                else:
                    await self._beat(session, url)
                await self._clock.sleep(self._settings.every)

    @staticmethod
    async def _beat(session: aiohttp.ClientSession, url: str) -> None:
        try:
            async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as answer:
                if answer.status >= 300:
                    _log.warning("the heartbeat was refused", status=answer.status)
        except (TimeoutError, aiohttp.ClientError, DestinationError, OSError) as error:
            _log.warning("the heartbeat was not heard", error=type(error).__name__)
