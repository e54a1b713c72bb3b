"""What the rules find: a match says which rule, on which claims, by which words."""

from enum import StrEnum

from watcher.claims.model import Span, Status
from watcher.model import datum


class Severity(StrEnum):
    """How loud an alert is, mildest first."""

    INFO = "info"
    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 3 for critical."""
        return tuple(Severity).index(self)


@datum
class Match:
    """One rule raised by one article."""

    rule: str
    """``rule-set/rule``, such as ``iraq-strikes/strike``."""
    status: Status
    severity: Severity
    evidence: tuple[Span, ...]
    """At least one span, each at most 400 characters, the words that raised the rule."""
    labels: tuple[tuple[str, str], ...] = ()
    claims: tuple[int, ...] = ()
    """Indexes into the analysis' claims that met the rule."""
    crossing: str | None = None
    """What a rule over several articles has found, in words; ``None`` for other rules."""
    receivers: tuple[str, ...] = ()
    """Receivers a rule names itself, beside the routes."""
    throttle: float | None = None
    """Seconds during which the rule tells one event at most once."""
    min_sources: int = 1
    """Independent sources to wait for..."""
    min_sources_after: float | None = None
    """...or this many seconds, whichever comes first."""
