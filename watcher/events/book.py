"""The events of one process, found by bucket: for tests, benchmarks and replays without a store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from watcher.errors import ConflictError
from watcher.events.buckets import buckets_of
from watcher.events.model import NewsEvent


class EventBook:
    """Events and buckets with versions, behind the optimistic interface of the store."""

    def __init__(self) -> None:
        self._events: dict[str, NewsEvent] = {}
        self._buckets: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._versions: defaultdict[str, int] = defaultdict(int)

    def __iter__(self) -> Iterator[NewsEvent]:
        """Yield every event in the order of its founding."""
        return iter(self._events.values())

    def __len__(self) -> int:
        """Return how many events there are."""
        return len(self._events)

    def get(self, event: str) -> NewsEvent | None:
        """Return an event by its id."""
        return self._events.get(event)

    def candidates(self, buckets: Iterable[str]) -> tuple[list[NewsEvent], dict[str, int]]:
        """Return the events of ``buckets`` and the version of each bucket, to commit against."""
        names = tuple(buckets)
        ids = dict.fromkeys(event for name in names if name in self._buckets for event in self._buckets[name])
        return [self._events[event] for event in ids], {name: self._versions.get(name, 0) for name in names}

    def commit(self, event: NewsEvent, versions: Mapping[str, int]) -> None:
        """Keep an event as it is now; raise ConflictError if a bucket has changed since it was read or the event has."""
        known = self._events.get(event.id)
        if any(self._versions.get(name, 0) != version for name, version in versions.items()):
            raise ConflictError("a bucket was changed by another decision")
        if known is not None and known.version >= event.version:
            raise ConflictError("the event was changed by another decision", resource=event.id)
        self._events[event.id] = event
        for name in buckets_of(event):
            if event.id not in self._buckets[name]:
                self._buckets[name][event.id] = None
                self._versions[name] += 1
