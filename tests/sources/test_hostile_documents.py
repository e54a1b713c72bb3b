"""Documents that somebody made to hurt: each ends in entries or in one clear error, bounded in time and memory."""

import asyncio
import gzip
import json
import os
import resource
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.feedserver import FeedServer
from tests.fakes.memory import peak
from watcher.errors import SourceError
from watcher.sources.model import ParsedFeed
from watcher.sources.parse import parse
from watcher.sources.parse.worker import CPU_STEP, MEMORY
from watcher.sources.parser import Parser

URL = "https://hostile.example/feed"


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    """Yield the parser that the daemon uses, with its workers."""
    async with Parser() as running:
        yield running


def rss(inner: str, head: str = "") -> bytes:
    """Return a feed around ``inner``."""
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>t</title>{inner}</channel></rss>'.encode()


def entities(levels: int) -> str:
    """Return a nest of entities, ten of the last in each."""
    nest = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(levels))
    return f'<!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{nest}]>'


CAP = 15 * 2**20
"""Bytes that a feed may have, unless its settings say otherwise."""
STRIKE = "<item><title>Strike near Mosul</title></item>"
LIMITS = ("AS", "CPU", "CORE")
PADDING = " " * 9000  # makes a document large enough for the worker
HOSTILE = {
    "F1 entity nest": rss(f"<item><title>&e10;</title></item>{STRIKE}{PADDING}", entities(10)),
    "F2 quadratic": rss("<item><title>" + "&a;" * 20_000 + "</title></item>", f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]>'),
    "F5 parameter entity": rss(STRIKE, '<!DOCTYPE rss [<!ENTITY % a "<!ENTITY b &#39;c&#39;>"> %a;]>'),
    "F6 netscape doctype": rss(STRIKE, '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss.dtd">'),
    "F7 deep": rss("<a>" * 20_000),
    "F8 wide": rss("<item><title>n</title></item>" * 100_000),
    "F8 wide and odd": rss("<item><title>n&nbsp;</title></item>" * 100_000),
    "F9 fat title": rss(f"<item><title>{'x' * 12_000_000}</title></item>"),
    "F10 attributes": rss("<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + "><title>n</title></item>"),
    "F11 unclosed": rss("<a " * 20_000),
    "F12 comment": rss("<item><title><![CDATA[" + "<!-" * 50_000 + "]]></title></item>"),
    "F13 html soup": rss("<item><description>" + "&lt;div&gt;" * 200_000 + "</description></item>"),
    "F25 odd characters": rss(f"<item><title>\u202egnp.exe\u200d{'e' + chr(0x301) * 10_000}\u2028\u0085</title></item>"),
    "F29 huge guid": rss(f"<item><title>n</title><guid>{'g' * 1_000_000}</guid></item>"),
    "F34 json nest": b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "F34 json number": b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": '
    + b"9" * 1_000_000
    + b', "title": "n"}]}',
    "F34 json keys": b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "id": "2"}], "items": []}',
    "F35 captive portal": b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Welcome to the hotel</body></html>",
    "F36 empty": b"",
    "F36 blank": b" \r\n ",
    "garbage": bytes(range(256)) * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_it_ends_in_entries_or_one_clear_error(parser: Parser, name: str) -> None:
    """Within the deadline and in bounded memory of this process (F1, F2, F5 to F13, F25, F29, F34, F35, F36)."""
    body = HOSTILE[name]
    started = time.monotonic()
    with peak() as taken:
        try:
            feed = await parser.parse(body, None, URL)
        except SourceError as error:
            assert "\n" not in error.what  # noqa: PT017 - either end is right
            assert len(error.what) < 300  # noqa: PT017
        else:
            assert len(feed.entries) <= 2000
    assert time.monotonic() - started < 11
    assert taken.growth < 2 * CAP


