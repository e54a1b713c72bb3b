"""The tree of routes: from the root down, the first child that matches takes the alert, ``continue`` asks its siblings too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from watcher.alerts.matchers import Matcher, Texts
from watcher.alerts.model import Alert
from watcher.events.model import Reason
from watcher.model import Duration, Settings
from watcher.spelling import hint, nearest

TOLD_BY_DEFAULT = tuple(reason for reason in Reason if reason is not Reason.SECOND_SOURCE)
_GROUP_KEYS = frozenset({"event", "rule_set", "rule", "kind", "place", "severity", "source", "language", "reason"})


def _many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Escalation(Settings):
    """Whom to tell when nobody acknowledges a critical alert in time."""

    after: Duration
    receiver: Annotated[tuple[str, ...], BeforeValidator(_many)] = Field(min_length=1)


class Route(Settings):
    """One route. What it leaves out it takes from its parent, children aside."""

    name: str | None = None
    match: Matcher = Matcher()
    receiver: Texts | None = None
    """One receiver, a list, or none at all (``[]`` tells nobody, on purpose)."""
    continue_: bool = Field(default=False, alias="continue")
    """Ask the next siblings too."""
    reasons: tuple[Reason, ...] | None = None
    """What is worth telling here; by default everything but a second source."""
    group_by: Texts | None = None
    """Alerts that share these are told in one message: ``event``, ``rule_set``, ``place``, ``severity``, ``label:NAME``..."""
    group_wait: Duration | None = None
    """How long the first alert of a group waits for company; 0 tells at once."""
    group_interval: Duration | None = None
    """How long the next alerts of a group that was told wait for company."""
    repeat_interval: Duration | None = None
    """How often an alert that nobody acknowledged is told again; left out, never."""
    throttle: Duration | None = None
    """Tell of one event at most once in this time; the rest is listed when it is over. Critical alerts pass."""
    escalate: Escalation | None = None
    routes: tuple["Route", ...] = ()

    @model_validator(mode="after")
    def _known_group_keys(self) -> Self:
        for key in self.group_by or ():
            if key not in _GROUP_KEYS and not key.startswith("label:"):
                known = sorted(_GROUP_KEYS)
                raise ValueError(f"group_by knows {', '.join(known)} and label:NAME, not {key!r}{hint(key, known)}")
        return self

    def below(self) -> Iterator["Route"]:
        """Yield this route and all below it."""
        yield self
        for route in self.routes:
            yield from route.below()

    def inherit(self, parent: "Route") -> "Route":
        """Return this route with what it leaves out taken from ``parent``."""
        fields = ("receiver", "reasons", "group_by", "group_wait", "group_interval", "repeat_interval", "throttle", "escalate")
        taken = {name: getattr(parent, name) for name in fields if getattr(self, name) is None}
        return self.model_copy(update=taken)


@dataclass(frozen=True, slots=True)
class Step:
    """One route that was tried: where it stands in the tree, and what did not match."""

    path: str
    misses: str | None
    names: frozenset[str]
    """The receivers that it, or a route below it, names."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the tree sends an alert, and every step on the way."""

    taken: tuple[tuple[str, Route], ...]
    """Path and settings, parents' included, of each route that takes the alert."""
    steps: tuple[Step, ...]


def walk(root: Route, alert: Alert) -> Walk:
    """Send ``alert`` through the tree as Alertmanager does."""
    steps: list[Step] = []
    taken = tuple(_descend(root, alert, root.name or "root", steps))
    return Walk(taken=taken, steps=tuple(steps))


def _descend(route: Route, alert: Alert, path: str, steps: list[Step]) -> Iterator[tuple[str, Route]]:
    misses = route.match.misses(alert)
    steps.append(Step(path, misses, _named(route)))
    if misses is not None:
        return
    found = False
    for index, child in enumerate(route.routes):
        whole = child.inherit(route)
        below = list(_descend(whole, alert, f"{path} > {child.name or index + 1}", steps))
        found = found or bool(below)
        yield from below
        if below and not child.continue_:
            break
    if not found:
        yield path, route


def why_unrouted(root: Route, alert: Alert, receiver: str) -> str:
    """Return why no route sends ``alert`` to a receiver, as the tree stands now."""
    missed = [step for step in walk(root, alert).steps if step.misses is not None and receiver in step.names]
    if missed:
        return "; ".join(f"{step.misses} does not match ({step.path})" for step in missed)
    return "a route before its own takes the alert" if receiver in _named(root) else "no route names it"


def _named(root: Route) -> frozenset[str]:
    return frozenset(name for route in root.below() for name in route.receiver or ())


def receiver_meant(name: str, known: Iterable[str]) -> str:
    """Return what to mend in a name that no receiver has: the one that was meant, or all there are."""
    known = sorted(known)
    near = nearest(name, known)
    return f"did you mean {near!r}?" if near else f"known receivers: {', '.join(known) or 'none'}"


def group_key(route: Route, alert: Alert) -> str:
    """Return what alerts of one group share, as one line."""
    labels = dict(alert.labels)
    values = {
        "event": alert.event,
        "rule_set": ",".join(sorted({rule.partition("/")[0] for rule in alert.rules})),
        "rule": ",".join(alert.rules),
        "kind": alert.kind.value,
        "place": alert.place.concept if alert.place else "",
        "severity": alert.severity.value,
        "source": alert.source,
        "language": alert.language or "",
        "reason": alert.reason.value,
    }
    keys = route.group_by or ()
    return "|".join(f"{key}={labels.get(key.removeprefix('label:'), '') if ':' in key else values[key]}" for key in keys)
