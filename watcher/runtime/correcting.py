"""An analyst's merge and split, made on the store as one commit; and the archive of what was understood."""

from collections.abc import AsyncIterator, Awaitable, Callable

from watcher.articles import jsonl
from watcher.clock import Clock
from watcher.errors import ConflictError, WatcherError
from watcher.events import correct
from watcher.events.correct import Correction
from watcher.events.model import NewsEvent
from watcher.queue.commit import Commit, CommitResult
from watcher.queue.outbox import Outbox
from watcher.store.events import EventQuery
from watcher.store.store import Store

TRIES = 5
"""Against a daemon that writes the same events meanwhile."""
_ALL = 1_000_000


async def merge(store: Store, clock: Clock, into: str, other: str) -> Correction:
    """Merge two stored events; raises WatcherError for what cannot be merged, StoreError where Redis is away."""

    async def corrected() -> Correction:
        return correct.merge(await _event(store, into), await _event(store, other))

    return await _committed(store, clock, corrected)


async def split(store: Store, clock: Clock, event: str, article: str) -> Correction:
    """Take a report out of a stored event; raises WatcherError for what cannot be split, StoreError where Redis is away."""

    async def corrected() -> Correction:
        return correct.split(await _event(store, event), article)

    return await _committed(store, clock, corrected)


async def archived(store: Store) -> AsyncIterator[str]:
    """Yield the texts behind all stored events as JSON Lines that ``replay`` reads, in order of arrival."""
    events = await store.events.search(EventQuery(limit=_ALL))
    arrived = {report.article: report.seen for event in events for report in event.reports}
    for article in sorted(arrived, key=lambda article: (arrived[article], article)):
        found = await store.articles.get(article)
        if found is not None:
            yield jsonl.dump(found)


async def _event(store: Store, event: str) -> NewsEvent:
    found = await store.events.get(event)
    if found is None:
        raise WatcherError("no such event", resource=event, mend="`watcher events` lists them")
    return found


async def _committed(store: Store, clock: Clock, corrected: Callable[[], Awaitable[Correction]]) -> Correction:
    outbox = Outbox(store, clock)
    for _ in range(TRIES):
        correction = await corrected()
        commit = Commit(feed="", events=(correction.kept, correction.other), buckets=dict(correction.buckets))
        if await outbox.commit(commit) is CommitResult.COMMITTED:
            return correction
    raise ConflictError(f"{TRIES} conflicts in a row", resource=correction.kept.id, mend="try again")
