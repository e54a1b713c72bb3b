"""Feeds of every kind to :class:`~watcher.sources.model.ParsedFeed`: bytes in, entries out, nothing opened or fetched.

``parse`` is ``quickly`` or else ``thoroughly``: the first is some thirty times faster and raises DoubtError where it is not
certain to say what feedparser says; the second is feedparser.
"""

import re
from dataclasses import replace
from typing import Any

from watcher.errors import SourceError
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.parse import fast, jsonfeed, others, reference
from watcher.sources.parse.encoding import Decoded, to_utf8, without_controls
from watcher.sources.parse.texts import DoubtError

LONGEST = {"guid": 16_384, "link": 16_384, "title": 16_384, "summary": 524_288, "content": 524_288}
"""Characters of each field that are read."""
SHORTEST = min(LONGEST.values())

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def parse(body: bytes, *, content_type: str | None, url: str) -> ParsedFeed:
    """Parse a document; SourceError where it is no feed of a kind known here."""
    decoded = to_utf8(body, content_type)
    try:
        return quickly(decoded, url)
    except DoubtError:
        return thoroughly(decoded, url)


def quickly(decoded: Decoded, url: str) -> ParsedFeed:
    """Parse by the fast path; DoubtError where feedparser has to be asked, SourceError where there is no feed."""
    text = decoded.text
    if not text:
        raise SourceError("an empty document")
    if text[:1] in b"{[":
        return _told(_plain(jsonfeed.parse(without_controls(text), url)), decoded)
    if (found := others.parse(text, url)) is not None:
        return _told(found, decoded)
    return _told(fast.parse(text, url), decoded)


def thoroughly(decoded: Decoded, url: str) -> ParsedFeed:
    """Parse by the reference parser; SourceError where there is no feed."""
    return _told(_plain(reference.parse(without_controls(decoded.text), url)), decoded)


def _plain(feed: ParsedFeed) -> ParsedFeed:
    """Drop the controls that references bring (``&#27;``, a backslash and ``u001b``); expat lets none through."""
    return replace(feed, entries=tuple(_uncontrolled(entry) for entry in feed.entries))


def _uncontrolled(entry: RawEntry) -> RawEntry:
    mended: dict[str, Any] = {
        name: _CONTROLS.sub(" ", text) for name in LONGEST if _CONTROLS.search(text := getattr(entry, name) or "")
    }
    return replace(entry, **mended) if mended else entry


def _told(feed: ParsedFeed, decoded: Decoded) -> ParsedFeed:
    """Add what was wrong with the encoding, and cut what is longer than anybody reads."""
    if len(decoded.text) > SHORTEST and any(_overlong(entry) for entry in feed.entries):
        feed = replace(feed, entries=tuple(_cut(entry) for entry in feed.entries))
    return replace(feed, problems=(decoded.problem, *feed.problems)) if decoded.problem else feed


def _overlong(entry: RawEntry) -> bool:
    """Return whether an entry may have to be cut, at a glance: few have a field as long as the shortest limit."""
    fields = (entry.guid, entry.link, entry.title, entry.summary, entry.content)
    return max(map(len, filter(None, fields)), default=0) > SHORTEST


def _cut(entry: RawEntry) -> RawEntry:
    cut: dict[str, Any] = {
        name: text[:longest] for name, longest in LONGEST.items() if len(text := getattr(entry, name) or "") > longest
    }
    return replace(entry, **cut) if cut else entry


__all__ = ["Decoded", "DoubtError", "parse", "quickly", "thoroughly", "to_utf8"]
