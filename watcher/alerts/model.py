"""An alert: one revision of one event that is worth telling. This object is the payload of ``replay --json`` and of webhooks."""

from datetime import datetime

from watcher.claims.model import Figure, Kind, Span, Status
from watcher.events.model import Change, EventPlace, Reason, Toll
from watcher.model import Model
from watcher.rules.model import Severity


class AlertSource(Model):
    """One report behind an alert."""

    article: str
    source: str
    tier: int
    language: str | None
    title: str
    url: str | None
    published: datetime | None
    seen: datetime
    independent: bool


class Alert(Model):
    """What is told, to whom, and why; its JSON Schema is published by ``watcher schema alert``."""

    id: str
    """Deterministic: the event, its revision and the article that caused it."""
    event: str
    revision: int
    reason: Reason
    kind: Kind
    rules: tuple[str, ...]
    status: Status
    severity: Severity
    labels: tuple[tuple[str, str], ...] = ()
    title: str
    summary: str = ""
    article: str
    source: str
    tier: int
    language: str | None
    url: str | None
    published: datetime | None
    seen: datetime
    place: EventPlace | None
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    """Of this article."""
    toll: tuple[Toll, ...] = ()
    """Of the event, after this article."""
    changes: tuple[Change, ...] = ()
    evidence: tuple[Span, ...]
    whole: str = ""
    """The text that the evidence's offsets count in, cut to what the evidence needs."""
    sources: tuple[AlertSource, ...] = ()
    confirmed: bool = False
    """At least two independent sources."""
    joined: int = 0
    """Reports that joined the event in silence since the last alert."""
    receivers: tuple[str, ...] = ()
    demo: bool = False
    replayed: bool = False
