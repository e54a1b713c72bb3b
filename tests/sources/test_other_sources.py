"""Folders, pipes, channels and queries behind the same Protocol, against shapes of ours on loopback."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.feedserver import FeedServer, item, rss
from tests.sources.conftest import NOW, Reader
from watcher.errors import ConfigError, SourceError
from watcher.sources import gdelt, telegram
from watcher.sources.feed import FeedSource
from watcher.sources.fetch import Fetcher
from watcher.sources.folder import FolderSource
from watcher.sources.lines import LinesSource
from watcher.sources.opening import open_source
from watcher.sources.overview import overview
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Health, Outcome


@pytest.fixture
async def tools() -> AsyncIterator[tuple[Fetcher, Parser]]:
    """Yield what sources work with."""
    async with Fetcher() as fetcher, Parser() as parser:
        yield fetcher, parser


def config(url: str, **settings: Any) -> FeedConfig:
    """Return a feed's settings."""
    return FeedConfig.model_validate({"url": url, "allow_private": ["127.0.0.0/8"]} | settings)


MESSAGE = """
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="desk/{n}">
 <div class="tgme_widget_message_bubble">{before}
  <div class="tgme_widget_message_text js-message_text" dir="auto"><b>{title}</b><br/>{text}</div>
  <a class="tgme_widget_message_date" href="https://t.me/desk/{n}"><time datetime="2026-11-20T0{n}:00:00+00:00">x</time></a>
 </div></div></div>"""


def channel(*messages: str) -> str:
    """Return the preview page of a channel."""
    head = '<div class="tgme_channel_info_header_title"><span>مكتب الأخبار</span></div>'
    return f"<!DOCTYPE html><html><body>{head}{''.join(messages)}</body></html>"


async def test_a_telegram_channel_is_read_from_its_preview(server: FeedServer, tools: tuple[Fetcher, Parser]) -> None:
    """Messages become entries, latest first, with their link, time and first line; pictures without words are left out."""
    quoted = '<div class="tgme_widget_message_text">what was answered</div>'
    picture = '<div data-post="desk/3"><div class="tgme_widget_message_photo"></div></div>'
    page = channel(MESSAGE.format(n=1, before=quoted, title="غارة", text="قرب القائم"), picture,
                   MESSAGE.format(n=4, before="", title="Second", text="More &amp; more"))  # fmt: skip
    server.feed("/s/desk", page, content_type="text/html")

    async def parse(body: bytes, _content_type: str | None, url: str) -> Any:
        return telegram.parse(body, url)

    source = FeedSource(config("telegram:desk", on_first_fetch="all"), tools[0], parse, address=server.url("/s/desk"))
    poll = await source.poll(FeedState(), NOW)
    assert [(e.guid, e.link, e.title, e.summary) for e in poll.fresh] == [
        ("telegram:desk/4", "https://t.me/desk/4", "Second", "Second\nMore & more"),
        ("telegram:desk/1", "https://t.me/desk/1", "غارة", "غارة\nقرب القائم"),
    ]
    assert poll.fresh[1].published is not None
    assert poll.fresh[1].published.hour == 1


@pytest.mark.parametrize("body", ["", "<html><body>If you have Telegram, you can contact</body></html>", "\x00\x01"])
def test_a_page_without_a_channel_is_an_error(body: str) -> None:
    """A private or missing channel is told, not read as an empty one."""
    with pytest.raises(SourceError):
        telegram.parse(body.encode(), "https://t.me/s/x")


async def test_gdelt_lists_become_entries(server: FeedServer, tools: tuple[Fetcher, Parser]) -> None:
    """Articles of a query carry their outlet and language; GDELT's complaints come through in its own words."""
    articles = [{"url": "https://a.example/1", "title": "Strike near Mosul , two killed", "seendate": "20261120T093000Z",
                 "domain": "a.example", "language": "English"}, {"title": "no address"}]  # fmt: skip
    server.feed("/doc", json.dumps({"articles": articles}), content_type="application/json")

    async def parse(body: bytes, _content_type: str | None, url: str) -> Any:
        return gdelt.parse(body, url)

    source = FeedSource(config("gdelt:iraq strike", on_first_fetch="all"), tools[0], parse, address=server.url("/doc"))
    poll = await source.poll(FeedState(), NOW)
    (entry,) = poll.fresh
    assert (entry.title, entry.source, entry.language) == ("Strike near Mosul, two killed", "a.example", "en")
    assert entry.published is not None
    server.feed("/doc", "The specified phrase is too short.\n", content_type="text/html")
    assert (await source.poll(poll.state, NOW)).detail == "GDELT says: The specified phrase is too short."
    assert "query=iraq+strike" in gdelt.address("iraq strike")


