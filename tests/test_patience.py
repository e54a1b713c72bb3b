"""Claims about shared deadlines: what ends in time is let alone, what does not is told so, and only that."""

import asyncio

import pytest

from watcher import patience
from watcher.patience import Patience


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Patience:
    """Return deadlines that all share timers, but for those below a tenth of a second."""
    monkeypatch.setattr(patience, "COARSE", 0.1)
    return Patience()


async def test_what_does_not_end_in_time_is_ended(given: Patience) -> None:
    """Each of many blocks that hang raises TimeoutError, those with a deadline of their own and those that share one."""

    async def hang(seconds: float) -> None:
        with given.within(seconds):
            await asyncio.Event().wait()

    ends = await asyncio.gather(*(hang(seconds) for seconds in (0.01, 0.02, 0.1, 0.11, 0.12)), return_exceptions=True)
    assert [type(end) for end in ends] == [TimeoutError] * 5


async def test_what_ends_in_time_never_hears_of_its_deadline(given: Patience) -> None:
    """A task that goes on after its block is not cancelled when the time is out."""
    with given.within(0.01):
        pass
    with given.within(0.1):
        pass
    await asyncio.sleep(1.2)


async def test_errors_and_cancellation_pass(given: Patience) -> None:
    """What a block raises is what is raised; a task that is cancelled by somebody else is cancelled."""
    with pytest.raises(KeyError), given.within(30):
        raise KeyError

    async def hang() -> None:
        with given.within(30):
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_deadline_within_a_longer_one(given: Patience) -> None:
    """The inner one's end is the inner one's: the outer block goes on."""
    with given.within(30):
        with pytest.raises(TimeoutError), given.within(0.01):
            await asyncio.Event().wait()
        await asyncio.sleep(0)
