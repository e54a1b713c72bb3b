"""A forward proxy on loopback: absolute-form requests and CONNECT tunnels, with Basic authentication where it is told so.

::

    async with Proxy(names={"news.example": server.port}) as proxy:
        ... a feed with ``proxy: proxy.url`` is polled ...
        assert proxy.asked == ["GET http://news.example/rss"]
"""

import asyncio
import base64
import contextlib
from collections.abc import Mapping
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Leads the names it knows to ports of the loopback, whatever port was asked for; all others end in 502."""

    def __init__(self, names: Mapping[str, int], *, login: str | None = None) -> None:
        """``login`` is the ``user:password`` that is wanted."""
        self._names = names
        self._wanted = f"Basic {base64.b64encode(login.encode()).decode()}" if login else None
        self.asked: list[str] = []
        """Method and target of each request, those that were refused too."""
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await self._one(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            await _closed(writer)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join one connection with the host that its first request names."""
        method, target, headers = await self._head(reader)
        given = next(
            (line.partition(":")[2].strip() for line in headers if line.lower().startswith("proxy-authorization:")), None
        )
        if self._wanted and given != self._wanted:
            writer.write(b"HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        port = self._names.get(urlsplit(f"//{target}" if method == "CONNECT" else target).hostname or "")
        if port is None:
            writer.write(b"HTTP/1.1 502 No such host\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        there, out = await asyncio.open_connection("127.0.0.1", port)
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                await asyncio.gather(_passed_on(reader, out), _passed_on(there, writer))
            else:
                _forward(out, target, headers)
                await asyncio.gather(self._forwarded(reader, out), _passed_on(there, writer))
        finally:
            await _closed(out)

    async def _forwarded(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        """Forward the further requests of a connection."""
        while True:
            _, target, headers = await self._head(reader)
            _forward(out, target, headers)

    async def _head(self, reader: asyncio.StreamReader) -> tuple[str, str, list[str]]:
        """Read and note a request; return its method, its target and its header lines."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        self.asked.append(f"{method} {target}")
        return method, target, [line for line in lines if line]


def _forward(out: asyncio.StreamWriter, target: str, headers: list[str]) -> None:
    kept = [line for line in headers if not line.lower().startswith("proxy-")]
    out.write("\r\n".join([f"GET {urlsplit(target).path or '/'} HTTP/1.1", *kept, "", ""]).encode("latin-1"))


async def _passed_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, asyncio.CancelledError):
        await writer.wait_closed()
