"""Leaves a receiver alone that fails for long or asks for it: one probe a minute, the backlog kept."""

from watcher.alerts.delivery import Outcome, Result
from watcher.clock import Clock

OPENS_AFTER = 15 * 60.0
PROBE_EVERY = 60.0
LONGEST_PAUSE = 60.0


class Breaker:
    """One receiver's state, in memory: a restart begins with a closed breaker, which costs one attempt."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failing_since: float | None = None
        self._closed_until = 0.0
        self._strained = 0
        self._gone: Outcome | None = None

    @property
    def open(self) -> bool:
        """Whether the receiver failed for so long that it only gets probes."""
        return self._failing_since is not None and self._clock.monotonic() - self._failing_since >= OPENS_AFTER

    def refuse(self) -> Outcome | None:
        """Return why the receiver must not be asked now; ``None`` lets one attempt through."""
        if self._gone is not None:
            return self._gone
        now = self._clock.monotonic()
        if now < self._closed_until:
            reason = "the breaker is open: one probe a minute" if self.open else "the receiver asked to be left alone"
            return Outcome(result=Result.RETRY, reason=reason, after=self._closed_until - now, tried=False)
        if self.open:
            # Whoever comes next within the minute is turned away: this attempt is the probe.
            self._closed_until = now + PROBE_EVERY
        return None

    def note(self, outcome: Outcome, *, pause: bool = False) -> None:
        """Learn from an attempt; ``pause`` where the answer speaks for the whole endpoint."""
        now = self._clock.monotonic()
        if outcome.result is Result.DELIVERED:
            self._failing_since, self._closed_until, self._strained = None, 0.0, 0
        elif outcome.disable and outcome.result is Result.REJECTED:
            self._gone = outcome
        elif outcome.result is Result.RETRY:
            if self._failing_since is None:
                self._failing_since = now
            if pause:
                # 1, 2, 4 ... seconds where the receiver does not say how long it wants to be left alone.
                self._strained += 1
                wait = outcome.after or min(2.0 ** (self._strained - 1), LONGEST_PAUSE)
                self._closed_until = max(self._closed_until, now + wait)
            if self.open:
                self._closed_until = max(self._closed_until, now + PROBE_EVERY)