async def test_the_loop_goes_on_while_a_worker_toils(parser: Parser) -> None:
    """A document that takes seconds hardly stalls the event loop, and the next feed is parsed meanwhile."""
    stall = 0.0

    async def watch() -> None:
        nonlocal stall
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            stall = max(stall, time.monotonic() - before - 0.005)

    async with asyncio.timeout(30):
        watching = asyncio.create_task(watch())
        started = time.monotonic()
        slow = asyncio.create_task(parser.parse(rss("<a>" * 60_000), None, URL))
        await asyncio.sleep(0.05)
        quick = await parser.parse(rss(STRIKE + PADDING + "<item><title>a & b</title></item>"), None, URL)
        assert not slow.done()
        assert len(quick.entries) == 2
        await asyncio.gather(slow, return_exceptions=True)
        toil = time.monotonic() - started
        watching.cancel()
    assert stall < toil / 4  # a loaded machine stretches both


async def test_a_worker_has_limits_of_its_own(parser: Parser) -> None:
    """The kernel bounds a worker's memory and processor time, whatever the parent does; it leaves no core behind."""
    await parser.parse(rss(STRIKE + " &nbsp; " + PADDING), None, URL)
    limits = {name: resource.prlimit(pid, getattr(resource, f"RLIMIT_{name}"))[0] for pid in parser.pids for name in LIMITS}
    assert limits["AS"] == MEMORY
    assert 0 < limits["CPU"] <= 2 * CPU_STEP
    assert limits["CORE"] == 0


def address_space(pid: int) -> int:
    """Return the bytes of address space that a process has."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


async def test_a_worker_that_outgrows_its_memory_costs_its_feed_alone(parser: Parser) -> None:
    """A document that needs more than its worker may have is an error of that feed; what is parsed beside and after it is not."""
    await parser.parse(rss(STRIKE + " &nbsp; " + PADDING), None, URL)
    for pid in parser.pids:
        most = address_space(pid) + CAP
        resource.prlimit(pid, resource.RLIMIT_AS, (most, most))
    greedy = rss(f"<item><title>{'x' * 14_000_000} &nbsp;</title></item>")
    good = rss(STRIKE + " &nbsp; " + PADDING)
    large, *small = await asyncio.gather(
        parser.parse(greedy, None, URL), *(parser.parse(good, None, URL) for _ in range(5)), return_exceptions=True
    )
    assert isinstance(large, SourceError)
    assert "too large" in large.what
    assert [feed.entries[0].title for feed in small if isinstance(feed, ParsedFeed)] == ["Strike near Mosul"] * 5


async def test_a_worker_that_is_killed_costs_its_feed_alone(parser: Parser) -> None:
    """Kill -9 in the middle of a document: one error, and a new worker for the next document."""
    await parser.parse(rss(STRIKE + " &nbsp; " + PADDING), None, URL)
    before = set(parser.pids)
    toil = asyncio.create_task(parser.parse(rss("<a>" * 400_000), None, URL))
    await asyncio.sleep(0.1)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(SourceError, match="ended by its limits"):
        await toil
    assert len((await parser.parse(rss(STRIKE + " &nbsp; " + PADDING), None, URL)).entries) == 1
    assert not before & set(parser.pids)


async def test_a_worker_that_toils_too_long_is_killed_and_replaced() -> None:
    """The deadline ends the process, the feed gets an error, the next document a new worker."""
    async with Parser(workers=1, deadline=0.5) as parser:
        with pytest.raises(SourceError, match="not parsed within"):
            await parser.parse(rss("<a>" * 400_000), None, URL)
        assert len((await parser.parse(rss(STRIKE + " &nbsp; " + PADDING), None, URL)).entries) == 1


async def test_external_entities_open_no_file_and_no_connection(parser: Parser, server: FeedServer, tmp_path: Path) -> None:
    """SYSTEM entities and external DTDs are inert: the marker's text never shows, the listener is never asked (F3, F4)."""
    marker = tmp_path / "marker"
    marker.write_text("SECRET-MARKER")
    for system in (marker.as_uri(), server.url("/evil.dtd")):
        for head in (f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{system}">]>', f'<!DOCTYPE rss SYSTEM "{system}">'):
            for padding in ("", PADDING):
                body = rss(f"<item><title>a &x; b</title></item>{STRIKE}{padding}", head)
                feed = await parser.parse(body, None, URL)
                assert "SECRET-MARKER" not in repr(feed)
                assert feed.entries[-1].title == "Strike near Mosul"
    assert server.connections == 0


def one(inner: str) -> ParsedFeed:
    """Parse one item."""
    return parse(rss(f"<item>{inner}</item>"), content_type=None, url=URL)


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{7*7}} ${jndi:ldap://x} %s%n {0.__class__}"]
)
def test_markup_and_templates_are_text(title: str) -> None:
    """What a title holds is handed on as text, neither run nor dropped (F21, F39)."""
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert one(f"<title>{escaped}</title>").entries[0].title == title


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "//host/x"])
def test_links_are_handed_on_as_they_stand(link: str) -> None:
    """A link of another scheme is no error of the parser: who makes it a URL decides (F22)."""
    found = one(f"<title>n</title><link>{link}</link>").entries[0].link
    assert found in {link, f"https:{link}", link.replace("///", "//")}


