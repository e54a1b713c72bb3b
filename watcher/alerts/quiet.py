"""Quiet hours in the reader's own time zone: over midnight, over the change to summer time, on some days only."""

import re
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator

from watcher.model import Settings
from watcher.rules.model import Severity
from watcher.spelling import hint

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)
_LONGEST = 14  # windows in a row after which somebody never wants to hear anything


def zone_name(value: str) -> str:
    """Check the name of an IANA time zone; ValueError for one that does not exist."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        known = hint(value, available_timezones()) or "; it is named as in Asia/Baghdad"
        raise ValueError(f"{value!r} is no time zone{known}") from None
    return value


TimeZone = Annotated[str, AfterValidator(zone_name)]


def clock_time(value: Any) -> time:
    """Return a time of day of "22:00"; YAML reads an unquoted 22:00 as 1320, minutes since midnight."""
    if isinstance(value, time):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1440:
        return time(value // 60, value % 60)
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a time of day such as "22:00" is needed')
    return time(int(found.group(1)), int(found.group(2)))


ClockTime = Annotated[time, BeforeValidator(clock_time)]


class Day(StrEnum):
    """Days of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class QuietHours(Settings):
    """One window in which a receiver is left in peace; what comes then is told at its end, in one digest."""

    start: ClockTime
    end: ClockTime
    """The same as ``start`` means a whole day."""
    days: tuple[Day, ...] = tuple(Day)
    """Days on which the window starts."""
    passes: Severity = Severity.CRITICAL
    """What is told all the same."""

    def until(self, local: datetime) -> datetime | None:
        """Return the end of the window that ``local``, a time in the reader's zone, lies in."""
        for start_day in (local.date() - _DAY, local.date()):
            if tuple(Day)[start_day.weekday()] not in self.days:
                continue
            end_day = start_day if self.end > self.start else start_day + _DAY
            # Attaching the zone to a wall time keeps "07:00" at seven whatever the offset was at the start.
            start = datetime.combine(start_day, self.start, local.tzinfo)
            end = datetime.combine(end_day, self.end, local.tzinfo)
            if start.timestamp() <= local.timestamp() < end.timestamp():
                return end
        return None


def wake(windows: tuple[QuietHours, ...], zone: str, now: datetime, severity: Severity) -> datetime | None:
    """Return when a receiver wakes that is quiet at ``now`` for this severity; ``None`` where it hears."""
    asked = [window for window in windows if severity.rank < window.passes.rank]
    moment = now.astimezone(ZoneInfo(zone))
    ends: datetime | None = None
    for _ in range(_LONGEST):
        found = [end for window in asked if (end := window.until(moment))]
        if not found:
            break
        ends = moment = max(found)
    return None if ends is None else ends.astimezone(now.tzinfo)