async def test_a_folder_is_read_when_it_changes(tmp_path: Path, tools: tuple[Fetcher, Parser]) -> None:
    """New files are fresh entries; links, hidden and broken files are left out and told; a missing folder is unreachable."""
    folder = tmp_path / "in"
    reader = Reader(FolderSource(config(f"folder:{folder}", on_first_fetch="all"), tools[1].parse))
    assert (await reader.poll()).health is Health.UNREACHABLE
    folder.mkdir()
    (folder / "a.xml").write_text(rss([item("One")]))
    (folder / ".hidden.xml").write_text(rss([item("Hidden")]))
    (folder / "link.xml").symlink_to("/dev/zero")
    (folder / "broken.xml").write_text("nothing")
    poll = await reader.poll()
    assert [entry.title for entry in poll.fresh] == ["One"]
    assert poll.feed is not None
    assert poll.feed.problems[0].startswith("broken.xml: not a feed")
    assert poll.state.problems.startswith("broken.xml: not a feed")
    assert (await reader.poll()).outcome is Outcome.UNCHANGED
    (folder / "b.json").write_text('{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "2", "title": "Two"}]}')
    assert [entry.title for entry in (await reader.poll()).fresh] == ["Two"]


async def test_text_files_of_a_folder_are_articles(tmp_path: Path, tools: tuple[Fetcher, Parser]) -> None:
    """Of a text file the first line is the title; old Arabic encodings are read; an empty one and one with a head are named."""
    reader = Reader(FolderSource(config(f"folder:{tmp_path}", on_first_fetch="all"), tools[1].parse))
    (tmp_path / "a.txt").write_text("Strike near Mosul\n\nTwo were killed.\nA third is missing.\n")
    (tmp_path / "b.md").write_bytes("غارة على القائم في محافظة الأنبار\nقتل ثلاثة من عناصر الحشد الشعبي".encode("cp1256"))
    (tmp_path / "c.txt").write_text(rss([item("A feed all the same")]))
    (tmp_path / "d.txt").write_text(" \n")
    (tmp_path / "e.txt").write_text("---\nid: 1\n---\nText\n")
    poll = await reader.poll()
    told = {entry.guid or "": (entry.title, entry.content) for entry in poll.fresh}
    assert told["a.txt"] == ("Strike near Mosul", "Two were killed.\nA third is missing.")
    assert told["b.md"] == ("غارة على القائم في محافظة الأنبار", "قتل ثلاثة من عناصر الحشد الشعبي")
    assert ("A feed all the same", None) in told.values()
    assert poll.feed is not None
    assert sorted(problem.partition(" ")[0] for problem in poll.feed.problems) == ["d.txt:", "e.txt:"]


async def test_a_folder_that_can_be_read_in_part_or_not_at_all_says_so(tmp_path: Path, tools: tuple[Fetcher, Parser]) -> None:
    """With no readable file it is broken, by name; with one it is well, and what is wrong is shown as long as it stands."""
    settings = config(f"folder:{tmp_path}", on_first_fetch="all")
    reader = Reader(FolderSource(settings, tools[1].parse))
    (tmp_path / "broken.xml").write_text("<rss")
    poll = await reader.poll()
    assert (poll.health, poll.detail[:42]) == (Health.BROKEN, "none of its files can be read; broken.xml:")
    (tmp_path / "good.txt").write_text("Good\n")
    assert [entry.title for entry in (await reader.poll()).fresh] == ["Good"]
    for _ in range(2):
        poll = await reader.poll()
        (row,) = overview([settings], {settings.id: poll.state.stored()}, reader.now)
        assert row.health is Health.OK
        assert "broken.xml: not a feed" in row.detail
    (tmp_path / "broken.xml").unlink()
    assert "broken" not in (await reader.poll()).state.problems


