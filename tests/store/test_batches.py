"""Claims about batches: every call is answered, each for itself, whatever comes in between."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

from watcher.store.batches import LARGEST, UNDER_WAY, Batches
from watcher.store.lanes import Call


class Echo:
    """A server that gives every call back after as many turns of the loop as it likes, and remembers the batches."""

    def __init__(self, seed: int = 1) -> None:
        self._dice = random.Random(seed)
        self.batches: list[int] = []
        self.under_way = 0

    async def send(self, calls: Sequence[Call]) -> list[Any]:
        """Answer a batch."""
        self.batches.append(len(calls))
        self.under_way += 1
        assert self.under_way <= UNDER_WAY
        for _ in range(self._dice.randrange(4)):
            await asyncio.sleep(0)
        self.under_way -= 1
        return [call[0] for call in calls]


async def test_every_call_is_answered() -> None:
    """However the turns of the loop fall, no call waits for a batch that nobody sends."""
    for seed in range(60):
        echo = Echo(seed)
        batches = Batches(echo.send)
        dice = random.Random(seed)

        async def one(number: int, batches: Batches = batches, dice: random.Random = dice) -> None:
            for turn in range(20):
                for _ in range(dice.randrange(4)):
                    await asyncio.sleep(0)
                assert await batches.send((number, turn)) == number

        async with asyncio.timeout(10):
            await asyncio.gather(*(one(number) for number in range(6)))


async def test_calls_go_together() -> None:
    """What is asked for at once goes in shares, one for each batch under way, none too large."""
    echo = Echo()
    batches = Batches(echo.send)
    await asyncio.gather(*(batches.send((number,)) for number in range(16)))
    assert echo.batches == [8, 8]
    await asyncio.gather(*(batches.send((number,)) for number in range(500)))
    assert max(echo.batches) == LARGEST


async def test_a_failed_batch_is_told_to_all_of_it() -> None:
    """When the exchange itself fails, each of its callers learns it, and later calls go on."""
    fails = True

    async def send(calls: Sequence[Call]) -> list[Any]:
        if fails:
            raise OSError("gone")
        return list(calls)

    batches = Batches(send)
    results = await asyncio.gather(*(batches.send((number,)) for number in range(5)), return_exceptions=True)
    assert [str(result) for result in results] == ["gone"] * 5
    fails = False
    assert await batches.send((1,)) == (1,)
