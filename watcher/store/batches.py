"""Scripts of many tasks in one round trip: what is asked for while a batch is under way goes with the next."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from watcher.store.lanes import Call, Exchange

UNDER_WAY = 2
"""Batches at once: one is written down by Redis while the next is being sent."""
LARGEST = 64
"""Calls in one batch."""


class Batches:
    """Gathers calls; ``send`` gives a batch's replies, errors of single calls among them."""

    def __init__(self, send: Exchange) -> None:
        self._send_batch = send
        self._waiting: deque[tuple[Call, asyncio.Future[Any]]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._lanes = self._sending = 0

    async def send(self, call: Call) -> Any:
        """Send one call with whichever others wait; raises what it failed with."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, future))
        if self._lanes < UNDER_WAY:
            self._lanes += 1
            task = asyncio.create_task(self._flush())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _flush(self) -> None:
        try:
            await self._send_waiting()
        finally:
            # At once, not when the task is seen to be done: whoever asks in between would find no lane and start none.
            self._lanes -= 1

    async def _send_waiting(self) -> None:
        while self._waiting:
            # A fair share, so that one batch is made up while Redis works on the other.
            share = -(-len(self._waiting) // (UNDER_WAY - self._sending))
            batch = [self._waiting.popleft() for _ in range(min(LARGEST, share))]
            replies: Sequence[Any]
            self._sending += 1
            try:
                replies = await self._send_batch([call for call, _ in batch])
            except Exception as error:  # noqa: BLE001 - each caller is told, and knows what to do
                replies = [error] * len(batch)
            finally:
                self._sending -= 1
            for (_, future), reply in zip(batch, replies, strict=True):
                # A caller that was cancelled meanwhile does not listen any more.
                if future.done():
                    continue
                if isinstance(reply, Exception):
                    future.set_exception(reply)
                else:
                    future.set_result(reply)
