"""A receiver that fails for long is left alone, with one probe a minute."""

from watcher.alerts.delivery import Outcome, Result, Standing
from watcher.clock import ManualClock
from watcher.notifiers.breaker import Breaker

FAILED = Outcome(result=Result.RETRY, reason="HTTP 500")
DONE = Outcome(result=Result.DELIVERED)


def failing(clock: ManualClock, minutes: int) -> Breaker:
    """Return the breaker of a receiver that failed every minute for so long."""
    breaker = Breaker(clock)
    for _ in range(minutes + 1):
        assert breaker.refuse() is None
        breaker.note(FAILED)
        clock.advance(60)
    return breaker


def test_a_quarter_of_an_hour_opens_it_for_one_probe_a_minute() -> None:
    """Before 15 minutes every attempt goes through, after them one a minute; the others are turned away uncounted."""
    clock = ManualClock()
    breaker = failing(clock, 15)
    assert breaker.open
    assert breaker.refuse() is None
    turned_away = breaker.refuse()
    assert turned_away is not None
    assert (turned_away.result, turned_away.tried) == (Result.RETRY, False)
    assert turned_away.after is not None
    assert 0 < turned_away.after <= 60
    clock.advance(60)
    assert breaker.refuse() is None


def test_one_success_closes_it() -> None:
    """A probe that is delivered lets everything through again, and the quarter of an hour begins anew."""
    clock = ManualClock()
    breaker = failing(clock, 20)
    assert breaker.refuse() is None
    breaker.note(DONE)
    assert not breaker.open
    assert [breaker.refuse() for _ in range(3)] == [None, None, None]
    breaker.note(FAILED)
    clock.advance(60)
    assert not breaker.open


def test_a_rejected_message_says_nothing_of_the_receiver() -> None:
    """An unknown recipient neither opens nor closes the breaker."""
    clock = ManualClock()
    breaker = failing(clock, 16)
    breaker.note(Outcome(result=Result.REJECTED, reason="550"))
    assert breaker.open


def test_an_overloaded_endpoint_is_asked_ever_more_rarely() -> None:
    """Without a Retry-After the pauses double to a minute; a success forgets them."""
    clock = ManualClock()
    breaker = Breaker(clock)
    waits = []
    for _ in range(8):
        breaker.note(Outcome(result=Result.RETRY, status=503), pause=True)
        refused = breaker.refuse()
        assert refused is not None
        assert refused.after is not None
        waits.append(refused.after)
        clock.advance(refused.after)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    breaker.note(DONE)
    breaker.note(Outcome(result=Result.RETRY, status=503), pause=True)
    refused = breaker.refuse()
    assert refused is not None
    assert refused.after == 1


def test_attempts_under_way_do_not_lengthen_a_pause() -> None:
    """Sixteen answers of 503 to requests sent together are one second's pause, not a minute's; a longer Retry-After counts."""
    clock = ManualClock()
    breaker = Breaker(clock)
    for _ in range(16):
        breaker.note(Outcome(result=Result.RETRY, status=503), pause=True)
    refused = breaker.refuse()
    assert refused is not None
    assert refused.after == 1
    breaker.note(Outcome(result=Result.RETRY, status=429, after=30.0), pause=True)
    refused = breaker.refuse()
    assert refused is not None
    assert refused.after == 30


def test_nobody_at_home_means_short_pauses() -> None:
    """After four attempts in a row without an answer the pauses grow to a quarter of a minute; any answer begins anew."""
    clock = ManualClock()
    breaker = Breaker(clock)
    unreached = Outcome(result=Result.RETRY, reason="connection failed")
    for _ in range(3):
        breaker.note(unreached)
    breaker.note(Outcome(result=Result.RETRY, status=500))
    waits = []
    for _ in range(9):
        breaker.note(unreached)
        refused = breaker.refuse()
        waits.append(refused.after if refused else None)
        clock.advance((refused.after if refused else None) or 0)
    assert waits == [None, None, None, 1, 2, 4, 8, 15, 15]


GONE = Outcome(result=Result.REJECTED, status=410, reason="410 Gone", disable=True)


def test_who_is_gone_gets_one_probe_a_day() -> None:
    """After 410 every delivery gets that answer; a day later one is tried, and 410 to it means another day."""
    clock = ManualClock()
    breaker = Breaker(clock)
    breaker.note(GONE)
    since = breaker.standing.gone_since
    for _ in range(2):
        assert breaker.refuse() == GONE
        clock.advance(86_400)
        assert [breaker.refuse(), breaker.refuse()] == [None, GONE]
        breaker.note(GONE)
    assert (breaker.refuse(), breaker.standing.gone_since) == (GONE, since)


def test_a_probe_that_is_taken_opens_it_again_and_one_that_fails_is_a_failure() -> None:
    """Whatever the probe is answered but 410, the receiver is there again; answers to older attempts say nothing."""
    for answer, fine in ((DONE, True), (FAILED, False)):
        clock = ManualClock()
        breaker = Breaker(clock)
        breaker.note(GONE)
        breaker.note(answer)
        assert breaker.refuse() == GONE
        clock.advance(86_400)
        assert breaker.refuse() is None
        breaker.note(answer)
        assert (breaker.refuse(), breaker.standing.fine) == (None, fine)


def test_how_it_stands_outlives_its_process() -> None:
    """Another breaker goes on with the same quarter of an hour, and with the day that is left of a 410."""
    clock = ManualClock()
    first = failing(clock, 13)
    other = Breaker(clock)
    other.resume(first.standing)
    opened = [other.open]
    clock.advance(60)
    assert [*opened, other.open] == [False, True]
    first = Breaker(clock)
    first.note(GONE)
    clock.advance(50_000)
    other.resume(first.standing)
    assert other.refuse() == GONE
    clock.advance(36_400)
    assert other.refuse() is None
    other.resume(Standing())
    assert [other.refuse() for _ in range(3)] == [None, None, None]
