"""One poll's entries into the pipeline, and the feed's state stored after them: a crash in between only means reading again."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from watcher import log
from watcher.articles.entry import from_feed
from watcher.articles.model import FeedIdentity
from watcher.runtime.pipeline import Fate, Pipeline
from watcher.sources.model import RawEntry
from watcher.sources.state import Poll

PRESENCE_EVERY = 5
"""Documents after which it is noted once more what still stands in them: marks are kept for many more after the last time."""

COURIERS_FIRST = 0.02
"""Seconds for which the notes on a document that raised an alert wait, so that the couriers have the processor."""

_log = log.get("ingest")


@dataclass
class Ingest:
    """Gives polls to a pipeline. ``demo`` names the feed whose articles are marked as a demonstration."""

    pipeline: Pipeline
    demo: str | None = None
    _documents: Counter[str] = field(default_factory=Counter)
    """Documents met of each feed."""

    async def __call__(self, feed: FeedIdentity, poll: Poll, now: datetime) -> None:
        """Deal with one poll; raises StoreError, and then the same poll may be made again."""
        entries = poll.feed.entries if poll.feed is not None else ()
        batch = from_feed(entries, feed, now)
        if poll.baseline:
            await self.pipeline.outbox.mark_seen(feed.id, [batch.keys(entry) for entry in poll.baseline])
        demo = feed.id == self.demo
        told = [batch.article(entry, fetched=poll.fetched, demo=demo) for entry in poll.fresh]
        # Feeds stand newest first; events are told in the order in which they happened.
        told.reverse()
        told.sort(key=lambda article: article.published or now)
        handled = await self.pipeline.handle(feed.id, told, feed_state=poll.state.stored())
        if any(one.alert is not None for one in handled):
            await asyncio.sleep(COURIERS_FIRST)
        known = self._known(feed.id, poll)
        await self.pipeline.store.seen.polled(feed.id, [batch.keys(entry) for entry in known], now)
        for one in handled:
            if one.fate is not Fate.KNOWN:
                # Most of the world's news concerns nobody here: their lines are for those who look for one.
                (_log.debug if one.fate is Fate.NO_MATCH else _log.info)(
                    "article",
                    feed=feed.id,
                    article=one.article.id,
                    title=one.article.title[:120],
                    fate=one.fate,
                    event_id=one.decision.event.id if one.decision and one.decision.event else None,
                    reason=one.decision.reason if one.decision else None,
                )

    def _known(self, feed: str, poll: Poll) -> Sequence[RawEntry]:
        """Return the entries whose presence is to be noted: in the first document and every fifth, those marked before it."""
        self._documents[feed] += 1
        if poll.feed is None or self._documents[feed] % PRESENCE_EVERY != 1:
            return ()
        new = {id(entry) for entry in (*poll.fresh, *poll.baseline)}
        return [entry for entry in poll.feed.entries if id(entry) not in new]
