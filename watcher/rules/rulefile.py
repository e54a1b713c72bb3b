"""A rule set as an analyst writes it: one YAML file of rules, its users' sites and its inline tests."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from watcher.articles.frontmatter import ExpectedFigure
from watcher.claims.model import Kind, Status
from watcher.model import Language, Settings, Span, Spelt
from watcher.rules.language import Condition
from watcher.rules.model import Severity
from watcher.rules.values import Many

Name = Annotated[str, Spelt(r"^[a-z0-9][a-z0-9_-]{0,63}$", "small letters, digits, - and _, at most 64")]
"""Small letters, digits, ``-`` and ``_``."""
By = Literal["place", "actor", "source", "language"]
"""What articles are counted apart by."""
Label = Annotated[str, Spelt(r"^[a-z][a-z0-9_-]{0,63}$", "small letters, digits, - and _, a letter first, at most 64")]


class RuleTest(Settings):
    """One article and whether the rule is raised by it."""

    title: str = ""
    text: Annotated[str, Field(min_length=1)]
    published: datetime | None = None
    source: str = "test"
    language: Language | None = None
    raises: bool = True
    status: Status | None = None
    """The status it must be raised with."""
    severity: Severity | None = None
    figures: tuple[ExpectedFigure, ...] = ()

    @model_validator(mode="after")
    def _expects_one_thing(self) -> "RuleTest":
        if not self.raises and (self.status or self.severity):
            raise ValueError("a test that raises nothing has no status and no severity")
        return self


class TimedArticle(Settings):
    """One article that comes once or several times, and whether each time raises the rule."""

    at: Many[Span]
    """Since the beginning of the test."""
    title: str = ""
    text: Annotated[str, Field(min_length=1)]
    source: str = "test"
    language: Language | None = None
    raises: bool = False


class SeriesTest(Settings):
    """Articles in the order of their times, for a rule over several of them."""

    articles: tuple[TimedArticle, ...]
    until: Span | None = None
    """A flatline is looked for then, since the beginning of the test."""
    raises: bool = True
    """Whether the flatline must be seen."""


def _sort_of(test: Any) -> str:
    return "<articles>" if isinstance(test, SeriesTest) or (isinstance(test, Mapping) and "articles" in test) else "<article>"


Test = Annotated[
    Annotated[RuleTest, Tag("<article>")] | Annotated[SeriesTest, Tag("<articles>")],
    Discriminator(_sort_of),
]


class Escalation(Settings):
    """A louder (or milder) severity where a condition holds of the article, first that holds wins."""

    severity: Severity
    when: Condition


class Frequency(Settings):
    """Raised once ``count`` articles met the rule ``within`` the time."""

    count: Annotated[int, Field(ge=2, le=100_000)]
    within: Span
    by: By | None = None
    """Count apart for each of these."""


class Spike(Settings):
    """Raised when the articles of one window are ``times`` as many as the mean of the ``over`` windows before it."""

    times: Annotated[float, Field(gt=1, le=1000)]
    window: Span
    over: Annotated[int, Field(ge=1, le=1000)] = 7
    """Windows whose mean the present one is compared with."""
    at_least: Annotated[int, Field(ge=1)] = 3
    """Articles in the present window, so that one article after silence is no spike."""
    by: By | None = None


class NewTerm(Settings):
    """Raised when a matching article names something not named by any within the time; the first ``learn`` only teaches."""

    of: By
    within: Span
    learn: Span
    """After the first article, for so long everything new is learnt in silence."""


class Flatline(Settings):
    """Raised when fewer than ``below`` articles met the rule ``within`` the time; told once until they return."""

    below: Annotated[int, Field(ge=1)] = 1
    within: Span


class Rule(Settings):
    """One rule: when it is raised, how loud, and what must be true of it."""

    meant = MappingProxyType({"name": "id", "if": "when", "condition": "when", "level": "severity", "priority": "severity"})

    id: Name
    description: str = ""
    when: Condition
    severity: Severity = Severity.NOTICE
    escalate: tuple[Escalation, ...] = ()
    labels: dict[Label, str] = Field(default_factory=dict)
    receivers: tuple[str, ...] = ()
    """Receivers told beside those that routes find."""
    throttle: Span | None = None
    """The rule tells one event at most once in so long."""
    min_sources: Annotated[int, Field(ge=1, le=20)] = 1
    """Wait for so many independent sources..."""
    or_after: Span | None = None
    """...or for so long, whichever comes first."""
    frequency: Frequency | None = None
    spike: Spike | None = None
    new_term: NewTerm | None = None
    flatline: Flatline | None = None
    tests: tuple[Test, ...] = ()

    @property
    def crossing(self) -> Frequency | Spike | NewTerm | Flatline | None:
        """What the rule asks of several articles together, if anything."""
        return self.frequency or self.spike or self.new_term or self.flatline

    @model_validator(mode="after")
    def _fits_together(self) -> "Rule":
        crossing = [name for name in ("frequency", "spike", "new_term", "flatline") if getattr(self, name)]
        if len(crossing) > 1:
            raise ValueError(f"{' and '.join(crossing)} cannot stand in one rule; divide it")
        if self.or_after and self.min_sources == 1:
            raise ValueError("or_after says how long to wait for min_sources; give min_sources too")
        for test in self.tests:
            if isinstance(test, SeriesTest) != bool(crossing):
                asked = f"a {crossing[0]} rule looks at several" if crossing else "a rule without a count looks at single"
                raise ValueError(f"{asked} articles; write its tests {'with' if crossing else 'without'} `articles:`")
            if isinstance(test, SeriesTest) and (test.until is None) == bool(self.flatline):
                raise ValueError("`until` says when a flatline is looked for: every test of one needs it, and no other has it")
        return self


class Site(Settings):
    """A place of the user's own: a town of the gazetteer or coordinates, and how near is near."""

    name: Name
    place: str | None = None
    at: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = None
    """Latitude and longitude in degrees."""
    radius: Annotated[float, Field(gt=0, le=20_000)] | None = None
    """Kilometres, for every kind of claim that ``radii`` does not name."""
    radii: dict[Kind, Annotated[float, Field(gt=0, le=20_000)]] = Field(default_factory=dict)
    """Kilometres for each kind of claim."""

    @model_validator(mode="after")
    def _stands_somewhere(self) -> "Site":
        if (self.place is None) == (self.at is None):
            raise ValueError("a site needs either place or at")
        if self.radius is None and not self.radii:
            raise ValueError("a site needs a radius in km, for all kinds (radius) or by kind (radii)")
        return self


class RuleFile(Settings):
    """One file of rules; the id of a rule is ``set/id``."""

    set: Name
    description: str = ""
    sites: tuple[Site, ...] = ()
    """Sites serve the rules of every file."""
    rules: tuple[Rule, ...] = Field(min_length=1)
