"""Hand-made accounts and events: what a test does not name is the same everywhere."""

from datetime import UTC, date, datetime, timedelta

from watcher.articles.model import Tier
from watcher.articles.sketch import sketch
from watcher.claims.model import Figure, Kind, Qualifier, Role, Span, Status
from watcher.events.account import Account
from watcher.events.book import EventBook
from watcher.events.buckets import buckets
from watcher.events.decide import Action, Decision, Similarity, decide
from watcher.events.model import EventPlace
from watcher.events.origin import named
from watcher.events.policy import EventPolicy, Sort, sort_of
from watcher.rules.model import Severity

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
POLICY = EventPolicy()

NORTHLAND = EventPlace(concept="place:northland", name="Northland", within=("place:northland",), precision=4)
PROVINCE = EventPlace(
    concept="place:lake-province", name="Lake Province", within=("place:lake-province", "place:northland"), precision=3
)
TOWN = EventPlace(
    concept="place:oldtown", name="Oldtown", within=("place:oldtown", "place:lake-province", "place:northland"), precision=1
)
OTHER_TOWN = EventPlace(
    concept="place:newtown", name="Newtown", within=("place:newtown", "place:lake-province", "place:northland"), precision=1
)


def figure(
    count: int, role: Role = Role.KILLED, *, qualifier: Qualifier = Qualifier.EXACT, former: bool = False, whom: str | None = None
) -> Figure:
    """Return one figure."""
    evidence = Span(start=0, end=1, text="x")
    return Figure(role=role, count=count, qualifier=qualifier, superseded=former, victim_class=whom, evidence=evidence)


def account(
    article: str = "a1",
    *,
    hours: float = 0,
    day: date | None = None,
    told: bool = True,
    source: str = "Wire",
    place: EventPlace | None = TOWN,
    kind: Kind = Kind.STRIKE,
    status: Status = Status.ACTUAL,
    rules: tuple[str, ...] = ("iraq-strikes/strike",),
    killed: int | None = None,
    wounded: int | None = None,
    figures: tuple[Figure, ...] = (),
    former: tuple[Figure, ...] = (),
    text: str = "",
    tier: Tier = Tier.ESTABLISHED,
    **rest: object,
) -> Account:
    """Return an account that arrives ``hours`` after Monday 06:00."""
    at = MONDAY + timedelta(hours=hours)
    counted = [(Role.KILLED, killed), (Role.WOUNDED, wounded)]
    made = Account(
        article=article,
        source=source,
        feed=source.casefold(),
        tier=tier,
        language="en",
        title=f"Report {article}",
        url=f"https://{source.casefold()}.example/{article}",
        published=at,
        seen=at,
        sort=sort_of(kind, status),
        kind=kind,
        status=status,
        rules=rules,
        severity=Severity.WARNING,
        places=(place,) if place else (),
        day=day or at.date(),
        told=told,
        figures=figures or tuple(figure(count, role) for role, count in counted if count is not None),
        former=former,
        origin=named(source),
        gist=f"gist of {article}",
        sketch=sketch(text or f"text of {article} by {source} and nobody else"),
    )
    return made.model_copy(update=rest)


def tell(*accounts: Account, similarity: Similarity | None = None) -> tuple[EventBook, list[Decision]]:
    """Decide on each account in turn, as the pipeline does."""
    book, decisions = EventBook(), []
    for one in accounts:
        candidates, versions = book.candidates(buckets(one))
        decision = decide(one, candidates, one.seen, POLICY, similarity)
        if decision.event is not None:
            book.commit(decision.event, versions)
        decisions.append(decision)
    return book, decisions


__all__ = ["Action", "Sort"]
