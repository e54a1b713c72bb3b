"""Rules over several articles at work: each article is counted once, and what is counted outlives a restart.

The counts are kept in Redis once a minute and at the end, apart for each state directory. A crash loses those of the last
minute: a frequency or a spike may then be told an article later, a new term once more, and no alert that was committed is
touched. Each process counts what it polls itself.
"""

import json
from collections import OrderedDict
from datetime import datetime

from watcher import log
from watcher.articles.model import Article
from watcher.clock import Clock
from watcher.rules.book import RuleBook
from watcher.rules.crossitem import CrossItems, Silence
from watcher.rules.model import Match
from watcher.runtime.analysis import Reading
from watcher.runtime.loops import Loops
from watcher.runtime.pulse import Pulse
from watcher.store.store import Store

SAVE_EVERY = 60.0
RECORDS = "crossing"
"""Owner of a state directory → state of its counters as JSON; permanent, one small record for each directory."""
REMEMBERED = 10_000
"""Articles counted last, which may come again because Redis was away when they were to be committed."""

_log = log.get("crossing")


class Crossing:
    """The counters of one process or one replay."""

    def __init__(self, book: RuleBook) -> None:
        self._items = CrossItems(book)
        self._receivers = {rule.id: rule.rule.receivers for rule in book.rules if rule.rule.crossing}
        self._raised: OrderedDict[str, tuple[Match, ...]] = OrderedDict()
        self._untold: dict[str, Silence] = {}

    def raised(self, article: Article, reading: Reading) -> tuple[Match, ...]:
        """Count the article at its own time, once however often it is read; return what it raises by that."""
        if not reading.counted:
            return ()
        known = self._raised.get(article.id)
        if known is not None:
            return known
        at = article.published or article.first_seen
        found = self._raised[article.id] = self._items.observe(reading.counted, article, reading.analysis, at)
        if len(self._raised) > REMEMBERED:
            self._raised.popitem(last=False)
        return found

    def silences(self, at: datetime) -> tuple[Silence, ...]:
        """Return the flatlines that are still to be told."""
        for silence in self._items.silences(at):
            _log.warning("flatline", rule=silence.rule, count=silence.count, below=silence.below, since=silence.since.isoformat())
            self._untold[silence.rule] = silence
        return tuple(self._untold.values())

    def receivers(self, rule: str) -> tuple[str, ...]:
        """Return the receivers that a rule names itself: beside the operators, they are told of its flatline."""
        return self._receivers[rule]

    def told(self, silence: Silence) -> None:
        """Note that a flatline has been told."""
        self._untold.pop(silence.rule, None)

    async def restore(self, store: Store) -> None:
        """Take up what was counted before a restart."""
        kept = await store.state.get(RECORDS, store.owner)
        if kept is not None:
            self._items.restore(json.loads(kept))

    async def save(self, store: Store) -> None:
        """Keep what is counted."""
        state = self._items.state()
        if state:
            await store.state.put(RECORDS, store.owner, json.dumps(state, ensure_ascii=False, separators=(",", ":")))


class Counting:
    """The loop that keeps the counters."""

    def __init__(self, crossing: Crossing, store: Store, clock: Clock, pulse: Pulse) -> None:
        self._crossing = crossing
        self._store = store
        self._loops = Loops(clock, pulse)

    async def start(self) -> None:
        """Begin with what was kept; raises StoreError."""
        await self._crossing.restore(self._store)
        self._loops.every(SAVE_EVERY, "counting", lambda: self._crossing.save(self._store))

    async def stop(self) -> None:
        """Keep all and end; called when nothing is read any more."""
        await self._loops.stop()
        await self._crossing.save(self._store)
