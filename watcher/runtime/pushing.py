"""WebSub in the daemon: subscribes the feeds that name a hub, serves the callbacks, renews the leases.

A push only comes sooner than the next poll, which is made all the same: what a hub forgets is not lost.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from pydantic import SecretStr

from watcher import log
from watcher.clock import Clock
from watcher.config.settings import WebSubSettings
from watcher.errors import SourceError
from watcher.runtime.loops import Loops
from watcher.runtime.polling import Read
from watcher.runtime.pulse import Pulse
from watcher.sources.feed import FeedSource
from watcher.sources.net import Guard, Lookup, shown
from watcher.sources.serving import Server
from watcher.sources.state import FeedState, Poll
from watcher.sources.websub import Callbacks, Subscription, ask
from watcher.store.store import Store

RECORDS = "websub"
"""Name of the state records: feed to subscription, the secret among it, so that another process knows it too."""
LOOK_EVERY = 2.0
"""Seconds between two looks at what is to be asked for."""
LEASE = timedelta(seconds=60)
_NEVER_ASKED = datetime(1970, 1, 1, tzinfo=UTC)

_log = log.get("websub")

Take = Callable[[str, Read], Awaitable[None]]
"""``Poller.take``."""


@dataclass(frozen=True, slots=True)
class PushedFeed:
    """A feed that may be pushed, and where requests to its hub may go."""

    source: FeedSource
    guard: Guard


class Pushing:
    """The subscriptions of all feeds; any number of processes may share them."""

    def __init__(
        self,
        settings: WebSubSettings,
        feeds: Mapping[str, PushedFeed],
        *,
        store: Store,
        clock: Clock,
        pulse: Pulse,
        lookup: Lookup | None = None,
    ) -> None:
        self._settings = settings
        self._feeds = feeds
        self._store = store
        self._clock = clock
        self._lookup = lookup
        self._loops = Loops(clock, pulse)
        self._server: Server | None = None

    async def notice(self, feed: str, hub: tuple[str, str]) -> None:
        """Note the subscription that a feed's hub and topic ask for, unless it is the one that is there."""
        known = await self._find(feed)
        if feed in self._feeds and (known is None or (known.hub, known.topic) != hub):
            await self._keep(Subscription(feed, *hub, SecretStr(secrets.token_urlsafe(32)), _NEVER_ASKED))

    async def start(self, take: Take) -> None:
        """Listen, and begin to ask; ConfigError where nothing can listen there."""

        async def deliver(feed: str, body: bytes, content_type: str | None) -> None:
            known = self._feeds.get(feed)
            if known is None:
                return

            async def read(state: FeedState, now: datetime) -> Poll:
                return await known.source.pushed(state, body, content_type, now)

            await take(feed, read)

        callbacks = Callbacks(find=self._find, keep=self._keep, deliver=deliver, now=self._clock.now)
        self._server = Server(callbacks.application())
        await self._server.listen(self._settings, "websub")
        self._loops.every(LOOK_EVERY, "websub", self._ask_all)

    async def stop(self) -> None:
        """Ask and listen no more; the leases run on for the next start."""
        await self._loops.stop()
        if self._server is not None:
            await self._server.close()

    async def _ask_all(self) -> None:
        """Ask for every subscription that is due; one process does it."""
        if not await self._store.leases.acquire(RECORDS, LEASE):
            return
        now = self._clock.now()
        asked = []
        for feed, stored in (await self._store.state.all(RECORDS)).items():
            subscription = _read(stored)
            if feed not in self._feeds or subscription is None:
                # From now on the hub is told that this is gone, and its lease runs out.
                await self._store.state.remove(RECORDS, feed)
                continue
            if subscription.expires is not None and subscription.expires <= now:
                subscription = replace(subscription, expires=None)
            if subscription.due(now):
                subscription = replace(subscription, requested=now)
                # Before it is asked for: a hub may confirm before it answers, and that must not be written over.
                await self._keep(subscription)
                asked.append(subscription)
        await asyncio.gather(*map(self._ask, asked))

    async def _ask(self, subscription: Subscription) -> None:
        """Ask a hub; what fails is asked again in an hour, and meanwhile the feed is polled as ever."""
        guard = self._feeds[subscription.feed].guard
        callback = f"{self._settings.callback.rstrip('/')}/{quote(subscription.feed, safe='')}"
        told = {"feed": subscription.feed, "hub": shown(subscription.hub)}
        try:
            status = await ask(subscription, callback, guard, self._lookup)
        except SourceError as error:
            _log.warning("hub_not_asked", **told, error=str(error))
            return
        accepted = 200 <= status < 300
        (_log.info if accepted else _log.warning)("hub_asked", **told, status=status)

    async def _find(self, feed: str) -> Subscription | None:
        stored = await self._store.state.get(RECORDS, feed)
        return _read(stored) if stored is not None else None

    async def _keep(self, subscription: Subscription) -> None:
        await self._store.state.put(RECORDS, subscription.feed, _written(subscription))


def _written(subscription: Subscription) -> str:
    return json.dumps(
        {
            "feed": subscription.feed,
            "hub": subscription.hub,
            "topic": subscription.topic,
            "secret": subscription.secret.get_secret_value(),
            "requested": subscription.requested.isoformat(),
            "expires": subscription.expires.isoformat() if subscription.expires else None,
        }
    )


def _read(stored: str) -> Subscription | None:
    """Return a stored subscription; None where it is of another version, and then it is asked for anew."""
    try:
        found = json.loads(stored)
        expires = found["expires"]
        return Subscription(
            found["feed"],
            found["hub"],
            found["topic"],
            SecretStr(found["secret"]),
            datetime.fromisoformat(found["requested"]),
            datetime.fromisoformat(expires) if expires else None,
        )
    except (ValueError, KeyError, TypeError):
        return None
