"""Claims about the memory of articles: nothing is forgotten by time alone, strong marks outlive weak ones."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.alerts import NOW
from tests.fakes.redis import raw
from watcher.store import Store
from watcher.store.seen import ABSENT_POLLS, STRONG_AGE, WEAK_AGE, mark

KEYS = ("guid:bbc:1", "url:2", "title:bbc:3", "content:bbc:4")


async def polls(store: Store, count: int, present: tuple[str, ...] = (), *, feed: str = "bbc", day: int = 0) -> None:
    """Let a feed be polled."""
    for _ in range(count):
        await store.seen.polled(feed, [present], NOW + timedelta(days=day))


async def test_marked_keys_are_found(store: Store) -> None:
    """What was marked is found again, under any feed, since a URL belongs to the world; the rest is not."""
    await store.seen.mark("bbc", [KEYS], NOW)
    assert await store.seen.marked([*KEYS, "url:other"]) == set(KEYS)
    assert await store.seen.marked([]) == frozenset()


async def test_marks_have_no_time_to_live(store: Store) -> None:
    """No wall-clock expiry: a clock step of any size forgets nothing (reliability, finding 6)."""
    await store.seen.mark("bbc", [KEYS], NOW)
    assert await raw(store, "TTL", store.keys.seen()) == -1


async def test_age_alone_forgets_nothing(store: Store) -> None:
    """A feed that was not polled for a year, or a clock that jumped one, keeps all its marks."""
    await store.seen.mark("bbc", [KEYS], NOW)
    assert await store.seen.prune(NOW + timedelta(days=400)) == 0


async def test_absence_alone_forgets_nothing(store: Store) -> None:
    """However often a feed is polled in a day, what left its document stays known."""
    await store.seen.mark("bbc", [KEYS], NOW)
    await polls(store, ABSENT_POLLS + 5)
    assert await store.seen.prune(NOW) == 0


async def test_old_and_absent_leaves_a_tombstone(store: Store) -> None:
    """Weak marks go after a month of absence; guid and URL stay for half a year, and then go too."""
    await store.seen.mark("bbc", [KEYS], NOW)
    await polls(store, ABSENT_POLLS + 1)
    assert await store.seen.prune(NOW + WEAK_AGE + timedelta(days=1)) == 2
    assert await store.seen.marked(KEYS) == {"guid:bbc:1", "url:2"}
    assert await store.seen.prune(NOW + STRONG_AGE + timedelta(days=1)) == 2
    assert await store.seen.count() == 0


async def test_presence_keeps(store: Store) -> None:
    """An entry that stands in the document for a year is known for a year; its neighbours go."""
    await store.seen.mark("bbc", [KEYS, ("guid:bbc:9",)], NOW)
    await polls(store, 40, KEYS, day=399)
    assert await store.seen.prune(NOW + timedelta(days=400)) == 1
    assert await store.seen.marked([*KEYS, "guid:bbc:9"]) == set(KEYS)


async def test_another_feeds_presence_keeps(store: Store) -> None:
    """A URL that moved to the outlet's other feed is judged by that feed's polls."""
    await store.seen.mark("world", [("url:2",)], NOW)
    await polls(store, 1, ("url:2",), feed="mideast", day=200)
    await polls(store, 100, feed="world", day=300)
    assert await store.seen.prune(NOW + timedelta(days=399)) == 0


@pytest.mark.parametrize("length", [1, 100, 1_000_000])
def test_a_mark_is_short(length: int) -> None:
    """A guid of a megabyte costs no more than another."""
    assert len(mark("guid:" + "x" * length)) <= 32


@given(st.lists(st.text(), min_size=2, max_size=40, unique=True))
def test_marks_are_distinct(keys: list[str]) -> None:
    """Different keys have different marks, lone surrogates and all."""
    assert len({mark(f"guid:{key}") for key in keys}) == len(keys)
