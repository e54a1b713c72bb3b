"""Connections that cannot be talked into reaching the inside: every address is checked, and pinned, before a byte is sent.

Server-side request forgery begins with an address that somebody else wrote: a redirect of a feed, a link of an entry, the
URL of a webhook. So a name is resolved once, **all** of its addresses are checked, the connection goes to a checked
address (never to a second look-up, which is how DNS rebinding works), and the peer is checked again once connected.
`ipaddress.is_private` is no such filter (100.64.0.1, 64:ff9b::7f00:1 and others pass it), hence the explicit list.
"""

import asyncio
import re
import socket
import ssl as tls
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Annotated, Protocol

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from pydantic import AfterValidator
from yarl import URL

from watcher.errors import WatcherError

PORTS = frozenset({80, 443, 8080, 8443})
"""Ports a public server may be asked on; a destination with ``allow_private`` may use any."""
KEEP = 75.0
"""Seconds that a connection is kept: until the next poll of a feed that is polled each minute."""

_DENIED_4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_ALLOWED_6 = IPv6Network("2000::/3")
_DENIED_6 = tuple(IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
# Cloud metadata services and other link-local addresses hand out credentials: no configuration opens them.
_NEVER = tuple(
    ip_network(net)
    for net in ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32", "192.0.0.192/32", "fd20:ce::254/128")
)
_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_NUMERIC_LABEL = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)\Z")
_WIDEST = {4: 8, 6: 7}

Network = IPv4Network | IPv6Network


MEANT = "if you mean it, name its network in allow_private"


class DestinationError(WatcherError):
    """An address that may not be connected to; never retried, since trying again cannot make it right."""


def private_network(text: str) -> str:
    """Check one ``allow_private`` entry in CIDR notation; ValueError for the whole net, or for metadata services."""
    try:
        net = ip_network(text)
    except ValueError:
        raise ValueError(f"{text!r} is no network in CIDR notation, such as 192.168.1.0/24") from None
    if net.prefixlen < _WIDEST[net.version]:
        raise ValueError(f"{text} is wider than /{_WIDEST[net.version]}: name the networks that are really yours")
    if any(net.version == never.version and net.subnet_of(never) for never in _NEVER):  # type: ignore[arg-type]  # same version
        raise ValueError(f"{text} is link-local or a metadata service, which is never connected to")
    return text


PrivateNetwork = Annotated[str, AfterValidator(private_network)]
"""One entry of ``allow_private`` in a settings model: a network in CIDR notation."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be connected to: the public internet, and the private networks that a person named."""

    allow_private: tuple[str, ...] = ()
    """Networks in CIDR notation."""

    @classmethod
    def of(cls, networks: Iterable[str] = ()) -> "Guard":
        """Return the guard that opens these networks (CIDR); ValueError for one that may not be opened."""
        return cls(tuple(private_network(text) for text in networks))

    def permits(self, address: str) -> bool:
        """Return whether a literal IP address may be connected to."""
        return _permitted(address, self.allow_private)

    def check(self, url: str | URL) -> URL:
        """Return the URL to request; DestinationError where scheme, user, host or port are not acceptable."""
        return _checked(str(url), self.allow_private)


def is_loopback(host: str) -> bool:
    """Return whether a host, by name or address, is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def shown(url: str) -> str:
    """Return of a URL what may stand in a log: no user, password, query or fragment."""
    try:
        return f"{origin(url)}{URL(url).path}"[:200]
    except ValueError:
        return "URL"


def origin(url: str) -> str:
    """Return scheme, host and port of a URL, for where its path may be a secret too."""
    try:
        parsed = URL(url)
        where = f"{parsed.scheme}://{parsed.host or ''}"
        return f"{where}{'' if parsed.is_default_port() or parsed.port is None else f':{parsed.port}'}"[:200]
    except ValueError:
        return "URL"


@lru_cache(maxsize=16_384)
def _checked(text: str, allow_private: tuple[str, ...]) -> URL:
    """Check one URL; the cache makes asking the same feed again cost nothing."""
    if _ODD.search(text):
        raise DestinationError("blanks, control characters or backslashes in a URL", resource=shown(text))
    try:
        parsed = URL(text)
        host, port = parsed.raw_host, parsed.port
    except ValueError:
        raise DestinationError("not a URL", resource=shown(text)) from None
    if parsed.scheme not in {"http", "https"}:
        raise DestinationError(f"scheme {parsed.scheme or 'missing'!r}, not http or https", resource=shown(text))
    if "@" in re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0]:
        raise DestinationError("user or password inside a URL", resource=shown(text))
    if not host:
        raise DestinationError("no host in the URL", resource=shown(text))
    if not allow_private and port not in PORTS:
        raise DestinationError(f"port {port} is none of {sorted(PORTS)}", resource=shown(text), mend=MEANT)
    _check_host(host, text, allow_private)
    return parsed


def _check_host(host: str, text: str, allow_private: tuple[str, ...]) -> None:
    """Refuse denied literals, and numbers that only some resolvers read as an address (127.1, 0x7f000001)."""
    literal = _literal(host)
    if literal is None:
        if _NUMERIC_LABEL.match(host.rstrip(".").rpartition(".")[2]):
            raise DestinationError("a host in numbers that is no plain IP address", resource=shown(text))
    elif str(literal) not in text and host not in text.lower():
        raise DestinationError("an IP address in disguise", resource=shown(text))
    elif not _permitted(host, allow_private):
        raise DestinationError(f"{host} is not a public address", resource=shown(text), mend=MEANT)


@lru_cache(maxsize=4096)
def _permitted(address: str, allow_private: tuple[str, ...]) -> bool:
    """Decide on one address; the cache is what makes the check of every kept-alive connection free."""
    ip = _literal(address)
    if ip is None or (isinstance(ip, IPv6Address) and ip.scope_id):
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if any(ip in net for net in _NEVER):
        return False
    if any(ip in ip_network(net) for net in allow_private):
        return True
    if isinstance(ip, IPv4Address):
        return not any(ip in net for net in _DENIED_4)
    return ip in _ALLOWED_6 and not any(ip in net for net in _DENIED_6)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


class Lookup(Protocol):
    """The look-up of a name: what a test replaces to play a hostile DNS."""

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of ``host``; OSError where there are none."""
        ...


