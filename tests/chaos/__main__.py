"""``python -m tests.chaos``: producers, workers and a receiver that fail, a Redis that is killed. Lost must be none.

Each item is offered six times by two producers. Workers kill themselves between sending and settling (2 %) and are killed from
outside, Redis is killed, the receiver refuses (5 %), listens and says nothing (3 %) or dawdles (2 %). Duplicates are counted:
at least once is the promise, and the figure says what it costs. SIGKILL is no power cut: the page cache survives it.
"""

import argparse
import asyncio
import contextlib
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.worker import IN_HAND, RECEIVER, opened
from tests.fakes.redis import RedisProcess, redis_process
from watcher.clock import SystemClock
from watcher.errors import StoreError
from watcher.queue import DeliveryLog, Keeper
from watcher.queue.dead import DeadLetters


@dataclass
class Sink:
    """A receiver that fails, and remembers every message that reached it."""

    dice: random.Random
    got: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    """Messages that arrived without the sender's hearing of it in time."""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one message."""
        delivery = (await reader.readline()).decode().strip()
        luck = self.dice.random()
        if delivery and luck >= 0.05:
            self.got[delivery] += 1
            self.unanswered += luck < 0.10
            if luck < 0.07:
                await asyncio.sleep(1.5)
            if luck >= 0.10 or luck < 0.07:
                writer.write(b"yes\n")
        writer.close()


@dataclass
class Result:
    """What came of a run."""

    items: int
    reached: int
    duplicates: int
    bound: int
    """What duplicates are explained by: unheard acceptances, and what was in hand at each death."""
    most: int
    """Times that one item arrived at the most."""
    dead: int
    """Dead letters that were replayed, as an operator would."""
    balanced: bool
    worker_deaths: int
    redis_deaths: int
    seconds: float

    @property
    def lost(self) -> int:
        """Items that never arrived."""
        return self.items - self.reached

    def __str__(self) -> str:
        return (
            f"items {self.items}, lost {self.lost}, "
            f"duplicates {self.duplicates} ({self.duplicates / self.items:.1%}, explained {self.bound}), "
            f"at most {self.most} each, dead letters replayed {self.dead}, worker deaths {self.worker_deaths}, "
            f"Redis deaths {self.redis_deaths}, ledger balanced {self.balanced}, {self.seconds:.0f} s"
        )


class Chaos:
    """One run."""

    def __init__(self, server: RedisProcess, items: int, seed: int) -> None:
        self._server = server
        self._items = items
        self._dice = random.Random(seed)
        self._sink = Sink(random.Random(seed + 1))
        self._workers: list[asyncio.subprocess.Process] = []
        self._deaths = self._redis_deaths = self._dead = 0
        self._store = opened(server.url)

    async def run(self, workers: int, kills: int, deadline: float) -> Result:
        """Let it run until everything has arrived and is settled, or the time is over."""
        begun = time.monotonic()
        sink = await asyncio.start_server(self._sink, "127.0.0.1", 0)
        self._port = sink.sockets[0].getsockname()[1]
        producers = [await self._process("produce") for _ in range(2)]
        try:
            self._workers = [await self._process("deliver") for _ in range(workers)]
            redis_kills = [self._items * (n + 1) // (kills + 1) for n in range(kills)]
            while time.monotonic() - begun < deadline and not await self._settled(producers):
                await asyncio.sleep(0.25)
                await self._mischief(redis_kills)
        finally:
            for process in (*producers, *self._workers):
                await _ended(process)
            sink.close()
        audit = await DeliveryLog(self._store).audit()
        await self._store.client.close()
        return Result(
            items=self._items,
            reached=len(self._sink.got),
            duplicates=sum(self._sink.got.values()) - len(self._sink.got),
            bound=self._sink.unanswered + IN_HAND * (self._deaths + len(self._workers) * self._redis_deaths),
            most=max(self._sink.got.values(), default=0),
            dead=self._dead,
            balanced=audit.balanced and audit.delivered == self._items,
            worker_deaths=self._deaths,
            redis_deaths=self._redis_deaths,
            seconds=time.monotonic() - begun,
        )

    async def _process(self, role: str) -> asyncio.subprocess.Process:
        words = (role, self._server.url, str(self._port), str(self._dice.randrange(10**9)), str(self._items))
        return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.chaos.worker", *words)

    async def _mischief(self, redis_kills: list[int]) -> None:
        if redis_kills and len(self._sink.got) >= redis_kills[0]:
            redis_kills.pop(0)
            self._server.restart()
            self._redis_deaths += 1
        if self._dice.random() < 0.08:
            await _ended(self._dice.choice(self._workers))
        for place, worker in enumerate(self._workers):
            if worker.returncode is not None:
                self._deaths += 1
                self._workers[place] = await self._process("deliver")

    async def _settled(self, producers: list[asyncio.subprocess.Process]) -> bool:
        """Replay dead letters as an operator would, repair what is nowhere, and tell whether nothing is left to do."""
        try:
            dead = DeadLetters(self._store, SystemClock())
            self._dead += await dead.replay(await dead.list())
            await Keeper(self._store).reconcile()
            left = await DeliveryLog(self._store).open(RECEIVER, 1)
        except StoreError:
            return False
        return not left and all(producer.returncode is not None for producer in producers)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Kill a process that may have killed itself already."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def chaos(*, items: int, workers: int, kills: int, seed: int, deadline: float) -> Result:
    """Run on a server of its own, with fsync."""
    with redis_process() as server:
        return await Chaos(server, items, seed).run(workers, kills, deadline)


def main() -> int:
    """Run and print; exit 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1500)
    parser.add_argument("--workers", type=int, default=5)
    parser.add_argument("--redis-kills", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deadline", type=float, default=300)
    told = parser.parse_args()
    result = asyncio.run(
        chaos(items=told.items, workers=told.workers, kills=told.redis_kills, seed=told.seed, deadline=told.deadline)
    )
    print(result)
    return 1 if result.lost or not result.balanced else 0


if __name__ == "__main__":
    sys.exit(main())
