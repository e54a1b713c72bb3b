"""The pipeline: article → claims → matches → event → decision → alert → plan → one commit.

Everything before the commit is a pure decision on what was read; the commit makes all of it durable or nothing, and marks the
article seen last. Where another process was faster, what it left is read and the decision is taken again.
"""

import asyncio
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from watcher import log
from watcher.alerts.compose import compose
from watcher.alerts.model import Alert
from watcher.alerts.phrases import Names
from watcher.alerts.plan import Plan
from watcher.articles import identity
from watcher.articles.identity import Sameness
from watcher.articles.model import Article
from watcher.clock import Clock
from watcher.errors import StoreError
from watcher.events.account import Account, account_of
from watcher.events.buckets import added_buckets, buckets
from watcher.events.decide import Action, Decision, Similarity, decide
from watcher.events.places import PlaceFinder
from watcher.events.policy import EventPolicy
from watcher.queue.commit import Commit, CommitResult
from watcher.queue.outbox import Outbox
from watcher.queue.policy import replaced, writes
from watcher.runtime.analysis import Reading, Understanding
from watcher.runtime.crossing import Crossing
from watcher.runtime.failed import FailedArticles
from watcher.runtime.turns import Turns
from watcher.store.store import Store

TRIES = 50
"""Conflicts in a row before an article is given up until its feed's next poll: each means that another process committed."""
TURN = 0.01
"""Seconds for which one document's articles may keep the event loop."""

_log = log.get("pipeline")


class Fate(StrEnum):
    """What became of an article."""

    KNOWN = "known"
    """Seen before, with the same words."""
    NO_MATCH = "no_match"
    NOT_UNDERSTOOD = "not_understood"
    """We failed on it, which is logged as an error; it is kept to be tried again, see :mod:`watcher.runtime.failed`."""
    JOINED = "joined"
    """It joined an event in silence."""
    ALERTED = "alerted"


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one article, and the alert where there is one."""

    article: Article
    fate: Fate
    decision: Decision | None = None
    alert: Alert | None = None


class Planner(Protocol):
    """Decides who is told; reads the policy's state and plans."""

    async def __call__(self, alert: Alert) -> Plan:
        """Return the plan for one alert."""
        ...


@dataclass(slots=True)
class _Rest:
    """What is to be stored of a document beside its articles: with the commit of the last one, else after it."""

    articles: int
    """How many are still to be dealt with."""
    feed_state: str | None
    marks: list[tuple[str, ...]] = field(default_factory=list)
    """Identity keys of the articles that need no more than a mark."""

    def joined_to(self, commit: Commit) -> Commit:
        """Return the last article's commit with all of it: one write that the alert waits for, and none after it."""
        if self.articles:
            return commit
        return replace(commit, noted=tuple(key for keys in self.marks for key in keys), feed_state=self.feed_state)

    def committed(self) -> None:
        """Forget what the last commit has stored."""
        if not self.articles:
            self.marks, self.feed_state = [], None


