"""Every HTTP status and Retry-After, in one table."""

from datetime import UTC, datetime

import pytest

from watcher.alerts.delivery import Result
from watcher.notifiers.http_status import classify, wait

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", range(100, 600))
def test_every_status_has_its_meaning(status: int) -> None:
    """2xx is done, 410 is never again, everything else comes again."""
    outcome = classify(status, now=NOW)
    if 200 <= status < 300:
        assert outcome.result is Result.DELIVERED
    elif status == 410:
        assert (outcome.result, outcome.disable) == (Result.REJECTED, True)
    else:
        assert (outcome.result, outcome.disable) == (Result.RETRY, False)
        assert str(status) in outcome.reason
    assert outcome.status == status


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", None),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("21600", 21600.0),
        ("21601", 21600.0),
        ("999999999999", 21600.0),
        ("9" * 400, None),
        ("-1", None),
        ("1e9", None),
        ("1.5", None),
        ("nan", None),
        ("soon", None),
        ("١٢٠", None),
        ("Sun, 03 May 2026 12:02:00 GMT", 120.0),
        ("Sun, 03 May 2026 14:02:00 +0200", 120.0),
        ("Sunday, 03-May-26 12:02:00 GMT", 120.0),
        ("Sun May  3 12:02:00 2026", 120.0),
        ("Sun, 03 May 2026 11:59:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 21600.0),
        ("Sun, 31 Feb 2026 12:00:00 GMT", None),
        ("Sun, 03 May 99999 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_believed_within_reason(header: str | None, seconds: float | None) -> None:
    """Seconds and the three date forms count, up to six hours; negative, absurd and unparsable ones do not."""
    assert wait(header, NOW) == seconds


def test_location_is_told_without_its_secrets() -> None:
    """A redirect's target is named, its query is not."""
    reason = classify(302, now=NOW, location="https://evil.example/path?token=canary\r\n").reason
    assert "https://evil.example/path" in reason
    assert "canary" not in reason
