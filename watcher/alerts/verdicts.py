"""Whether one receiver is told now, later or not at all: each question of the policy in turn, the first answer counts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from watcher.alerts import memory
from watcher.alerts.corroboration import Awaiting
from watcher.alerts.model import Alert
from watcher.alerts.policy import Ack, Gist, Inhibition, Note, PolicyState, ReceiverPolicy, Silence
from watcher.alerts.quiet import wake
from watcher.alerts.routes import Route, group_key
from watcher.events.model import Reason
from watcher.model import Model
from watcher.rules.model import Severity

REMEMBERED = 365 * 86400.0  # seconds: as long as events are kept
MINUTE = timedelta(minutes=1)


class Verdict(StrEnum):
    """What the policy decided for one receiver; the same word in logs, the delivery log and digests."""

    SENT = "SENT"
    GROUPED = "GROUPED"
    """Waits for company, told in one message."""
    HELD = "HELD"
    """Quiet hours; told on waking."""
    THROTTLED = "THROTTLED"
    """The event was told a short while ago; told when the throttle ends."""
    STORM = "STORM"
    """Too many in a minute; the rest is told in one digest."""
    UNCONFIRMED = "UNCONFIRMED"
    """Its rules wait for more sources; told when they report, or when the time is over."""
    SILENCED = "SILENCED"
    INHIBITED = "INHIBITED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    UNTOLD = "UNTOLD"
    """The route does not tell this reason."""

    @property
    def is_told(self) -> bool:
        """Whether the alert reaches the receiver, now or later."""
        return self not in {Verdict.SILENCED, Verdict.INHIBITED, Verdict.ACKNOWLEDGED, Verdict.UNTOLD}


class Decision(Model):
    """One receiver's verdict and why."""

    receiver: str | None
    recipient: str | None = None
    """The one address that it is about, where the receiver's others are decided on otherwise."""
    verdict: Verdict
    why: str
    route: str
    until: datetime | None = None
    group: str = ""
    """What is told together when it is let go."""


