"""Claims about leases: one owner at a time, taken over when it is silent, never lost, set aside when it kills."""

import asyncio
from datetime import timedelta

from tests.fakes.alerts import NOW
from tests.fakes.redis import raw
from tests.fakes.wait import wait_until
from tests.queue.vocabulary import ACCEPTED, LEASE, REFUSED, Desk, a_letter
from watcher.queue import Commit, DeliveryQueue, Leased, Outbox, State
from watcher.queue.deliveries import MAX_DELIVERIES
from watcher.queue.recent import KEPT, Recent
from watcher.store import Store
from watcher.store.keys import GROUP


async def taken_over(desk: Desk, worker: DeliveryQueue, count: int = 10) -> tuple[Leased, ...]:
    """Let the server's clock pass one lease, then have ``worker`` take over."""
    await asyncio.sleep(LEASE.total_seconds() * 1.1)
    desk.clock.advance(LEASE * 1.1)
    return await worker.take_over("desk", count)


async def test_a_delivery_is_leased_once(desk: Desk) -> None:
    """Two workers share what there is; none gets what the other has."""
    await desk.publish(*(a_letter(str(n)) for n in range(10)))
    one, two = desk.worker("w1"), desk.worker("w2")
    first, second = await one.lease("desk", 6, block=0), await two.lease("desk", 6, block=0)
    assert [len(first), len(second)] == [6, 4]
    assert len({leased.delivery.id for leased in (*first, *second)}) == 10


async def test_what_this_process_committed_is_not_read_back(desk: Desk) -> None:
    """A new delivery is known by its digest; one that was refused since is read from the log, its refusals with it."""
    recent = Recent()
    outbox = Outbox(desk.store, desk.clock, recent=recent)
    worker = DeliveryQueue(desk.store, desk.clock, consumer="w1", recent=recent)
    await outbox.commit(Commit(feed="f", deliveries=(a_letter(body="as it was committed"),)))
    await raw(
        desk.store, "HSET", desk.store.keys.delivery("msg_one"), "delivery", a_letter(body="as it is stored").model_dump_json()
    )
    (leased,) = await worker.lease("desk", block=0)
    assert (leased.delivery.body, leased.delivery.attempt) == ("as it was committed", 0)
    await worker.retry(leased, NOW, REFUSED)
    await desk.keeper.promote(NOW)
    (leased,) = await worker.lease("desk", block=0)
    assert (leased.delivery.body, leased.delivery.attempt) == ("as it is stored", 1)


async def test_a_repeated_commit_does_not_change_what_is_sent(desk: Desk) -> None:
    """A delivery that another process published before us under the same id is sent with the bytes that are stored."""
    recent = Recent()
    outbox = Outbox(desk.store, desk.clock, recent=recent)
    await desk.publish(a_letter(body="theirs"))
    await outbox.commit(Commit(feed="f", deliveries=(a_letter(body="ours"),)))
    (leased,) = await DeliveryQueue(desk.store, desk.clock, recent=recent).lease("desk", 5, block=0)
    assert leased.delivery.body == "theirs"


def test_only_the_latest_is_kept() -> None:
    """What was noted long ago, or taken, is not known any more."""
    recent = Recent()
    first, second = recent.note("first"), recent.note("second")
    assert (recent.take(second), recent.take(second), recent.take(None)) == ("second", None, None)
    for number in range(KEPT):
        recent.note(str(number))
    assert recent.take(first) is None


async def test_a_completed_delivery_leaves_nothing_behind(desk: Desk) -> None:
    """Done means no entry, nothing pending, no payload; the log keeps the attempt."""
    await desk.publish(a_letter())
    worker = desk.worker()
    (leased,) = await worker.lease("desk", block=0)
    assert await worker.done(leased, ACCEPTED, latency=0.25)
    assert await raw(desk.store, "XRANGE", desk.store.keys.stream("desk"), "-", "+") == []
    record = await desk.log.get("msg_one")
    assert record is not None
    assert (record.state, record.delivery) == (State.DELIVERED, None)
    (attempt,) = record.attempts
    assert (attempt.at, attempt.by, attempt.status, attempt.latency) == (NOW, "w1", 250, 0.25)
    audit = await desk.log.audit()
    assert (audit.delivered, audit.queued, audit.balanced) == (1, 0, True)


async def test_done_may_be_said_twice(desk: Desk) -> None:
    """A lost reply to done is repeated without a second entry in the ledger."""
    await desk.publish(a_letter())
    worker = desk.worker()
    (leased,) = await worker.lease("desk", block=0)
    assert await worker.done(leased, ACCEPTED)
    assert not await worker.done(leased, ACCEPTED)
    record = await desk.log.get("msg_one")
    assert record is not None
    assert len(record.attempts) == 1
    assert (await desk.log.audit()).delivered == 1


