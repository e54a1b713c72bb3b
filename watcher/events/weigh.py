"""Whether a report and a known event are one: every ground for and against, with its points.

The points are weights of evidence that add up; ``EventPolicy.joins_at`` is where they suffice. A ground that nothing
outweighs is a bar. Place is the backbone (Zavarella et al. 2020), then the day; actors and weapons speak mostly against,
since first reports know neither.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from watcher.articles.sketch import nearest
from watcher.claims.model import Role
from watcher.events.account import Account
from watcher.events.model import NewsEvent
from watcher.events.places import COUNTRY, PlaceRelation, far, relation
from watcher.events.policy import EventPolicy, Sort, sort_of
from watcher.events.weapons import families
from watcher.model import Model

BAR = -100.0
UNRELATED = 0.41
"""Cosine at which two gists are as likely of one event as of two of the same war (multilingual encoder, both languages)."""


class Ground(StrEnum):
    """What speaks for or against."""

    SORT = "sort"
    WINDOW = "window"
    EDITION = "edition"
    TEXT = "text"
    PLACE = "place"
    DAY = "day"
    ACTORS = "actors"
    TARGETS = "targets"
    WEAPONS = "weapons"
    FIGURES = "figures"
    FORMER_FIGURE = "former_figure"
    MEANING = "meaning"


class Weight(Model):
    """One ground, what was compared, and its points: above 0 for, below 0 against."""

    ground: Ground
    points: float
    detail: str


class Weighed(Model):
    """One candidate and all that was found for and against it."""

    event: str
    joins: bool
    weights: tuple[Weight, ...]

    @property
    def points(self) -> float:
        """The sum."""
        return sum(weight.points for weight in self.weights)


def weigh(account: Account, event: NewsEvent, policy: EventPolicy) -> Weighed:
    """Return the grounds that fields alone give; a bar ends the weighing."""
    barred = _bars(account, event, policy)
    if barred is not None:
        return Weighed(event=event.id, joins=False, weights=(barred,))
    grounds = (
        _text(account, event, policy),
        _place(account, event),
        _day(account, event),
        _shared(Ground.ACTORS, account.actors, event.actors, account.sort),
        _shared(Ground.TARGETS, account.targets, event.targets, account.sort),
        _shared(Ground.WEAPONS, families(account.weapons), families(event.weapons), account.sort),
        _former(account, event),
        _figures(account, event),
    )
    weights = tuple(weight for weight in grounds if weight is not None)
    return Weighed(event=event.id, joins=sum(weight.points for weight in weights) >= policy.joins(account.sort), weights=weights)


def with_meaning(weighed: Weighed, cosine: float, policy: EventPolicy, sort: Sort) -> Weighed:
    """Return the candidate with the encoder's word added."""
    least, most = reach_of_meaning(weighed)
    points = round(max(least, min(most, (cosine - UNRELATED) * 16)), 2)
    weights = (*weighed.weights, Weight(ground=Ground.MEANING, points=points, detail=f"cosine {cosine:.2f}"))
    return Weighed(event=weighed.event, joins=weighed.points + points >= policy.joins(sort), weights=weights)


def reach_of_meaning(weighed: Weighed) -> tuple[float, float]:
    """Return the fewest and the most points that meaning may add: none to a barred candidate.

    Meaning does not tell Monday's attack on a town from Tuesday's, nor does it part what place and day have joined.
    """
    if weighed.points <= BAR / 2:
        return 0.0, 0.0
    day = next((weight.points for weight in weighed.weights if weight.ground is Ground.DAY), 0.0)
    place = next((weight.points for weight in weighed.weights if weight.ground is Ground.PLACE), 0.0)
    return (-1.0 if day >= 2 and place >= 4 else -4.0), (2.0 if day < 0 else 4.0)


def _bars(account: Account, event: NewsEvent, policy: EventPolicy) -> Weight | None:
    """Return what makes it impossible that both are one event, if anything does."""
    if any(account.rewrites(report) for report in event.reports):
        return None
    sort = sort_of(event.kind, event.status)
    if sort is not account.sort and not (account.released and sort is Sort.CAPTIVITY):
        return Weight(ground=Ground.SORT, points=BAR, detail=f"{account.sort} is not {sort}")
    window = policy.window(sort)
    if not event.day - window <= account.day <= max(event.day, event.last_seen.date()) + window:
        return Weight(ground=Ground.WINDOW, points=BAR, detail=f"{account.day} is too far from {event.day}")
    apart = relation(account.places, event.place) is PlaceRelation.APART
    if apart and account.sort is not Sort.THREAT and account.places[0].precision < COUNTRY:
        names = ", ".join(place.name for place in account.places)
        return Weight(ground=Ground.PLACE, points=BAR, detail=f"{names} is not {event.place.name if event.place else ''}")
    return None


