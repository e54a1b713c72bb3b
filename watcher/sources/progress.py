"""How a feed's state goes on after a poll: pure, `(config, state, what happened, now) -> state`."""

import statistics
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from watcher.sources import health
from watcher.sources.marks import Compared
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.schedule import next_poll
from watcher.sources.settings import FeedConfig
from watcher.sources.state import Cadence, CoverageGap, FeedState, Health

LEARNING = 0.2
"""Weight of the latest observation in a learned mean."""
LONGEST_PROBLEMS = 300
"""Characters kept of what is wrong with a document."""
FORGETTING = 0.98
"""What is left of the longest silence with every new arrival."""


def succeeded(config: FeedConfig, state: FeedState, now: datetime, *, fresh_for: float | None, seconds: float) -> dict[str, Any]:
    """Return what changes in the state with an answer, whether or not it held anything."""
    wait = min(fresh_for, config.max_interval) if fresh_for else None
    return {
        "first_success": state.first_success or now,
        "last_attempt": now,
        "last_success": now,
        "not_before": now + timedelta(seconds=wait) if wait and config.interval is None else None,
        "polls": state.polls + 1,
        "failures": 0,
        "history": (state.history + ".")[-health.REMEMBERED :],
        "seconds": _mean(state.seconds, seconds),
    }


def failed(
    config: FeedConfig,
    state: FeedState,
    now: datetime,
    *,
    kind: Health,
    detail: str,
    retry_after: float | None = None,
    ceiling: float = 6 * 3600.0,
) -> FeedState:
    """Return the state after a failure; ``retry_after`` (seconds) is honoured up to ``ceiling``."""
    wait = min(retry_after, ceiling) if retry_after else None
    after = state.changed(
        {
            "last_attempt": now,
            "not_before": now + timedelta(seconds=wait) if wait else None,
            "polls": state.polls + 1,
            "failures": state.failures + 1,
            "errors": state.errors + 1,
            "history": (state.history + "x")[-health.REMEMBERED :],
        }
    )
    return settled(config, after, now, detail=detail, failure=kind)


def settled(config: FeedConfig, state: FeedState, now: datetime, *, detail: str, failure: Health | None = None) -> FeedState:
    """Return the state with its health judged and its next poll decided."""
    # The backoff goes by what the failure is, even while the feed as a whole is called flickering.
    told = health.judge(config, state, now, failure)
    well = told in {Health.OK, Health.SLOW, Health.MOVED}
    due = next_poll(config, state, now, failure or told)
    return state.changed(
        {
            "health": told,
            "detail": detail,
            "unhealthy_since": None if well else state.unhealthy_since or now,
            "next_due": due,
        }
    )


def read(
    state: FeedState, feed: ParsedFeed, compared: Compared, now: datetime, *, last_success: datetime | None
) -> tuple[FeedState, CoverageGap | None]:
    """Return the state after a document was read, and the gap in coverage since ``last_success`` that it shows."""
    first = not state.recent
    gap = None if first or compared.overlaps else coverage_gap(state.cadence, feed.entries, last_success, now)
    times = sorted(entry.published for entry in feed.entries if entry.published and entry.published <= now)
    last_new: datetime | None
    if first:
        cadence, last_new = _learned_from(times), times[-1] if times else now
    elif compared.new:
        cadence, last_new = _learned(state, compared.new, now), now
    else:
        cadence, last_new = state.cadence, state.last_new
    after = state.changed(
        {
            "recent": compared.marks or state.recent,
            "ttl": feed.ttl,
            "problems": "; ".join(feed.problems)[:LONGEST_PROBLEMS],
            "cadence": cadence,
            "last_new": last_new,
            "gaps": state.gaps + (gap is not None),
            "last_gap": gap or state.last_gap,
        }
    )
    return after, gap


def coverage_gap(cadence: Cadence, entries: Sequence[RawEntry], since: datetime | None, now: datetime) -> CoverageGap | None:
    """Return the time not covered between the last success and a document that has no entry in common with those before."""
    if not entries or since is None:
        return None
    times = [entry.published for entry in entries if entry.published and since < entry.published <= now]
    until = min(times) if times else now
    lost = max(0, round((until - since).total_seconds() / cadence.gap)) if cadence.gap else None
    return CoverageGap(since=since, until=until, lost=lost)


def _learned_from(times: Sequence[datetime]) -> Cadence:
    """Learn from the dates of a first document: what it shows of the past is what a feed will do."""
    gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
    if len(gaps) < 3:
        return Cadence()
    return Cadence(gap=max(1.0, statistics.fmean(gaps)), longest=max(gaps))


def _learned(state: FeedState, new: Sequence[RawEntry], now: datetime) -> Cadence:
    """Learn from arrivals: several at once share the time since the last."""
    old = state.cadence
    gap, longest = old.gap, old.longest
    if state.last_new is not None:
        silence = max(1.0, (now - state.last_new).total_seconds())
        gap = _mean(old.gap, silence / len(new))
        longest = max(silence, (old.longest or 0.0) * FORGETTING)
    delays = [(now - entry.published).total_seconds() for entry in new if entry.published and entry.published <= now]
    latency = _mean(old.latency, min(delays)) if delays else old.latency
    return Cadence(gap=gap, longest=longest, entries=old.entries + len(new), latency=latency)


def _mean(old: float | None, latest: float) -> float:
    return round(latest if old is None else old + LEARNING * (latest - old), 3)
