"""Deadlines of things that are done by the thousand and nearly always end in time: they share a timer for each second.

``asyncio.timeout`` makes, orders and cancels a timer of its own each time, which costs as much as all else that a poll decides.
"""

import asyncio
from types import TracebackType

COARSE = 5.0
"""Seconds from which on a deadline may end up to a second late; shorter ones end on time."""


class Within:
    """``with`` one of these: TimeoutError where the block has not ended in time, as ``asyncio.timeout`` raises it."""

    __slots__ = ("_before", "_late", "_slot", "_task")

    def __init__(self, slot: "set[Within]") -> None:
        self._slot = slot
        self._late = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("deadlines are for tasks")
        self._task = task
        self._before = task.cancelling()
        self._slot.add(self)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._slot.discard(self)
        # Whoever cancels the task for another reason is not to be told of a deadline.
        if self._late and self._task.uncancel() <= self._before and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def end(self) -> None:
        """Cancel what has not ended."""
        self._late = True
        self._task.cancel()


class Patience:
    """Gives deadlines of one event loop."""

    def __init__(self) -> None:
        self._slots: dict[float, set[Within]] = {}

    def within(self, seconds: float) -> Within:
        """Return a deadline from now."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        if seconds >= COARSE:
            end = float(int(end) + 1)
        slot = self._slots.get(end)
        if slot is None:
            slot = self._slots[end] = set()
            loop.call_at(end, self._end, end)
        return Within(slot)

    def _end(self, end: float) -> None:
        for one in self._slots.pop(end):
            one.end()
