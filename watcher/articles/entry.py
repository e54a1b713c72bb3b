"""From a feed's raw entries to articles: plain text, sane dates, safe URLs, identity."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from watcher import log
from watcher.articles import identity
from watcher.articles.identity import Named
from watcher.articles.model import Article, FeedIdentity, GuidPolicy
from watcher.articles.urls import canonical_url, safe_url
from watcher.sources.fetched import Fetched
from watcher.sources.model import RawEntry
from watcher.text.html import html_to_text, text_of
from watcher.text.language import detect

LONGEST_TEXT = 40_000
"""Characters of text that are kept: a report says what happened long before."""
LONGEST_TITLE = 600
CLOCK_SKEW = timedelta(hours=24)
"""A date so far ahead is a wrong time zone and means now; one further ahead means nothing."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_log = log.get("articles")


class Batch:
    """One fetched document of a feed: what its entries are told apart by, and its articles, each made when it is asked for.

    Bad guids are found here, where the entries stand side by side. Of a document most entries are known already: of those no
    more than their keys is ever made.
    """

    def __init__(self, entries: Sequence[RawEntry], feed: FeedIdentity, now: datetime) -> None:
        self.entries = entries
        self.policy = feed.guid_policy
        """What the document's articles are told apart by; weaker than ``guid`` where its guids are bad."""
        self.collisions: tuple[str, ...] = ()
        """Guids that stand for several articles: kept apart by their other keys, none is lost."""
        self._feed = feed
        self._now = now
        self._names: dict[int, Named] = {}
        self._keys: dict[int, tuple[str, ...]] = {}
        if feed.guid_policy in {GuidPolicy.AUTO, GuidPolicy.GUID} and _each_has_its_own(entries):
            self.policy = GuidPolicy.GUID
            return
        names = [self._named(entry) for entry in entries]
        self.policy = identity.fitting_policy(names, feed.guid_policy)
        if self.policy is GuidPolicy.GUID:
            self.collisions = tuple(sorted(identity.colliding(names)))

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles, in document order."""
        return tuple(self.article(entry) for entry in self.entries)

    def article(self, entry: RawEntry, *, fetched: Fetched | None = None, demo: bool = False) -> Article:
        """Return the article of one entry of the document; ``fetched`` names the answer it was read in."""
        return _article(entry, self._named(entry), self._feed, self._now, self.keys(entry), fetched=fetched, demo=demo)

    def keys(self, entry: RawEntry) -> tuple[str, ...]:
        """Return the identity keys that the article of one entry of the document has."""
        known = self._keys.get(id(entry))
        if known is None:
            named = self._named(entry)
            known = identity.keys(named, self._feed, self._now, self.policy)
            known = self._keys[id(entry)] = identity.keys_without_guid(known) if named.guid in self.collisions else known
        return known

    def _named(self, entry: RawEntry) -> Named:
        known = self._names.get(id(entry))
        if known is None:
            known = self._names[id(entry)] = _named(entry, self._feed, self._now)
        return known


def from_feed(entries: Sequence[RawEntry], feed: FeedIdentity, now: datetime) -> Batch:
    """Return one fetched document, its entries told apart; guids that stand for several articles are told in the log."""
    batch = Batch(entries, feed, now)
    for guid in batch.collisions:
        _log.warning("guid_collision", feed=feed.id, guid=guid[:200])
    return batch


def from_entry(entry: RawEntry, feed: FeedIdentity, now: datetime) -> Article:
    """Return the article of one entry; ``feed.guid_policy`` says which of its strings are trusted, ``auto`` trusts all."""
    named = _named(entry, feed, now)
    return _article(entry, named, feed, now, identity.keys(named, feed, now, feed.guid_policy))


def _each_has_its_own(entries: Sequence[RawEntry]) -> bool:
    """Return whether every entry has a guid that no other has: then there is nothing to find out."""
    guids = {_guid(entry) for entry in entries}
    return None not in guids and len(guids) == len(entries)


def _article(
    entry: RawEntry,
    named: Named,
    feed: FeedIdentity,
    now: datetime,
    keys: tuple[str, ...],
    *,
    fetched: Fetched | None = None,
    demo: bool = False,
) -> Article:
    return Article(
        id=identity.article_id(keys[0]),
        keys=keys,
        feed=feed.id,
        source=text_of(entry.source or "")[:LONGEST_TITLE] or feed.source,
        tier=feed.tier,
        belligerent=feed.belligerent,
        language=_language(named, entry.language or feed.language),
        title=named.title,
        text=named.text,
        cut=named.cut,
        url=safe_url(entry.link, feed.url),
        guid=named.guid,
        author=", ".join(text_of(author) for author in entry.authors)[:LONGEST_TITLE] or None,
        tags=tuple(text_of(tag)[:LONGEST_TITLE] for tag in entry.tags),
        published=named.published,
        updated=_sane(entry.updated, now),
        first_seen=now,
        content_hash=identity.content_hash_of(keys),
        fetched=fetched,
        demo=demo,
    )


def _named(entry: RawEntry, feed: FeedIdentity, now: datetime) -> Named:
    title = text_of(entry.title or "")[:LONGEST_TITLE]
    text = _text(entry, title)
    return Named(
        guid=_guid(entry),
        link=canonical_url(entry.link, feed.url),
        title=title,
        text=text[:LONGEST_TEXT].rstrip(),
        cut=len(text) > LONGEST_TEXT,
        published=_sane(entry.published or entry.updated, now),
    )


def _guid(entry: RawEntry) -> str | None:
    return (entry.guid or "").strip() or None


def _text(entry: RawEntry, title: str) -> str:
    """Return the fuller of content and summary, whole, without the title that some feeds repeat on top."""
    content, summary = html_to_text(entry.content or ""), html_to_text(entry.summary or "")
    text = content if len(content) >= len(summary) else summary
    first, newline, rest = text.partition("\n")
    if newline and first.strip() == title:
        text = rest
    return text.strip()


def _sane(at: datetime | None, now: datetime) -> datetime | None:
    """Return ``at`` in UTC; a little ahead of now means now, far ahead or before there was a Web means unknown."""
    if at is None or at.tzinfo is None:
        return None
    at = at.astimezone(UTC)
    if at > now:
        return now if at - now <= CLOCK_SKEW else None
    return at if at >= EARLIEST else None


def _language(named: Named, declared: str | None) -> str | None:
    """Return the text's language; the feed's word counts only where the text itself does not tell."""
    found = detect(f"{named.title}\n{named.text}")
    if found != "und":
        return found
    return declared.partition("-")[0].strip().lower() or None if declared else None
