"""What a sentence claims: kind, status, who, whom, where, when, with what, how many, and the words that say so."""

from datetime import date, datetime
from enum import StrEnum

from watcher.model import datum
from watcher.text.number_words import Qualifier

__all__ = [
    "Analysis",
    "Claim",
    "Figure",
    "Kind",
    "Mention",
    "Qualifier",
    "Role",
    "Span",
    "Status",
    "When",
]


class Status(StrEnum):
    """How far a claim is said to be fact (PLOVER contexts and PETRARCH2 modality, widened for alerts)."""

    ACTUAL = "actual"
    ATTEMPTED = "attempted"
    INTERCEPTED = "intercepted"
    CLAIMED = "claimed"
    ACCUSED = "accused"
    DENIED = "denied"
    UNCONFIRMED = "unconfirmed"
    THREATENED = "threatened"
    ORDERED = "ordered"
    CONSIDERED = "considered"
    WARNED = "warned"
    EXPECTED = "expected"
    EXERCISE = "exercise"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    NEGATED = "negated"
    AFTERMATH = "aftermath"


AHEAD = frozenset({Status.THREATENED, Status.ORDERED, Status.CONSIDERED, Status.WARNED, Status.EXPECTED})
"""Statuses of what has not happened yet."""
HAPPENED = frozenset({Status.ACTUAL, Status.ATTEMPTED, Status.INTERCEPTED, Status.CLAIMED, Status.ACCUSED, Status.AFTERMATH})
"""Statuses of what is told as having happened."""


class Kind(StrEnum):
    """What sort of thing is claimed. A strike comes through the air; an attack is any other violence."""

    STRIKE = "strike"
    ATTACK = "attack"
    THREAT = "threat"
    TOLL = "toll"
    CAPTURE = "capture"
    RELEASE = "release"
    RESPONSIBILITY = "responsibility"
    """Somebody claims an act as theirs."""
    ATTRIBUTION = "attribution"
    """Somebody official lays an act at another's door."""
    DENIAL = "denial"
    CORRECTION = "correction"
    """An outlet corrects or retracts its own report."""
    MENTION = "mention"
    """The words of a rule, without a claim: no claim is of this kind, the event that such an article founds is."""


class Role(StrEnum):
    """What happened to the people counted."""

    KILLED = "killed"
    WOUNDED = "wounded"
    MISSING = "missing"
    CAPTURED = "captured"
    DISPLACED = "displaced"


@datum
class Span:
    """Characters ``start`` to ``end`` of the article's ``whole``, quoted in ``text``."""

    start: int
    end: int
    text: str


@datum
class Mention:
    """A concept of the lexicon as the text names it."""

    concept: str
    """Id of the concept, such as ``place:erbil`` or ``actor:kataib-hezbollah``."""
    name: str
    """The concept's name as a person reads it, in English."""
    span: Span
    within: tuple[str, ...] = ()
    """Every concept it lies within, itself first, nearest next (``place:erbil``, ``place:kurdistan-region``, ``place:iraq``)."""
    carried: bool = False
    """Taken over from the headline, the dateline or an earlier sentence."""


@datum
class Figure:
    """A number of people a text gives for one role."""

    role: Role
    count: int
    evidence: Span
    upper: int | None = None
    """Upper bound where the text gives a range."""
    qualifier: Qualifier = Qualifier.EXACT
    cumulative: bool = False
    """A running total, never an incident's toll."""
    since: str | None = None
    """What a running total counts from, in the text's words."""
    whom: str | None = None
    """The victims in the text's words."""
    victim_class: str | None = None
    """``civilian``, ``us``, ``security-forces``, ``militant``, ``child`` and the like, from the lexicon."""
    where: str | None = None
    source: str | None = None
    """Who gives the figure, in the text's words."""
    superseded: bool = False
    """The text names it only as the former figure ("up from 4")."""


@datum
class When:
    """When the claimed thing happened or is to happen; ``precision`` as ACLED codes time: 1 the day, 2 the week, 3 coarser."""

    day: date
    precision: int = 1


@datum
class Claim:
    """One sentence's statement."""

    kind: Kind
    status: Status
    evidence: Span
    """The clause or sentence that states the claim, at most 400 characters."""
    sentence: int
    """Index of the sentence in the article."""
    actors: tuple[Mention, ...] = ()
    targets: tuple[Mention, ...] = ()
    places: tuple[Mention, ...] = ()
    """Most precise first."""
    weapons: tuple[str, ...] = ()
    """Concept ids such as ``weapon:drone``, heaviest first."""
    when: When | None = None
    days: tuple[date, ...] = ()
    """Every day that the sentence names: the day of a statement often stands beside the act's."""
    figures: tuple[Figure, ...] = ()
    attributed_to: str | None = None
    conditional: bool = False
    judged: float | None = None
    """The probability that the judge gave it; nothing where words of the lexicon make it."""
    cues: tuple[tuple[str, Span], ...] = ()
    """The words that decided something and what they decided, for people: ``("status:denied", span)``."""


@datum
class Declined:
    """A claim that the judge read a passage for and held too unlikely to make."""

    kind: Kind
    status: Status
    passage: Span
    judged: float
    """The probability that it gave."""
    asked: float
    """The probability from which on it makes such a claim."""


@datum
class Analysis:
    """Everything an article claims."""

    article: str
    language: str
    published: datetime | None = None
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()
    """Lead figures first."""
    declined: tuple[Declined, ...] = ()
    """What the judge looked for in vain, for people who ask why nothing was raised."""
    agency: str | None = None
    """The news agency that the by-line, dateline or credit line names, as a concept id."""
