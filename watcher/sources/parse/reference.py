"""The reference parser: feedparser, on text that is already decoded, without network, files or HTML surgery.

HTML is neither sanitised nor are its links resolved: everything of a feed is untrusted text to us, turned into plain text
by `articles`, so that surgery would cost two thirds of the time for nothing.
"""

import io
import re
import warnings
from collections.abc import Mapping
from typing import Any

import feedparser

from watcher.errors import SourceError
from watcher.sources.model import MOST_ENTRIES, ParsedFeed, RawEntry
from watcher.sources.parse import dates

_CLOSING = re.compile(rb"</(?:item|entry)>")


def parse(text: bytes, url: str) -> ParsedFeed:
    """Parse UTF-8 XML; SourceError where it is no feed."""
    count = max(text.count(b"</item>"), text.count(b"</entry>"))
    if count > MOST_ENTRIES:
        text = _first_entries(text)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = feedparser.parse(io.BytesIO(text), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    head = parsed.get("feed") or {}
    entries = tuple(_entry(entry, head.get("language")) for entry in (parsed.get("entries") or ())[:MOST_ENTRIES])
    if not entries and not parsed.get("version"):
        raise SourceError(_told(text, parsed.get("bozo_exception")))
    problems = too_many(count)
    if parsed.get("bozo") and parsed.get("bozo_exception") and not problems:
        problems = (_one_line(parsed["bozo_exception"]),)
    return ParsedFeed(
        entries=entries,
        title=_text(head.get("title")),
        link=_text(head.get("link")),
        language=_text(head.get("language")),
        ttl=_ttl(head),
        hub=_rel(head, "hub"),
        self_url=_rel(head, "self"),
        problems=problems,
    )


def too_many(count: int) -> tuple[str, ...]:
    """Return the problem of a document with more entries than are read."""
    return (f"only the first {MOST_ENTRIES} of {count} entries are read",) if count > MOST_ENTRIES else ()


def _first_entries(text: bytes) -> bytes:
    """Cut a document after the last entry that is read, so that the rest costs nothing."""
    end = 0
    for closing, _ in zip(_CLOSING.finditer(text), range(MOST_ENTRIES), strict=False):
        end = closing.end()
    return text[:end]


def _entry(entry: dict[str, Any], language: str | None) -> RawEntry:
    contents = entry.get("content") or ()
    return RawEntry(
        guid=_text(entry.get("id")),
        link=_text(entry.get("link")),
        title=_text(entry.get("title")),
        summary=_text(entry.get("summary")),
        content=next((_text(part.get("value")) for part in contents if part.get("value")), None),
        published=dates.understood(entry.get("published"), entry.get("published_parsed")),
        # Asked as a plain dict: feedparser's own would answer with the date of publication.
        updated=dates.understood(dict.get(entry, "updated"), dict.get(entry, "updated_parsed")),
        authors=_authors(entry),
        tags=tuple(dict.fromkeys(term for tag in entry.get("tags") or () if (term := _text(tag.get("term"))))),
        language=_text(entry.get("language")) or _text((entry.get("title_detail") or {}).get("language")) or _text(language),
        source=_text((entry.get("source") or {}).get("title")),
    )


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = [_text(author.get("name")) for author in entry.get("authors") or ()]
    return tuple(dict.fromkeys(name for name in names if name)) or tuple(name for name in (_text(entry.get("author")),) if name)


def _rel(head: Mapping[str, Any], rel: str) -> str | None:
    return next((_text(link.get("href")) for link in head.get("links") or () if link.get("rel") == rel), None)


_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}


def ttl_of(minutes: str | None, period: str | None, frequency: str | None) -> float | None:
    """Return in seconds how long a feed asks to be left alone: RSS ``ttl`` (minutes), else ``sy:updatePeriod``."""
    if minutes and minutes.isascii() and minutes.isdigit() and len(minutes) < 7:
        return float(minutes) * 60
    if period in _PERIODS:
        often = int(frequency) if frequency and frequency.isascii() and frequency.isdigit() and len(frequency) < 5 else 1
        return _PERIODS[period] / max(1, often)
    return None


def _ttl(head: Mapping[str, Any]) -> float | None:
    return ttl_of(_text(head.get("ttl")), _text(head.get("sy_updateperiod")), _text(head.get("sy_updatefrequency")))


def _text(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def _one_line(error: object) -> str:
    return " ".join(str(error).split())[:200]


def _told(text: bytes, error: object) -> str:
    start = text[:2048].lstrip().lower()
    if not start:
        return "an empty document"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page, not a feed"
    return f"not a feed: {_one_line(error)}" if error else "not a feed"