async def test_a_refused_delivery_comes_back_when_due(desk: Desk) -> None:
    """It is nowhere to be leased before its time, then once, with the refusal counted and the same bytes."""
    letter = a_letter()
    await desk.publish(letter)
    worker = desk.worker()
    (leased,) = await worker.lease("desk", block=0)
    assert await worker.retry(leased, NOW + timedelta(seconds=30), REFUSED)
    desk.clock.advance(29)
    assert await desk.keeper.promote(desk.clock.now()) == 0
    assert await worker.lease("desk", block=0) == ()
    desk.clock.advance(1)
    assert await desk.keeper.promote(desk.clock.now()) == 1
    assert await desk.keeper.promote(desk.clock.now()) == 0
    (again,) = await worker.lease("desk", block=0)
    assert again.delivery == letter.model_copy(update={"attempt": 1})
    record = await desk.log.get("msg_one")
    assert record is not None
    assert [attempt.reason for attempt in record.attempts] == ["greylisted"]


async def test_put_back_counts_no_attempt(desk: Desk) -> None:
    """What was not tried (a breaker is open, we are stopping) comes back as it was."""
    await desk.publish(a_letter())
    worker = desk.worker()
    (leased,) = await worker.lease("desk", block=0)
    await worker.put_back(leased, NOW)
    await desk.keeper.promote(NOW)
    (again,) = await worker.lease("desk", block=0)
    assert again.delivery.attempt == 0
    record = await desk.log.get("msg_one")
    assert record is not None
    assert record.attempts == ()


async def test_many_retries_are_promoted_at_once(desk: Desk) -> None:
    """A backlog larger than one script's batch is promoted whole, each once."""
    await desk.publish(*(a_letter(str(n), due=NOW + timedelta(seconds=1)) for n in range(170)))
    desk.clock.advance(2)
    assert sum(await asyncio.gather(*(desk.keeper.promote(desk.clock.now()) for _ in range(3)))) == 170
    assert len(await desk.worker().lease("desk", 500, block=0)) == 170


async def test_a_held_delivery_is_never_forgotten(desk: Desk) -> None:
    """Policy may tell it in a digest or let it go; if it does neither, it goes by itself a while after its time."""
    due = NOW + timedelta(hours=8)
    await desk.publish(a_letter("a", due=due, held="QUIET_HOURS"), a_letter("b", due=due, held="QUIET_HOURS"))
    assert await desk.keeper.held("desk", NOW) == ()
    assert [one.id for one in await desk.keeper.held("desk", due)] == ["msg_a", "msg_b"]
    assert await desk.keeper.release("desk", ["msg_a"]) == 1
    assert [one.delivery.id for one in await desk.worker().lease("desk", 5, block=0)] == ["msg_a"]
    assert await desk.keeper.promote(due) == 0
    assert await desk.keeper.promote(due + timedelta(minutes=6)) == 1


async def test_a_silent_owner_is_taken_over(desk: Desk) -> None:
    """A dead worker's deliveries go to another after one lease, and not before."""
    await desk.publish(*(a_letter(str(n)) for n in range(5)))
    assert len(await desk.worker("dead").lease("desk", 5, block=0)) == 5
    heir = desk.worker("heir")
    assert await heir.lease("desk", 5, block=0) == ()
    taken = await taken_over(desk, heir)
    assert len(taken) == 5
    assert {leased.times for leased in taken} == {2}


async def test_take_over_follows_the_cursor(desk: Desk) -> None:
    """A dead worker's entries behind many live ones are found: the scan does not end where XAUTOCLAIM's page does."""
    await desk.publish(*(a_letter(str(n)) for n in range(60)))
    live = desk.worker("live")
    await live.lease("desk", 50, block=0)
    await desk.worker("dead").lease("desk", 10, block=0)
    await asyncio.sleep(LEASE.total_seconds() * 1.1)
    await live.renew()
    taken = await desk.worker("heir").take_over("desk", 2)
    assert len(taken) == 2
    assert len(await desk.worker("heir2").take_over("desk", 20)) == 8


async def test_a_slow_owner_is_not_robbed(desk: Desk) -> None:
    """An attempt that takes several leases keeps its own by renewing it."""
    await desk.publish(a_letter())
    slow, thief = desk.worker("slow"), desk.worker("thief")
    (leased,) = await slow.lease("desk", block=0)
    for _ in range(3):
        await asyncio.sleep(LEASE.total_seconds() * 0.6)
        assert await slow.renew() == ()
        assert await thief.take_over("desk", 5) == ()
    assert await slow.done(leased, ACCEPTED)


