"""How good a run over a stream with known truth was."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from watcher.events.model import Reason

SILENT = frozenset({None, Reason.SECOND_SOURCE})
"""What the shipped default does not tell."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What an ideal system makes of one article."""

    article: str
    event: str | None
    alert: str
    """``new``, ``update`` or ``none``."""
    role: str
    toll: dict[str, int] = field(default_factory=dict)
    rules: bool = True
    """Whether a rule is to be raised at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made of it."""

    article: str
    event: str | None
    reason: Reason | None
    toll: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of the issue."""

    precision: float
    recall: float
    missed: tuple[str, ...]
    """Events of which nothing was ever told."""
    false_alerts: tuple[str, ...]
    """Articles of no event that were told."""
    first_reports: float
    """Alerts an event that call it new."""
    alerts: float
    """Alerts an event."""
    found: tuple[str, ...]
    """Articles whose material update was told."""
    unfound: tuple[str, ...]
    needless: tuple[str, ...]
    """Articles of known events that were told though nothing material was new."""
    tolls: tuple[int, int]
    """Articles after which the best toll was right, of those with one."""

    @property
    def f1(self) -> float:
        """B-cubed F1."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0

    @property
    def updates(self) -> float:
        """Share of the material updates that were told."""
        wanted = len(self.found) + len(self.unfound)
        return len(self.found) / wanted if wanted else 1.0

    def __str__(self) -> str:
        """Return the figures in a few lines."""
        return "\n".join(
            (
                f"B-cubed        P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}",
                f"missed events  {len(self.missed)} {' '.join(self.missed)}",
                f"false alerts   {len(self.false_alerts)} {' '.join(self.false_alerts)}",
                f"alerts/event   {self.alerts:.2f}, first reports/event {self.first_reports:.2f}",
                f"updates found  {self.updates:.3f}; not found: {' '.join(self.unfound) or 'none'}",
                f"needless       {len(self.needless)} {' '.join(self.needless)}",
                f"tolls right    {self.tolls[0]} of {self.tolls[1]}",
            )
        )


def score(truths: Sequence[Truth], outcomes: Sequence[Outcome]) -> Score:
    """Compare a run with the truth, article by article."""
    by_article = {outcome.article: outcome for outcome in outcomes}
    pairs = [(truth, by_article[truth.article]) for truth in truths]
    told = [(truth, outcome) for truth, outcome in pairs if outcome.reason not in SILENT]
    events = {truth.event for truth in truths if truth.event and truth.rules}
    heard = {truth.event for truth, _ in told}
    precision, recall = bcubed(
        {truth.article: truth.event for truth, _ in pairs if truth.event and truth.rules},
        {outcome.article: outcome.event or f"none-{outcome.article}" for _, outcome in pairs},
    )
    updates = [truth.article for truth in truths if truth.alert == "update"]
    articles_told = {truth.article for truth, _ in told}
    first = sum(outcome.reason is Reason.FIRST_REPORT for truth, outcome in told if truth.event)
    with_toll = [(truth, outcome) for truth, outcome in pairs if truth.toll and outcome.event]
    return Score(
        precision=precision,
        recall=recall,
        missed=tuple(sorted(event for event in events - heard if event)),
        false_alerts=tuple(truth.article for truth, _ in told if truth.event is None),
        first_reports=first / max(len(events), 1),
        alerts=sum(truth.event is not None for truth, _ in told) / max(len(events), 1),
        found=tuple(article for article in updates if article in articles_told),
        unfound=tuple(article for article in updates if article not in articles_told),
        needless=tuple(truth.article for truth, _ in told if truth.event and truth.alert == "none"),
        tolls=(sum(_right(truth, outcome) for truth, outcome in with_toll), len(with_toll)),
    )


def bcubed(truth: dict[str, str | None], found: dict[str, str]) -> tuple[float, float]:
    """Return B-cubed precision and recall (Bagga and Baldwin 1998) over the items of ``truth``."""
    if not truth:
        return 1.0, 1.0
    classes, clusters = defaultdict(set), defaultdict(set)
    for item, label in truth.items():
        classes[label].add(item)
        clusters[found[item]].add(item)
    shared = {item: len(classes[label] & clusters[found[item]]) for item, label in truth.items()}
    precision = sum(shared[item] / len(clusters[found[item]]) for item in truth) / len(truth)
    recall = sum(shared[item] / len(classes[label]) for item, label in truth.items()) / len(truth)
    return precision, recall


def spread(truths: Sequence[Truth], outcomes: Sequence[Outcome]) -> dict[str, Counter[str | None]]:
    """Return, for each true event, into which found events its articles went: what to read when a score is low."""
    by_article = {outcome.article: outcome.event for outcome in outcomes}
    out: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    for truth in truths:
        if truth.event:
            out[truth.event][by_article[truth.article]] += 1
    return dict(out)


def _right(truth: Truth, outcome: Outcome) -> bool:
    return all(outcome.toll.get(role) == count for role, count in truth.toll.items())
