"""Claims about the retry schedules: gaps as written, jitter in bounds, obedience with a limit, an end."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.alerts import NOW
from tests.queue.vocabulary import a_letter
from watcher.queue.schedule import AFTER_CEILING, EMAIL, GIVE_UP, WEBHOOK, Schedule


def gaps(schedule: Schedule, count: int) -> list[float]:
    """Return the first gaps without jitter, in seconds."""
    found = []
    for attempt in range(count):
        due = schedule.next(a_letter(attempt=attempt), NOW, lambda: 0.5)
        assert due is not None
        found.append((due - NOW).total_seconds())
    return found


def test_the_gaps_are_those_written_down() -> None:
    """Webhooks begin within seconds, mail after half a minute; the last gap repeats."""
    assert gaps(WEBHOOK, 15) == [2, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 28800, 43200, 43200, 43200]
    assert gaps(EMAIL, 8) == [30, 120, 300, 600, 900, 1800, 3600, 3600]


@pytest.mark.parametrize(
    ("after", "expected"), [(None, 10), (5, 10), (60, 60), (-1, 10), (0, 10), (10**9, 6 * 3600), (float("inf"), 6 * 3600)]
)
def test_retry_after_lengthens_a_gap_up_to_six_hours(after: float | None, expected: float) -> None:
    """A receiver may ask for a longer gap, never for a shorter one, and not for ever."""
    due = WEBHOOK.next(a_letter(attempt=1), NOW, lambda: 0.5, after=after)
    assert due == NOW + timedelta(seconds=expected)


def test_three_days_are_the_end() -> None:
    """The last try falls on the end; after it the delivery is given up."""
    almost, end = NOW + GIVE_UP - timedelta(minutes=1), NOW + GIVE_UP
    assert WEBHOOK.next(a_letter(attempt=20), almost, lambda: 0.5) == end
    assert WEBHOOK.next(a_letter(attempt=21), end, lambda: 0.5) is None


@given(attempt=st.integers(0, 1000), luck=st.floats(0, 1, exclude_max=True), after=st.none() | st.floats(allow_nan=False))
def test_jitter_stays_in_bounds(attempt: int, luck: float, after: float | None) -> None:
    """Whatever the dice and the receiver say, a try is neither at once nor later than its gap or the ceiling allows."""
    due = WEBHOOK.next(a_letter(attempt=attempt), NOW, lambda: luck, after=after)
    assert due is not None
    gap = WEBHOOK.gaps[min(attempt, len(WEBHOOK.gaps) - 1)]
    assert 0.8 * gap - 0.001 <= (due - NOW).total_seconds() <= max(1.2 * gap, AFTER_CEILING.total_seconds()) + 0.001