async def test_a_robbed_owner_decides_nothing(desk: Desk) -> None:
    """A worker that was suspended past its lease neither reschedules nor buries what another now has, and is told so."""
    await desk.publish(a_letter())
    suspended, heir = desk.worker("suspended"), desk.worker("heir")
    (old,) = await suspended.lease("desk", block=0)
    (new,) = await taken_over(desk, heir)
    assert [leased.entry for leased in await suspended.renew()] == [old.entry]
    assert not await suspended.retry(old, NOW, REFUSED)
    assert not await suspended.dead(old, "no")
    assert await heir.done(new, ACCEPTED)
    assert await desk.balanced()
    assert await desk.keeper.promote(NOW + timedelta(days=1)) == 0


async def test_a_robbed_owners_success_is_the_truth(desk: Desk) -> None:
    """If the suspended worker did deliver, its word ends the delivery, wherever it is by then."""
    await desk.publish(a_letter("a"), a_letter("b"))
    suspended, heir = desk.worker("suspended"), desk.worker("heir")
    first, second = await suspended.lease("desk", 2, block=0)
    new_first, new_second = await taken_over(desk, heir)
    await heir.retry(new_first, NOW + timedelta(hours=1), REFUSED)
    await heir.dead(new_second, "rejected")
    assert await suspended.done(first, ACCEPTED)
    assert await suspended.done(second, ACCEPTED)
    audit = await desk.log.audit()
    assert (audit.delivered, audit.dead, audit.retry, audit.balanced) == (2, 0, 0, True)


async def test_poison_is_set_aside(desk: Desk) -> None:
    """A delivery that ended three workers becomes a dead letter that says so; the others flow."""
    await desk.publish(a_letter("poison"))
    await desk.worker("w0").lease("desk", block=0)
    for n in range(1, MAX_DELIVERIES):
        (leased,) = await taken_over(desk, desk.worker(f"w{n}"))
        assert leased.times == n + 1
    await desk.publish(a_letter("good"))
    survivor = desk.worker("survivor")
    assert await taken_over(desk, survivor) == ()
    (dead,) = await desk.dead.list()
    assert (dead.id, dead.state) == ("msg_poison", State.DEAD)
    assert "poison" in dead.reason
    assert [leased.delivery.id for leased in await survivor.lease("desk", 5, block=0)] == ["msg_good"]


async def test_a_refusal_is_no_poison(desk: Desk) -> None:
    """Refusals are outcomes: however many there are, the delivery is not taken for one that kills workers."""
    await desk.publish(a_letter())
    worker = desk.worker()
    for n in range(MAX_DELIVERIES + 2):
        (leased,) = await worker.lease("desk", block=0)
        assert (leased.times, leased.delivery.attempt) == (1, n)
        await worker.retry(leased, NOW, REFUSED)
        await desk.keeper.promote(NOW)


async def test_an_heir_waits_for_no_lease(store: Store) -> None:
    """Whoever has the state directory's lock knows that its former owner is dead, and takes its work over at once."""
    hour = timedelta(hours=1)
    before = Desk(store)
    await before.publish(*(a_letter(str(n)) for n in range(150)))
    assert len(await before.worker("ours", hour).lease("desk", 100, block=0)) == 100
    assert len(await before.worker("another's", hour).lease("desk", 50, block=0)) == 50
    restarted = Desk(Store(store.client, store.keys, owner="ours"))
    assert len(await restarted.worker("ours", hour).lease("desk", 200, block=0)) == 100


async def test_an_heir_does_not_rob_itself(store: Store) -> None:
    """Two couriers of the one process that has the state directory leave each other's leases alone."""
    desk = Desk(Store(store.client, store.keys, owner="ours"))
    await desk.publish(a_letter())
    assert len(await desk.worker("ours").lease("desk", 5, block=0)) == 1
    assert await desk.worker("ours").lease("desk", 5, block=0) == ()


async def test_a_clock_step_takes_nothing_over(desk: Desk) -> None:
    """When the server's wall clock jumps, leases look ended; for one lease nobody is robbed."""
    await desk.publish(a_letter())
    await desk.worker("live", timedelta(hours=1)).lease("desk", block=0)
    other = desk.worker("other", timedelta(hours=1))
    assert await other.take_over("desk", 5) == ()
    # Seen from the server, our monotonic clock standing still is its wall clock stepping: 2 h in no time.
    desk.clock.advance(-timedelta(hours=2))
    stream = desk.store.keys.stream("desk")
    ((entry, _),) = await raw(desk.store, "XRANGE", stream, "-", "+")
    await raw(desk.store, "XCLAIM", stream, GROUP, "live", 0, entry, "IDLE", 7_200_000, "JUSTID")
    assert await other.take_over("desk", 5) == ()


