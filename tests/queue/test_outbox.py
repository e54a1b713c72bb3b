"""Claims about the commit: all or nothing, harmless when repeated, blind to nothing that others did."""

import asyncio
from datetime import timedelta

import pytest

from tests.fakes.alerts import NOW, a_delivery, an_alert, an_article, an_event
from tests.fakes.redis import RedisProcess, all_keys, raw, redis_process
from tests.queue.vocabulary import ACCEPTED, Desk, a_letter
from watcher.errors import StoreError
from watcher.queue import Absorbed, Commit, CommitResult, State, Write
from watcher.store import Store, connection
from watcher.store.keys import Keys


def a_commit(version: int = 1, **fields: object) -> Commit:
    """Return a commit with something of everything."""
    article, alert = an_article(number=version), an_alert()
    event = an_event(version=version)
    whole = {
        "feed": "example",
        "seen": article.keys,
        "article": article,
        "events": (event,),
        "expects": {"erbil:1": version - 1},
        "buckets": {event.id: ("erbil:1",)},
        "alerts": (alert,),
        "deliveries": (a_delivery(alert), a_delivery(alert, receiver="night")),
        "feed_state": '{"etag": "x"}',
        "also": (Write("INCRBY", "told", ("1",)), Write("HSET", "groups", ("g1", "open"))),
    }
    return Commit(**{**whole, **fields})  # type: ignore[arg-type]  # a vocabulary's overrides


async def test_a_commit_writes_everything(desk: Desk) -> None:
    """Event, alert, text, deliveries, marks, validators and policy state are there after one commit."""
    commit = a_commit()
    assert await desk.outbox.commit(commit) is CommitResult.COMMITTED
    store = desk.store
    assert await store.events.get("ev1") == commit.events[0]
    assert await store.alerts.get(commit.alerts[0].id) == commit.alerts[0]
    assert await store.articles.get("art1") == commit.article
    assert await store.feeds.get("example") == commit.feed_state
    assert await store.seen.marked(commit.seen) == set(commit.seen)
    assert await store.state.get("groups", "g1") == "open"
    assert (await store.alerts.since()).alerts == commit.alerts
    assert await store.alerts.deliveries(commit.alerts[0].id) == {one.id: one.receiver for one in commit.deliveries}
    leased = await desk.worker().lease("night", block=0)
    assert [one.delivery for one in leased] == [commit.deliveries[1]]


async def test_a_repeated_commit_does_nothing(desk: Desk) -> None:
    """After a lost reply the same commit says SEEN and neither counter, event nor queue changes."""
    commit = a_commit()
    await desk.outbox.commit(commit)
    before = await desk.log.audit()
    assert await desk.outbox.commit(commit) is CommitResult.SEEN
    assert await desk.log.audit() == before
    assert await desk.store.client.call("GET", desk.store.keys.state("told")) == "1"
    assert len((await desk.store.alerts.since()).alerts) == 1


async def test_seen_still_stores_the_feeds_state(desk: Desk) -> None:
    """Where another process was faster with the document's last article, its validators are stored all the same."""
    await desk.outbox.commit(a_commit(feed_state=None))
    assert await desk.outbox.commit(a_commit(feed_state="late")) is CommitResult.SEEN
    assert await desk.store.feeds.get("example") == "late"


async def test_a_documents_other_articles_are_marked_with_its_last(desk: Desk) -> None:
    """What needed no more than a mark is marked by the commit, and by none that did nothing."""
    await desk.outbox.commit(a_commit())
    assert await desk.outbox.commit(a_commit(noted=("guid:idle", "url:idle"))) is CommitResult.SEEN
    assert await desk.store.seen.marked(["guid:idle"]) == frozenset()
    idle = [f"guid:{number}" for number in range(10_000)]
    commit = Commit(feed="f", seen=("guid:last",), noted=tuple(idle))
    assert await desk.outbox.commit(commit) is CommitResult.COMMITTED
    assert await desk.store.seen.marked(idle) == set(idle)


async def test_an_edit_is_not_seen(desk: Desk) -> None:
    """An article of whose keys one is new (its words changed) is committed."""
    await desk.outbox.commit(Commit(feed="f", seen=("guid:1", "content:a")))
    assert await desk.outbox.commit(Commit(feed="f", seen=("guid:1", "content:b"))) is CommitResult.COMMITTED


async def test_an_events_version_conflicts(desk: Desk) -> None:
    """Of two decisions on one version of an event, the second is told so and writes nothing, marks and validators included."""
    await desk.outbox.commit(a_commit())
    second = a_commit(seen=("guid:other",), expects={}, alerts=(), deliveries=(a_letter("second"),), feed_state="ahead")
    assert await desk.outbox.commit(second) is CommitResult.CONFLICT
    assert await desk.store.seen.marked(["guid:other"]) == frozenset()
    assert await desk.log.get("msg_second") is None
    assert await desk.store.feeds.get("example") != "ahead"
    assert await desk.outbox.commit(a_commit(2)) is CommitResult.COMMITTED