@dataclass
class Judge:
    """Decides for each receiver of one alert; ``notes`` gathers what has to be remembered."""

    alert: Alert
    now: datetime
    state: PolicyState
    inhibitions: tuple[Inhibition, ...]
    awaiting: Awaiting | None = None
    """Where the event waits for sources."""
    notes: tuple[Note, ...] = field(default=())

    def decide(self, receiver: str, policy: ReceiverPolicy, path: str, route: Route) -> tuple[Decision, ...]:
        """Return the verdict for one receiver, and for each of its addresses that alone is silenced."""
        silenced = {who: one for who in policy.recipients if (one := self._silence(receiver, who)) is not None}
        if len(silenced) == len(policy.recipients):
            why = next(iter(silenced.values())).told
            return (Decision(receiver=receiver, verdict=Verdict.SILENCED, why=why, route=path),)
        alone = (
            Decision(receiver=receiver, recipient=who, verdict=Verdict.SILENCED, why=one.told, route=path)
            for who, one in silenced.items()
        )
        return (self._decide(receiver, policy, path, route), *alone)

    def _silence(self, receiver: str, recipient: str | None) -> Silence | None:
        return next((one for one in self.state.silences if one.covers(self.alert, receiver, recipient, self.now)), None)

    def _decide(self, receiver: str, policy: ReceiverPolicy, path: str, route: Route) -> Decision:
        """Return the verdict for whoever of the receiver is not silenced."""
        muted = self._muted()
        if muted is not None:
            return Decision(receiver=receiver, verdict=muted[0], why=muted[1], route=path)
        if self.awaiting is not None:
            return self._waiting(self.awaiting, receiver, policy, path)
        self._inhibit_others()
        self._remember_acknowledged()
        later = self._later(receiver, policy, route)
        if later is not None:
            verdict, why, until, group = later
            return Decision(receiver=receiver, verdict=verdict, why=why, route=path, until=until, group=group)
        self._remember_told(receiver, route)
        return Decision(receiver=receiver, verdict=Verdict.SENT, why="", route=path)

    def _muted(self) -> tuple[Verdict, str] | None:
        """Return why nobody is told at all."""
        source = self._inhibitor()
        if source is not None:
            return Verdict.INHIBITED, f"by alert {source}"
        known = self.state.notes.get(memory.ack(self.alert.event))
        if known is not None and self.alert.reason is not Reason.RETRACTED:
            ack = Ack.model_validate_json(known)
            if ack.gist == Gist.of(self.alert):
                return Verdict.ACKNOWLEDGED, f"by {ack.by} at {ack.at:%Y-%m-%d %H:%M} UTC; nothing material changed"
        return None

    def _waiting(self, awaiting: Awaiting, receiver: str, policy: ReceiverPolicy, path: str) -> Decision:
        """Hold until the time is over; should the receiver sleep then, until it wakes."""
        until = wake(policy.quiet_hours, policy.time_zone, awaiting.until, self.alert.severity) or awaiting.until
        why = f"{self.alert.independent} of {awaiting.sources} independent sources"
        return Decision(receiver=receiver, verdict=Verdict.UNCONFIRMED, why=why, route=path, until=until)

    def _inhibitor(self) -> str | None:
        """Return the alert that mutes this one; an alert that is itself a source is not muted by its like."""
        for rule in self.inhibitions:
            if rule.target.matches(self.alert) and not rule.source.matches(self.alert):
                for name in memory.inhibited_by(rule, self.alert):
                    if name in self.state.notes:
                        return self.state.notes[name]
        return None

    def _later(self, receiver: str, policy: ReceiverPolicy, route: Route) -> tuple[Verdict, str, datetime, str] | None:
        """Return why and until when this receiver waits."""
        awake = wake(policy.quiet_hours, policy.time_zone, self.now, self.alert.severity)
        if awake is not None:
            return Verdict.HELD, f"quiet hours in {policy.time_zone}", awake, ""
        throttled = self._throttled(receiver, route)
        if throttled is not None:
            return Verdict.THROTTLED, "the event was told a short while ago", throttled, ""
        grouped = self._grouped(receiver, route)
        if grouped is not None:
            return Verdict.GROUPED, "waits for company", grouped, group_key(route, self.alert)
        if policy.cap is not None and self.state.recent.get(receiver, 0) >= policy.cap:
            # The same end for all of a minute, so that one digest takes them.
            end = self.now.replace(second=0, microsecond=0) + MINUTE
            return Verdict.STORM, f"more than {policy.cap} within a minute", end, ""
        return None

    def _throttled(self, receiver: str, route: Route) -> datetime | None:
        """Return when the event may be told again, unless it got louder meanwhile; what waits is told then, all of it."""
        throttle = memory.throttle(route, self.alert)
        name = memory.told(receiver, self.alert.event)
        known = self.state.notes.get(name)
        if not throttle or known is None:
            return None
        at, _, severity = known.partition(" ")
        told = datetime.fromisoformat(at)
        end = told if told > self.now else told + timedelta(seconds=throttle)
        if end <= self.now or self.alert.severity.rank > Severity(severity).rank:
            return None
        self._note(name, f"{end.isoformat()} {severity}", (end - self.now).total_seconds() + throttle)
        return end

    def _grouped(self, receiver: str, route: Route) -> datetime | None:
        """Return when the alert's group is told next; remembers it, so that the next ones join."""
        if not route.group_by:
            return None
        name = memory.group(receiver, route, self.alert)
        wait, interval = timedelta(seconds=route.group_wait or 0.0), timedelta(seconds=route.group_interval or 0.0)
        known = self.state.notes.get(name)
        flush = datetime.fromisoformat(known) if known else None
        if flush is not None and flush > self.now:
            return flush
        due = flush + interval if flush is not None and flush + interval > self.now else self.now + wait
        self._note(name, due.isoformat(), (due - self.now + interval).total_seconds() + 60)
        return due if due > self.now else None

    def _inhibit_others(self) -> None:
        """Leave a note for the alerts that this one mutes."""
        for rule in self.inhibitions:
            if rule.source.matches(self.alert):
                for name in memory.inhibiting(rule, self.alert):
                    self._note(name, self.alert.id, rule.lasts)

    def _remember_told(self, receiver: str, route: Route) -> None:
        """Note what throttles ask for later."""
        throttle = memory.throttle(route, self.alert)
        if throttle:
            self._note(memory.told(receiver, self.alert.event), f"{self.now.isoformat()} {self.alert.severity}", throttle)

    def _remember_acknowledged(self) -> None:
        """Let an acknowledgement cover what is told now or later: the same again joins quietly."""
        known = self.state.notes.get(memory.ack(self.alert.event))
        if known is not None:
            ack = Ack.model_validate_json(known).model_copy(update={"gist": Gist.of(self.alert)})
            self._note(memory.ack(self.alert.event), ack.model_dump_json(), REMEMBERED)

    def _note(self, name: str, value: str, ttl: float) -> None:
        self.notes = (*(note for note in self.notes if note.name != name), Note(name=name, value=value, ttl=max(1.0, ttl)))
