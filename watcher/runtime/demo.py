"""The seeds as one more feed: what `watcher run --demo` and `make run` show, offline too."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.articles.frontmatter import article_files, read_article_file
from watcher.articles.model import Article, FeedIdentity
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Health, Outcome, Poll

FEED = FeedIdentity(id="demo", source="demo")
SETTINGS = FeedConfig(url="folder:seeds", id=FEED.id)
SPREAD = timedelta(seconds=1)
WEEKDAYS = (
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
)
_NAMED = re.compile("|".join(name for week in WEEKDAYS for name in week))
_NOTHING_MORE = timedelta(days=3650)


class SeedSource:
    """All seed articles at the first poll, re-dated to now, and nothing after it."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles

    async def poll(self, state: FeedState, now: datetime) -> Poll:
        """Return the seeds as entries."""
        done = state.polls > 0
        entries = () if done else tuple(_entry(article) for article in self._articles)
        after = state.changed(
            {
                "polls": state.polls + 1,
                "health": Health.OK,
                "last_attempt": now,
                "last_success": now,
                "next_due": now + _NOTHING_MORE,
            }
        )
        feed = ParsedFeed(entries=entries, title="watcher's seeds")
        outcome = Outcome.UNCHANGED if done else Outcome.FETCHED
        return Poll(outcome=outcome, state=after, health=Health.OK, feed=feed, fresh=entries)


def seeds(folder: Path, now: datetime) -> tuple[Article, ...]:
    """Return the seed articles, oldest first, published just now; ConfigError where one cannot be read."""
    found = [read_article_file(file).article(now) for file in article_files(folder)]
    found.sort(key=lambda article: article.first_seen)
    return tuple(_redated(article, now - SPREAD * (len(found) - index)) for index, article in enumerate(found))


def _redated(article: Article, now: datetime) -> Article:
    """Move an article to ``now``, and the weekdays that it names by as much, so that its words stay true."""
    published = (article.published or article.first_seen).astimezone(UTC)
    days = (now.date() - published.date()).days
    return article.model_copy(
        update={
            "title": _weekdays(article.title, days),
            "text": _weekdays(article.text, days),
            "published": now,
            "first_seen": now,
        }
    )


def _weekdays(text: str, days: int) -> str:
    return _NAMED.sub(lambda found: _shifted(found.group(), days), text)


def _shifted(name: str, days: int) -> str:
    names = next(week for week in WEEKDAYS if name in week)
    return names[(names.index(name) + days) % 7]


def _entry(article: Article) -> RawEntry:
    return RawEntry(
        guid=f"demo:{article.id}",
        link=article.url,
        title=article.title,
        summary=article.text,
        published=article.published,
        language=article.language,
        source=article.source,
    )