@pytest.mark.parametrize(
    "date",
    ["99999-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "+9999-01-01T00:00:00Z", "Fri, 31 Feb 2026 10:00:00 GMT",
     "9999-12-31T23:59:59Z", "Thu, 01 Jan 1970 00:00:00 GMT", "not a date", "",
     "Fri, 20 Nov 20266 10:00:00 GMT", "2026-13-01T00:00:00Z", "0", "-1"],
)  # fmt: skip
def test_absurd_dates_are_unknown(date: str) -> None:
    """No date is better than a wrong one, and never the present (F33)."""
    assert one(f"<title>n</title><pubDate>{date}</pubDate>").entries[0].published is None


def test_a_document_cut_short_keeps_its_first_entries() -> None:
    """What arrived whole is read though the rest is missing (F37)."""
    body = rss(STRIKE + "<item><title>second</title></item>")
    cut = body[: body.index(b"second") + 3]
    assert parse(cut, content_type=None, url=URL).entries[0].title == "Strike near Mosul"


async def test_a_truncated_gzip_keeps_its_first_entries(server: FeedServer) -> None:
    """The same through HTTP, where the stream ends early (F37)."""
    from tests.sources.conftest import Reader  # noqa: PLC0415 - only this test polls
    from watcher.sources.fetch import Fetcher  # noqa: PLC0415
    from watcher.sources.opening import open_source  # noqa: PLC0415
    from watcher.sources.settings import FeedConfig  # noqa: PLC0415

    packed = gzip.compress(rss("".join(f"<item><title>n{n} {n * 7919}</title></item>" for n in range(3000))))
    head = b'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nETag: "x"\r\nContent-Length: %d\r\n\r\n' % (len(packed) // 2)
    server.raw("/cut", head + packed[: len(packed) // 2])
    config = FeedConfig.model_validate({"url": server.url("/cut"), "allow_private": ["127.0.0.0/8"], "on_first_fetch": "all"})
    async with Fetcher() as fetcher, Parser() as parser:
        poll = await Reader(open_source(config, fetcher, parser)).poll()
    assert len(poll.fresh) > 500
    assert (poll.state.etag, poll.state.digest) == (None, None)


def test_json_feeds_are_read() -> None:
    """JSON Feed 1.1 gives every field; items that are no objects are left out and told."""
    first = {
        "id": "1", "url": "/a", "title": "غارة", "content_html": "<p>x</p>", "date_published": "2026-11-20T10:00:00+03:00",
        "authors": [{"name": "m"}], "tags": ["a", "a"],
    }  # fmt: skip
    hubs = [{"type": "WebSub", "url": "https://h.example/"}]
    data = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "language": "ar", "hubs": hubs, "items": [first, "junk"]}
    feed = parse(json.dumps(data).encode(), content_type="application/feed+json", url=URL)
    entry = feed.entries[0]
    assert (entry.guid, entry.link, entry.title, entry.content, entry.language) == (
        "1",
        "https://hostile.example/a",
        "غارة",
        "<p>x</p>",
        "ar",
    )
    assert (entry.authors, entry.tags, feed.hub) == (("m",), ("a",), "https://h.example/")
    assert entry.published is not None
    assert entry.published.isoformat() == "2026-11-20T07:00:00+00:00"
    assert feed.problems == ("items that are no objects",)
