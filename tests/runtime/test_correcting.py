"""An analyst's corrections and the archive, on a real Redis."""

from datetime import UTC, datetime

import pytest

from tests.events.make import MONDAY, OTHER_TOWN, account, tell
from watcher.articles import jsonl
from watcher.clock import ManualClock
from watcher.errors import WatcherError
from watcher.events.buckets import buckets, buckets_of
from watcher.events.model import NewsEvent
from watcher.queue.commit import Commit, CommitResult
from watcher.queue.outbox import Outbox
from watcher.runtime import correcting
from watcher.store import Store


async def stored(store: Store) -> tuple[NewsEvent, NewsEvent]:
    """Store two events, one of two reports, with the texts behind them."""
    book, _ = tell(account(killed=2), account("a2", hours=1, source="Voice"), account("b1", hours=2, place=OTHER_TOWN, killed=5))
    outbox = Outbox(store, ManualClock(MONDAY))
    for event in book:
        for report in event.reports:
            line = f'{{"id": "{report.article}", "text": "text of {report.article}", "arrived": "{report.seen.isoformat()}"}}'
            (article,) = jsonl.read([line], "test", datetime(2026, 1, 1, tzinfo=UTC))
            assert await outbox.commit(Commit(feed="f", article=article)) is CommitResult.COMMITTED
        first = event.model_copy(update={"version": 1})
        commit = Commit(feed="f", events=(first,), buckets={event.id: buckets_of(event)})
        assert await outbox.commit(commit) is CommitResult.COMMITTED
    one, other = book
    return one, other


async def test_a_merge_is_found_where_either_event_was(store: Store) -> None:
    """A later report of the absorbed event's town has the merged event among its candidates."""
    one, other = await stored(store)
    await correcting.merge(store, ManualClock(MONDAY), one.id, other.id)
    found = await store.events.candidates(buckets(account("c1", hours=3, place=OTHER_TOWN)))
    assert {event.id: event.merged_into for event in found.events} == {one.id: None, other.id: one.id}


async def test_a_split_is_stored(store: Store) -> None:
    """Both events are there afterwards, pinned."""
    one, _ = await stored(store)
    correction = await correcting.split(store, ManualClock(MONDAY), one.id, "a2")
    kept, new = await store.events.get(one.id), await store.events.get(correction.other.id)
    assert kept is not None
    assert new is not None
    assert [[report.article for report in event.reports] for event in (kept, new)] == [["a1"], ["a2"]]
    assert kept.pinned
    assert new.pinned


async def test_an_unknown_event_is_told(store: Store) -> None:
    """The error names it."""
    with pytest.raises(WatcherError, match="nobody"):
        await correcting.merge(store, ManualClock(MONDAY), "nobody", "nobody else")


async def test_the_archive_is_a_stream_to_replay(store: Store) -> None:
    """Every text behind an event, in order of arrival, as lines that are read back."""
    await stored(store)
    lines = [line async for line in correcting.archived(store)]
    assert [article.id for article in jsonl.read(lines, "archive", MONDAY)] == ["a1", "a2", "b1"]