async def test_lines_are_handed_over_once(tools: tuple[Fetcher, Parser]) -> None:
    """Each line is fresh once, from the first on; junk is told; the end of input is a state, not an error."""
    stream = asyncio.StreamReader(limit=2**20)
    source = LinesSource(config("stdin:"), stream)
    reader = Reader(source)
    stream.feed_data('{"id": "1", "title": "غارة", "published": "2026-11-20T09:00:00Z"}\nnot json\n[1]\n'.encode())
    poll = await reader.poll()
    assert [(entry.title, entry.guid) for entry in poll.fresh] == [("غارة", "1")]
    assert poll.feed is not None
    assert len(poll.feed.problems) == 2
    stream.feed_data(b'{"title": "Two", "text": "b", "url": "https://a.example/2"}\n')
    await asyncio.sleep(0.01)
    poll = await reader.poll()
    assert ([entry.link for entry in poll.fresh], poll.gap) == (["https://a.example/2"], None)
    stream.feed_eof()
    await asyncio.sleep(0.01)
    assert (await reader.poll()).health is Health.GONE
    await source.close()


READ_STDIN = """
import asyncio, sys
from datetime import UTC, datetime
from watcher.sources.lines import LinesSource
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState

async def main():
    now = datetime.now(UTC)
    for _ in range(2):  # a reload opens standard input once more
        source = LinesSource(FeedConfig(url="stdin:"))
        poll = await source.poll(FeedState(), now)
        titles = [entry.title for entry in poll.fresh]
        while not poll.health.failing and not titles:
            await asyncio.sleep(0.01)
            poll = await source.poll(poll.state, now)
            titles += [entry.title for entry in poll.fresh]
        while not poll.health.failing and "wait" not in sys.argv:
            await asyncio.sleep(0.01)
            poll = await source.poll(poll.state, now)
        await source.close()
        print(titles, poll.health, poll.detail, flush=True)

asyncio.run(main())
"""


async def read_by(stdin: Any, *words: str) -> asyncio.subprocess.Process:
    """Start a process that reads its standard input twice, one line a time that it did."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", READ_STDIN, *words, stdin=stdin, stdout=asyncio.subprocess.PIPE
    )


async def test_standard_input_may_be_a_file(tmp_path: Path) -> None:
    """`watcher run < FILE` reads the file to its end, in the first poll; one without lines has ended as soon."""
    file = tmp_path / "lines.jsonl"
    file.write_text('{"id": "1", "title": "One"}\n{"id": "2", "title": "Two"}\n')
    with file.open("rb") as stdin:
        out, _ = await (await read_by(stdin)).communicate()
    assert out.decode().splitlines()[0] == "['One', 'Two'] gone standard input has ended"
    out, _ = await (await read_by(asyncio.subprocess.DEVNULL)).communicate()
    assert out.decode().splitlines() == ["[] gone standard input has ended"] * 2


async def test_standard_input_is_read_on_after_a_reload() -> None:
    """A pipe stays open over the end of the source that read it: the next one takes the lines that come then."""
    process = await read_by(asyncio.subprocess.PIPE, "wait")
    assert process.stdin is not None
    assert process.stdout is not None
    for title in ("Before", "After"):
        process.stdin.write(b'{"title": "%b"}\n' % title.encode())
        assert (await process.stdout.readline()).decode().startswith(f"['{title}'] ok")
    process.stdin.close()
    await process.wait()


async def test_half_a_character_costs_no_line(tools: tuple[Fetcher, Parser]) -> None:
    """An escape that no encoding can carry is shown as unknown: its line and those beside it come."""
    stream = asyncio.StreamReader(limit=2**20)
    source = LinesSource(config("stdin:"), stream)
    stream.feed_data(b'{"id": "1", "title": "One \\ud800 half"}\n{"id": "2", "title": "Two"}\n')
    poll = await Reader(source).poll()
    assert [entry.title for entry in poll.fresh] == ["One \ufffd half", "Two"]
    await source.close()


async def test_the_scheme_of_the_url_says_what_is_opened(tools: tuple[Fetcher, Parser]) -> None:
    """One key of the settings opens every kind of source; a name no channel can have is refused."""
    assert isinstance(open_source(config("folder:/tmp/x"), *tools), FolderSource)
    assert isinstance(open_source(config("stdin:"), *tools), LinesSource)
    assert isinstance(open_source(config("telegram:some_channel"), *tools), FeedSource)
    assert isinstance(open_source(config("gdelt:iraq"), *tools), FeedSource)
    with pytest.raises(ConfigError):
        open_source(config("telegram:../../etc"), *tools)
