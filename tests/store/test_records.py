"""Claims about events, alerts, leases, small records and namespaces."""

import asyncio
from datetime import timedelta

import pytest

from tests.fakes.alerts import NOW, a_report, an_alert, an_article, an_event
from tests.fakes.redis import all_keys, raw
from tests.fakes.wait import wait_until
from watcher.claims.model import Status
from watcher.clock import ManualClock
from watcher.events.model import NewsEvent
from watcher.queue import Commit, CommitResult, Outbox
from watcher.store import Store
from watcher.store.events import EventQuery
from watcher.store.feeds import Ended, FeedStates
from watcher.store.keys import Keys
from watcher.store.leases import Leases


async def stored(store: Store, *events: NewsEvent) -> None:
    """Commit events."""
    outbox = Outbox(store, ManualClock(NOW))
    assert await outbox.commit(Commit(feed="f", events=events)) is CommitResult.COMMITTED


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (EventQuery(), ["a", "b", "c"]),
        (EventQuery(rule="iraq-strikes"), ["a", "b"]),
        (EventQuery(rule="iraq-strikes/strike"), ["a"]),
        (EventQuery(place="place:erbil"), ["a", "b"]),
        (EventQuery(place="place:iraq"), ["a", "b"]),
        (EventQuery(place="place:basra"), []),
        (EventQuery(day=NOW.date()), ["a", "c"]),
        (EventQuery(status=Status.DENIED), ["c"]),
        (EventQuery(text="DEPOT", status=Status.ACTUAL), ["a", "b"]),
        (EventQuery(text="مستودع"), ["c"]),
        (EventQuery(limit=1), ["c"]),
    ],
    ids=repr,
)
async def test_events_are_searched(store: Store, query: EventQuery, found: list[str]) -> None:
    """Rule or rule set, place or what lies in it, day, status and words narrow a search; the last changed come first."""
    await stored(store, an_event(id="a"))
    await stored(store, an_event(id="b", rules=("iraq-strikes/threat",), day=NOW.date() - timedelta(days=1)))
    arabic = a_report(an_article(title="قصف مستودع", language="ar"))
    await stored(store, an_event(arabic, id="c", status=Status.DENIED, place=None, rules=("casualties/toll",), title="Denied"))
    assert sorted(event.id for event in await store.events.search(query)) == found


async def test_a_stale_index_does_not_lie(store: Store) -> None:
    """An event whose day was corrected is found under its new day only."""
    await stored(store, an_event(id="a"))
    await stored(store, an_event(id="a", version=2, day=NOW.date() - timedelta(days=1)))
    assert await store.events.search(EventQuery(day=NOW.date())) == ()
    assert [event.version for event in await store.events.search(EventQuery(day=NOW.date() - timedelta(days=1)))] == [2]


async def test_alerts_are_read_from_a_cursor_on(store: Store) -> None:
    """A consumer that was down goes on where it stopped and misses none; an empty page leaves the cursor."""
    outbox = Outbox(store, ManualClock(NOW))
    told = [an_alert(id=f"al{n}") for n in range(5)]
    await outbox.commit(Commit(feed="f", alerts=tuple(told[:3])))
    page = await store.alerts.since(limit=2)
    assert [alert.id for alert in page.alerts] == ["al0", "al1"]
    await outbox.commit(Commit(feed="f", alerts=tuple(told[3:])))
    rest = await store.alerts.since(page.cursor)
    assert [alert.id for alert in rest.alerts] == ["al2", "al3", "al4"]
    assert await store.alerts.since(rest.cursor) == type(rest)((), rest.cursor)
    assert [alert.id for alert in (await store.alerts.latest(2)).alerts] == ["al3", "al4"]


async def test_one_poller_has_a_feed(store: Store) -> None:
    """A lease has one owner until it lets go or falls silent, and its owner may renew it."""
    one, two = Leases(store.client, store.keys, "one"), Leases(store.client, store.keys, "two")
    assert await one.acquire("feed:bbc", timedelta(seconds=60))
    assert not await two.acquire("feed:bbc", timedelta(seconds=60))
    await two.release("feed:bbc")
    assert await one.acquire("feed:bbc", timedelta(seconds=60))
    await one.release("feed:bbc")
    assert await two.acquire("feed:bbc", timedelta(milliseconds=50))
    await wait_until(lambda: one.acquire("feed:bbc", timedelta(seconds=60)), description="taken over", within=1)


