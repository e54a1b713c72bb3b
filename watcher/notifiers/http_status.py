"""What a webhook's answer means: one table, tried status by status in the tests."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from watcher.alerts.delivery import Outcome, Result
from watcher.notifiers.safe import one_line
from watcher.sources.net import shown

LONGEST_WAIT = 6 * 3600.0
SLOW_DOWN = frozenset({429, 502, 503, 504})
"""Answers that ask the whole endpoint to be left alone for a while."""


def classify(status: int, *, now: datetime, retry_after: str | None = None, location: str | None = None) -> Outcome:
    """Return what to do after ``status``: done, again on the schedule or when asked, or never (410)."""
    if 200 <= status < 300:
        return Outcome(result=Result.DELIVERED, status=status)
    if status == 410:
        return Outcome(result=Result.REJECTED, status=status, reason="410 Gone: the receiver wants no more", disable=True)
    if 300 <= status < 400:
        where = f" to {one_line(shown(location), 120)}" if location else ""
        return Outcome(result=Result.RETRY, status=status, reason=f"{status} redirects{where}; redirects are not followed")
    return Outcome(result=Result.RETRY, status=status, reason=f"HTTP {status}", after=wait(retry_after, now))


def wait(retry_after: str | None, now: datetime) -> float | None:
    """Return the seconds of a Retry-After (RFC 9110: seconds or a date), at most six hours; ``None`` for nonsense."""
    if not retry_after:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit() and len(text) <= 12:
        seconds = float(text)
    else:
        try:
            when = parsedate_to_datetime(text)
            seconds = ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds()
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    return min(seconds, LONGEST_WAIT) if seconds > 0 else None
