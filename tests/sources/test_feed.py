"""One feed over HTTP, from the network to what is fresh."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.feedserver import FeedServer, item, rss
from tests.sources.conftest import NOW, Reader
from watcher.sources.fetched import LONGEST_HEADER, MOST_HEADERS
from watcher.sources.state import Health, Outcome

Reading = Callable[..., Reader]
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"


async def test_a_new_entry_is_fresh_once(server: FeedServer, reading: Reading) -> None:
    """What stands in a feed at first is baseline; what comes later is fresh exactly once."""
    reader = reading("/rss")
    server.feed("/rss", rss([item("One")]))
    first = await reader.poll()
    assert (first.outcome, first.health) == (Outcome.FETCHED, Health.OK)
    assert ([e.title for e in first.fresh], [e.title for e in first.baseline]) == ([], ["One"])
    server.feed("/rss", rss([item("Two"), item("One")]))
    assert [e.title for e in (await reader.poll()).fresh] == ["Two"]
    third = await reader.poll()
    assert (third.outcome, third.fresh) == (Outcome.NOT_MODIFIED, ())


async def test_unchanged_bytes_are_not_parsed(server: FeedServer, reading: Reading) -> None:
    """A server without validators costs a download, no parse."""
    reader = reading("/rss")
    server.feed("/rss", rss([item("One")]), etag=False)
    await reader.poll()
    poll = await reader.poll()
    assert (poll.outcome, poll.feed) == (Outcome.UNCHANGED, None)


async def test_an_edited_entry_is_fresh_but_not_new(server: FeedServer, reading: Reading) -> None:
    """An edit goes on to be understood, and counts neither as arrival nor as a gap."""
    reader = reading("/rss")
    server.feed("/rss", rss([item("One", guid="1", summary="9 killed")]))
    await reader.poll()
    server.feed("/rss", rss([item("One", guid="1", summary="14 killed")]))
    poll = await reader.poll()
    assert [e.summary for e in poll.fresh] == ["14 killed"]
    assert (poll.gap, poll.state.cadence.entries) == (None, 0)


async def test_first_fetch_follows_the_choice(server: FeedServer, reading: Reading) -> None:
    """``all`` and ``{last: N}`` let through what they say, but nothing older than ``max_age``; no date is never too old."""
    server.feed(
        "/rss",
        rss(
            [
                item("Old", published=NOW - timedelta(days=9)),
                item("Newer", published=NOW - timedelta(hours=1)),
                item("Undated"),
                item("New", published=NOW - timedelta(minutes=5)),
            ]
        ),
    )
    for choice, through in (("all", ["Newer", "Undated", "New"]), ({"last": 1}, ["Newer"]), ("baseline", [])):
        poll = await reading("/rss", on_first_fetch=choice).poll()
        assert [e.title for e in poll.fresh] == through
        assert len(poll.fresh) + len(poll.baseline) == 4


async def test_documents_without_overlap_are_a_gap_in_coverage(server: FeedServer, reading: Reading) -> None:
    """Two documents in a row with nothing in common say from when to when entries may be lost, and about how many."""
    reader = reading("/rss")
    times = [NOW - timedelta(minutes=m) for m in (40, 30, 20, 10)]
    server.feed("/rss", rss([item(f"n{i}", published=t) for i, t in enumerate(times)]))
    await reader.poll(0)
    later = NOW + timedelta(minutes=52)
    server.feed("/rss", rss([item("a", published=later), item("b", published=later + timedelta(minutes=2))]))
    poll = await reader.poll(timedelta(minutes=60))
    assert poll.gap is not None
    assert str(poll.gap) == "2026-11-20 12:00-12:52 UTC not covered, 5 entries may be lost"
    assert [e.title for e in poll.fresh] == ["a", "b"]


async def test_changing_guids_are_no_news(server: FeedServer, reading: Reading) -> None:
    """A feed that makes up its guids anew with every request stays one feed (F28)."""
    reader = reading("/rss")
    server.feed("/rss", rss([item("One", guid="a1"), item("Two", guid="a2")]))
    await reader.poll()
    server.feed("/rss", rss([item("One", guid="b1"), item("Two", guid="b2")]))
    poll = await reader.poll()
    assert (poll.fresh, poll.gap) == ((), None)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real feed files are not beside this project")
async def test_every_real_file_is_polled_without_an_unhandled_error(server: FeedServer, reading: Reading) -> None:
    """All real files, served as feeds and polled at once, end in entries or in a failure that says why."""
    files = [file for file in sorted(REAL.iterdir()) if file.name != "MANIFEST.tsv"]
    for number, file in enumerate(files):
        server.feed(f"/{number}", file.read_bytes(), content_type="text/xml")
    readers = [reading(f"/{number}", id=f"f{number}") for number in range(len(files))]
    polls = await asyncio.gather(*(reader.poll() for reader in readers))
    assert all(poll.detail for poll in polls)
    assert {poll.health for poll in polls} <= {Health.OK, Health.STALE, Health.BROKEN}
    assert sum(poll.outcome is Outcome.FETCHED for poll in polls) >= 270


async def test_what_is_fresh_says_which_answer_it_was_read_in(server: FeedServer, reading: Reading) -> None:
    """Address without its query, time, status, hash and headers are kept, no cookie among them, and no more than is bounded."""
    flood = {"Server": "press/1.0", "Set-Cookie": "id=secret", **{f"X-{number}": "v" * 900 for number in range(60)}}
    server.feed("/rss?token=secret", rss([item("One")]), headers=flood)
    poll = await reading("/rss?token=secret", on_first_fetch="all").poll()
    fetched = poll.fetched
    assert fetched is not None
    assert (fetched.status, fetched.at, fetched.url) == (200, poll.state.last_attempt, server.url("/rss"))
    assert fetched.digest == poll.state.digest
    kept = dict(fetched.headers)
    assert kept["Server"] == "press/1.0"
    assert len(fetched.headers) <= MOST_HEADERS
    assert {len(value) for name, value in kept.items() if name.startswith("X-")} == {LONGEST_HEADER}
    assert "secret" not in fetched.model_dump_json()