async def test_a_destroyed_group_is_made_anew(desk: Desk) -> None:
    """XGROUP DESTROY and even DEL of the stream lose nothing: the group begins at the first entry, the reconciler refills."""
    worker = desk.worker()
    await worker.lease("desk", block=0)
    await desk.publish(a_letter("a"))
    await raw(desk.store, "XGROUP", "DESTROY", desk.store.keys.stream("desk"), GROUP)
    assert await worker.lease("desk", block=0) == ()
    assert len(await worker.lease("desk", block=0)) == 1
    await raw(desk.store, "UNLINK", desk.store.keys.stream("desk"))
    assert await desk.keeper.reconcile() == 1
    await worker.lease("desk", block=0)
    assert len(await worker.lease("desk", block=0)) == 1


async def test_orphans_are_repaired(desk: Desk) -> None:
    """What a stranger's XACK, XDEL, DELCONSUMER or ZREM left nowhere is queued again, and nothing else is touched."""
    await desk.publish(*(a_letter(name) for name in ("acked", "deleted", "leased", "unread")), a_letter("retry", due=NOW + LEASE))
    stream = desk.store.keys.stream("desk")
    await desk.worker("gone").lease("desk", 3, block=0)
    entries = [entry for entry, _ in await raw(desk.store, "XRANGE", stream, "-", "+")]
    await raw(desk.store, "XACK", stream, GROUP, entries[0])
    await raw(desk.store, "XDEL", stream, entries[1])
    await raw(desk.store, "ZREM", desk.store.keys.retry("desk"), "msg_retry")
    assert await desk.keeper.reconcile() == 3
    assert await desk.keeper.reconcile() == 0
    found = {leased.delivery.id for leased in await desk.worker().lease("desk", 10, block=0)}
    assert found == {"msg_acked", "msg_deleted", "msg_retry", "msg_unread"}


async def test_what_nobody_read_yet_is_no_orphan(desk: Desk) -> None:
    """A receiver without a worker, or with one that has not come so far, is left alone by the reconciler."""
    await desk.publish(a_letter("a", "nobody"), a_letter("b"))
    assert await desk.keeper.reconcile() == 0
    await desk.worker().lease("desk", block=0)
    await desk.publish(a_letter("c"))
    assert await desk.keeper.reconcile() == 0


async def test_a_consumer_with_work_is_not_removed(desk: Desk) -> None:
    """Leaving gives back what is leased, and removes the consumer only once nothing of it is pending."""
    await desk.publish(a_letter("a"), a_letter("b"))
    stream = desk.store.keys.stream("desk")
    worker = desk.worker("w1")
    await worker.lease("desk", 1, block=0)
    await desk.worker("w1").lease("desk", 1, block=0)
    await worker.leave()
    consumers = await raw(desk.store, "XINFO", "CONSUMERS", stream, GROUP)
    assert [one[3] for one in consumers] == [1]
    await desk.keeper.promote(NOW)
    assert len(await desk.worker("w2").lease("desk", 5, block=0)) == 1


async def test_an_entry_without_a_delivery_is_removed(desk: Desk) -> None:
    """An entry whose record is gone, or that a stranger added, does not stay for ever."""
    stream = desk.store.keys.stream("desk")
    await desk.publish(a_letter())
    await raw(desk.store, "UNLINK", desk.store.keys.delivery("msg_one"))
    assert await desk.worker().lease("desk", 5, block=0) == ()
    assert await raw(desk.store, "XRANGE", stream, "-", "+") == []
    await desk.keeper.reconcile()
    assert await desk.balanced() is False


async def test_a_waiting_lease_wakes(desk: Desk) -> None:
    """A blocked lease returns as soon as there is something, not at the end of its wait."""
    worker = desk.worker()
    waiting = asyncio.create_task(worker.lease("desk"))
    await wait_until(lambda: raw(desk.store, "EXISTS", desk.store.keys.stream("desk")), description="it waits")
    await desk.publish(a_letter())
    assert len(await asyncio.wait_for(waiting, 1.0)) == 1


async def test_receivers_do_not_share(desk: Desk) -> None:
    """A receiver whose worker is stuck delays nobody: each has its own stream."""
    await desk.publish(a_letter("a", "stuck"), a_letter("b", "brisk"))
    worker = desk.worker()
    await worker.lease("stuck", block=0)
    assert [one.delivery.id for one in await worker.lease("brisk", 5, block=0)] == ["msg_b"]
