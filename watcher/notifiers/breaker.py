"""Leaves a receiver alone that fails for long, asks for it or cannot be reached: a probe now and then, the backlog kept."""

from datetime import datetime

from watcher.alerts.delivery import Outcome, Result, Standing
from watcher.clock import Clock

OPENS_AFTER = 15 * 60.0
PROBE_EVERY = 60.0
PROBE_GONE_EVERY = 86400.0
LONGEST_PAUSE = 60.0
UNREACHED = 4
"""Attempts in a row without any answer after which a receiver is given pauses: thousands of them would delay the others."""
LONGEST_UNREACHED = 15.0


class Breaker:
    """One receiver's state; how the receiver stands is told and taken up again, so that it outlives a restart."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.resume(Standing())

    @property
    def open(self) -> bool:
        """Whether the receiver failed for so long that it only gets probes."""
        return self._failing_since is not None and self._clock.monotonic() - self._failing_since >= OPENS_AFTER

    @property
    def standing(self) -> Standing:
        """How the receiver stands."""
        return self._standing

    def resume(self, standing: Standing) -> None:
        """Go on where another process left off, or begin anew with ``Standing()``."""
        self._standing = standing
        self._failing_since = self._monotonic(standing.failing_since)
        gone_since = self._monotonic(standing.gone_since)
        self._probe_gone_at = None if gone_since is None else gone_since + PROBE_GONE_EVERY
        self._closed_until, self._probing = 0.0, False
        self._strained = self._unreached = 0

    def _monotonic(self, moment: datetime | None) -> float | None:
        """Return a moment of the past on the clock that never steps."""
        if moment is None:
            return None
        return self._clock.monotonic() - max(0.0, (self._clock.now() - moment).total_seconds())

    def refuse(self) -> Outcome | None:
        """Return why the receiver must not be asked now; ``None`` lets one attempt through."""
        now = self._clock.monotonic()
        if self._probe_gone_at is not None:
            if now < self._probe_gone_at:
                return Outcome(result=Result.REJECTED, status=410, reason=self._standing.reason, disable=True)
            self._probe_gone_at, self._probing = now + PROBE_GONE_EVERY, True
            return None
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
        if outcome.disable and outcome.result is Result.REJECTED:
            since = self._standing.gone_since or self._clock.now()
            self._standing = Standing(gone_since=since, reason=outcome.reason)
            self._probe_gone_at, self._probing, self._failing_since = now + PROBE_GONE_EVERY, False, None
            return
        if self._probe_gone_at is not None:
            if not self._probing:
                return  # an attempt that was under way when the receiver said that it wants no more
            self.resume(Standing())
        if outcome.result is Result.DELIVERED:
            self.resume(Standing())
        elif outcome.result is Result.RETRY:
            if self._failing_since is None:
                self._failing_since = now
            self._standing = Standing(failing_since=self._standing.failing_since or self._clock.now(), reason=outcome.reason)
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