async def test_a_poll_begins_with_what_the_last_one_left(store: Store) -> None:
    """The lease and the state come together; another poller is told the state too, and takes over when the lease is out.

    What the first one ends later than that is not stored any more: the other's state is as new.
    """
    one, two = (FeedStates(store.client, store.keys, name) for name in ("one", "two"))
    long, short = timedelta(seconds=60), timedelta(milliseconds=50)
    assert await one.begin([("bbc", long), ("cnn", long)]) == [(True, None)] * 2
    await one.end([Ended("bbc", long, "left"), Ended("cnn", long, None)])
    assert await two.begin([("bbc", long), ("cnn", long), ("sky", long)]) == [(False, "left"), (False, None), (True, None)]
    assert await one.begin([("bbc", long)]) == [(True, "left")]
    await one.end([Ended("bbc", short, None)])

    async def taken_over() -> bool:
        return (await two.begin([("bbc", long)]))[0].ours

    await wait_until(taken_over, description="taken over", within=1)
    await one.end([Ended("bbc", long, "late")])
    assert await one.begin([("bbc", long)]) == [(False, "left")]


async def test_a_lease_is_taken_by_one_of_many(store: Store) -> None:
    """Of twenty that ask at once, one gets it."""
    owners = [Leases(store.client, store.keys, f"o{n}") for n in range(20)]
    assert sum(await asyncio.gather(*(owner.acquire("x", timedelta(seconds=60)) for owner in owners))) == 1


async def test_small_records(store: Store) -> None:
    """A record is put, read, listed and removed."""
    await store.state.put("silence", "s1", "{}")
    assert await store.state.all("silence") == {"s1": "{}"}
    assert await store.state.remove("silence", "s1")
    assert not await store.state.remove("silence", "s1")
    assert await store.state.get("silence", "s1") is None


async def test_a_namespace_sees_nothing_of_another(store: Store) -> None:
    """A replay's namespace starts empty, and erasing it leaves the live state as it was."""
    await store.feeds.put("bbc", "{}")
    replay = store.namespace("replay")
    assert await replay.feeds.all() == {}
    await replay.feeds.put("bbc", "other")
    assert await replay.erase() == 1
    assert await store.feeds.all() == {"bbc": "{}"}


async def test_erasing_does_not_touch_a_namespace_that_begins_alike(store: Store) -> None:
    """Erasing ``x`` leaves ``x.replay`` alone: the hash tag ends a name."""
    await store.namespace("replay").feeds.put("bbc", "{}")
    await store.erase()
    assert len(await all_keys(store.namespace("replay"))) == 1
    await store.namespace("replay").erase()


async def test_texts_and_events_have_their_retention(store: Store) -> None:
    """Texts live 30 days, events and alerts a year; nothing that guards against loss or repetition expires."""
    commit = Commit(
        feed="f",
        seen=("guid:1",),
        article=an_article(),
        events=(an_event(),),
        buckets={"ev1": ("b",)},
        alerts=(an_alert(id="al1"),),
    )
    await Outbox(store, ManualClock(NOW)).commit(commit)
    days = {name: round(await raw(store, "TTL", name) / 86_400) for name in await all_keys(store)}
    keys = store.keys
    assert days[keys.article("art1")] == 30
    assert days[keys.event("ev1")] == days[keys.bucket("b")] == days[keys.alert("al1")] == 365
    assert days[keys.seen()] == days[keys.events()] == days[keys.alerts()] == 0


def test_every_key_says_how_long_it_lives() -> None:
    """Each key's docstring names its time to live or the word permanent."""
    functions = [value for name, value in vars(Keys).items() if callable(value) and not name.startswith("_") and name != "owned"]
    assert len(functions) > 15
    for function in functions:
        told = function.__doc__ or ""
        assert "permanent" in told or "lives" in told, function.__name__


def test_all_keys_share_a_slot() -> None:
    """Every name has the namespace in braces in front, whatever feed or receiver it is made of."""
    keys = Keys("w")
    assert keys.stream("a}b{c").startswith("{w}:")
    assert keys.owned(keys.state("x"))
    assert not keys.owned("{w}:stranger:1")
    assert not keys.owned("{other}:seen")
