"""Run a stream of articles through the real analysis, the real rules and the decision, with events kept in memory."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.events.scoring import Outcome, Truth
from watcher.articles import jsonl
from watcher.articles.model import Article
from watcher.events.account import Account, account_of
from watcher.events.book import EventBook
from watcher.events.buckets import buckets
from watcher.events.decide import Decision, Similarity, decide
from watcher.events.meaning import CachedSimilarity
from watcher.events.places import finder
from watcher.events.policy import EventPolicy
from watcher.runtime.analysis import Understanding
from watcher.text.meaning import UniversalEncoder

ROOT = Path(__file__).parents[2]
DEV_STREAM = ROOT.parent / "shared" / "data" / "dev-stream.jsonl"


@dataclass
class Run:
    """Everything a run made."""

    book: EventBook = field(default_factory=EventBook)
    accounts: list[Account] = field(default_factory=list)
    decisions: list[tuple[str, Decision]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    deciding: float = 0.0
    """Seconds spent after analysis and rules, the encoder included."""


@cache
def understanding() -> Understanding:
    """Return the shipped configuration's understanding, loaded once a process."""
    return Understanding.load(ROOT / "config")


@cache
def similarity() -> Similarity:
    """Return the real encoder's similarity, loaded once a process."""
    return CachedSimilarity(UniversalEncoder())


def run(articles: Iterable[Article], policy: EventPolicy | None = None, book: EventBook | None = None) -> Run:
    """Decide on every article in order."""
    out = Run(book=book or EventBook())
    reader = understanding()
    find = finder(reader.lexicon)
    for article in articles:
        reading = reader.read(article)
        started = time.perf_counter()
        account = account_of(article, reading.analysis, reading.matches, place=find)
        decision = None
        if account is not None:
            out.accounts.append(account)
            candidates, versions = out.book.candidates(buckets(account))
            decision = decide(account, candidates, article.first_seen, policy or EventPolicy(), similarity())
            if decision.event is not None:
                out.book.commit(decision.event, versions)
            out.decisions.append((article.id, decision))
        out.deciding += time.perf_counter() - started
        event = decision.event if decision else None
        toll = {str(one.role): one.best for one in event.toll} if event else {}
        out.outcomes.append(Outcome(article.id, event.id if event else None, decision.reason if decision else None, toll))
    return out


def labelled(lines: Iterable[str]) -> tuple[list[Article], list[Truth]]:
    """Return the articles of a labelled stream and their truth."""
    raw = [line for line in lines if line.strip()]
    articles = list(jsonl.read(raw, "stream", datetime(2026, 1, 1, tzinfo=UTC)))
    return articles, [_truth(json.loads(line)) for line in raw]


def dev_stream() -> tuple[list[Article], list[Truth]]:
    """Return the labelled stream that lies beside the project; raises FileNotFoundError where it does not."""
    return labelled(DEV_STREAM.read_text(encoding="utf-8").splitlines())


def told(decisions: Sequence[tuple[str, Decision]]) -> list[tuple[str, str]]:
    """Return which article was told for which reason."""
    return [(article, str(decision.reason)) for article, decision in decisions if decision.reason]


def _truth(row: dict[str, object]) -> Truth:
    labels, toll = row["labels"], row["toll"]
    return Truth(
        article=str(row["id"]),
        event=str(row["event"]) if row["event"] else None,
        alert=str(row["alert"]),
        role=str(row["role"]),
        toll={str(role): int(count) for role, count in toll.items()} if isinstance(toll, dict) else {},
        rules=isinstance(labels, dict) and any(labels.values()),
    )
