"""What a feed's settings do to its entries: dates, guids, include and exclude, and what a first fetch lets through."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import re2

from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.settings import FeedConfig, GuidPolicy

AHEAD = timedelta(hours=26)
"""A date further in the future than any time zone explains is unknown."""


class EntryPolicy:
    """The settings of one feed, compiled."""

    def __init__(self, config: FeedConfig) -> None:
        self._config = config
        self._zone = None if config.dates in {"feed", "ignore"} else ZoneInfo(config.dates)
        self._include = [re2.compile(f"(?i){pattern}") for pattern in config.include]
        self._exclude = [re2.compile(f"(?i){pattern}") for pattern in config.exclude]

    def applied(self, feed: ParsedFeed, now: datetime) -> ParsedFeed:
        """Return the document as the settings want it read; what was left out stands in ``problems``."""
        problems = list(feed.problems)
        entries = list(feed.entries)
        if self._include or self._exclude:
            entries = [entry for entry in entries if self._wanted(entry)]
        entries = [self._dated(entry, now) for entry in entries]
        if self._config.guids is GuidPolicy.IGNORE:
            entries = [replace(entry, guid=None) if entry.link else entry for entry in entries]
        elif self._config.guids is GuidPolicy.AUTO and (shared := _shared_guids(entries)):
            problems.append(f"{len(shared)} guid{'s' if len(shared) > 1 else ''} shared by different entries, ignored")
            entries = [replace(entry, guid=None) if entry.guid in shared else entry for entry in entries]
        return replace(feed, entries=tuple(entries), problems=tuple(problems))

    def sorted_out(
        self, fresh: Sequence[RawEntry], now: datetime, *, first: bool
    ) -> tuple[tuple[RawEntry, ...], tuple[RawEntry, ...]]:
        """Return what goes on to be understood, and what is only noted as seen."""
        oldest = now - timedelta(seconds=self._config.max_age)
        through = [entry for entry in fresh if not _older(entry, oldest)]
        if first:
            choice = self._config.on_first_fetch
            if choice == "baseline":
                through = []
            elif isinstance(choice, int):
                through = _newest(through, choice)
        passed = {id(entry) for entry in through}
        return tuple(through), tuple(entry for entry in fresh if id(entry) not in passed)

    def _wanted(self, entry: RawEntry) -> bool:
        text = "\n".join(part for part in (entry.title, entry.summary, entry.content, entry.link, *entry.tags) if part)
        if self._include and not any(pattern.search(text) for pattern in self._include):
            return False
        return not any(pattern.search(text) for pattern in self._exclude)

    def _dated(self, entry: RawEntry, now: datetime) -> RawEntry:
        if entry.published is None and entry.updated is None:
            return entry
        published, updated = self._date(entry.published, now), self._date(entry.updated, now)
        if (published, updated) == (entry.published, entry.updated):
            return entry
        return replace(entry, published=published, updated=updated)

    def _date(self, date: datetime | None, now: datetime) -> datetime | None:
        if date is None or self._config.dates == "ignore":
            return None
        if self._zone is not None:
            date = date.astimezone(UTC).replace(tzinfo=self._zone).astimezone(UTC)
        return None if date > now + AHEAD else date


def _newest(entries: list[RawEntry], count: int) -> list[RawEntry]:
    """Return the newest ``count`` in document order; where a date is missing, the order of the document is believed."""
    if all(entry.published for entry in entries):
        newest = sorted(entries, key=lambda entry: entry.published or datetime.min.replace(tzinfo=UTC), reverse=True)[:count]
        return [entry for entry in entries if any(entry is kept for kept in newest)]
    return entries[:count]


def _older(entry: RawEntry, oldest: datetime) -> bool:
    """Return whether all that is known of an entry's age says that it is too old."""
    latest = max((date for date in (entry.published, entry.updated) if date), default=None)
    return latest is not None and latest < oldest


def _shared_guids(entries: Sequence[RawEntry]) -> set[str]:
    """Return guids that name entries with different links or, where there is no link, titles."""
    counts = Counter(entry.guid for entry in entries if entry.guid)
    if not any(count > 1 for count in counts.values()):
        return set()
    meant: dict[str, set[str | None]] = defaultdict(set)
    for entry in entries:
        if entry.guid and counts[entry.guid] > 1:
            meant[entry.guid].add(entry.link or entry.title)
    return {guid for guid, things in meant.items() if len(things) > 1}
