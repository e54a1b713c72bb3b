"""One polite, conditional, bounded GET: redirects followed by hand, every hop checked, every failure of one kind."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache
from types import TracebackType
from typing import Self

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from watcher import __version__
from watcher.clock import Clock, SystemClock
from watcher.errors import SourceError
from watcher.model import datum
from watcher.patience import Patience
from watcher.sources import body as bodies
from watcher.sources.hosts import HostLimiter
from watcher.sources.net import KEEP, DestinationError, Guard, Lookup, open_session, shown
from watcher.sources.settings import ClientCertificate, Politeness

HOME = "https://watcher.example/"
"""Where the owner of a server reads who we are: whoever runs this names their own page in `polite.user_agent`."""
USER_AGENT = f"watcher/{__version__} (+{HOME})"
ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
HOPS = 5
LONGEST_VALIDATOR = 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
# The whole fetch has one deadline; aiohttp's own timers would only cost.
_UNTIMED = aiohttp.ClientTimeout(total=None)


class Failure(StrEnum):
    """Why nothing was fetched."""

    UNREACHABLE = "unreachable"
    """Name, connection, TLS, or the deadline."""
    BLOCKED = "blocked"
    """401, 403, 429, 451."""
    GONE = "gone"
    """410."""
    BROKEN = "broken"
    """Another status, a body too large, not packed as it says, a redirect that leads nowhere."""


class FetchError(SourceError):
    """Nothing was fetched: ``kind`` says why, ``status`` and ``retry_after`` (seconds) what the server said, if it did."""

    def __init__(self, kind: Failure, what: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after


@datum
class Request:
    """What to get, and how to be there."""

    url: str
    guard: Guard = field(default_factory=Guard)
    headers: Mapping[str, str] = field(default_factory=dict)
    """The feed's own, credentials included: dropped once a redirect leaves the origin."""
    etag: str | None = None
    last_modified: str | None = None
    deadline: float = 30.0
    max_bytes: int = 15 * 2**20
    proxy: str | None = None
    certificate: ClientCertificate | None = None


@datum
class Reply:
    """What came back: a body, or 304 without one."""

    status: int
    body: bytes | None
    whole: bool
    """False where the body was cut short."""
    url: str
    """Where it came from in the end."""
    moved_to: str | None
    """Where permanent redirects, and only such, led."""
    content_type: str | None
    etag: str | None
    last_modified: str | None
    max_age: float | None
    """Seconds the server says this stays fresh (Cache-Control, Expires)."""
    links: tuple[str, ...]
    """``Link`` headers as they stand (WebSub discovery)."""
    headers: Mapping[str, str]
    seconds: float


