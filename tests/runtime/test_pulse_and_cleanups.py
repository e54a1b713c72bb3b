"""The loops' pulse, the order of the stop, and memory given back."""

import asyncio
import platform

import pytest

from tests.fakes.memory import resident
from watcher.clock import ManualClock
from watcher.runtime.cleanups import Cleanups
from watcher.runtime.memory import give_back
from watcher.runtime.pulse import Pulse


def test_a_loop_that_stops_turning_is_stale() -> None:
    """A loop is stale once it has not beaten for its bound, and fresh again after the next beat."""
    clock = ManualClock()
    pulse = Pulse(clock)
    pulse.expect("poller", within=10)
    pulse.expect("worker", within=60)
    clock.advance(11)
    assert pulse.stale() == ("poller",)
    pulse.beat("poller")
    assert pulse.stale() == ()
    clock.advance(61)
    pulse.forget("worker")
    assert pulse.stale() == ("poller",)


async def test_the_last_begun_is_the_first_ended_whatever_fails() -> None:
    """Clean-ups run newest first; one that fails or hangs is named and stops none of the others."""
    order: list[str] = []

    async def undo(name: str) -> None:
        order.append(name)
        if name == "failing":
            raise OSError("gone")
        if name == "hanging":
            await asyncio.Event().wait()

    cleanups = Cleanups()
    for name in ("first", "failing", "hanging", "last"):
        cleanups.push(name, lambda name=name: undo(name), within=0.05)  # type: ignore[misc]  # mypy cannot type a default of a lambda
    assert await cleanups.run() == ["hanging", "failing"]
    assert order == ["last", "hanging", "failing", "first"]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps its free memory as it sees fit")
def test_free_memory_is_given_back() -> None:
    """Holes between what is still in use go back to the system."""
    mixed = [bytearray(4096) for _ in range(20_000)]
    kept = mixed[::100]
    del mixed
    before = resident()
    give_back()
    assert before - resident() > 40 * 2**20
    assert len(kept) == 200
