"""``python -m tests.bench.queue``: the queue beside ``redis-benchmark``, at equal concurrency, payload and fsync.

``redis-benchmark`` does one XADD of the payload; ours is the whole commit (payload, stream, ledger, seen marks) by one Python
process, and the whole way (commit, lease, settle). Rounds of both alternate on one server, since disks are moody.
"""

import asyncio
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from tests.fakes.redis import RedisProcess, redis_process
from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.clock import SystemClock
from watcher.queue import Commit, DeliveryQueue, Outbox
from watcher.store import Store, connection
from watcher.store.keys import Keys

PAYLOAD = "x" * 1500
ROUNDS = 5
AIM = 0.6
ACCEPTED = Outcome(result=Result.DELIVERED, status=200)


class Load:
    """What is measured on one server."""

    def __init__(self, server: RedisProcess) -> None:
        self._server = server
        self._clock = SystemClock()
        self._store = Store(connection.client(server.settings), Keys("bench"))
        self._outbox = Outbox(self._store, self._clock)
        self._queue = DeliveryQueue(self._store, self._clock)
        self._number = 0

    def _next(self) -> Commit:
        self._number += 1
        number = self._number
        letter = Delivery(
            id=f"m{number}", alert="a", event="e", receiver="r", severity="info", body=PAYLOAD, enqueued=datetime.now(UTC)
        )
        return Commit(feed="f", seen=(f"guid:{number}", f"url:{number}"), deliveries=(letter,))

    async def commits(self, tasks: int, count: int) -> float:
        """Return commits a second by so many tasks."""

        async def one() -> None:
            for _ in range(count // tasks):
                await self._outbox.commit(self._next())

        return await rate(count, lambda: asyncio.gather(*(one() for _ in range(tasks))))

    async def whole_way(self, tasks: int, count: int) -> float:
        """Return deliveries a second that are committed by so many tasks while a courier leases and settles them."""

        async def courier() -> None:
            settled = 0
            while settled < count:
                leased = await self._queue.lease("r", 100, 0.2)
                await asyncio.gather(*(self._queue.done(one, ACCEPTED) for one in leased))
                settled += len(leased)

        async def drained() -> None:
            while leased := await self._queue.lease("r", 100, 0):
                await asyncio.gather(*(self._queue.done(one, ACCEPTED) for one in leased))

        await drained()
        return await rate(count, lambda: asyncio.gather(self.commits(tasks, count), courier()))

    def xadds(self, clients: int, count: int) -> float:
        """Return ``redis-benchmark``'s XADDs a second."""
        words = ("redis-benchmark", "-s", str(self._server.socket), "-c", str(clients), "-n", str(count), "--csv")
        told = subprocess.run([*words, "XADD", "bench", "*", "p", PAYLOAD], capture_output=True, text=True, check=True).stdout
        return float(told.strip().splitlines()[-1].split('","')[1])

    async def close(self) -> None:
        """Close the connections."""
        await self._store.client.close()


async def rate(count: int, work: Callable[[], Awaitable[object]]) -> float:
    """Return how many a second."""
    begun = time.perf_counter()
    await work()
    return count / (time.perf_counter() - begun)


async def compare(load: Load, clients: int, count: int) -> list[tuple[float, float, float]]:
    """Return XADDs, commits and whole ways a second, round by round."""
    await load.commits(clients, 100)
    return [
        (load.xadds(clients, count), await load.commits(clients, count), await load.whole_way(clients, count))
        for _ in range(ROUNDS)
    ]


def told(clients: int, fsync: str, rounds: Sequence[tuple[float, float, float]]) -> float:
    """Print the medians; return the ratio of commits to XADDs."""
    xadds, commits, whole = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(commit / xadd for xadd, commit, _ in rounds)
    print(
        f"appendfsync {fsync:6} {clients:2} clients: redis-benchmark XADD {xadds:6.0f}/s, "
        f"commit {commits:6.0f}/s (x {ratio:.2f}), commit + lease + settle {whole:6.0f}/s"
    )
    return ratio


async def main() -> int:
    """Print the comparison; 0 also below the aim, which a laden machine is no judge of."""
    if shutil.which("redis-benchmark") is None:
        print("skipped: redis-benchmark is not on PATH (Debian: redis-tools)")
        return 0
    for fsync in ("always", "no"):
        with redis_process(fsync=fsync) as server:
            load = Load(server)
            for clients, count in ((1, 600), (16, 3200)):
                ratio = told(clients, fsync, await compare(load, clients, count))
                if fsync == "always":
                    print(f"    aim x {AIM}: {'reached' if ratio >= AIM else 'missed'}")
            await load.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
