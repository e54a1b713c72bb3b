"""A server of many feeds that live, in a process of its own: ``python -m tests.bench.livefarm FEEDS``.

It prints its port. ``/N`` is feed number N, under any address of 127.0.0.0/8, so that feeds may have hosts of their own. Each
feed has something new every ``PERIOD`` seconds, none at the same time as another; in between it answers 304 to its ETag. Once
standard input ends it prints what it was asked, as one line of JSON.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from html import escape
from typing import Any

from tests.bench import newsroom

PERIOD = 1200.0
"""Seconds between two entries of a feed: at a poll a minute, one in twenty finds something new."""
ENTRIES = 15
_POOL = 400


@cache
def _story(number: int) -> tuple[str, str]:
    """Return title and description of a story, as they stand in a document."""
    article = newsroom.entry(number)
    return escape(article.title), escape("".join(f"<p>{escape(part)}.</p>" for part in article.text[:1500].split(". ")))


def document(number: int, version: int) -> bytes:
    """Return a feed as it stands after ``version`` changes: the newest entry first."""
    items = []
    for entry in range(version + ENTRIES, version, -1):
        title, text = _story((number * 31 + entry) % _POOL)
        date = format_datetime(datetime.fromtimestamp((entry - ENTRIES) * PERIOD + _phase(number), UTC), usegmt=True)
        link = f"https://news.example/{number}/{entry}"
        items.append(
            f"<item><title>{title} ({number}-{entry})</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
            f"<description>{text}</description></item>"
        )
    head = f"<title>Feed {number}</title><link>https://news.example/{number}/</link><language>en</language>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


def _phase(number: int) -> float:
    return number * 0.618 % 1 * PERIOD


def version(number: int) -> int:
    """Return how often a feed has changed since 1970."""
    return int((time.time() - _phase(number)) // PERIOD)


class Farm(asyncio.Protocol):
    """Answers one connection; what was asked is counted for all."""

    asked = unchanged = 0
    last: dict[int, float] = {}  # noqa: RUF012 - one farm a process
    longest = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            request, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            self._answer(int(request.split(b" ", 2)[1][1:]), request)

    def _answer(self, number: int, request: bytes) -> None:
        now, current = time.monotonic(), version(number)
        etag = b'"%d-%d"' % (number, current)
        Farm.asked += 1
        Farm.longest = max(Farm.longest, now - Farm.last.get(number, now))
        Farm.last[number] = now
        if etag in request:
            Farm.unchanged += 1
            self._transport.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n")
            return
        body = document(number, current)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: " + etag
        self._transport.write(head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


async def serve() -> None:
    """Serve until standard input ends, then tell what was asked."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Farm, "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps({"asked": Farm.asked, "unchanged": Farm.unchanged, "feeds": len(Farm.last), "longest": Farm.longest}))
    server.close()


class Running:
    """A farm beside this process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert process.stdout is not None
        self.port = int(process.stdout.readline())

    def end(self) -> dict[str, Any]:
        """End it; return what it was asked."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


@contextlib.contextmanager
def farm() -> Iterator[Running]:
    """Run a farm beside this process."""
    command = [sys.executable, "-m", "tests.bench.livefarm"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve())
