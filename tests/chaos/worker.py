"""The processes of the chaos run: ``python -m tests.chaos.worker produce|deliver URL PORT SEED ITEMS``."""

import asyncio
import contextlib
import os
import random
import signal
import sys
from datetime import UTC, datetime, timedelta

from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.clock import SystemClock
from watcher.errors import StoreError
from watcher.queue import Commit, DeliveryQueue, Keeper, Leased, Outbox
from watcher.store import RedisSettings, Store, connection
from watcher.store.keys import Keys

KEYS = Keys("chaos")
RECEIVER = "sink"
LEASE = timedelta(seconds=2)
IN_HAND = 8
"""Deliveries that a worker has in hand at once."""
OFFERED = 3
"""How often each item is offered, by producers that know nothing of each other."""


def opened(url: str) -> Store:
    """Return a store of one's own on the server at ``url``."""
    return Store(connection.client(RedisSettings.model_validate({"url": url})), KEYS)


async def produce(url: str, seed: int, items: int) -> None:
    """Offer every item, in an order of one's own, until Redis has said yes or seen."""
    outbox = Outbox(opened(url), SystemClock())
    offers = [number for number in range(items) for _ in range(OFFERED)]
    random.Random(seed).shuffle(offers)
    for number in offers:
        letter = Delivery(
            id=f"msg_{number}",
            alert="a",
            event="e",
            receiver=RECEIVER,
            severity="info",
            body="x" * 500,
            enqueued=datetime.now(UTC),
        )
        while True:
            with contextlib.suppress(StoreError):
                await outbox.commit(Commit(feed="f", seen=(f"guid:{number}",), deliveries=(letter,)))
                break


async def deliver(url: str, port: int, seed: int) -> None:
    """Lease, send and settle for ever; die now and then between the sending and the settling."""
    dice = random.Random(seed)
    store, clock = opened(url), SystemClock()
    queue, keeper = DeliveryQueue(store, clock, lease=LEASE), Keeper(store)

    async def attempt(leased: Leased) -> None:
        accepted = await sent(port, leased.delivery.id)
        if dice.random() < 0.02:
            os.kill(os.getpid(), signal.SIGKILL)
        outcome = Outcome(result=Result.DELIVERED if accepted else Result.RETRY)
        while True:
            with contextlib.suppress(StoreError):
                if accepted:
                    await queue.done(leased, outcome)
                else:
                    await queue.retry(leased, clock.now() + timedelta(seconds=dice.random()), outcome)
                return

    async def keep() -> None:
        while True:
            with contextlib.suppress(StoreError):
                await queue.renew()
                await keeper.promote(clock.now())
            await asyncio.sleep(0.2)

    keeping = asyncio.create_task(keep())
    while not keeping.done():
        with contextlib.suppress(StoreError):
            await asyncio.gather(*map(attempt, await queue.lease(RECEIVER, IN_HAND, 0.2)))


async def sent(port: int, delivery: str) -> bool:
    """Tell the sink; ``False`` where it refuses, or does not answer in time although it may have listened."""
    try:
        async with asyncio.timeout(1.0):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(f"{delivery}\n".encode())
                return await reader.readline() == b"yes\n"
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


if __name__ == "__main__":
    role, where, sink, number, count = sys.argv[1:]
    asyncio.run(produce(where, int(number), int(count)) if role == "produce" else deliver(where, int(sink), int(number)))
