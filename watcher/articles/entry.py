"""From a feed's raw entries to articles: plain text, sane dates, safe URLs, identity."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from watcher import log
from watcher.articles import identity
from watcher.articles.identity import Named
from watcher.articles.model import Article, FeedIdentity, GuidPolicy
from watcher.articles.urls import canonical_url, safe_url
from watcher.model import Model
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


class Batch(Model):
    """The articles of one document of a feed, in document order, and what had to be done to tell them apart."""

    articles: tuple[Article, ...]
    policy: GuidPolicy
    """What the document's articles are told apart by; weaker than ``guid`` where its guids are bad."""
    collisions: tuple[str, ...] = ()
    """Guids that stand for several articles: kept apart by their other keys, none is lost."""


def from_feed(entries: Sequence[RawEntry], feed: FeedIdentity, now: datetime) -> Batch:
    """Return all articles of one fetched document; bad guids are found here, where the entries stand side by side."""
    names = [_named(entry, feed, now) for entry in entries]
    policy = identity.fitting_policy(names, feed.guid_policy)
    collisions = identity.colliding(names) if policy is GuidPolicy.GUID else frozenset()
    for guid in sorted(collisions):
        _log.warning("guid_collision", feed=feed.id, guid=guid[:200])
    articles = [_article(entry, named, feed, now, policy) for entry, named in zip(entries, names, strict=True)]
    told_apart = (identity.without_guid(article) if article.guid in collisions else article for article in articles)
    return Batch(articles=tuple(told_apart), policy=policy, collisions=tuple(sorted(collisions)))


def from_entry(entry: RawEntry, feed: FeedIdentity, now: datetime) -> Article:
    """Return the article of one entry; ``feed.guid_policy`` says which of its strings are trusted, ``auto`` trusts all."""
    return _article(entry, _named(entry, feed, now), feed, now, feed.guid_policy)


def _article(entry: RawEntry, named: Named, feed: FeedIdentity, now: datetime, policy: GuidPolicy) -> Article:
    keys = identity.keys(named, feed, now, policy)
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
        url=safe_url(entry.link, feed.url),
        guid=named.guid,
        author=", ".join(text_of(author) for author in entry.authors)[:LONGEST_TITLE] or None,
        tags=tuple(text_of(tag)[:LONGEST_TITLE] for tag in entry.tags),
        published=named.published,
        updated=_sane(entry.updated, now),
        first_seen=now,
        content_hash=identity.content_hash_of(keys),
    )


def _named(entry: RawEntry, feed: FeedIdentity, now: datetime) -> Named:
    title = text_of(entry.title or "")[:LONGEST_TITLE]
    return Named(
        guid=(entry.guid or "").strip() or None,
        link=canonical_url(entry.link, feed.url),
        title=title,
        text=_text(entry, title),
        published=_sane(entry.published or entry.updated, now),
    )


def _text(entry: RawEntry, title: str) -> str:
    """Return the fuller of content and summary, without the title that some feeds repeat on top."""
    content, summary = html_to_text(entry.content or ""), html_to_text(entry.summary or "")
    text = content if len(content) >= len(summary) else summary
    first, newline, rest = text.partition("\n")
    if newline and first.strip() == title:
        text = rest
    return text[:LONGEST_TEXT].strip()


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
