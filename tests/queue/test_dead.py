"""Claims about dead letters: they stay until a person decides, and come back as they were."""

from datetime import timedelta

from tests.fakes.alerts import NOW
from tests.queue.vocabulary import ACCEPTED, Desk, a_letter
from watcher.queue import State


async def buried(desk: Desk, *names: str) -> None:
    """Publish and bury letters, a minute apart."""
    await desk.publish(*(a_letter(name, "desk" if name != "other" else "night") for name in names))
    worker = desk.worker()
    for receiver in ("desk", "night"):
        for leased in await worker.lease(receiver, 10, block=0):
            assert await worker.dead(leased, "550 no such user")
            desk.clock.advance(60)


async def test_they_are_listed_by_receiver_and_time(desk: Desk) -> None:
    """A list can be narrowed to a receiver and to a range of time."""
    await buried(desk, "a", "b", "other")
    assert [one.id for one in await desk.dead.list()] == ["msg_a", "msg_b", "msg_other"]
    assert [one.id for one in await desk.dead.list(receiver="night")] == ["msg_other"]
    assert [one.id for one in await desk.dead.list(since=NOW + timedelta(seconds=30))] == ["msg_b", "msg_other"]
    assert [one.id for one in await desk.dead.list(until=NOW + timedelta(seconds=30))] == ["msg_a"]


async def test_a_letter_shows_why(desk: Desk) -> None:
    """A letter has its reason and still its payload; what is not dead is not shown."""
    await buried(desk, "a")
    letter = await desk.dead.show("msg_a")
    assert letter is not None
    assert (letter.reason, letter.delivery) == ("550 no such user", a_letter("a"))
    await desk.publish(a_letter("alive"))
    assert await desk.dead.show("msg_alive") is None


async def test_replay_sends_the_same_again(desk: Desk) -> None:
    """Replayed letters have the same id and bytes, are counted once, and only once however often they are replayed."""
    await buried(desk, "a")
    letters = await desk.dead.list()
    assert await desk.dead.replay(letters) == 1
    assert await desk.dead.replay(letters) == 0
    worker = desk.worker()
    (leased,) = await worker.lease("desk", 5, block=0)
    assert leased.delivery == a_letter("a")
    await worker.done(leased, ACCEPTED)
    audit = await desk.log.audit()
    assert (audit.published, audit.delivered, audit.dead, audit.balanced) == (1, 1, 0, True)


async def test_dropping_is_final_and_logged(desk: Desk) -> None:
    """A dropped letter is never sent; the ledger and the log know of it."""
    await buried(desk, "a", "b")
    letters = await desk.dead.list()
    assert await desk.dead.drop(letters[:1]) == 1
    assert await desk.dead.drop(letters[:1]) == 0
    assert await desk.dead.replay(letters[:1]) == 0
    record = await desk.log.get("msg_a")
    assert record is not None
    assert record.state is State.DROPPED
    audit = await desk.log.audit()
    assert (audit.dropped, audit.dead, audit.balanced) == (1, 1, True)


async def test_the_log_is_read_newest_first(desk: Desk) -> None:
    """The delivery log can be narrowed to a receiver and to a state."""
    await buried(desk, "a", "b", "other")
    assert [one.id for one in await desk.log.latest()] == ["msg_other", "msg_b", "msg_a"]
    assert [one.id for one in await desk.log.latest(receiver="desk", limit=1)] == ["msg_b"]
    assert await desk.log.latest(state=State.DELIVERED) == ()


async def test_the_log_has_an_end(desk: Desk) -> None:
    """Delivered ones leave the list with their retention; dead letters stay."""
    await buried(desk, "a")
    assert await desk.keeper.prune(NOW + timedelta(days=89)) == 0
    assert await desk.keeper.prune(NOW + timedelta(days=91)) == 1
    assert len(await desk.dead.list()) == 1
