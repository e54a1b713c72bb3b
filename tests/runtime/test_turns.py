"""Tasks that would change the same things go one after another."""

import asyncio

from tests.fakes.wait import wait_until
from watcher.runtime.turns import Turns


async def test_tasks_with_a_name_in_common_wait_for_each_other_and_others_do_not() -> None:
    """Two tasks that share a bucket are never in it together, whatever the order they name; a third goes on beside them."""
    turns = Turns()
    told: list[str] = []
    go = asyncio.Event()

    async def work(name: str, *buckets: str) -> None:
        async with turns.of(buckets):
            told.append(f"{name} in")
            await go.wait()
            told.append(f"{name} out")

    tasks = [asyncio.create_task(work(*words)) for words in (("first", "a", "b"), ("second", "b", "a"), ("third", "c"))]
    await wait_until(lambda: "third in" in told, description="the third task at work")
    assert told == ["first in", "third in"]
    go.set()
    await asyncio.gather(*tasks)
    assert told.index("first out") < told.index("second in")
