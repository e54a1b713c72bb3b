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
from watcher.events.model import EventPlace, NewsEvent
from watcher.events.places import COUNTRY, PlaceRelation, far, relation
from watcher.events.policy import EventPolicy, Sort, sort_of
from watcher.events.weapons import families
from watcher.model import datum

BAR = -100.0
AHEAD = 1
"""Days by which a report may put its event before the day the event has."""
SAME_TEXT, SAME_WORDS = 8.0, 2.0
MOST_BY_MEANING = 3.0
UNRELATED = 0.41
"""Cosine at which two gists are as likely of one event as of two of the same war (multilingual encoder, both languages)."""
UNRELATED_MENTION = 0.64
"""The same for mentions, which no place or actor holds together: two news of one subject lie nearer than two strikes."""


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


@datum
class Weight:
    """One ground, what was compared, and its points: above 0 for, below 0 against."""

    ground: Ground
    points: float
    detail: str


@datum
class Weighed:
    """One candidate and all that was found for and against it."""

    event: str
    weights: tuple[Weight, ...]
    points: float
    """The sum."""
    joins: bool


def comparable(account: Account, event: NewsEvent, policy: EventPolicy) -> bool:
    """Whether an event is a candidate at all: of the account's sort and within its window, or what it is a later version of.

    A mention is one of the same rules only: whoever asked for other words has not heard of it.
    """
    sort = sort_of(event.kind, event.status)
    mention = sort is Sort.MENTION or account.sort is Sort.MENTION
    if mention and (sort is not account.sort or not set(account.rules) <= set(event.rules)):
        return False
    if account.edited and any(map(account.rewrites, event.reports)):
        return True
    if sort is not account.sort and not (account.released and sort is Sort.CAPTIVITY):
        return False
    ago = (account.day - event.day).days
    return -AHEAD <= ago <= policy.window(sort).days


def weigh(account: Account, event: NewsEvent, policy: EventPolicy) -> Weighed:
    """Return the grounds that fields alone give; a place that cannot be the same ends the weighing."""
    place = _place(account, event)
    edition = _edition(account, event) if account.edited else None
    if place is not None and place.points == BAR and edition is None:
        return Weighed(event.id, (place,), BAR, joins=False)
    grounds = (
        edition,
        place,
        _day(account, event),
        _claimant(account, event) or _shared(Ground.ACTORS, account.actors, event.actors, account.sort),
        _shared(Ground.TARGETS, account.targets, event.targets, account.sort),
        _shared(Ground.WEAPONS, families(account.weapons), families(event.weapons), account.sort),
        _former(account, event),
        _figures(account, event),
    )
    weights = tuple(weight for weight in grounds if weight is not None)
    points = sum(weight.points for weight in weights)
    text = _text(account, event, policy, short_of=policy.joins(account.sort) - points)
    if text is not None:
        weights, points = (text, *weights), points + text.points
    return Weighed(event.id, weights, points, joins=points >= policy.joins(account.sort))


def with_meaning(weighed: Weighed, cosine: float, policy: EventPolicy, sort: Sort) -> Weighed:
    """Return the candidate with the encoder's word added."""
    least, most = reach_of_meaning(weighed)
    unrelated = UNRELATED_MENTION if sort is Sort.MENTION else UNRELATED
    meaning = Weight(Ground.MEANING, round(max(least, min(most, (cosine - unrelated) * 16)), 2), f"cosine {cosine:.2f}")
    points = weighed.points + meaning.points
    return Weighed(weighed.event, (*weighed.weights, meaning), points, joins=points >= policy.joins(sort))


def barred(weighed: Weighed) -> bool:
    """Whether something speaks against a candidate that nothing outweighs."""
    return weighed.points <= BAR / 2


def reach_of_meaning(weighed: Weighed) -> tuple[float, float]:
    """Return the fewest and the most points that meaning may add: none to a barred candidate.

    Meaning does not tell Monday's attack on a town from Tuesday's, nor does it part what place and day have joined.
    """
    if barred(weighed):
        return 0.0, 0.0
    day = next((weight.points for weight in weighed.weights if weight.ground is Ground.DAY), 0.0)
    place = next((weight.points for weight in weighed.weights if weight.ground is Ground.PLACE), 0.0)
    return (-1.0 if day >= 2 and place >= 4 else -3.0), (2.0 if day < 0 else MOST_BY_MEANING)


def _edition(account: Account, event: NewsEvent) -> Weight | None:
    rewritten = next((report.article for report in event.reports if account.rewrites(report)), None)
    return None if rewritten is None else Weight(Ground.EDITION, -2 * BAR, f"a later version of {rewritten}")


