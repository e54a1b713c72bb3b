"""When a feed is polled next, and how it is: pure decisions."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.conftest import NOW
from watcher.sources import health
from watcher.sources.overview import overview
from watcher.sources.progress import failed, succeeded
from watcher.sources.schedule import interval, next_poll
from watcher.sources.settings import FeedConfig
from watcher.sources.state import Cadence, CoverageGap, FeedState, Health


def config(**settings: Any) -> FeedConfig:
    """Return a feed's settings."""
    return FeedConfig.model_validate({"url": "https://a.example/rss"} | settings)


def state(**fields: Any) -> FeedState:
    """Return the state of a feed polled just now."""
    return FeedState(last_attempt=NOW, last_success=NOW, first_success=NOW, polls=1).changed(fields)


def wait(feed: FeedConfig, past: FeedState) -> float:
    """Return the seconds until the next poll."""
    return (next_poll(feed, past, NOW) - NOW).total_seconds()


@pytest.mark.parametrize(("gap", "seconds"), [(None, 300), (10, 60), (600, 300), (7200, 900)])
def test_the_interval_follows_the_cadence(gap: float | None, seconds: float) -> None:
    """A feed is asked twice in its usual gap, within its bounds; hot feeds sooner, quiet ones later."""
    assert interval(config(), state(cadence=Cadence(gap=gap))) == seconds
    assert interval(config(interval="7m"), state(cadence=Cadence(gap=gap))) == 420


def test_first_polls_come_soon_and_spread() -> None:
    """A hundred new feeds start within seconds, not in one instant."""
    starts = [next_poll(config(id=f"f{n}"), FeedState(), NOW) for n in range(100)]
    assert all(NOW <= start <= NOW + timedelta(seconds=5) for start in starts)
    assert len({start.second for start in starts}) >= 4


