"""The clock that tests and replays run on."""

import asyncio
from datetime import UTC, datetime, timedelta

from watcher.clock import ManualClock


async def test_a_sleeper_wakes_when_its_time_has_come() -> None:
    """Sleeping ends once the clock was advanced far enough, and not before."""
    clock = ManualClock()
    sleeper = asyncio.create_task(clock.sleep(10))
    await asyncio.sleep(0)
    clock.advance(9)
    await asyncio.sleep(0)
    assert not sleeper.done()
    clock.advance(timedelta(seconds=1))
    await asyncio.wait_for(sleeper, 1)


def test_the_clock_never_goes_back() -> None:
    """Setting an earlier time changes nothing."""
    clock = ManualClock(datetime(2026, 5, 1, tzinfo=UTC))
    clock.set(datetime(2026, 4, 1, tzinfo=UTC))
    assert clock.now() == datetime(2026, 5, 1, tzinfo=UTC)