def _text(account: Account, event: NewsEvent, policy: EventPolicy) -> Weight | None:
    rewritten = next((report.article for report in event.reports if account.rewrites(report)), None)
    if rewritten is not None:
        return Weight(ground=Ground.EDITION, points=-BAR, detail=f"a later version of {rewritten}")
    _, alike = nearest(account.sketch, tuple(report.sketch for report in event.reports))
    if alike < policy.reprint:
        return None
    same_day = not account.told or event.day in account.days
    return Weight(ground=Ground.TEXT, points=8.0 if same_day else 2.0, detail=f"resemblance {alike:.2f}")


def _place(account: Account, event: NewsEvent) -> Weight | None:
    related = relation(account.places, event.place)
    if event.place is None or related is PlaceRelation.UNKNOWN:
        return None
    if related is PlaceRelation.APART:
        points = -4.0 if account.sort is not Sort.THREAT or far(account.places, event.place) else -0.5
    elif related is PlaceRelation.NEAR:
        points = 2.0
    else:
        precision = max(account.places[0].precision, event.place.precision)
        points = {1: 4.0, 2: 3.5, 3: 2.5, 4: 1.0}[precision]
        points -= 0.0 if relation(account.places[:1], event.place) is related else 1.5
    return Weight(ground=Ground.PLACE, points=points, detail=f"{related} {event.place.name}")


def _day(account: Account, event: NewsEvent) -> Weight:
    """Compare the days; a report that names none mostly tells of its own, so that a later one needs more to join."""
    apart = abs((account.day - event.day).days)
    if account.sort is Sort.THREAT:
        points = 1.5 if apart <= 1 else 0.5
    elif account.sort is Sort.CAPTIVITY:
        points = 1.0
    elif account.told:
        points = 1.0 if apart and event.day in account.days else {0: 2.0, 1: -5.0}.get(apart, -8.0)
    else:
        points = {0: 1.5, 1: -1.5}.get(apart, -3.0)
    return Weight(ground=Ground.DAY, points=points, detail=_days(account.day, event.day, told=account.told))


def _days(one: date, other: date, *, told: bool) -> str:
    return f"{one.isoformat()}{'' if told else ' (of publication)'} and {other.isoformat()}"


def _shared(ground: Ground, ours: Sequence[str], theirs: Sequence[str], sort: Sort) -> Weight | None:
    """Shared names speak for. Disjoint ones speak against where they are what the event is: who threatens, what struck."""
    if not ours or not theirs:
        return None
    shared = sorted(set(ours) & set(theirs))
    if shared:
        points = (_OF_THREAT if sort is Sort.THREAT else _OF_ACT)[ground]
        return Weight(ground=ground, points=points, detail=f"shares {', '.join(shared)}")
    if ground is Ground.WEAPONS or (ground is Ground.ACTORS and sort is Sort.THREAT):
        return Weight(
            ground=ground, points=-3.5 if sort is Sort.THREAT else -2.5, detail=f"{', '.join(ours)} and {', '.join(theirs)}"
        )
    return None


_OF_ACT = {Ground.ACTORS: 0.5, Ground.TARGETS: 0.5, Ground.WEAPONS: 1.0}
_OF_THREAT = {Ground.ACTORS: 2.5, Ground.TARGETS: 1.5, Ground.WEAPONS: 0.5}


def _former(account: Account, event: NewsEvent) -> Weight | None:
    """Find a figure that the text calls former and the event has or had: it names the event."""
    known = {(entry.role, entry.count) for entry in event.ledger}
    for figure in account.former:
        if (figure.role, figure.count) in known:
            return Weight(ground=Ground.FORMER_FIGURE, points=3.0, detail=f"{figure.count} {figure.role} before")
    return None


def _figures(account: Account, event: NewsEvent) -> Weight | None:
    known = {toll.role: toll for toll in event.toll}
    for figure in account.figures:
        toll = known.get(figure.role)
        if toll is None or figure.role not in {Role.KILLED, Role.WOUNDED}:
            continue
        if figure.count == toll.best:
            return Weight(ground=Ground.FIGURES, points=1.5, detail=f"{figure.count} {figure.role} in both")
        low, high = sorted((figure.count, toll.best))
        if high > 4 * max(low, 2):
            return Weight(ground=Ground.FIGURES, points=-1.0, detail=f"{figure.count} and {toll.best} {figure.role}")
    return None
