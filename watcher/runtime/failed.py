"""Articles that we failed to understand: kept with their text and the error's kind until they are tried again or dropped."""

import traceback
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from watcher import __version__
from watcher.articles.model import Article
from watcher.model import Model
from watcher.store.store import Store

RECORDS = "failed"
"""Name of the state records: article id to what is kept of it."""


class FailedArticle(Model):
    """One article, and how our own code failed on it."""

    article: Article
    error: str
    """Kind and place of the error; never its message, which may hold anything."""
    at: datetime
    version: str
    """Of watcher, which failed on it."""


class FailedArticles:
    """What is kept of one namespace; permanent until somebody decides."""

    def __init__(self, store: Store) -> None:
        self._records = store.state

    async def keep(self, article: Article, error: Exception, now: datetime) -> None:
        """Keep an article; raises StoreError. It is not marked seen: where it comes again it is tried again."""
        failed = FailedArticle(article=article, error=_kind(error), at=now, version=__version__)
        await self._records.put(RECORDS, article.id, failed.model_dump_json())

    async def all(self) -> list[FailedArticle]:
        """Return all that are kept, oldest first."""
        stored = await self._records.all(RECORDS)
        return sorted(map(FailedArticle.model_validate_json, stored.values()), key=lambda failed: (failed.at, failed.article.id))

    async def count(self) -> int:
        """Return how many are kept."""
        return await self._records.count(RECORDS)

    async def drop(self, articles: Iterable[str]) -> int:
        """Forget articles by id; return how many there were."""
        return sum([await self._records.remove(RECORDS, article) for article in articles])


def _kind(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
