"""What receivers got, and when: assertions in the style of Alertmanager's acceptance tests.

::

    collector.want(between(0, 2), event="ev1", reason="FIRST_REPORT")
    await collector.settle()
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.wait import wait_until


@dataclass(frozen=True)
class Arrival:
    """One message as a receiver accepted it."""

    at: float
    """Seconds since the collector began."""
    id: str
    """Delivery id: ``webhook-id``, or the middle of the Message-ID."""
    data: dict[str, Any]
    """What it says, as far as the channel tells it field by field."""
    raw: bytes
    to: str = ""


@dataclass(frozen=True)
class Window:
    """Seconds since the collector began."""

    start: float
    end: float


def between(start: float, end: float) -> Window:
    """Return the window in which a message is wanted."""
    return Window(start, end)


@dataclass
class Wanted:
    """One message that has to arrive exactly ``times`` times."""

    window: Window
    fields: dict[str, Any]
    times: int = 1
    tolerance: float = 0.5

    def __str__(self) -> str:
        return f"{self.fields} within {self.window.start}-{self.window.end} s, {self.times} times"

    def met_by(self, arrivals: Iterable[Arrival]) -> bool:
        """Return whether as many messages as wanted arrived in time."""
        found = [one for one in arrivals if all(_has(one.data, name, value) for name, value in self.fields.items())]
        in_time = [one for one in found if self.window.start - 0.05 <= one.at <= self.window.end + self.tolerance]
        return len(found) == len(in_time) == self.times


@dataclass
class Collector:
    """Gathers arrivals of any number of receivers; ``settle`` fails with a readable difference."""

    clock: Callable[[], float] = time.monotonic
    arrivals: list[Arrival] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with every arrival; cleared by whoever waits for the next."""
    began: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def add(self, id_: str, data: dict[str, Any], raw: bytes = b"", to: str = "") -> None:
        """Record what a receiver has just accepted."""
        self.arrivals.append(Arrival(self.clock() - self.began, id_, data, raw, to))
        self.heard.set()

    def want(self, window: Window, *, times: int = 1, **fields: Any) -> None:
        """Ask for a message with these fields (``a__b`` looks into an object) inside ``window``."""
        self.wanted.append(Wanted(window, fields, times))

    async def settle(self, *, extra: bool = False) -> None:
        """Wait until the last window is over or all is met, then check; ``extra`` allows messages that nobody wanted."""
        last = max((one.window.end + one.tolerance for one in self.wanted), default=0.0)
        with contextlib.suppress(AssertionError):
            await wait_until(self._met, description="all wanted messages", within=last - (self.clock() - self.began))
        unmet = [str(one) for one in self.wanted if not one.met_by(self.arrivals)]
        listing = "\n".join(f"  {one.at:6.2f} s {one.id} {_brief(one.data)}" for one in self.arrivals)
        assert not unmet, "wanted:\n  " + "\n  ".join(unmet) + f"\narrived:\n{listing}"
        if not extra:
            surplus = [one for one in self.arrivals if not any(_wants(want, one) for want in self.wanted)]
            assert not surplus, f"nobody wanted {[_brief(one.data) for one in surplus]}"

    def _met(self) -> bool:
        return all(one.met_by(self.arrivals) for one in self.wanted)

    async def count(self, number: int, *, within: float = 15.0) -> None:
        """Wait until ``number`` messages arrived."""
        await wait_until(
            lambda: len(self.arrivals) >= number, description=f"{number} arrivals, have {len(self.arrivals)}", within=within
        )

    @property
    def ids(self) -> list[str]:
        """Delivery ids in the order of arrival, repeats included."""
        return [one.id for one in self.arrivals]

    @property
    def repeats(self) -> int:
        """How many arrivals bore an id that had arrived before."""
        return len(self.ids) - len(set(self.ids))


def _has(data: dict[str, Any], name: str, value: Any) -> bool:
    for step in name.split("__"):
        if not isinstance(data, dict) or step not in data:
            return False
        data = data[step]
    return bool(data == value)


def _wants(want: Wanted, arrival: Arrival) -> bool:
    return all(_has(arrival.data, name, value) for name, value in want.fields.items())


def _brief(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("event", "revision", "reason", "subject", "id") if name in data}
