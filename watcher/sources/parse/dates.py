"""Dates of feeds: understood, or unknown; never now, never absurd."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

EARLIEST, LATEST = 1990, 2100
"""Years between which a date of news can lie; 1970 is what a machine writes that does not know."""

_MONTHS = {name: n for n, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}  # noqa: SIM905 - it reads
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
        if text[4:5] == "-":
            match = _ISO.fullmatch(text)
            if match is None:
                return None
            year, month, day, hour, minute, second, zone = match.groups()
            number = int(month)
        else:
            match = _RFC822.fullmatch(text)
            if match is None:
                return None
            day, month, year, hour, minute, second, zone = match.groups()
            number = _MONTHS[month]
        date = datetime(int(year), number, int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
        return date - _offset(zone) if zone[0] in "+-" else date
    except (ValueError, OverflowError):
        return None


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MINUTE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:\d\d)", re.ASCII)


def written(text: str | None) -> datetime | None:
    """Return a W3C date (also a day alone, or without seconds) of formats that feedparser does not read, or None."""
    if not text:
        return None
    if _DAY.fullmatch(text):
        text += "T00:00:00Z"
    elif match := _MINUTE.fullmatch(text):
        text = f"{match[1]}:00{match[2]}"
    return sane(plain(text))


def sane(date: datetime | None) -> datetime | None:
    """Return a date that news can have, or None."""
    return date if date is not None and EARLIEST <= date.year < LATEST else None


def understood(text: object, parts: Sequence[int] | None) -> datetime | None:
    """Return feedparser's date (``parts``, UTC) of ``text``, or None; it takes a thirteenth month for January."""
    if not parts or not isinstance(text, str):
        return None
    if _ISO.fullmatch(text) or _RFC822.fullmatch(text):
        exact = plain(text.replace(":60", ":59"))
        if exact is None:
            return None
    try:
        year, month, day, hour, minute, second = parts[:6]
        return sane(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC))
    except (ValueError, OverflowError, TypeError):
        return None


def _offset(zone: str) -> timedelta:
    """Return ``+0300`` or ``+03:00`` as a span."""
    span = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -span if zone[0] == "-" else span
