"""A real HTTP server on loopback that plays feeds, good and hostile, with a vocabulary.

::

    async with FeedServer() as server:
        server.feed("/rss.xml", rss([item("Strike near Mosul")]))
        ... poll server.url("/rss.xml") ...
        server.gone("/rss.xml")
        assert server.hits("/rss.xml") == 2

Every word replaces what the path did before. ``allow_private=["127.0.0.0/8"]`` lets a feed be fetched from it.
"""

import asyncio
import contextlib
import gzip as gzipping
import hashlib
import ssl
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    at: float = field(default_factory=time.monotonic)
    """Monotonic seconds."""


@dataclass(frozen=True)
class _Canned:
    """A whole answer: status, headers and body, conditional where it has an ETag."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


class FeedServer:
    """Answers as told, counts what it was asked."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.requests: list[Asked] = []
        self.connections = 0
        self.negotiated: list[str | None] = []
        """What TLS agreed on for each connection (ALPN)."""
        self.port = 0
        self._canned: dict[str, _Canned] = {}
        self._scripted: dict[str, Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]] = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def hits(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(asked.path == path for asked in self.requests)

    def body(self, path: str) -> bytes:
        """Return what a path was told to answer."""
        return self._canned[path].body

    # The vocabulary: well-behaved answers.

    def feed(
        self, path: str, body: str | bytes, *, content_type: str = "application/rss+xml", gzip: bool = False, etag: bool = True,
        headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Answer 200 with ``body``, or 304 to its ETag."""
        raw = body.encode() if isinstance(body, str) else body
        all_headers = {"Content-Type": content_type} | (headers or {})
        if etag:
            all_headers["ETag"] = f'"{hashlib.sha256(raw).hexdigest()[:16]}"'
        if gzip:
            raw = gzipping.compress(raw, 6)
            all_headers["Content-Encoding"] = "gzip"
        self._say(path, _Canned(200, all_headers, raw))

    def status(self, path: str, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer with a status; header names take ``_`` for ``-``."""
        self._say(path, _Canned(status, {name.replace("_", "-"): value for name, value in headers.items()}, body))

    def gone(self, path: str) -> None:
        """Answer 410."""
        self.status(path, 410)

    def retry_after(self, path: str, value: str, status: int = 429) -> None:
        """Answer 429 (or 503) with ``Retry-After: value``."""
        self.status(path, status, Retry_After=value)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        """Answer with a redirect."""
        self.status(path, status, Location=to)

    def redirect_loop(self, path: str) -> None:
        """Redirect between two paths for ever."""
        self.redirect(path, f"{path}.again")
        self.redirect(f"{path}.again", path)

    def redirect_chain(self, path: str, hops: int, to: str, status: int = 302) -> None:
        """Redirect ``hops`` times before ``to``."""
        for n in range(hops):
            self.redirect(path if n == 0 else f"{path}.{n}", to if n == hops - 1 else f"{path}.{n + 1}", status)

    # The vocabulary: hostile answers.

    def raw(self, path: str, data: bytes, *, hang: bool = False) -> None:
        """Send these bytes as they are, then close, or say nothing more."""

        async def play(_asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(data)
            await writer.drain()
            if hang:
                await asyncio.sleep(3600)

        self._script(path, play)

    def slow_headers(self, path: str, every: float = 0.05) -> None:
        """Send headers one byte at a time, without end."""
        self._drip(path, b"HTTP/1.1 200 OK\r\nX-", b"a", every)

    def drip(self, path: str, every: float = 0.05) -> None:
        """Send a body one byte at a time, without end."""
        self._drip(path, b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>", b" ", every)

    def silence(self, path: str) -> None:
        """Accept and never answer."""
        self.raw(path, b"", hang=True)

    def endless(self, path: str, chunk: bytes = b" " * 65536) -> None:
        """Send a chunked body without end, as fast as it is read."""

        async def play(_asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
                await writer.drain()

        self._script(path, play)

    def endless_headers(self, path: str) -> None:
        """Send header after header."""

        async def play(_asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\n")
            while True:
                writer.write(b"X-More: of the same\r\n" * 64)
                await writer.drain()

        self._script(path, play)

    def reset(self, path: str, after: bytes = b"") -> None:
        """Reset the connection after these bytes."""

        async def play(_asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(after)
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.transport.abort()

        self._script(path, play)

    def _drip(self, path: str, head: bytes, byte: bytes, every: float) -> None:
        async def play(_asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(head)
            while True:
                writer.write(byte)
                await writer.drain()
                await asyncio.sleep(every)

        self._script(path, play)

    def _say(self, path: str, canned: _Canned) -> None:
        self._scripted.pop(path, None)
        self._canned[path] = canned

    def _script(self, path: str, play: Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]) -> None:
        self._canned.pop(path, None)
        self._scripted[path] = play

    # The server.

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        tls = writer.get_extra_info("ssl_object")
        self.negotiated.append(tls.selected_alpn_protocol() if tls else None)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while asked := await self._read(reader):
                self.requests.append(asked)
                if play := self._scripted.get(asked.path):
                    await play(asked, writer)
                    return
                await self._answer(asked, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    @staticmethod
    async def _read(reader: asyncio.StreamReader) -> Asked | None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
        return Asked(first.split(" ")[1], headers)

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        canned = self._canned.get(asked.path, _Canned(404, {}))
        if canned.headers.get("ETag") and asked.headers.get("if-none-match") == canned.headers["ETag"]:
            canned = _Canned(304, {"ETag": canned.headers["ETag"]})
        headers = dict(canned.headers)
        if canned.status not in {304, 204}:
            headers["Content-Length"] = str(len(canned.body))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {canned.status} Said\r\n{head}\r\n".encode() + canned.body)
        await writer.drain()


def item(
    title: str, *, link: str | None = None, guid: str | None = None, published: datetime | str | None = None, summary: str = ""
) -> str:
    """Return one RSS item; the link is made from the title where none is given."""
    link = f"https://news.example/{hashlib.sha256(title.encode()).hexdigest()[:12]}" if link is None else link
    date = format_datetime(published) if isinstance(published, datetime) else published
    parts = [f"<title>{escape(title)}</title>", f"<link>{escape(link)}</link>"]
    parts += [f'<guid isPermaLink="false">{escape(guid)}</guid>'] if guid is not None else []
    parts += [f"<pubDate>{escape(date)}</pubDate>"] if date else []
    parts += [f"<description>{escape(summary)}</description>"] if summary else []
    return f"<item>{''.join(parts)}</item>"


def rss(items: Sequence[str], *, title: str = "A feed", language: str = "en", head: str = "") -> str:
    """Return an RSS 2.0 document."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{escape(title)}</title>'
        f"<link>https://news.example/</link><language>{language}</language>{head}\n" + "\n".join(items) + "\n</channel></rss>"
    )
