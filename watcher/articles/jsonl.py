"""Articles as JSON Lines: the analyze contract (id, text, title, lang, published, url, source), with guid and arrived."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, ConfigDict, Field, ValidationError, field_validator

from watcher.articles import identity
from watcher.articles.identity import Named
from watcher.articles.model import Article, FeedIdentity, Tier
from watcher.articles.urls import canonical_url, safe_url
from watcher.errors import ConfigError
from watcher.mistakes import told
from watcher.model import Model
from watcher.sources.parse.texts import whole
from watcher.text.language import detect

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
"""What is published outside them was published at an unknown time."""


class Head(Model):
    """What is told of an article beside its text, in a line or at the head of a file."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    title: str = ""
    language: str | None = Field(None, validation_alias=AliasChoices("lang", "language"))
    source: str | None = None
    tier: Tier = Tier.ESTABLISHED
    belligerent: bool = False
    url: str | None = None
    guid: str | None = None
    author: str | None = None
    published: datetime | None = None
    arrived: datetime | None = None

    @field_validator("title", "text", mode="before", check_fields=False)
    @classmethod
    def _absent(cls, value: Any) -> Any:
        return "" if value is None else value

    @field_validator("id", "title", "text", "source", "url", "guid", "author", check_fields=False)
    @classmethod
    def _whole(cls, value: str | None) -> str | None:
        """Take half a surrogate pair for U+FFFD, as in feeds: no output could carry it."""
        return value if value is None else whole(value)

    @field_validator("published", "updated", "arrived", check_fields=False)
    @classmethod
    def _utc(cls, value: datetime | None) -> datetime | None:
        """Take a time without a zone as UTC: such files are written by machines."""
        if value is None:
            return None
        if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
            return None  # the first or the last day that a date can name is how machines write that they know none
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Line(Head):
    """One line of the file; keys it does not know (labels, notes) are left alone."""

    model_config = ConfigDict(extra="ignore")

    text: str = ""
    feed: str | None = None
    updated: datetime | None = None


def read(lines: Iterable[str | bytes], file: Path | str, now: datetime) -> Iterator[Article]:
    """Yield the article of each line that is not blank; raise ConfigError with the line number for one that is none.

    ``now`` stands in for the time of arrival where a line names neither that nor a publication.
    """
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        data = None
        try:
            data = json.loads(raw)
            line = Line.model_validate(data)
        except (ValueError, RecursionError) as error:
            raise ConfigError(
                _told(error, data), file=file, line=number, mend='one JSON object a line, with "id" and "text"'
            ) from None
        yield article_of(line, line.arrived or line.published or now)


def article_of(line: Line, seen: datetime) -> Article:
    """Return the article of one line, first seen at ``seen``; its id is the line's own."""
    feed = FeedIdentity(id=line.feed or line.source or "file", source=line.source or "file")
    named = Named(
        guid=line.guid, link=canonical_url(line.url), title=line.title.strip(), text=line.text, published=line.published
    )
    return Article(
        id=line.id,
        keys=identity.keys(named, feed, seen),
        feed=feed.id,
        source=feed.source,
        tier=line.tier,
        belligerent=line.belligerent,
        language=line.language or _detected(line),
        title=line.title,
        text=line.text,
        url=safe_url(line.url),
        guid=line.guid,
        author=line.author,
        published=line.published,
        updated=line.updated,
        first_seen=seen,
        content_hash=identity.content_hash(line.title, line.text),
    )


def dump(article: Article) -> str:
    """Return an article as one line that ``read`` understands."""
    line = {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "lang": article.language,
        "source": article.source,
        "feed": article.feed,
        "tier": int(article.tier),
        "belligerent": article.belligerent,
        "url": article.url,
        "guid": article.guid,
        "author": article.author,
        "published": article.published and article.published.isoformat(),
        "updated": article.updated and article.updated.isoformat(),
        "arrived": article.first_seen.isoformat(),
    }
    return json.dumps({key: value for key, value in line.items() if value is not None}, ensure_ascii=False)


def _detected(line: Line) -> str | None:
    found = detect(f"{line.title}\n{line.text}")
    return None if found == "und" else found


def _told(error: Exception, data: Any) -> str:
    return told(Line, error, data) if isinstance(error, ValidationError) else "not JSON"
