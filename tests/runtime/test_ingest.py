"""One poll's entries on a real Redis: what is new is read, what is known is only kept in mind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes.alerts import NOW
from tests.fakes.redis import raw
from tests.runtime.room import Room
from watcher.articles import entry as entries
from watcher.articles.entry import Batch, from_entry
from watcher.articles.model import FeedIdentity
from watcher.queue.outbox import Outbox
from watcher.runtime.ingest import Ingest
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.state import FeedState, Health, Outcome, Poll
from watcher.store import Store
from watcher.store.seen import ABSENT_POLLS, STRONG_AGE

WIRE = FeedIdentity(id="wire", source="Wire")
RULES = """
  - id: oil
    when: {text: ["basra oil"]}
"""


def news(number: int) -> RawEntry:
    """Return one entry of the feed."""
    return RawEntry(guid=f"g{number}", title=f"Report number {number} of the day", summary="Nothing much.", published=NOW)


def poll(document: tuple[RawEntry, ...], fresh: tuple[RawEntry, ...]) -> Poll:
    """Return the poll of a document in which some entries are new."""
    return Poll(Outcome.FETCHED, FeedState(), Health.OK, feed=ParsedFeed(document), fresh=fresh)


async def test_of_a_known_entry_no_article_is_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one new entry among fifty, one article is made, and nothing else is read at all."""
    made: list[str] = []
    whole = entries._text

    def text(entry: RawEntry, title: str) -> str:
        made.append(entry.guid or "")
        return whole(entry, title)

    monkeypatch.setattr(entries, "_text", text)
    ingest = Ingest(Room(store, RULES).pipeline)
    document = tuple(news(number) for number in range(50))
    await ingest(WIRE, poll(document, document), NOW)
    made.clear()
    await ingest(WIRE, poll((news(50), *document), fresh=(later := (news(50),))), NOW)
    assert made == [later[0].guid]


async def test_the_last_commit_stores_what_else_there_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a document's last article is committed, its others' marks and the feed's state need no further write."""
    room = Room(store, RULES)
    oil = RawEntry(guid="oil", title="Basra oil record", summary="Basra oil exports have risen to a record.", published=NOW)
    document = (oil, news(1))
    before = replace(poll(document, document), state=FeedState(etag='"1"'))

    async def never(*_: object, **__: object) -> None:
        raise AssertionError("a second write")

    monkeypatch.setattr(Outbox, "mark_seen", never)
    await Ingest(room.pipeline)(WIRE, before, NOW + timedelta(seconds=1))
    assert len(await room.told()) == 1
    keys = {key for entry in document for key in from_entry(entry, WIRE, NOW).keys}
    assert await store.seen.marked(keys) == keys
    assert FeedState.loaded(await store.feeds.get("wire")) == FeedState(etag='"1"')


async def test_what_stands_in_a_feed_for_a_year_is_known_for_a_year(store: Store) -> None:
    """The marks of an entry that every document still has are never pruned, though it is looked at only now and then."""
    ingest = Ingest(Room(store, RULES).pipeline)
    standing, at = news(0), NOW
    await ingest(WIRE, poll((standing,), (standing,)), at)
    for number in range(1, 2 * ABSENT_POLLS):
        at += STRONG_AGE / ABSENT_POLLS
        fresh = replace(news(number), published=at)
        await ingest(WIRE, poll((fresh, standing), (fresh,)), at)
        await store.seen.prune(at)
    keys = Batch((standing,), WIRE, NOW).keys(standing)
    assert await store.seen.marked(keys) == set(keys)
    assert await raw(store, "HGET", store.keys.polls(), "wire") == str(2 * ABSENT_POLLS)
    assert at - NOW > STRONG_AGE + timedelta(days=1)