async def test_a_bucket_conflicts(desk: Desk) -> None:
    """A decision that found no candidate is told when another process has founded an event in its bucket meanwhile."""
    read = await desk.store.events.candidates(["erbil:1"])
    assert read.events == ()
    await desk.outbox.commit(a_commit())
    other = an_event(id="ev2")
    late = Commit(feed="f", seen=("guid:9",), events=(other,), expects=read.versions, buckets={"ev2": ("erbil:1",)})
    assert await desk.outbox.commit(late) is CommitResult.CONFLICT
    again = await desk.store.events.candidates(["erbil:1"])
    assert [event.id for event in again.events] == ["ev1"]


async def test_commits_side_by_side_make_one_event(desk: Desk) -> None:
    """Of many decisions taken on the same empty bucket at once, one is committed."""
    commits = [
        Commit(feed="f", seen=(f"guid:{n}",), events=(an_event(id=f"ev{n}"),), expects={"b": 0}, buckets={f"ev{n}": ("b",)})
        for n in range(40)
    ]
    results = await asyncio.gather(*map(desk.outbox.commit, commits))
    assert sorted(results).count(CommitResult.COMMITTED) == 1
    assert results.count(CommitResult.CONFLICT) == 39


@pytest.mark.parametrize("key", ["stream:night", "bucket:erbil:1", "event:ev1", "open:desk"])
async def test_a_wrong_type_stops_all_of_it(desk: Desk, key: str) -> None:
    """A key of the wrong type is found before the first write: no effect, no mark, and the error names the key."""
    await desk.store.client.call("SET", desk.store.keys.pattern.replace("*", key), "somebody else")
    before = sorted(await all_keys(desk.store))
    with pytest.raises(StoreError, match=f"{key} is a string"):
        await desk.outbox.commit(a_commit())
    assert sorted(await all_keys(desk.store)) == before


async def test_the_script_comes_back_after_a_flush(redis_server: RedisProcess, desk: Desk) -> None:
    """SCRIPT FLUSH costs one more round trip, and nothing else."""
    await desk.publish(a_letter("before"))
    await raw(desk.store, "SCRIPT", "FLUSH")
    await asyncio.gather(*(desk.publish(a_letter(f"after{n}")) for n in range(20)))
    assert (await desk.log.audit()).queued == 21


async def test_a_full_server_refuses_the_whole_commit() -> None:
    """With memory exhausted the commit fails as a whole, leasing and completing go on, and then there is room again."""
    with redis_process(memory="4mb", fsync="no") as server:
        client = connection.client(server.settings)
        desk = Desk(Store(client, Keys("full")))
        published = 0
        try:
            while published < 100_000:
                await desk.publish(a_letter(f"n{published}", body="x" * 4000))
                published += 1
        except StoreError as error:
            assert "maxmemory" in str(error)  # noqa: PT017 - how many were published before is the question
        assert (await desk.log.audit()).published == published
        worker = desk.worker()
        for _ in range(published // 2):
            (leased,) = await worker.lease("desk", block=0)
            assert await worker.done(leased, ACCEPTED)
        await desk.publish(a_letter("room"))
        assert await desk.balanced()
        await client.close()


async def test_the_same_delivery_is_published_once(desk: Desk) -> None:
    """A delivery's id is its idempotency key in the queue too, whatever commit brings it."""
    await desk.publish(a_letter())
    await desk.publish(a_letter(), a_letter("two"))
    audit = await desk.log.audit()
    assert (audit.published, audit.queued) == (2, 2)


async def test_where_a_delivery_waits(desk: Desk) -> None:
    """A held one waits for policy, a later one for its time, any other is in its stream at once."""
    later = NOW + timedelta(minutes=1)
    await desk.publish(a_letter("now"), a_letter("later", due=later), a_letter("held", due=later, held="QUIET_HOURS"))
    states = {one.id: one.state for one in await desk.log.open("desk")}
    assert states == {"msg_now": State.QUEUED, "msg_later": State.RETRY, "msg_held": State.HELD}
    audit = await desk.log.audit()
    assert (audit.published, audit.queued, audit.retry, audit.held, audit.balanced) == (3, 1, 1, 1, True)


async def test_a_digest_absorbs_what_was_held(desk: Desk) -> None:
    """Held deliveries that a digest tells end as digested, in the commit that publishes it, and are never sent singly."""
    due = NOW + timedelta(hours=1)
    await desk.publish(*(a_letter(f"h{n}", due=due, held="QUIET_HOURS") for n in range(3)))
    absorbed = tuple(Absorbed(f"msg_h{n}", "desk", "msg_digest") for n in range(3))
    await desk.outbox.commit(Commit(feed="", absorbed=absorbed, deliveries=(a_letter("digest"),)))
    desk.clock.advance(timedelta(days=1))
    assert await desk.keeper.promote(desk.clock.now()) == 0
    leased = await desk.worker().lease("desk", 10, block=0)
    assert [one.delivery.id for one in leased] == ["msg_digest"]
    record = await desk.log.get("msg_h1")
    assert record is not None
    assert (record.state, record.digest) == (State.DIGESTED, "msg_digest")
    audit = await desk.log.audit()
    assert (audit.published, audit.digested, audit.balanced) == (4, 3, True)


async def test_marks_without_matches_go_in_one_script(desk: Desk) -> None:
    """Thousands of articles that matched nothing are marked, with the validators of their document."""
    articles = [(f"guid:{n}", f"url:{n}") for n in range(2500)]
    await desk.outbox.mark_seen("feed", articles, feed_state="{}")
    assert await desk.store.seen.count() == 5000
    assert await desk.store.feeds.get("feed") == "{}"
