"""A webhook receiver that misbehaves on demand (W1-W11 of the hostile inputs)."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.fakes.collector import Collector


@dataclass(frozen=True)
class Request:
    """One POST as it came in; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


Act = Callable[["Request", asyncio.StreamWriter], Awaitable[bool]]
"""Answers one request; returns whether the message counts as accepted."""


def answer(status: int, *, body: bytes = b"", **headers: str) -> Act:
    """Answer with ``status``; header names are written with ``_`` for ``-``."""

    async def act(_request: Request, writer: asyncio.StreamWriter) -> bool:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        await writer.drain()
        return 200 <= status < 300

    return act


def accept_then_reset() -> Act:
    """W1: keep the message, then reset the connection."""

    async def act(_request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.transport.abort()
        return True

    return act


def accept_late(seconds: float) -> Act:
    """W2: answer 200 when nobody waits any more."""

    async def act(request: Request, writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(seconds)
        return await answer(200)(request, writer)

    return act


def endless_body(status: int = 200) -> Act:
    """W3, W7: a status line and then a body without end."""

    async def act(_request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(f"HTTP/1.1 {status} X\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(100_000):
            writer.write(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
            await writer.drain()
        return status < 300

    return act


def never_answer() -> Act:
    """W8: take the request and say nothing."""

    async def act(_request: Request, writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(3600)
        return False

    return act


def always_continue() -> Act:
    """W8: promise to go on, again and again, and never answer."""

    async def act(_request: Request, writer: asyncio.StreamWriter) -> bool:
        for _ in range(1000):
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)
        return False

    return act


def garbage() -> Act:
    """Something that is no HTTP, with control characters for our log (W10)."""

    async def act(_request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 \x1b[31mred\r\n2026-01-01 CRITICAL forged\r\n\r\n")
        await writer.drain()
        return False

    return act


@dataclass
class WebhookSink:
    """Accepts everything unless told otherwise: by ``then`` for the next requests, by ``otherwise`` for all others."""

    collector: Collector = field(default_factory=Collector)
    script: deque[Act] = field(default_factory=deque)
    otherwise: Act = field(default_factory=lambda: answer(200))
    requests: list[Request] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where to post."""
        return f"http://127.0.0.1:{self.port}/hook"

    def then(self, *acts: Act) -> None:
        """Play these acts for the next requests, one each."""
        self.script.extend(acts)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["WebhookSink"]:
        """Listen on a free port of the loopback."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        tasks = self._tasks
        try:
            yield self
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def __post_init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one request; return whether the connection can take another."""
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Request(first.split(" ")[1], headers, body)
        self.requests.append(request)
        act = self.script.popleft() if self.script else self.otherwise
        accepted = await act(request, writer)
        if accepted:
            self.collector.add(headers.get("webhook-id", ""), _data(body), body)
        return not writer.is_closing()


def _data(body: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    data = parsed.get("data", parsed) if isinstance(parsed, dict) else {}
    return data if isinstance(data, dict) else {}
