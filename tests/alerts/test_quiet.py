"""Quiet hours by the reader's clock."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from watcher.alerts.quiet import Day, QuietHours, wake
from watcher.rules.model import Severity

NIGHT = QuietHours.model_validate({"start": "22:00", "end": "07:00"})


def utc(text: str) -> datetime:
    """Return a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "awake"),
    [
        ("Asia/Baghdad", "2026-05-03T18:59", None),
        ("Asia/Baghdad", "2026-05-03T19:00", "2026-05-04T04:00"),
        ("Asia/Baghdad", "2026-05-04T03:59", "2026-05-04T04:00"),
        ("Asia/Baghdad", "2026-05-04T04:00", None),
        ("Europe/Berlin", "2026-03-28T22:30", "2026-03-29T05:00"),  # one hour shorter: summer time begins
        ("Europe/Berlin", "2026-10-24T22:30", "2026-10-25T06:00"),  # one hour longer: it ends
        ("America/New_York", "2026-11-01T05:30", "2026-11-01T12:00"),
        ("Africa/Casablanca", "2026-02-14T23:30", "2026-02-15T07:00"),  # Ramadan changes the offset that night
        ("Australia/Lord_Howe", "2026-04-04T12:00", "2026-04-04T20:30"),  # half an hour of summer time
    ],
)
def test_night_ends_at_seven_on_the_readers_wall(zone: str, now: str, awake: str | None) -> None:
    """A window over midnight ends at its wall time in five zones, also in the nights when clocks change."""
    found = wake((NIGHT,), zone, utc(now), Severity.WARNING)
    assert found == (utc(awake) if awake else None)


def test_critical_passes_and_windows_chain() -> None:
    """Critical alerts pass by default; a night that runs into a quiet Friday ends with the Friday."""
    friday = QuietHours.model_validate({"start": "00:00", "end": "00:00", "days": ["fri"]})
    thursday_night = utc("2026-05-07T23:00")
    assert wake((NIGHT, friday), "UTC", thursday_night, Severity.WARNING) == utc("2026-05-09T07:00")
    assert wake((NIGHT, friday), "UTC", thursday_night, Severity.CRITICAL) is None


def test_days_are_those_on_which_a_window_starts() -> None:
    """A window of Friday night is still on in the small hours of Saturday, and not in those of Friday."""
    window = QuietHours(start=time(22), end=time(7), days=(Day.FRI,))
    assert wake((window,), "UTC", utc("2026-05-09T03:00"), Severity.INFO) == utc("2026-05-09T07:00")
    assert wake((window,), "UTC", utc("2026-05-08T03:00"), Severity.INFO) is None


@pytest.mark.parametrize("value", ["25:00", "7", "22:60", 1500, -1, None, 22.5, "٢٢:٠٠"])
def test_times_that_are_none_are_refused(value: object) -> None:
    """25:00 and its like are errors, and so is what YAML makes of an unquoted 25:00."""
    with pytest.raises(ValidationError):
        QuietHours.model_validate({"start": value, "end": "07:00"})


def test_yaml_minutes_are_understood() -> None:
    """YAML reads 22:00 without quotes as 1320; that is twenty-two o'clock all the same."""
    assert QuietHours.model_validate({"start": 1320, "end": "7:05"}).start == time(22)


@given(
    st.integers(1_577_836_800, 1_893_456_000),
    st.sampled_from(["UTC", "Asia/Baghdad", "Europe/Berlin", "America/New_York", "Asia/Tehran", "Australia/Lord_Howe"]),
    st.times(),
    st.times(),
)
def test_waking_is_later_and_awake(moment: int, zone: str, start: time, end: time) -> None:
    """Whoever is quiet wakes in the future, within two days, and hears again at that moment."""
    window = QuietHours(start=start.replace(second=0, microsecond=0), end=end.replace(second=0, microsecond=0), days=(Day.MON,))
    now = datetime.fromtimestamp(moment, UTC)
    found = wake((window,), zone, now, Severity.INFO)
    if found is not None:
        assert 0 < (found - now).total_seconds() <= 26 * 3600
        assert wake((window,), zone, found, Severity.INFO) is None
