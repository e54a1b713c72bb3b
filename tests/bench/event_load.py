"""Decisions a second against many stored events."""

import gc
import itertools
import random
import time
from collections.abc import Sequence
from datetime import timedelta

from tests.events.running import similarity, understanding
from tests.events.simulator import Simulator
from watcher.claims.model import Mention, Span
from watcher.events.account import Account, account_of
from watcher.events.book import EventBook
from watcher.events.buckets import buckets
from watcher.events.decide import decide
from watcher.events.fold import found
from watcher.events.model import EventPlace
from watcher.events.places import TOWN, finder
from watcher.events.policy import EventPolicy

YEAR = 365
MEASURED = 1_000


def measure(stored: int) -> str:
    """Return how many accounts of simulated articles a second of CPU decides with a year of events stored, encoder included."""
    accounts = list(itertools.islice(_accounts(), MEASURED))
    book = stocked(stored, accounts)
    policy, alike = EventPolicy(), similarity()
    alike("warm", ["up"])
    seen, asked = 0, 0
    gc.collect()
    gc.freeze()  # stored events lie in Redis, not in the collector's way

    def counting(gist: str, others: Sequence[str]) -> Sequence[float]:
        nonlocal asked
        asked += 1
        return alike(gist, others)

    started = time.process_time()
    for account in accounts:
        candidates, versions = book.candidates(buckets(account))
        seen += len(candidates)
        decision = decide(account, candidates, account.seen, policy, counting)
        if decision.event is not None:
            book.commit(decision.event, versions)
    took = time.process_time() - started
    gc.unfreeze()
    return (
        f"== speed: {len(accounts) / took:.0f} decisions a second of CPU with {stored} events stored"
        f" ({seen / len(accounts):.0f} candidates each, the encoder asked for {asked / len(accounts):.0%})"
    )


def stocked(stored: int, like: Sequence[Account]) -> EventBook:
    """Return a book with a year of events in the gazetteer's towns, up to the day of the accounts."""
    pick, book, policy = random.Random(5), EventBook(), EventPolicy()
    towns = _towns()
    last = max(account.seen for account in like)
    for number in range(stored):
        model = like[pick.randrange(len(like))]
        at = last - timedelta(days=YEAR * pick.random())
        event, _ = found(
            model.model_copy(
                update={
                    "article": f"stored-{number}",
                    "places": (pick.choice(towns),),
                    "day": at.date(),
                    "days": (at.date(),),
                    "published": at,
                    "seen": at,
                }
            ),
            policy,
        )
        book.commit(event, {})
    return book


def _towns() -> list[EventPlace]:
    """Return the towns of Iraq and its neighbours: a war is not spread evenly over the world."""
    lexicon = understanding().lexicon
    find = finder(lexicon)
    span = Span(start=0, end=0, text="")
    near = {
        "place:iraq",
        "place:syria",
        "place:lebanon",
        "place:yemen",
        "place:israel",
        "place:palestine",
        "place:iran",
        "place:sudan",
    }
    places = [
        find(Mention(concept=concept.id, name=concept.name, within=concept.within, span=span))
        for concept in lexicon.concepts.values()
        if concept.type == "place" and near & set(concept.within)
    ]
    return [place for place in places if place.precision == TOWN]


def _accounts() -> "itertools.chain[Account]":
    return itertools.chain.from_iterable(map(_of_seed, itertools.count(100)))


def _of_seed(seed: int) -> list[Account]:
    reader = understanding()
    find = finder(reader.lexicon)
    out = []
    for line in Simulator(seed).stream():
        reading = reader.read(line.article)
        account = account_of(line.article, reading.analysis, reading.matches, place=find)
        if account is not None:
            out.append(account)
    return out
