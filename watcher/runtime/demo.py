"""The seeds as one more feed: what `watcher run --demo` and `make run` show, offline too."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.articles.frontmatter import article_files, read_article_file
from watcher.articles.model import Article, FeedIdentity
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.state import FeedState, Health, Outcome, Poll
from watcher.text.document import read
from watcher.text.lexicon import Lexicon

FEED = FeedIdentity(id="demo", source="demo")
WEEK = timedelta(days=7)
DEADLINE = 30.0
_NOTHING_MORE = timedelta(days=3650)


class SeedSource:
    """All seed articles at the first poll, re-dated to now, and nothing after it."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles

    async def poll(self, state: FeedState, now: datetime) -> Poll:
        """Return the seeds as entries."""
        done = state.polls > 0
        entries = () if done else tuple(_entry(article) for article in self._articles)
        after = state.model_copy(
            update={
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


def seeds(folder: Path, lexicon: Lexicon, now: datetime) -> tuple[Article, ...]:
    """Return the seed articles, oldest first, re-dated; ConfigError where one cannot be read.

    An article that names a weekday moves by whole weeks, so that its words stay true; any other was published just now.
    """
    found = [read_article_file(file).article(now) for file in article_files(folder)]
    found.sort(key=lambda article: article.first_seen)
    spread = timedelta(seconds=1)
    return tuple(_redated(article, lexicon, now - spread * (len(found) - index)) for index, article in enumerate(found))


def _redated(article: Article, lexicon: Lexicon, now: datetime) -> Article:
    published = (article.published or article.first_seen).astimezone(UTC)
    weekday = any(
        hit.concept.attributes.get("kind") == "weekday"
        for hit in lexicon.scan(read(article.title, article.text, None)).of("time")
    )
    moved = published + (now - published) // WEEK * WEEK if weekday else now
    return article.model_copy(update={"published": moved, "first_seen": now})


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
