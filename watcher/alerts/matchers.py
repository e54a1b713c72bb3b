"""What picks alerts out: the conditions of routes, silences and inhibitions."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import BeforeValidator, Field

from watcher.alerts.model import Alert
from watcher.claims.model import Kind, Status
from watcher.events.model import Reason
from watcher.model import Settings
from watcher.rules.model import Severity


def _many(value: object) -> object:
    """Let one value stand for a list of one."""
    return (value,) if isinstance(value, str | int) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_many)]


class Matcher(Settings):
    """Conditions on an alert; every given key must hold, and of a list one entry. Without keys it takes every alert."""

    rule_set: Texts = ()
    rule: Texts = ()
    """``rule-set/rule``; ``*`` stands for anything."""
    severity: Severity | None = None
    """This one or louder."""
    label: Mapping[str, str] = Field(default_factory=dict)
    place: Texts = ()
    """Concepts of the lexicon that the event lies in, with or without ``place:``."""
    tier: int | None = Field(default=None, ge=1, le=4)
    """The report's source is of this tier or a more trusted one."""
    language: Texts = ()
    source: Texts = ()
    kind: Annotated[tuple[Kind, ...], BeforeValidator(_many)] = ()
    status: Annotated[tuple[Status, ...], BeforeValidator(_many)] = ()
    reason: Annotated[tuple[Reason, ...], BeforeValidator(_many)] = ()
    event: Texts = ()
    demo: bool | None = None
    replayed: bool | None = None

    def misses(self, alert: Alert) -> str | None:
        """Return the first condition that ``alert`` does not meet, ``None`` where it meets all."""
        checks: dict[str, bool] = {
            "rule_set": not self.rule_set or any(rule.partition("/")[0] in self.rule_set for rule in alert.rules),
            "rule": not self.rule or any(fnmatchcase(rule, pattern) for rule in alert.rules for pattern in self.rule),
            "severity": self.severity is None or alert.severity.rank >= self.severity.rank,
            "label": all(pair in alert.labels for pair in self.label.items()),
            "place": not self.place or self._lies_within(alert),
            "tier": self.tier is None or alert.tier <= self.tier,
            "language": not self.language or alert.language in self.language,
            "source": not self.source or alert.source in self.source,
            "kind": not self.kind or alert.kind in self.kind,
            "status": not self.status or alert.status in self.status,
            "reason": not self.reason or alert.reason in self.reason,
            "event": not self.event or alert.event in self.event,
            "demo": self.demo is None or alert.demo is self.demo,
            "replayed": self.replayed is None or alert.replayed is self.replayed,
        }
        return next((name for name, holds in checks.items() if not holds), None)

    def matches(self, alert: Alert) -> bool:
        """Return whether every condition holds."""
        return self.misses(alert) is None

    def _lies_within(self, alert: Alert) -> bool:
        if alert.place is None:
            return False
        around = {alert.place.concept, *alert.place.within}
        return any(place in around or f"place:{place}" in around for place in self.place)
