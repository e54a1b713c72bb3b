"""What the links in mails lead to: a page that says what would happen, with a form; only the form has an effect.

Mail scanners, previews and browsers that fetch ahead follow links, so that GET changes nothing. No script, no cookie, nothing
from elsewhere, nothing cached; a page tells nobody where it was opened from.
"""

import asyncio
import base64
import hashlib
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from aiohttp import web
from aiohttp.http_exceptions import PayloadEncodingError

from watcher import log
from watcher.alerts.phrases import languages, phrases
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.notifiers.links import HOURS, ONE_CLICK, Action, Link, Links, Refusal
from watcher.notifiers.render import page
from watcher.rules.model import Severity

PATH = "/links/{action}/{delivery}/{expires}/{mac}"
LARGEST_FORM = 4096
"""Bytes of a POST."""
SLOWEST_FORM = 10.0
PER_MINUTE = 30
"""Requests a minute with one genuine link."""
STRANGERS_PER_MINUTE = 300
"""Requests a minute, of everybody together, without one."""
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_STATUS = {
    "forged": HTTPStatus.FORBIDDEN,
    "expired": HTTPStatus.GONE,
    "unknown": HTTPStatus.NOT_FOUND,
    "senseless": HTTPStatus.BAD_REQUEST,
    "busy": HTTPStatus.TOO_MANY_REQUESTS,
    "away": HTTPStatus.SERVICE_UNAVAILABLE,
}

_log = log.get("links")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a link is about, and what has been done by it already."""

    receiver: str
    recipient: str
    language: str
    """The receiver's."""
    headline: str
    severity: Severity
    event: str
    rules: tuple[str, ...] = ()
    acknowledged: tuple[str, datetime] | None = None
    """By whom, and when."""
    silenced: tuple[str, datetime] | None = None
    """The silence that this link made, and when it ends."""

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do."""
        return self.acknowledged is not None or self.silenced is not None


class Desk(Protocol):
    """Who does what links ask for."""

    async def find(self, link: Link) -> Subject | None:
        """Return what a link is about; ``None`` where that is no longer known. Raises StoreError."""
        ...

    async def act(self, link: Link, subject: Subject, hours: int) -> Subject:
        """Do it, once: the same link again changes nothing. Raises StoreError."""
        ...


class LinkPages:
    """The HTTP application that readers of mails meet."""

    def __init__(self, links: Links, desk: Desk, clock: Clock) -> None:
        self._links = links
        self._desk = desk
        self._clock = clock
        self._pace = _Pace(clock)

    def application(self) -> web.Application:
        """Return the application, to be mounted or run on a port of its own."""
        app = web.Application(client_max_size=LARGEST_FORM, middlewares=[_guarded])
        app.router.add_get(PATH, self._show)
        app.router.add_post(PATH, self._act)
        return app

    async def _show(self, request: web.Request) -> web.Response:
        """Say what the link would do."""
        link, subject = await self._asked(request)
        return _answer(subject.language, "form" if not subject.done else "done", link, subject)

    async def _act(self, request: web.Request) -> web.Response:
        """Do it, where our form or a mail program's one click asks for it."""
        link, subject = await self._asked(request)
        hours = _hours(link.action, await _form(request))
        if not subject.done:
            subject = await self._desk.act(link, subject, hours)
            _log.info(
                "link_followed", action=link.action, receiver=subject.receiver, event_id=subject.event, delivery=link.delivery
            )
        return _answer(subject.language, "done", link, subject)

    async def _asked(self, request: web.Request) -> tuple[Link, Subject]:
        """Return the genuine link of a request and what it is about; raises _Refused."""
        steps = request.match_info
        link = self._links.read(steps["action"], steps["delivery"], steps["expires"], steps["mac"], self._clock.now())
        who, most = ("", STRANGERS_PER_MINUTE) if link is Refusal.FORGED else (steps["mac"], PER_MINUTE)
        if not self._pace.allow(who, most):
            raise _Refused("busy")
        if isinstance(link, Refusal):
            raise _Refused(link)
        subject = await self._desk.find(link)
        if subject is None:
            raise _Refused("unknown")
        return link, subject


class _Refused(Exception):  # noqa: N818 - a page, not an error
    """Ends a request with the page of ``why``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Pace:
    """Counts requests in the current minute by whoever makes them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def allow(self, who: str, most: int) -> bool:
        """Count one request, and tell whether it is one of the first ``most``."""
        minute = int(self._clock.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._counts = minute, Counter()
        self._counts[who] += 1
        return self._counts[who] <= most


@web.middleware
async def _guarded(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """Answer whatever goes wrong with a page that says so."""
    try:
        return await handler(request)
    except _Refused as refused:
        return _refusal(refused.why)
    except StoreError as error:
        _log.warning("link_not_followed", error=str(error))
        return _refusal("away")
    except web.HTTPMethodNotAllowed as error:
        return _refusal("senseless", HTTPStatus.METHOD_NOT_ALLOWED, Allow=error.headers["Allow"])
    except web.HTTPException as error:
        return _refusal("forged" if error.status == HTTPStatus.NOT_FOUND else "senseless", HTTPStatus(error.status))


async def _form(request: web.Request) -> dict[str, str]:
    """Return the fields of a POST; raises _Refused where there are none in time, HTTPException where they are too large."""
    try:
        async with asyncio.timeout(SLOWEST_FORM):
            fields = await request.post()
    except (TimeoutError, ValueError, LookupError, PayloadEncodingError, web.RequestPayloadError):
        raise _Refused("senseless") from None
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _hours(action: Action, form: dict[str, str]) -> int:
    """Return the hours that a form asks for; raises _Refused for a POST that is neither our form's nor a one-click one."""
    offered = HOURS[action]
    name, _, value = ONE_CLICK.partition("=")
    if action is Action.SILENCE_ALL and form.get(name) == value:
        return offered[0]
    if form.get("do") != action:
        raise _Refused("senseless")
    if not offered:
        return 0
    found = next((hours for hours in offered if form.get("hours") == str(hours)), None)
    if found is None:
        raise _Refused("senseless")
    return found


def _answer(language: str, state: str, link: Link, subject: Subject) -> web.Response:
    html = page(language, {"state": state, "link": link, "asked": subject, "hours": HOURS[link.action]})
    return _page(html, HTTPStatus.OK)


def _refusal(why: str, status: HTTPStatus | None = None, **headers: str) -> web.Response:
    """Return the page of a refusal, in every language: whoever is refused is not known."""
    said = [(phrases(language).direction, language, phrases(language).links[why]) for language in languages()]
    return _page(page("en", {"state": "refused", "said": said}), status or _STATUS[why], headers)


def _page(html: str, status: HTTPStatus, headers: dict[str, str] | None = None) -> web.Response:
    """Return a page that may show itself and send its own form, and nothing else."""
    style = _STYLE.search(html)
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode() if style else b"").digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    more = {"Retry-After": "60"} if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE} else {}
    return web.Response(
        text=html,
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers={**_HEADERS, "Content-Security-Policy": policy, **more, **(headers or {})},
    )
