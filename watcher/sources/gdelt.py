"""Queries to the GDELT DOC 2.0 API (article lists): ``gdelt:QUERY`` in the settings, in GDELT's own query language."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlencode

from watcher.errors import SourceError
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.parse import dates
from watcher.sources.parse.texts import absolute

API = "https://api.gdeltproject.org/api/v2/doc/doc"
MOST = 250
"""Articles that the API returns at most."""
_SEEN = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_LANGUAGES = {"arabic": "ar", "english": "en", "french": "fr", "german": "de", "hebrew": "he", "kurdish": "ku", "persian": "fa",
              "russian": "ru", "spanish": "es", "turkish": "tr"}  # fmt: skip


def address(query: str, api: str = API) -> str:
    """Return the request for the newest articles of a query within a day."""
    parameters = {"query": query, "mode": "artlist", "format": "json", "sort": "datedesc", "timespan": "1d", "maxrecords": MOST}
    return f"{api}?{urlencode(parameters)}"


def parse(body: bytes, url: str) -> ParsedFeed:
    """Parse an article list; SourceError with the API's own words where it refuses the query."""
    text = body.decode("utf-8", "replace").strip()
    if not text.startswith("{"):
        raise SourceError(f"GDELT says: {' '.join(text.split())[:200]}" if text else "GDELT says nothing")
    try:
        articles = json.loads(text, strict=False).get("articles", [])
    except (ValueError, RecursionError):
        raise SourceError("GDELT sent broken JSON") from None
    if not isinstance(articles, list):
        raise SourceError("GDELT sent no list of articles")
    return ParsedFeed(
        entries=tuple(_entry(item, url) for item in articles if isinstance(item, dict) and item.get("url")), link=url
    )


def _entry(item: dict[str, object], url: str) -> RawEntry:
    title = " ".join(str(item.get("title") or "").split())
    return RawEntry(
        guid=str(item["url"]),
        link=absolute(str(item["url"]), url) or None,
        # GDELT sets blanks before punctuation.
        title=re.sub(r" ([.,:;!?])(?= |$)", r"\1", title) or None,
        published=_seen(str(item.get("seendate") or "")),
        language=_LANGUAGES.get(str(item.get("language") or "").lower()),
        source=str(item.get("domain") or "") or None,
    )


def _seen(text: str) -> datetime | None:
    if not _SEEN.fullmatch(text):
        return None
    try:
        return dates.sane(datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))
    except ValueError:
        return None
