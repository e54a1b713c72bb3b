"""What happened in the world, as all its reports tell it: one event, one thread."""

from datetime import date, datetime
from enum import StrEnum

from watcher.articles.model import Tier
from watcher.claims.model import Kind, Qualifier, Role, Status
from watcher.model import Model
from watcher.rules.model import Severity


class Reason(StrEnum):
    """Why a report is news of its event; the same word in logs, payloads, pages and tests."""

    FIRST_REPORT = "FIRST_REPORT"
    SECOND_SOURCE = "SECOND_SOURCE"
    TOLL_FIRST = "TOLL_FIRST"
    TOLL_ROSE = "TOLL_ROSE"
    NEW_VICTIM_CLASS = "NEW_VICTIM_CLASS"
    CLAIMED = "CLAIMED"
    DENIED = "DENIED"
    ESCALATED = "ESCALATED"
    RELEASED = "RELEASED"
    TOLL_CORRECTED = "TOLL_CORRECTED"
    RETRACTED = "RETRACTED"
    PATTERN = "PATTERN"
    """The report is the one that a rule over several articles waited for."""


class EventPlace(Model):
    """Where it happened, as precisely as any report says (ACLED: 1 town, 2 district, 3 governorate, 4 country)."""

    concept: str
    name: str
    within: tuple[str, ...] = ()
    precision: int
    latitude: float | None = None
    longitude: float | None = None
    kind: str = ""
    """What the gazetteer calls it: ``city``, ``base``, ``governorate``, ``area`` and the like."""


class Movement(StrEnum):
    """What a figure does to the best one of its role."""

    FIRST = "first"
    ROSE = "rose"
    LOWERED = "lowered"
    FOLLOWED = "followed"
    """It changed because another role's figure rose: wounded who died."""
    STOOD = "stood"


class TollEntry(Model):
    """One figure that one report gave, as it stood when it arrived."""

    role: Role
    count: int
    upper: int | None = None
    qualifier: Qualifier
    victim_class: str | None = None
    whom: str | None = None
    source: str
    article: str
    at: datetime
    cumulative: bool = False
    origin: str = ""
    """The independent source behind ``source``."""
    movement: Movement = Movement.STOOD
    """What it did to the best figure. A figure above one that was lowered is void, whoever repeats it."""


class Toll(Model):
    """The best figure of one role, after all reports (ACLED: of conflicting ones at a time, the most conservative)."""

    role: Role
    min: int
    best: int
    max: int
    qualifier: Qualifier


class Report(Model):
    """One article's part in an event."""

    article: str
    source: str
    feed: str
    tier: Tier
    belligerent: bool = False
    language: str | None
    title: str
    url: str | None
    published: datetime | None
    seen: datetime
    status: Status
    rules: tuple[str, ...]
    origin: str
    """What counts as one independent source: the agency where one is named or its text is reprinted, else the outlet."""
    reprint_of: str | None = None
    sketch: str = ""
    """Of its text, to know reprints by (``watcher.articles.sketch``)."""
    gist: str = ""
    """Title and first words, to compare meanings; kept of the first report in each language."""
    reason: Reason | None = None
    """Why it was told, ``None`` where it joined in silence."""


class Change(Model):
    """One thing that a revision changed, from what to what, as a person reads it."""

    what: str
    before: str | None
    after: str | None


class NewsEvent(Model):
    """One event of the world: place, day, kind, actors; all reports of it, in every language, are one thread."""

    id: str
    revision: int
    """1 at the first report; rises with every change that is news."""
    version: int
    """Rises with every write: what optimistic commits compare."""
    kind: Kind
    status: Status
    rules: tuple[str, ...]
    severity: Severity
    title: str
    place: EventPlace | None
    day: date
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    reports: tuple[Report, ...]
    ledger: tuple[TollEntry, ...] = ()
    toll: tuple[Toll, ...] = ()
    cumulative: tuple[Toll, ...] = ()
    victim_classes: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    first_seen: datetime
    last_seen: datetime
    linked: tuple[str, ...] = ()
    """Events it answers, carries out or avenges: linked, not merged."""
    merged_into: str | None = None
    pinned: bool = False
    """An analyst has merged or split it by hand: kept as the truth from then on."""
