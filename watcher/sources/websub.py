"""WebSub (W3C Recommendation, 2018): hubs push what they get; polling goes on as the safety net.

The protocol is pure functions. :class:`Callbacks` is the small HTTP application that hubs talk to: it confirms only what was
asked for, and takes only content signed with the feed's own secret.
"""

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import compare_digest

import aiohttp
from aiohttp import web
from pydantic import SecretStr

from watcher import log
from watcher.errors import SourceError
from watcher.sources.net import DestinationError, Guard, Lookup, open_session

LEASE = 5 * 86400
"""Seconds asked for; a hub may grant less."""
RENEW_AT = 0.8
"""Share of a lease after which it is renewed."""
LONGEST = 4096
"""Characters of hub and topic together; what is longer is no address of theirs."""
LARGEST_PUSH = 4 * 2**20
PATIENCE = aiohttp.ClientTimeout(total=20)
"""For a hub to answer a request."""
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_LINK = re.compile(r'<([^<>]{1,2000})>((?:\s*;\s*[a-z*-]+\s*=\s*(?:"[^"]*"|[^";,\s]*))*)', re.IGNORECASE)
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^";,\s]*))', re.IGNORECASE)

_log = log.get("websub")


@dataclass(frozen=True, slots=True)
class Subscription:
    """One topic asked for at one hub, for one feed."""

    feed: str
    hub: str
    topic: str
    secret: SecretStr
    """Known to us and the hub: what is not signed with it is not taken."""
    requested: datetime
    expires: datetime | None = None
    """``None`` until the hub confirmed."""

    def due(self, now: datetime) -> bool:
        """Return whether it is to be asked for again: never confirmed for an hour, or most of the lease gone."""
        if self.expires is None:
            return now - self.requested > timedelta(hours=1)
        return now >= self.requested + (self.expires - self.requested) * RENEW_AT


def request_form(subscription: Subscription, callback: str, *, unsubscribe: bool = False) -> dict[str, str]:
    """Return the form to POST to the hub (section 5.1)."""
    form = {
        "hub.mode": "unsubscribe" if unsubscribe else "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": callback,
        "hub.lease_seconds": str(LEASE),
        "hub.secret": subscription.secret.get_secret_value(),
    }
    if unsubscribe:
        del form["hub.secret"], form["hub.lease_seconds"]
    return form


def discovered(links: tuple[str, ...], hub: str | None, self_url: str | None, url: str) -> tuple[str, str] | None:
    """Return (hub, topic) from ``Link`` headers, before those of the document (section 4); None where no hub is named."""
    found: dict[str, str] = {}
    for header in links:
        for target, parameters in _LINK.findall(header[:8192]):
            for quoted, plain in _REL.findall(parameters):
                for relation in (quoted or plain).lower().split():
                    found.setdefault(relation, target)
    hub, topic = found.get("hub") or hub, found.get("self") or self_url or url
    return (hub, topic) if hub and len(hub) + len(topic) <= LONGEST else None


def confirmed(subscription: Subscription, query: Mapping[str, str], now: datetime) -> tuple[Subscription, str] | None:
    """Return the confirmed subscription and the challenge to echo, or None to refuse (section 5.3)."""
    challenge = query.get("hub.challenge", "")
    if query.get("hub.mode") != "subscribe" or query.get("hub.topic") != subscription.topic or not 0 < len(challenge) <= 1024:
        return None
    granted = query.get("hub.lease_seconds", "")
    seconds = int(granted) if granted.isascii() and granted.isdigit() and len(granted) < 9 else LEASE
    lasts = timedelta(seconds=min(max(seconds, 60), 30 * 86400))
    return (
        Subscription(subscription.feed, subscription.hub, subscription.topic, subscription.secret, now, now + lasts),
        challenge,
    )


def signed(body: bytes, header: str | None, secret: SecretStr) -> bool:
    """Return whether ``X-Hub-Signature`` is the HMAC of the body (section 7); SHA-1 is what many hubs still send."""
    method, _, signature = (header or "").strip().partition("=")
    algorithm = _ALGORITHMS.get(method.lower())
    if algorithm is None or not signature:
        return False
    expected = hmac.new(secret.get_secret_value().encode(), body, algorithm).hexdigest()
    return compare_digest(expected.encode(), signature.strip().lower().encode())


async def ask(subscription: Subscription, callback: str, guard: Guard, lookup: Lookup | None = None) -> int:
    """Ask the hub, and return the status of its answer; SourceError where there is none, or the hub may not be connected to."""
    try:
        url = guard.check(subscription.hub)
        async with (
            open_session(guard, lookup=lookup, limit=1) as session,
            session.post(url, data=request_form(subscription, callback), allow_redirects=False, timeout=PATIENCE) as response,
        ):
            return response.status
    except (DestinationError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise SourceError(" ".join(str(error).split())[:120] or type(error).__name__) from None


Deliver = Callable[[str, bytes, str | None], Awaitable[None]]
"""``(feed id, body, content type)``: what becomes of pushed content."""
Find = Callable[[str], Awaitable[Subscription | None]]
Keep = Callable[[Subscription], Awaitable[None]]


class Callbacks:
    """The HTTP application hubs call: ``GET`` confirms, ``POST`` delivers, each at ``/websub/{feed}``."""

    def __init__(self, *, find: Find, keep: Keep, deliver: Deliver, now: Callable[[], datetime]) -> None:
        self._find = find
        self._keep = keep
        self._deliver = deliver
        self._now = now

    def application(self) -> web.Application:
        """Return the application, to be mounted or run on a port of its own."""
        app = web.Application(client_max_size=LARGEST_PUSH)
        app.router.add_get("/websub/{feed}", self._confirm)
        app.router.add_post("/websub/{feed}", self._take)
        return app

    async def _confirm(self, request: web.Request) -> web.Response:
        subscription = await self._find(request.match_info["feed"])
        answer = confirmed(subscription, request.query, self._now()) if subscription else None
        if answer is None:
            raise web.HTTPNotFound
        await self._keep(answer[0])
        _log.info("subscribed", feed=answer[0].feed, until=str(answer[0].expires))
        return web.Response(text=answer[1])

    async def _take(self, request: web.Request) -> web.Response:
        """Take a push. What is not signed is answered like the rest, so that nobody learns anything (section 7)."""
        subscription = await self._find(request.match_info["feed"])
        if subscription is None:
            raise web.HTTPGone
        body = await request.read()
        if signed(body, request.headers.get("X-Hub-Signature"), subscription.secret):
            await self._deliver(subscription.feed, body, request.headers.get("Content-Type"))
        else:
            _log.warning("push_not_signed", feed=subscription.feed, size=len(body))
        return web.Response(status=202)
