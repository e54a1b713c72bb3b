"""How receivers stand is kept in Redis: over restarts, between processes, until a person says otherwise."""

from watcher.alerts.delivery import Outcome, Result, Standing
from watcher.clock import ManualClock
from watcher.notifiers.breaker import Breaker
from watcher.notifiers.console import ConsoleReceiver
from watcher.runtime.pulse import Pulse
from watcher.runtime.standings import Standings, reopen, standings
from watcher.store.store import Store

GONE = Outcome(result=Result.REJECTED, status=410, reason="410 Gone", disable=True)
FAILED = Outcome(result=Result.RETRY, status=500, reason="HTTP 500")
DONE = Outcome(result=Result.DELIVERED)


class Process:
    """One process that serves the receiver ``room``."""

    def __init__(self, store: Store, clock: ManualClock, *, language: str = "en") -> None:
        self.breaker = Breaker(clock)
        self.receivers = {"room": ConsoleReceiver(language=language)}
        self.compare = Standings(store, self.receivers, {"room": self.breaker}, clock, Pulse(clock)).compare


async def test_a_restart_knows_who_is_gone_and_who_fails(store: Store) -> None:
    """What one process learnt, the next one starts with; a success is known to it as well."""
    clock = ManualClock()
    for learnt in (GONE, FAILED):
        first = Process(store, clock)
        await first.compare()
        first.breaker.note(learnt)
        await first.compare()
        second = Process(store, clock)
        await second.compare()
        assert second.breaker.standing == first.breaker.standing
        assert not second.breaker.standing.fine
        assert await reopen(store, "room")
    third = Process(store, clock)
    await third.compare()
    assert third.breaker.standing.fine


async def test_a_success_is_forgotten_by_all(store: Store) -> None:
    """A receiver that takes messages again leaves nothing behind, in no process."""
    clock = ManualClock()
    first, second = Process(store, clock), Process(store, clock)
    first.breaker.note(FAILED)
    await first.compare()
    await second.compare()
    second.breaker.note(DONE)
    await second.compare()
    await first.compare()
    assert first.breaker.standing.fine
    assert await standings(store, first.receivers) == {}


async def test_a_person_opens_a_receiver_that_is_gone(store: Store) -> None:
    """`receivers reopen` has every running process ask it again; where nothing kept it back it says so."""
    clock = ManualClock()
    first, second = Process(store, clock), Process(store, clock)
    first.breaker.note(GONE)
    await first.compare()
    await second.compare()
    assert second.breaker.refuse() is not None
    assert await reopen(store, "room")
    await first.compare()
    await second.compare()
    assert [first.breaker.refuse(), second.breaker.refuse()] == [None, None]
    assert await standings(store, first.receivers) == {}
    assert not await reopen(store, "room")


async def test_who_is_configured_anew_begins_anew(store: Store) -> None:
    """Other settings, another address say, are another receiver: the old 410 does not hold for it."""
    clock = ManualClock()
    old, new = Process(store, clock), Process(store, clock, language="ar")
    old.breaker.note(GONE)
    await old.compare()
    await new.compare()
    assert new.breaker.standing == Standing()
