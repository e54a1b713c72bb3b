"""When to try again: pure functions of what was refused so far.

The webhook schedule is that of Standard Webhooks with shorter first gaps, since five minutes are long after a strike; the
email schedule is a mail server's, shorter than the half hour of RFC 5321 4.5.4.1 at first, for greylisting.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.alerts.delivery import Delivery

MINUTE, HOUR = 60.0, 3600.0
GIVE_UP = timedelta(hours=72)
AFTER_CEILING = timedelta(hours=6)
"""The longest that a receiver's Retry-After is obeyed."""

Randomness = Callable[[], float]
"""Returns a number in [0, 1), such as ``random.random``."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Gaps in seconds after the first, second, ... refusal; the last one repeats until ``give_up`` after its time."""

    gaps: tuple[float, ...]
    jitter: float = 0.2
    """Part of the gap by which it is made longer or shorter."""
    give_up: timedelta = GIVE_UP

    def next(self, delivery: Delivery, now: datetime, randomness: Randomness, *, after: float | None = None) -> datetime | None:
        """Return when a delivery, just refused once more, is due again; ``None`` once it is to be given up.

        ``delivery.attempt`` are the refusals before this one, ``after`` the seconds the receiver asked to be left alone. The
        last try is made when the delivery is given up, not long before it.
        """
        gap = self.gaps[min(delivery.attempt, len(self.gaps) - 1)]
        gap *= 1 + self.jitter * (2 * randomness() - 1)
        if after is not None and after > 0:
            gap = max(gap, min(after, AFTER_CEILING.total_seconds()))
        end = delivery.begins + self.give_up
        return None if now >= end else min(now + timedelta(seconds=gap), end)


WEBHOOK = Schedule(
    (2, 10, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR)
)
EMAIL = Schedule((30, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR))
