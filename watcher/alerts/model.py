"""An alert: one revision of one event that is worth telling. This object is the payload of ``replay --json`` and of webhooks."""

from datetime import datetime
from enum import StrEnum

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


class Wording(Model):
    """The alert in one reader's language, composed from the claims' fields, whatever language the report is in."""

    language: str
    about: str
    """What, how sure, where: "Drone strike in Erbil, Iraq"."""
    headline: str
    """``about`` on one line with what is new of it, or how many it concerns."""
    summary: str
    """Who, whom, with what, the toll, the sources."""
    changes: tuple[str, ...] = ()
    """What changed from what, one line each: "9 killed (was 4)"."""


class Thread(Model):
    """What the event's thread is called, frozen at the first report."""

    severity: Severity
    kind: Kind
    places: tuple[tuple[str, str], ...] = ()
    """The place's name by language."""
    title: str = ""
    """The first report's headline, of a mention only: it has neither act nor place to be named by."""

    def place(self, language: str) -> str | None:
        """Return the place as readers of ``language`` call it."""
        return dict(self.places).get(language) or next((name for _, name in self.places), None)


class Corroboration(Model):
    """What every rule that raised an alert waits for before it is told."""

    sources: int
    """Independent ones."""
    within: float
    """Seconds to wait for them."""
    told_anyway: bool
    """When they are over; else it is not told at all."""


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
    """The report's own headline, in its own language."""
    summary: str = ""
    """The English wording's summary."""
    wording: tuple[Wording, ...] = ()
    """English first."""
    thread: Thread
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
    """The text that the evidence's offsets count in, cut a little after the last of it."""
    sources: tuple[AlertSource, ...] = ()
    confirmed: bool = False
    """At least two independent sources."""
    corroboration: Corroboration | None = None
    joined: int = 0
    """Reports that joined the event in silence since the last alert."""
    linked: tuple[str, ...] = ()
    """Events it answers, carries out or avenges."""
    throttle: float | None = None
    """Seconds during which its rule tells one event at most once."""
    receivers: tuple[str, ...] = ()
    rulebook: str = ""
    """Version of all the rules that were in force."""
    demo: bool = False
    replayed: bool = False

    @property
    def independent(self) -> int:
        """How many independent sources report the event."""
        return sum(source.independent for source in self.sources)

    def worded(self, language: str) -> Wording:
        """Return the wording in ``language``, else the first one."""
        for wording in self.wording:
            if wording.language == language:
                return wording
        return (
            self.wording[0]
            if self.wording
            else Wording(language="en", about=self.title, headline=self.title, summary=self.summary)
        )


class Listed(Model):
    """One alert as a digest lists it."""

    alert: str
    event: str
    revision: int
    reason: Reason
    severity: Severity
    headline: str
    title: str
    source: str
    url: str | None
    seen: datetime
    held: str
    """Why it was held back: the policy's verdict."""


class Digest(Model):
    """Alerts that were held back for one receiver, every one listed."""

    id: str
    receiver: str
    why: str
    """The verdict that held most of them."""
    since: datetime
    until: datetime
    part: int = 1
    parts: int = 1
    listed: tuple[Listed, ...]


class Topic(StrEnum):
    """What watcher says of itself."""

    ALL_CLEAR = "ALL_CLEAR"
    """It is awake and watched all day: silence meant that there was nothing to tell."""
    RECEIVER_FAILING = "RECEIVER_FAILING"
    RECEIVER_GONE = "RECEIVER_GONE"
    DEAD_LETTER = "DEAD_LETTER"
    FEED_UNHEALTHY = "FEED_UNHEALTHY"
    """Nothing can be read from a feed, or nothing new comes, for longer than its ``alert_after``."""
    COVERAGE_GAP = "COVERAGE_GAP"
    """Entries may have come and gone unseen."""
    FLATLINE = "FLATLINE"
    """Fewer articles met a rule than it expects."""
    ARTICLE_FAILED = "ARTICLE_FAILED"
    """We failed on articles, which are kept to be tried again."""


class Notice(Model):
    """A message about watcher itself, not about the world."""

    id: str
    topic: Topic
    title: str
    lines: tuple[str, ...]
    at: datetime
