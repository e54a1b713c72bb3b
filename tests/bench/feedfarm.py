"""A server of many feeds, in a process of its own so that its cost is nobody's: ``python -m tests.bench.feedfarm FEEDS ENTRIES``.

It prints its port. ``/N`` is feed number N; a request with its ETag is answered 304, and ``/same/N`` is 304 whatever is asked.
"""

import asyncio
import contextlib
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from tests.bench import newsroom


def feed(number: int, entries: int) -> bytes:
    """Return one RSS document of articles as an unfiltered stream has them, HTML in the description; some 2.6 KB an entry."""
    now = datetime.now(UTC)
    items = []
    for n in range(entries):
        article = newsroom.entry(number * entries + n)
        html = "".join(f"<p>{escape(part)}.</p>" for part in article.text.split(". "))
        link = f"https://news.example/{number}/{n}"
        date = format_datetime(now - timedelta(minutes=n), usegmt=True)
        items.append(
            f"<item><title>{escape(article.title)}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
            f"<category>news</category><description>{escape(html)}</description></item>"
        )
    head = f"<title>Feed {number}</title><link>https://news.example/{number}/</link><language>en</language>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


class Farm(asyncio.Protocol):
    """Answers what it holds; pipelined requests one after another."""

    def __init__(self, answers: dict[bytes, tuple[bytes, bytes, bytes]], same: bytes) -> None:
        self._answers = answers
        self._same = same
        self._transport: asyncio.Transport | None = None
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            request, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            path = request.split(b" ", 2)[1]
            assert self._transport is not None
            if path.startswith(b"/same/"):
                self._transport.write(self._same)
                continue
            etag, whole, unchanged = self._answers.get(path, (b"", b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", b""))
            self._transport.write(unchanged if etag and etag in request else whole)


def answer(body: bytes) -> tuple[bytes, bytes, bytes]:
    """Return a feed's ETag, its whole answer, and its answer when unchanged."""
    etag = b'"' + hashlib.sha256(body).hexdigest()[:16].encode() + b'"'
    head = b"Content-Type: application/rss+xml\r\nETag: " + etag + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    return etag, b"HTTP/1.1 200 OK\r\n" + head + body, b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"


async def serve(feeds: int, entries: int) -> None:
    """Serve until standard input ends."""
    answers = {f"/{number}".encode(): answer(feed(number, entries)) for number in range(feeds)}
    same = b'HTTP/1.1 304 Not Modified\r\nETag: "same"\r\n\r\n'
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Farm(answers, same), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


@contextlib.contextmanager
def farm(feeds: int, entries: int) -> Iterator[int]:
    """Run a farm beside this process; give its port."""
    command = [sys.executable, "-m", "tests.bench.feedfarm", str(feeds), str(entries)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
