"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1): bounded in depth and size, believed in nothing."""

import json
import re
from datetime import datetime
from typing import Any

from watcher.errors import SourceError
from watcher.sources.model import MOST_ENTRIES, ParsedFeed, RawEntry
from watcher.sources.parse import dates
from watcher.sources.parse.reference import too_many
from watcher.sources.parse.texts import absolute, whole

DEEPEST = 32


def parse(text: bytes, url: str) -> ParsedFeed:
    """Parse a JSON Feed; SourceError where it is none."""
    try:
        # A number of a billion digits is not computed, and a nest is refused before the parser recurses into it.
        _refuse_depth(text)
        data = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not JSON: {str(error)[:100]}") from None
    if not isinstance(data, dict) or "jsonfeed.org/version/" not in str(data.get("version", ""))[:100]:
        raise SourceError("JSON, but no JSON Feed")
    listed = data["items"] if isinstance(data.get("items"), list) else []
    language = _text(data.get("language"))
    authors = _authors(data)
    items = [item for item in listed if isinstance(item, dict)]
    hubs = [hub for hub in data.get("hubs") or () if isinstance(hub, dict) and str(hub.get("type", "")).lower() == "websub"]
    return ParsedFeed(
        entries=tuple(_entry(item, url, language, authors) for item in items[:MOST_ENTRIES]),
        title=_text(data.get("title")),
        link=_text(data.get("home_page_url")),
        language=language,
        hub=_text(hubs[0].get("url")) if hubs else None,
        self_url=_text(data.get("feed_url")),
        problems=too_many(len(items)) + (() if len(items) == len(listed) else ("items that are no objects",)),
    )


def _entry(item: dict[str, Any], url: str, language: str | None, authors: tuple[str, ...]) -> RawEntry:
    link = _text(item.get("url")) or _text(item.get("external_url"))
    text = _text(item.get("content_html")) or _text(item.get("content_text"))
    tags = [tag for tag in item.get("tags") or () if isinstance(tag, str)] if isinstance(item.get("tags"), list) else []
    return RawEntry(
        guid=_text(item.get("id")),
        link=absolute(link, url) or None if link else None,
        title=_text(item.get("title")),
        summary=_text(item.get("summary")) or text,
        content=text,
        published=_date(item.get("date_published")),
        updated=_date(item.get("date_modified")),
        authors=_authors(item) or authors,
        tags=tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip())),
        language=_text(item.get("language")) or language,
    )


def _authors(data: dict[str, Any]) -> tuple[str, ...]:
    """Return names from ``authors`` (1.1) or ``author`` (1.0)."""
    listed = data.get("authors") if isinstance(data.get("authors"), list) else [data.get("author")]
    names = [_text(author.get("name")) for author in listed or () if isinstance(author, dict)]
    return tuple(dict.fromkeys(name for name in names if name))


def _date(value: object) -> datetime | None:
    return dates.written(value.strip()) if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return (whole(value).strip() or None) if isinstance(value, str) else None


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[{]|[\]}]")


def _refuse_depth(text: bytes) -> None:
    """Raise ValueError for brackets nested deeper than any feed's, those in strings left out."""
    if text.count(b"[") + text.count(b"{") <= DEEPEST:
        return
    depth = 0
    for bracket in _BRACKETS.findall(_STRING.sub(b"", text)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            raise ValueError("nested too deep")
