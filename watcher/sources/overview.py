"""How every feed is doing, as rows that a table or a page shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from watcher.model import Model
from watcher.sources import health
from watcher.sources.settings import FeedConfig
from watcher.sources.state import CoverageGap, FeedState, Health


class FeedRow(Model):
    """One feed. Times are UTC, spans are seconds, unknown is ``None``."""

    id: str
    name: str
    url: str
    language: str | None
    tier: int
    enabled: bool
    health: Health
    last_success: datetime | None
    next_due: datetime | None
    cadence: float | None
    """Mean time between two new entries."""
    a_day: float | None
    """Entries a day, from the cadence."""
    latency: float | None
    """Mean time from publication to first sight."""
    errors: int
    polls: int
    gaps: int
    last_gap: CoverageGap | None
    detail: str


def overview(feeds: Sequence[FeedConfig], states: Mapping[str, str], now: datetime) -> tuple[FeedRow, ...]:
    """Return a row for each configured feed; ``states`` are stored FeedStates (JSON) by feed id."""
    return tuple(_row(feed, FeedState.loaded(states.get(feed.id)) or FeedState(), now) for feed in feeds)


def _row(feed: FeedConfig, state: FeedState, now: datetime) -> FeedRow:
    # Staleness grows with time though nothing is polled; everything else is as the last poll left it.
    told = state.health
    if told in {Health.OK, Health.SLOW, Health.MOVED} and health.stale(feed, state, now):
        told = Health.STALE
    gap = state.cadence.gap
    return FeedRow(
        id=feed.id,
        name=feed.name,
        url=feed.url,
        language=feed.language,
        tier=feed.tier,
        enabled=feed.enabled,
        health=told,
        last_success=state.last_success,
        next_due=state.next_due,
        cadence=gap,
        a_day=round(86400 / gap, 1) if gap else None,
        latency=state.cadence.latency,
        errors=state.errors,
        polls=state.polls,
        gaps=state.gaps,
        last_gap=state.last_gap,
        detail=_detail(state, told),
    )


def _detail(state: FeedState, told: Health) -> str:
    """Return what the last poll had to tell, with what is wrong with the document as long as the feed stands at it."""
    if told is Health.MOVED:
        return f"moved to {state.moved_to}"
    return "; ".join(filter(None, (state.detail, "" if told.failing else state.problems)))