class _SystemLookup:
    """``getaddrinfo`` on threads of its own, so that names that never answer cannot starve other work."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="dns")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        infos = await loop.run_in_executor(self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        return list(dict.fromkeys(str(info[4][0]) for info in infos))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class CheckedResolver(AbstractResolver):
    """A resolver for aiohttp that refuses a name if **any** of its addresses is refused."""

    def __init__(self, guard: Guard, lookup: Lookup | None = None) -> None:
        self._guard = guard
        self._lookup: Lookup = lookup or _SystemLookup()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Return checked addresses only; DestinationError names the first refused one."""
        out: list[ResolveResult] = []
        for address in await self._lookup(host, port):
            if not self._guard.permits(address):
                raise DestinationError(f"resolves to {address}, which is not a public address", resource=host)
            kind = socket.AF_INET6 if ":" in address else socket.AF_INET
            if family in {socket.AF_UNSPEC, kind}:
                out.append(
                    ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
                )
        if not out:
            raise OSError(f"no address for {host}")
        return out

    async def close(self) -> None:
        """Let the look-up threads go."""
        if isinstance(self._lookup, _SystemLookup):
            self._lookup.close()


class CheckedConnector(aiohttp.TCPConnector):
    """A TCP connector that checks the address asked for, the addresses found, and the peer it ended up with."""

    def __init__(
        self, guard: Guard, *, lookup: Lookup | None = None, limit: int, ssl: tls.SSLContext | bool = True, keep: float = KEEP
    ) -> None:
        super().__init__(resolver=CheckedResolver(guard, lookup), limit=limit, ssl=ssl, ttl_dns_cache=60, keepalive_timeout=keep)
        self._guard = guard

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: "list[aiohttp.tracing.Trace]",
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's signature
    ) -> aiohttp.connector.Connection:
        """Connect; DestinationError before (URL, name) or after (peer) a socket was opened."""
        self._guard.check(req.url)
        connection = await super().connect(req, traces, timeout)
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        if peer is not None and not self._guard.permits(str(peer[0])):
            connection.close()
            raise DestinationError(f"connected to {peer[0]}, which is not a public address", resource=req.url.host)
        return connection


def open_session(
    guard: Guard,
    *,
    lookup: Lookup | None = None,
    limit: int = 200,
    ssl: tls.SSLContext | bool = True,
    proxy: str | None = None,
    keep: float = KEEP,
) -> aiohttp.ClientSession:
    """Return a session behind ``guard``: no cookies kept, no environment proxies, nothing decompressed unasked.

    A connection that nobody uses is kept for ``keep`` seconds.

    With a ``proxy`` (the operator's own choice, so not checked) it is the proxy that resolves and must filter; the URL is
    still to be passed through :meth:`Guard.check`. Call it inside a running loop and close it there.
    """
    connector = (
        aiohttp.TCPConnector(limit=limit, ssl=ssl, keepalive_timeout=keep)
        if proxy
        else CheckedConnector(guard, lookup=lookup, limit=limit, ssl=ssl, keep=keep)
    )
    return aiohttp.ClientSession(
        connector=connector,
        proxy=proxy,
        trust_env=False,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        requote_redirect_url=False,
        max_field_size=16 * 1024,
    )