def _text(account: Account, event: NewsEvent, policy: EventPolicy, short_of: float) -> Weight | None:
    """Compare with the reports' texts, unless that could not make up for the points that all else is ``short_of``.

    The same words on another day are an outlet's habit, not a reprint.
    """
    points = SAME_TEXT if not account.told or event.day in account.days else SAME_WORDS
    if points + MOST_BY_MEANING < short_of:
        return None
    _, alike = nearest(account.sketch, tuple(report.sketch for report in event.reports))
    return Weight(Ground.TEXT, points, f"resemblance {alike:.2f}") if alike >= policy.reprint else None


def _place(account: Account, event: NewsEvent) -> Weight | None:
    related = relation(account.places, event.place)
    if event.place is None or related is PlaceRelation.UNKNOWN:
        return None
    if related is PlaceRelation.APART:
        return _apart(account, event.place)
    if related is PlaceRelation.NEAR:
        points = 2.0
    else:
        precision = max(account.places[0].precision, event.place.precision)
        points = {1: 4.0, 2: 3.5, 3: 2.5, 4: 1.0}[precision]
        points -= 0.0 if len(account.places) == 1 or relation(account.places[:1], event.place) is related else 1.5
    return Weight(Ground.PLACE, points, f"{related} {event.place.name}")


def _apart(account: Account, place: EventPlace) -> Weight:
    """Weigh two places that are not one: they part acts for certain, threats only if a named town lies far from the other."""
    if account.sort is Sort.THREAT:
        points = -6.0 if far(account.places, place) else -0.5
    else:
        points = -4.0 if account.places[0].precision == COUNTRY else BAR
    return Weight(Ground.PLACE, points, f"{account.places[0].name} is not {place.name}")


def _day(account: Account, event: NewsEvent) -> Weight:
    """Compare the days; a report that names none mostly tells of its own, so that a later one needs more to join."""
    apart = abs((account.day - event.day).days)
    if account.sort is Sort.THREAT:
        points = 1.5 if apart <= 1 else 0.5
    elif account.sort in {Sort.CAPTIVITY, Sort.MENTION}:
        points = 1.0
    elif account.told:
        points = 1.0 if apart and event.day in account.days else {0: 2.0, 1: -5.0}.get(apart, -8.0)
    else:
        points = {0: 1.5, 1: -1.5}.get(apart, -3.0)
    return Weight(Ground.DAY, points, _days(account.day, event.day, told=account.told))


def _days(one: date, other: date, *, told: bool) -> str:
    return f"{one.isoformat()}{'' if told else ' (of publication)'} and {other.isoformat()}"


def _claimant(account: Account, event: NewsEvent) -> Weight | None:
    """Find a claimant who was named for the act before: it is that very act that is claimed."""
    if not account.claimed_by:
        return None
    named = sorted(set(account.claimed_by) & {*event.actors, *event.claimed_by} - {"unknown"})
    return Weight(Ground.ACTORS, 1.5, f"claimed by {', '.join(named)}") if named else None


def _shared(ground: Ground, ours: Sequence[str], theirs: Sequence[str], sort: Sort) -> Weight | None:
    """Shared names speak for. Disjoint ones speak against where they are what the event is: who threatens, what struck."""
    if not ours or not theirs:
        return None
    shared = set(ours).intersection(theirs)
    if shared:
        points = (_OF_THREAT if sort is Sort.THREAT else _OF_ACT)[ground]
        return Weight(ground, points, f"shares {', '.join(sorted(shared))}")
    if ground is Ground.WEAPONS or (ground is Ground.ACTORS and sort is Sort.THREAT):
        return Weight(ground, -3.5 if sort is Sort.THREAT else -2.5, f"{', '.join(ours)} and {', '.join(theirs)}")
    return None


_OF_ACT = {Ground.ACTORS: 0.5, Ground.TARGETS: 0.5, Ground.WEAPONS: 1.0}
_OF_THREAT = {Ground.ACTORS: 2.5, Ground.TARGETS: 1.5, Ground.WEAPONS: 0.5}


def _former(account: Account, event: NewsEvent) -> Weight | None:
    """Find a figure that the text calls former and the event has or had: it names the event."""
    if not account.former:
        return None
    known = {(entry.role, entry.count) for entry in event.ledger}
    for figure in account.former:
        if (figure.role, figure.count) in known:
            return Weight(Ground.FORMER_FIGURE, 3.0, f"{figure.count} {figure.role} before")
    return None


def _figures(account: Account, event: NewsEvent) -> Weight | None:
    if not account.figures or not event.toll:
        return None
    known = {toll.role: toll for toll in event.toll}
    for figure in account.figures:
        toll = known.get(figure.role)
        if toll is None or figure.role not in {Role.KILLED, Role.WOUNDED}:
            continue
        if figure.count == toll.best:
            return Weight(Ground.FIGURES, 1.5, f"{figure.count} {figure.role} in both")
        low, high = sorted((figure.count, toll.best))
        if high > 4 * max(low, 2):
            return Weight(Ground.FIGURES, -1.0, f"{figure.count} and {toll.best} {figure.role}")
    return None
