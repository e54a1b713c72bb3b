"""What a receiver wants to hear and when: settings of the policy, and the pure state that decisions are made on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import Field, field_validator

from watcher.alerts.matchers import Matcher
from watcher.alerts.model import Alert
from watcher.alerts.phrases import languages
from watcher.alerts.quiet import QuietHours, TimeZone
from watcher.claims.model import Role
from watcher.events.model import NewsEvent
from watcher.model import Duration, Model, Settings
from watcher.rules.model import Severity
from watcher.spelling import hint


class ReceiverPolicy(Settings):
    """The part of a receiver's settings that decides whether and when it is told; channels add how."""

    language: str = "en"
    """What its reader reads: ``en`` or ``ar``."""
    time_zone: TimeZone = "UTC"
    quiet_hours: tuple[QuietHours, ...] = ()
    cap: int | None = Field(default=None, ge=1)
    """Alerts a minute that are told one by one; the rest of that minute comes in one digest. Left out: no cap."""

    @field_validator("language")
    @classmethod
    def _spoken(cls, value: str) -> str:
        if value not in languages():
            raise ValueError(f"messages are written in {' or '.join(languages())}, not {value!r}{hint(value, languages())}")
        return value

    @property
    def recipients(self) -> tuple[str | None, ...]:
        """Who has a delivery state of their own; one ``None`` where the receiver is one."""
        return (None,)

    @property
    def refers(self) -> bool:
        """Whether each message names the one before it of the same event."""
        return False


class Inhibition(Settings):
    """An alert that matches ``source`` mutes those of ``target`` that share what ``equal`` names, for a while."""

    source: Matcher
    target: Matcher
    equal: tuple[str, ...] = ("event",)
    """``event``: the same or a linked one; ``place``: the target's place lies around the source's; ``kind``, ``rule_set``."""
    lasts: Duration = Field(default=24 * 3600.0, alias="for")

    @field_validator("equal")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = ("event", "place", "kind", "rule_set")
        for key in value:
            if key not in known:
                raise ValueError(f"equal knows {', '.join(known)}, not {key!r}{hint(key, known)}")
        if not value:
            raise ValueError(f"equal needs at least one of {', '.join(known)}")
        return value


class Silence(Model):
    """What a person wants no message about, until when, and why."""

    id: str
    match: Matcher
    receivers: tuple[str, ...] = ()
    """None named: all."""
    recipients: tuple[str, ...] = ()
    """Addresses of the receivers; none named: all."""
    starts: datetime
    ends: datetime
    comment: str
    by: str = ""

    def covers(self, alert: Alert, receiver: str, recipient: str | None, now: datetime) -> bool:
        """Return whether it mutes this alert for this recipient of a receiver now."""
        meant = (not self.receivers or receiver in self.receivers) and (not self.recipients or recipient in self.recipients)
        return meant and self.starts <= now < self.ends and self.match.matches(alert)

    @property
    def told(self) -> str:
        """How a decision names it."""
        return f"{self.id} until {self.ends:%Y-%m-%d %H:%M} UTC: {self.comment}"


class Gist(Model):
    """What an acknowledgement knows of an event: a report that changes none of it joins quietly."""

    severity: Severity
    place: str | None
    toll: tuple[tuple[Role, int], ...]

    @classmethod
    def of(cls, told: Alert | NewsEvent) -> Self:
        """Return the gist of an alert, or of an event as it stands."""
        toll = tuple(sorted((one.role, one.best) for one in told.toll))
        return cls(severity=told.severity, place=told.place.concept if told.place else None, toll=toll)


class Ack(Model):
    """Somebody has an event in hand."""

    event: str
    by: str
    at: datetime
    comment: str = ""
    gist: Gist


class Note(Model):
    """One fact that the policy remembers under a name, for ``ttl`` seconds."""

    name: str
    value: str
    ttl: float


class PolicyState(Model):
    """What the policy must know of the past to decide on one alert."""

    silences: tuple[Silence, ...] = ()
    notes: Mapping[str, str] = Field(default_factory=dict)
    """Of the names that ``Router.reads`` asked for, those that are remembered."""
    recent: Mapping[str, int] = Field(default_factory=dict)
    """Alerts told one by one to each receiver within the last minute."""