@dataclass(frozen=True)
class Pipeline:
    """One namespace's pipeline."""

    understanding: Understanding
    crossing: Crossing
    store: Store
    outbox: Outbox
    planner: Planner
    clock: Clock
    policy: EventPolicy
    names: Names
    place: PlaceFinder
    similarity: Similarity | None = None
    turns: Turns = field(default_factory=Turns)

    @property
    def failed(self) -> FailedArticles:
        """What is kept of articles that we failed on."""
        return FailedArticles(self.store)

    async def handle(self, feed: str, articles: Sequence[Article], *, feed_state: str | None = None) -> list[Handled]:
        """Deal with a document's articles in the order given; ``feed_state`` is stored with the last of them.

        Raises StoreError where Redis cannot say; then the same articles may be given again, and nothing is told twice.
        """
        marked = set(await self.store.seen.marked(key for article in articles for key in article.keys))
        rest = _Rest(len(articles), feed_state)
        handled = []
        turn_ends = time.monotonic() + TURN
        for article in articles:
            rest.articles -= 1
            handled.append(await self._one(article, marked, rest))
            marked.update(article.keys)
            # Understanding is CPU work: let the other loops have their turn.
            if time.monotonic() >= turn_ends:
                await asyncio.sleep(0)
                turn_ends = time.monotonic() + TURN
        if rest.marks or rest.feed_state is not None:
            await self.outbox.mark_seen(feed, rest.marks, feed_state=rest.feed_state)
        return handled

    async def _one(self, article: Article, marked: Collection[str], rest: _Rest) -> Handled:
        """Deal with one article; what needs no more than a mark is left to the ``rest``."""
        sameness = identity.judge(article, marked)
        if sameness is Sameness.SAME:
            rest.marks.append(article.keys)
            return Handled(article, Fate.KNOWN)
        if sameness is Sameness.GUID_COLLISION:
            _log.warning("guid_collision", article=article.id, guid=(article.guid or "")[:200], url=article.url)
            article = identity.without_guid(article)
        try:
            return await self._read(article, sameness, rest)
        except (StoreError, OSError):
            # Not the article's fault: it comes again.
            raise
        except Exception as error:  # noqa: BLE001 - one article that we fail on must not keep its feed's others from being read
            _log.exception("article_not_understood", article=article.id, feed=article.feed, title=article.title[:120])
            await self.failed.keep(article, error, self.clock.now())
            return Handled(article, Fate.NOT_UNDERSTOOD)

    async def _read(self, article: Article, sameness: Sameness, rest: _Rest) -> Handled:
        """Understand an article that is new or edited, and commit what follows."""
        reading = self.understanding.read(article)
        reading = reading._replace(matches=(*reading.matches, *self.crossing.raised(article, reading)))
        account = account_of(article, reading.analysis, reading.matches, place=self.place, edited=sameness is Sameness.EDITED)
        if account is None:
            rest.marks.append(article.keys)
            return Handled(article, Fate.NO_MATCH)
        # Our own tasks wait for one another, which is cheaper than to decide in vain; another process may still be faster.
        wanted = buckets(account)
        async with self.turns.of(wanted):
            for _ in range(TRIES):
                handled, commit = await self._decide(article, account, reading, wanted)
                result = await self.outbox.commit(rest.joined_to(commit))
                if result is CommitResult.COMMITTED:
                    rest.committed()
                    return handled
                if result is CommitResult.SEEN:
                    return Handled(article, Fate.KNOWN)
        raise StoreError(f"{TRIES} conflicts in a row", resource=article.id)

    async def _decide(
        self, article: Article, account: Account, reading: Reading, wanted: Sequence[str]
    ) -> tuple[Handled, Commit]:
        """Decide on what the store holds now; return what would become of the article and the commit that makes it so."""
        found = await self.store.events.candidates(wanted)
        decision = decide(account, found.events, self.clock.now(), self.policy, self.similarity)
        event = decision.event
        if event is None:
            return Handled(article, Fate.NO_MATCH, decision), Commit(article.feed, article.keys)
        alert = plan = None
        if decision.reason is not None:
            told = compose(
                event, decision.reason, decision.changes, article, reading.analysis, reading.matches, self.names, self.policy
            )
            plan = await self.planner(told.model_copy(update={"rulebook": self.understanding.book.version}))
            alert = plan.alert
        commit = Commit(
            feed=article.feed,
            seen=article.keys,
            article=article,
            events=(event,),
            expects=found.versions,
            buckets={event.id: added_buckets(decision.before, event)},
            alerts=(alert,) if alert else (),
            deliveries=plan.deliveries if plan else (),
            absorbed=replaced(plan) if plan else (),
            also=writes(plan) if plan else (),
        )
        fate = Fate.ALERTED if decision.action in {Action.FOUNDED, Action.REVISED} else Fate.JOINED
        return Handled(article, fate, decision, alert), commit