def test_feeds_that_start_together_drift_apart() -> None:
    """Jitter differs from feed to feed and from poll to poll (chi-square of ten classes, 1 % level)."""
    waits = [wait(config(id=f"f{n}"), state(polls=n % 7)) for n in range(1000)]
    assert 270 <= min(waits) <= max(waits) <= 330
    counts = [sum(int((seconds - 270) // 6) == n for seconds in waits) for n in range(10)]
    assert sum((count - 100) ** 2 / 100 for count in counts) < 21.7


def test_what_the_server_asks_is_a_floor_with_a_ceiling() -> None:
    """TTL and freshness stretch the interval up to ``max_interval``; a fixed interval is the operator's word."""
    assert wait(config(), state(ttl=600)) >= 540
    assert wait(config(), state(ttl=86400)) <= 990
    after = state().changed(succeeded(config(), state(), NOW, fresh_for=86400, seconds=0.1))
    assert 900 <= wait(config(), after) <= 960
    often = config(interval="1m")
    assert wait(often, state().changed(succeeded(often, state(), NOW, fresh_for=86400, seconds=0.1))) <= 66


def test_failures_back_off_and_never_give_up() -> None:
    """The first retry comes within the shortest interval, later ones up to the longest; a thousand failures still poll."""
    past = state()
    waits = []
    for _ in range(40):
        past = failed(config(), past.changed({"last_attempt": NOW}), NOW, kind=Health.UNREACHABLE, detail="x")
        assert past.next_due is not None
        waits.append((past.next_due - NOW).total_seconds())
    assert waits[0] <= 66
    assert waits[1] > waits[0]
    assert 800 <= waits[-1] <= 1000
    assert wait(config(), state(failures=10**6, health=Health.BROKEN)) <= 1000


def test_refusals_and_goodbyes_wait_longer() -> None:
    """A feed that refuses us is asked every quarter of an hour at most, one that is gone once a day."""
    blocked = failed(config(), state(), NOW, kind=Health.BLOCKED, detail="403")
    gone = failed(config(), state(), NOW, kind=Health.GONE, detail="410")
    assert blocked.next_due is not None
    assert gone.next_due is not None
    assert timedelta(minutes=13) <= blocked.next_due - NOW <= timedelta(minutes=17)
    assert timedelta(hours=21) <= gone.next_due - NOW <= timedelta(hours=27)


spans = st.floats(0, 1e12) | st.none()


@given(
    gap=spans,
    ttl=spans,
    failures=st.integers(0, 10**9),
    health_=st.sampled_from(Health),
    polls=st.integers(0, 10**9),
    ahead=spans,
)
def test_the_decision_is_always_a_time_from_now_to_a_day_or_so(
    *, gap: float | None, ttl: float | None, failures: int, health_: Health, polls: int, ahead: float | None
) -> None:
    """Whatever the state, the next poll is neither in the past nor lost in the future, and the same when asked again."""
    floor = NOW + timedelta(seconds=min(ahead, 21600)) if ahead is not None else None
    past = state(cadence=Cadence(gap=gap), ttl=ttl, failures=failures, health=health_, polls=polls, not_before=floor)
    due = next_poll(config(), past, NOW)
    assert NOW <= due <= NOW + timedelta(hours=27)
    assert due == next_poll(config(), past, NOW)
    if floor is not None:
        assert due >= floor


@pytest.mark.parametrize(
    ("fields", "later", "expected"),
    [
        ({"last_attempt": None}, 0, Health.UNKNOWN),
        ({"last_new": NOW}, 0, Health.OK),
        ({"last_new": NOW, "seconds": 12}, 0, Health.SLOW),
        ({"last_new": NOW, "moved_to": "https://b.example/"}, 0, Health.MOVED),
        ({"last_new": NOW, "history": ".x.x."}, 0, Health.FLICKERING),
        ({"last_new": NOW, "history": "....x...."}, 0, Health.OK),
        ({"last_new": NOW, "cadence": Cadence(gap=600, longest=3600)}, 7, Health.STALE),
        ({"last_new": NOW, "cadence": Cadence(gap=600, longest=36000)}, 7, Health.OK),
        ({"last_new": NOW}, 100, Health.OK),
        ({"last_new": NOW}, 200, Health.STALE),
    ],
)
def test_health_is_judged_from_what_is_known(fields: dict[str, Any], later: float, expected: Health) -> None:
    """Staleness goes by the feed's own silence; one bad poll is no flicker; slow and moved are said."""
    assert health.judge(config(), state(**fields), NOW + timedelta(hours=later)) is expected


def test_flicker_is_told_from_death() -> None:
    """Failing by turns is flickering; failing and failing is what the failure is; a refusal is never a flicker."""

    def after(history: str, kind: Health) -> Health:
        return health.judge(config(), state(history=history), NOW, kind)

    assert after(".x.x", Health.UNREACHABLE) is Health.FLICKERING
    assert after("...xxxx", Health.UNREACHABLE) is Health.UNREACHABLE
    assert after(".x.x.xxxxx", Health.UNREACHABLE) is Health.UNREACHABLE
    assert after(".x.x", Health.GONE) is Health.GONE


def test_the_operator_is_told_after_the_set_time() -> None:
    """Unhealthy for ``alert_after`` makes an operational alert due; recovery ends it."""
    past = failed(config(), state(), NOW, kind=Health.BROKEN, detail="x")
    assert not health.alert_due(config(), past, NOW + timedelta(minutes=59))
    assert health.alert_due(config(), past, NOW + timedelta(minutes=61))
    assert not health.alert_due(config(), state(), NOW + timedelta(days=9))


def test_a_gap_reads_like_a_sentence() -> None:
    """Times, the day where it changes, and how much may be lost."""

    def gap(hours: float, lost: int | None) -> str:
        return str(CoverageGap(since=NOW, until=NOW + timedelta(hours=hours), lost=lost))

    assert gap(0.7, 3) == "2026-11-20 12:00-12:42 UTC not covered, 3 entries may be lost"
    assert gap(24, 1) == "2026-11-20 12:00-2026-11-21 12:00 UTC not covered, 1 entry may be lost"
    assert gap(1, None).endswith("entries may be lost")


def test_the_overview_says_how_every_feed_is() -> None:
    """A row for each configured feed, polled or not; a stored state of another version is an unknown feed."""
    past = state(last_new=NOW, health=Health.OK, cadence=Cadence(gap=3600, longest=3600, latency=40), errors=2)
    feeds = [config(), config(url="https://b.example/rss"), config(url="https://c.example/rss")]
    rows = overview(feeds, {feeds[0].id: past.stored(), feeds[1].id: "{}}"}, NOW + timedelta(hours=1))
    assert [(row.health, row.a_day, row.latency) for row in rows] == [
        (Health.OK, 24.0, 40), (Health.UNKNOWN, None, None), (Health.UNKNOWN, None, None),
    ]  # fmt: skip
    assert overview(feeds, {feeds[0].id: past.stored()}, NOW + timedelta(hours=9))[0].health is Health.STALE


def test_cadence_is_learned_from_what_a_first_document_shows() -> None:
    """Dates of a first document give gap and silence; later arrivals move them."""
    from watcher.sources.marks import compare  # noqa: PLC0415 - only here
    from watcher.sources.model import ParsedFeed, RawEntry  # noqa: PLC0415
    from watcher.sources.progress import read  # noqa: PLC0415

    def document(*minutes: float) -> ParsedFeed:
        when: list[datetime] = [NOW - timedelta(minutes=m) for m in minutes]
        return ParsedFeed(entries=tuple(RawEntry(title=f"{at}", published=at) for at in when))

    feed = document(60, 50, 40, 30, 10)
    after, _ = read(FeedState(), feed, compare(feed.entries, ""), NOW, last_success=None)
    assert (after.cadence.gap, after.cadence.longest) == (750.0, 1200.0)
    assert after.last_new == NOW - timedelta(minutes=10)
    more = document(30, 10, 0)
    then, gap = read(after, more, compare(more.entries, after.recent), NOW + timedelta(minutes=1), last_success=NOW)
    assert gap is None
    assert then.cadence.entries == 1
    assert then.cadence.latency == 60.0
