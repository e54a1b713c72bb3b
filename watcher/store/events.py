"""Events by id, as candidates by bucket, and searched; written by the commit."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from watcher.claims.model import Status
from watcher.events.model import NewsEvent
from watcher.store.connection import RedisClient
from watcher.store.keys import EVENT_RETENTION, Keys
from watcher.store.scripts import Script

CHUNK = 200
"""Events fetched in one round trip."""

_CANDIDATES = Script("watcher.store/candidates", when_full=True)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a decision was based on: the events of some buckets, and the buckets' versions for the commit to compare."""

    events: tuple[NewsEvent, ...]
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EventQuery:
    """All given conditions must hold; ``text`` is searched in titles, case folded."""

    rule: str | None = None
    place: str | None = None
    """A place's concept; events within it are found too."""
    day: date | None = None
    status: Status | None = None
    text: str | None = None
    limit: int = 50

    def accepts(self, event: NewsEvent) -> bool:
        """Tell whether an event is meant."""
        place = () if event.place is None else (event.place.concept, *event.place.within)
        told = (event.title, *(report.title for report in event.reports))
        return (
            (self.rule is None or any(rule == self.rule or rule.startswith(f"{self.rule}/") for rule in event.rules))
            and (self.place is None or self.place in place)
            and (self.day is None or event.day == self.day)
            and (self.status is None or event.status == self.status)
            and (self.text is None or any(self.text.casefold() in title.casefold() for title in told))
        )


def index_entries(event: NewsEvent) -> Iterable[tuple[str, str]]:
    """Yield what an event is found by, as (field, value); an index may say too much, since the query judges the event."""
    for rule in event.rules:
        yield "rule", rule
        yield "rule", rule.partition("/")[0]
    if event.place is not None:
        for concept in {event.place.concept, *event.place.within}:
            yield "place", concept
    yield "day", event.day.isoformat()


class Events:
    """All events of the retention."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def get(self, event: str) -> NewsEvent | None:
        """Return one event, unless its retention is over."""
        value = await self._client.call("HGET", self._keys.event(event), "event")
        return None if value is None else NewsEvent.model_validate_json(value)

    async def candidates(self, buckets: Iterable[str]) -> Candidates:
        """Return the events of the buckets and their versions, all as they are at one moment."""
        names = list(dict.fromkeys(buckets))
        keys = [self._keys.bucket(name) for name in names]
        versions, events = await self._client.run(_CANDIDATES, keys, (self._keys.event(""),))
        return Candidates(tuple(map(NewsEvent.model_validate_json, events)), dict(zip(names, map(int, versions), strict=True)))

    async def search(self, query: EventQuery) -> tuple[NewsEvent, ...]:
        """Return events that a query accepts, the last changed first."""
        found: list[NewsEvent] = []
        name = self._narrowest(query)
        start = 0
        while len(found) < query.limit:
            ids = await self._client.call("ZREVRANGE", name, start, start + CHUNK - 1)
            found.extend([event async for event in self._load(ids) if query.accepts(event)])
            if len(ids) < CHUNK:
                break
            start += CHUNK
        return tuple(found[: query.limit])

    def _narrowest(self, query: EventQuery) -> str:
        if query.day is not None:
            return self._keys.index("day", query.day.isoformat())
        if query.place is not None:
            return self._keys.index("place", query.place)
        if query.rule is not None:
            return self._keys.index("rule", query.rule)
        return self._keys.events()

    async def _load(self, ids: list[str]) -> AsyncIterator[NewsEvent]:
        for start in range(0, len(ids), CHUNK):
            calls = [("HGET", self._keys.event(event), "event") for event in ids[start : start + CHUNK]]
            for value in await self._client.pipe(calls):
                if value is not None:
                    yield NewsEvent.model_validate_json(value)

    async def prune(self, now: datetime) -> int:
        """Forget the ids of events whose retention is over; return how many."""
        oldest = int((now - EVENT_RETENTION).timestamp() * 1000)
        return int(await self._client.call("ZREMRANGEBYSCORE", self._keys.events(), "-inf", oldest))
