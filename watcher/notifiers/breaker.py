"""Leaves a receiver alone that fails for long, asks for it or cannot be reached: a probe now and then, the backlog kept."""

from watcher.alerts.delivery import Outcome, Result
from watcher.clock import Clock

OPENS_AFTER = 15 * 60.0
PROBE_EVERY = 60.0
LONGEST_PAUSE = 60.0
UNREACHED = 4
"""Attempts in a row without any answer after which a receiver is given pauses: thousands of them would delay the others."""
LONGEST_UNREACHED = 15.0


class Breaker:
    """One receiver's state, in memory: a restart begins with a closed breaker, which costs one attempt."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failing_since: float | None = None
        self._closed_until = 0.0
        self._strained = self._unreached = 0
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
            reason = "the breaker is open: one probe a minute" if self.open else "the receiver is left alone for a moment"
            return Outcome(result=Result.RETRY, reason=reason, after=self._closed_until - now, tried=False)
        if self.open:
            # Whoever comes next within the minute is turned away: this attempt is the probe.
            self._closed_until = now + PROBE_EVERY
        return None

    def note(self, outcome: Outcome, *, pause: bool = False) -> None:
        """Learn from an attempt; ``pause`` where the answer speaks for the whole endpoint."""
        now = self._clock.monotonic()
        if outcome.result is Result.DELIVERED:
            self._failing_since, self._closed_until, self._strained, self._unreached = None, 0.0, 0, 0
        elif outcome.disable and outcome.result is Result.REJECTED:
            self._gone = outcome
        elif outcome.result is Result.RETRY:
            if self._failing_since is None:
                self._failing_since = now
            self._unreached = 0 if outcome.status else self._unreached + 1
            if pause or self._unreached >= UNREACHED:
                self._pause(now, outcome.after, LONGEST_PAUSE if pause else LONGEST_UNREACHED)
            if self.open:
                self._closed_until = max(self._closed_until, now + PROBE_EVERY)

    def _pause(self, now: float, asked: float | None, longest: float) -> None:
        """Pause for as long as the receiver asks, else 1, 2, 4 ... seconds; those already under way do not lengthen it."""
        if now >= self._closed_until:
            self._strained += 1
        wait = asked or min(2.0 ** (self._strained - 1), longest)
        self._closed_until = max(self._closed_until, now + (wait if asked or now >= self._closed_until else 0.0))