class Fetcher:
    """Sessions, one for each way of connecting, and the limiter that all of them share. Close it, or use ``async with``."""

    def __init__(
        self,
        polite: Politeness | None = None,
        *,
        clock: Clock | None = None,
        lookup: Lookup | None = None,
        limit: int = 200,
        keep: float = KEEP,
    ) -> None:
        """At most ``limit`` connections are in use for each way of connecting; idle ones are kept for ``keep`` seconds."""
        self._polite = polite or Politeness()
        self._clock = clock or SystemClock()
        self._lookup = lookup
        self._limit = limit
        self._keep = keep
        self._limiter = HostLimiter(self._polite.per_host, self._polite.pace, self._clock)
        self._patience = Patience()
        self._sessions: dict[object, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        while self._sessions:
            await self._sessions.popitem()[1].close()

    async def get(self, request: Request) -> Reply:
        """Get once; FetchError for everything that goes wrong."""
        if request.guard.allow_private and _inside(request.url, request.guard):
            return await self._within_deadline(request)
        async with self._limiter.turn(_host(request.url)):
            return await self._within_deadline(request)

    async def _within_deadline(self, request: Request) -> Reply:
        """Turn every foreign error into a FetchError."""
        started = self._clock.monotonic()
        try:
            with self._patience.within(request.deadline):
                return await self._follow(request, started)
        except TimeoutError:
            raise FetchError(Failure.UNREACHABLE, f"no complete answer within {request.deadline:g} s") from None
        except DestinationError as error:
            raise FetchError(Failure.BROKEN, f"refused to connect: {error}") from None
        except bodies.TooLargeError:
            raise FetchError(Failure.BROKEN, f"larger than {request.max_bytes} bytes") from None
        except bodies.EncodingError as error:
            raise FetchError(Failure.BROKEN, str(error)) from None
        except aiohttp.ClientConnectorCertificateError:
            raise FetchError(Failure.UNREACHABLE, "the server's certificate is not valid for it") from None
        except (aiohttp.ClientSSLError, ssl.SSLError) as error:
            raise FetchError(Failure.UNREACHABLE, f"TLS: {_brief(error)}") from None
        except (aiohttp.ClientConnectorDNSError, socket.gaierror):
            raise FetchError(Failure.UNREACHABLE, "the name does not resolve") from None
        except (aiohttp.ClientConnectorError, ConnectionError) as error:
            raise FetchError(Failure.UNREACHABLE, f"no connection: {_brief(error)}") from None
        except (aiohttp.ClientError, aiohttp.http_exceptions.HttpProcessingError, OSError, ValueError) as error:
            raise FetchError(Failure.UNREACHABLE, f"no proper HTTP answer: {_brief(error)}") from None

    async def _follow(self, request: Request, started: float) -> Reply:
        """Follow redirects by hand: each hop is checked, credentials stay with their origin."""
        url = first = request.guard.check(request.url)
        moved: URL | None = None
        permanent = True
        session = self._session(request)
        for _ in range(HOPS + 1):
            headers = self._headers(request, same_origin=url is first or url.origin() == first.origin())
            async with session.get(url, headers=headers, allow_redirects=False, timeout=_UNTIMED) as response:
                if response.status not in _REDIRECTS:
                    return await self._reply(request, response, started, str(moved) if moved else None)
                target = self._next_hop(request.guard, url, response)
                permanent = permanent and response.status in _PERMANENT
                moved = target if permanent else moved
                url = target
        raise FetchError(Failure.BROKEN, f"more than {HOPS} redirects")

    @staticmethod
    def _next_hop(guard: Guard, url: URL, response: aiohttp.ClientResponse) -> URL:
        location = response.headers.get("Location", "").strip()
        if not location:
            raise FetchError(Failure.BROKEN, "a redirect without a target", status=response.status)
        try:
            target = guard.check(url.join(URL(location)))
        except ValueError:
            raise FetchError(Failure.BROKEN, "a redirect to something that is no URL", status=response.status) from None
        if url.scheme == "https" and target.scheme == "http":
            raise FetchError(Failure.BROKEN, f"a redirect from https to {shown(str(target))}", status=response.status)
        return target

    def _headers(self, request: Request, *, same_origin: bool) -> dict[str, str]:
        headers = {
            "User-Agent": self._polite.user_agent or USER_AGENT,
            "Accept": ACCEPT,
            "Accept-Encoding": bodies.ACCEPT_ENCODING,
        }
        if same_origin:
            headers |= request.headers
        elif agent := request.headers.get("User-Agent"):
            headers["User-Agent"] = agent
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        return headers

    async def _reply(self, request: Request, response: aiohttp.ClientResponse, started: float, moved_to: str | None) -> Reply:
        """Read the last hop's answer."""
        status, headers = response.status, response.headers
        body, whole = None, True
        if status == 304 and not (request.etag or request.last_modified):
            raise FetchError(Failure.BROKEN, "304 to an unconditional request", status=status)
        if status != 304:
            if status != 200:
                raise self._refusal(status, headers)
            body, whole = await bodies.read(response, request.max_bytes)
        return Reply(
            status=status,
            body=body,
            whole=whole,
            url=str(response.url),
            moved_to=moved_to,
            content_type=headers.get("Content-Type"),
            etag=_validator(headers.get("ETag")),
            last_modified=_validator(headers.get("Last-Modified")),
            max_age=freshness(headers, self._clock.now()),
            links=tuple(headers.getall("Link", ())),
            headers=headers,
            seconds=self._clock.monotonic() - started,
        )

    def _refusal(self, status: int, headers: "CIMultiDictProxy[str]") -> FetchError:
        kind = {401: Failure.BLOCKED, 403: Failure.BLOCKED, 429: Failure.BLOCKED, 451: Failure.BLOCKED, 410: Failure.GONE}
        told = {401: "wants a login", 403: "refuses us", 429: "too many requests", 410: "gone", 404: "not found", 451: "withheld"}
        what = f"HTTP {status}: {told[status]}" if status in told else f"HTTP {status}"
        if status in {403, 503} and ("cf-mitigated" in headers or "cf-ray" in headers):
            what += " (Cloudflare)"
        return FetchError(
            kind.get(status, Failure.BROKEN), what, status=status, retry_after=retry_after(headers, self._clock.now())
        )

    def _session(self, request: Request) -> aiohttp.ClientSession:
        """Return the session for this way of connecting: what is private to one feed is no other feed's connection."""
        key = (request.guard, request.proxy, request.certificate)
        session = self._sessions.get(key)
        if session is None:
            context: ssl.SSLContext | bool = True
            if request.certificate:
                context = ssl.create_default_context()
                try:
                    context.load_cert_chain(request.certificate.certificate, request.certificate.key)
                except OSError as error:
                    raise FetchError(Failure.BROKEN, f"client certificate: {error.strerror or error}") from None
            session = open_session(
                request.guard, lookup=self._lookup, limit=self._limit, ssl=context, proxy=request.proxy, keep=self._keep
            )
            self._sessions[key] = session
        return session


@lru_cache(maxsize=16_384)
def _host(url: str) -> str:
    """Return the host to be polite to; what is no URL is refused later."""
    try:
        return URL(url).host or ""
    except ValueError:
        return ""


@lru_cache(maxsize=16_384)
def _inside(url: str, guard: Guard) -> bool:
    """Return whether a host is an address of the operator's own networks, which need no pacing."""
    host = _host(url)
    return guard.permits(host) and not Guard().permits(host)


def _brief(error: BaseException) -> str:
    """Return one line of a foreign error, without the address lists and bytes that it may carry."""
    inner = getattr(error, "os_error", None) or error
    text = getattr(inner, "strerror", None) or getattr(inner, "message", None) or str(inner) or type(inner).__name__
    return " ".join(str(text).split())[:120]


def _validator(value: str | None) -> str | None:
    """Return a validator that may be sent back: of bounded size, printable, one line."""
    if value and len(value) <= LONGEST_VALIDATOR and value.isprintable() and value.isascii():
        return value
    return None


def freshness(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds the server calls its answer fresh: Cache-Control before Expires (RFC 9111 4.2.1)."""
    if control := headers.get("Cache-Control"):
        directives = dict(part.strip().partition("=")[::2] for part in control.lower().split(",")[:16])
        if "no-cache" in directives or "no-store" in directives:
            return None
        if age := directives.get("max-age"):
            digits = age.strip('" ')
            return float(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    return _seconds_until(headers.get("Expires"), now)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds of Retry-After, delta or date (RFC 9110 10.2.3); negative and absurd ones are nobody's wish."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    return _seconds_until(value, now)


def _seconds_until(value: str | None, now: datetime) -> float | None:
    if not value:
        return None
    try:
        left = (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return left if left > 0 else None
