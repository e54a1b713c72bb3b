"""Dates of feeds: understood, or unknown; never now, never absurd."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

EARLIEST, LATEST = 1990, 2100
"""Years between which a date of news can lie; 1970 is what a machine writes that does not know."""

_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905 - it reads
_RFC822 = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s)?(\d{1,2})\s(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s(\d{4})\s"
    r"(\d\d):(\d\d)(?::(\d\d))?\s(GMT|UTC|UT|Z|[+-]\d{4})",
    re.ASCII,
)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)",
    re.ASCII,
)


def plain(text: str) -> datetime | None:
    """Return a date in one of the two forms nearly all feeds use (RFC 822 with a four-digit year, RFC 3339), else None."""
    try:
        if match := _ISO.fullmatch(text):
            year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
            zone = match[7]
            offset = 0 if zone == "Z" else _offset(zone[0], zone[1:3], zone[4:6])
        elif match := _RFC822.fullmatch(text):
            day, year, hour, minute = (int(match[n]) for n in (1, 3, 4, 5))
            month, second, zone = _MONTHS[match[2].lower()], int(match[6] or 0), match[7]
            offset = _offset(zone[0], zone[1:3], zone[3:5]) if zone[0] in "+-" else 0
        else:
            return None
        if second == 60:
            second = 59  # a leap second has no place in datetime
        local = datetime(year, month, day, hour, minute, second, tzinfo=timezone(timedelta(minutes=offset)))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def sane(date: datetime | None) -> datetime | None:
    """Return a date that news can have, or None."""
    return date if date is not None and EARLIEST <= date.year < LATEST else None


def from_struct(parts: Sequence[int] | None) -> datetime | None:
    """Return the date of feedparser's ``*_parsed`` (UTC), or None."""
    if not parts:
        return None
    try:
        return sane(datetime(*parts[:5], min(parts[5], 59), tzinfo=UTC))  # type: ignore[misc,arg-type]  # six numbers
    except (ValueError, OverflowError, TypeError):
        return None


def _offset(sign: str, hours: str, minutes: str) -> int:
    total = int(hours) * 60 + int(minutes)
    return -total if sign == "-" else total
