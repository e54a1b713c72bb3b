"""How a feed is: a pure judgement from its settings, its state and the time."""

from datetime import datetime

from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Health

SLOW = 10.0
"""Mean seconds of a fetch from which on a feed is slow."""
REMEMBERED = 16
"""Outcomes kept in the history."""
QUIET_AT_LEAST = 6 * 3600.0
"""No feed is called stale sooner, however busy it was."""
UNLEARNED_SILENCE = 7 * 86400.0


def judge(config: FeedConfig, state: FeedState, now: datetime, failure: Health | None = None) -> Health:
    """Return the health after the last poll, or as of ``now``; ``failure`` is the kind of the last one, if it failed."""
    if state.last_attempt is None:
        return Health.UNKNOWN
    if failure is not None:
        # A refusal is a message, not a flicker; the others may be the line's.
        return Health.FLICKERING if failure not in {Health.GONE, Health.BLOCKED} and flickers(state) else failure
    if flickers(state):
        return Health.FLICKERING
    if stale(config, state, now):
        return Health.STALE
    if state.moved_to:
        return Health.MOVED
    return Health.SLOW if (state.seconds or 0.0) > SLOW else Health.OK


def flickers(state: FeedState) -> bool:
    """Return whether the last polls failed and recovered by turns: three changes or more, and the last five not all failed."""
    if "x" not in state.history or state.history.endswith("xxxxx"):
        return False
    changes = sum(a != b for a, b in zip(state.history, state.history[1:], strict=False))
    return changes >= 3


def silence_allowed(config: FeedConfig, state: FeedState) -> float:
    """Return after how many seconds without anything new a feed is stale."""
    if config.stale_after is not None:
        return config.stale_after
    cadence = state.cadence
    if cadence.gap is None:
        return UNLEARNED_SILENCE
    return max(QUIET_AT_LEAST, 3 * (cadence.longest or 0.0), 6 * cadence.gap)


def stale(config: FeedConfig, state: FeedState, now: datetime) -> bool:
    """Return whether the feed answers but has kept silent for longer than it ever did."""
    since = state.last_new or state.first_success
    return since is not None and (now - since).total_seconds() > silence_allowed(config, state)


def alert_due(config: FeedConfig, state: FeedState, now: datetime) -> bool:
    """Return whether the feed has been unhealthy for long enough to tell its operator."""
    since = state.unhealthy_since
    return since is not None and (now - since).total_seconds() >= config.alert_after
