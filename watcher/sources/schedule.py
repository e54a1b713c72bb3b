"""When a feed is polled next: a pure decision from its settings, its state and the time.

The interval is learned (half of the feed's usual gap between two new entries), kept between the configured bounds, never
shorter than the server asks (up to a ceiling), and jittered, so that feeds that start together do not stay together.
Failures back off and never give up.
"""

from datetime import datetime, timedelta
from hashlib import blake2b

from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Health

UNLEARNED = 300.0
"""Interval of a feed whose cadence is not known yet, within its bounds."""
JITTER = 0.1
FIRST_SPREAD = 5.0
"""First polls are spread over so many seconds."""
GONE_INTERVAL = 86400.0
BLOCKED_FLOOR = 900.0
BLOCKED_CEILING = 6 * 3600.0


def interval(config: FeedConfig, state: FeedState) -> float:
    """Return the seconds between two polls while all is well."""
    if config.interval is not None:
        return config.interval
    gap = state.cadence.gap
    wished = UNLEARNED if gap is None else gap / 2
    return min(max(wished, config.min_interval), config.max_interval)


def next_poll(config: FeedConfig, state: FeedState, now: datetime, health: Health | None = None) -> datetime:
    """Return when to poll next, never before ``now``; ``health`` goes before the state's own."""
    chance = _chance(config.id, state.polls)
    if state.last_attempt is None:
        return now + timedelta(seconds=chance * FIRST_SPREAD)
    wait = backoff(config, state, health or state.health) if state.failures else _asked(config, state)
    due = state.last_attempt + timedelta(seconds=wait * (1 - JITTER + 2 * JITTER * chance))
    if state.not_before is not None and due < state.not_before:
        # What the server asked for is a floor: jitter only adds to it.
        due = state.not_before + timedelta(seconds=min(wait, 60.0) * JITTER * chance)
    return max(due, now)


def backoff(config: FeedConfig, state: FeedState, health: Health) -> float:
    """Return the seconds to wait after ``state.failures`` failures in a row."""
    first, ceiling = interval(config, state), max(config.max_interval, 900.0)
    if health is Health.GONE:
        return GONE_INTERVAL
    if health is Health.BLOCKED:
        first, ceiling = max(first, BLOCKED_FLOOR), BLOCKED_CEILING
    else:
        # The first retry comes soon: most failures are a moment's.
        first = min(first, config.min_interval)
    return min(first * 2.0 ** min(state.failures - 1, 30), ceiling)


def _asked(config: FeedConfig, state: FeedState) -> float:
    """Return the interval, stretched to the document's own ``ttl`` as far as the feed's longest interval allows."""
    wished = interval(config, state)
    return max(wished, min(state.ttl or 0.0, config.max_interval)) if config.interval is None else wished


def _chance(name: str, polls: int) -> float:
    """Return a number in [0, 1) that looks random and is the same whenever asked: the decision stays pure."""
    return int.from_bytes(blake2b(f"{name}:{polls}".encode(), digest_size=4).digest()) / 2**32
