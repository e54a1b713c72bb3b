"""One poll's entries into the pipeline, and the feed's state stored after them: a crash in between only means reading again."""

from dataclasses import dataclass
from datetime import datetime

from watcher import log
from watcher.articles.entry import from_feed
from watcher.articles.model import Article, FeedIdentity
from watcher.runtime.pipeline import Fate, Pipeline
from watcher.sources.state import Poll

_log = log.get("ingest")


@dataclass
class Ingest:
    """Gives polls to a pipeline. ``demo`` names the feed whose articles are marked as a demonstration."""

    pipeline: Pipeline
    demo: str | None = None

    async def __call__(self, feed: FeedIdentity, poll: Poll, now: datetime) -> None:
        """Deal with one poll; raises StoreError, and then the same poll may be made again."""
        state = poll.state.model_dump_json()
        if poll.feed is None:
            await self.pipeline.store.feeds.put(feed.id, state)
            return
        entries = poll.feed.entries
        batch = from_feed(entries, feed, now)
        fresh, baseline = {id(entry) for entry in poll.fresh}, {id(entry) for entry in poll.baseline}
        noted = [article for entry, article in zip(entries, batch.articles, strict=True) if id(entry) in baseline]
        told = [self._marked(article) for entry, article in zip(entries, batch.articles, strict=True) if id(entry) in fresh]
        if noted:
            await self.pipeline.outbox.mark_seen(feed.id, [article.keys for article in noted])
        # Feeds stand newest first; events are told in the order in which they happened.
        told.reverse()
        told.sort(key=lambda article: article.published or now)
        handled = await self.pipeline.handle(feed.id, told, feed_state=state)
        await self.pipeline.store.seen.polled(feed.id, [article.keys for article in batch.articles], now)
        for one in handled:
            if one.fate is not Fate.KNOWN:
                _log.info(
                    "article",
                    feed=feed.id,
                    article=one.article.id,
                    title=one.article.title[:120],
                    fate=one.fate,
                    event_id=one.decision.event.id if one.decision and one.decision.event else None,
                    reason=one.decision.reason if one.decision else None,
                )

    def _marked(self, article: Article) -> Article:
        return article.model_copy(update={"demo": True}) if article.feed == self.demo else article
