"""From an alert to its deliveries: who is told now, who later, who not, and why. Pure: state in, decisions out."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.alerts import memory
from watcher.alerts.corroboration import Awaiting, Held, begun
from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Alert, Thread
from watcher.alerts.policy import Inhibition, Note, PolicyState, ReceiverPolicy
from watcher.alerts.routes import TOLD_BY_DEFAULT, Route, receiver_meant, walk
from watcher.alerts.verdicts import REMEMBERED, Decision, Judge, Verdict
from watcher.errors import ConfigError
from watcher.model import Model
from watcher.rules.model import Severity

ARMED_FOR = 86400.0  # seconds after which an event may be escalated anew
AWAITED_FOR = 3600.0  # seconds for which it is known that an event waited for sources, when it does no more


class Plan(Model):
    """What is to be committed for one alert."""

    alert: Alert
    """With the receivers that are told, now or later."""
    deliveries: tuple[Delivery, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...] = ()
    counted: tuple[str, ...] = ()
    """Receivers with a cap that are told at once: this alert counts against the minute that begins at ``at``."""
    at: datetime | None = None
    replaces: tuple[Held, ...] = ()
    """Messages that waited for sources: this alert has them, and is told instead."""


@dataclass(frozen=True, slots=True)
class Target:
    """One receiver that the routes chose, by the first route that did."""

    receiver: str
    path: str
    route: Route


class Router:
    """The routes, the inhibitions and the receivers' policies, checked against each other."""

    def __init__(self, root: Route, receivers: Mapping[str, ReceiverPolicy], inhibitions: tuple[Inhibition, ...] = ()) -> None:
        """Raise ConfigError where a route names a receiver that does not exist."""
        self._root = root
        self._receivers = receivers
        self._inhibitions = inhibitions
        self._capped = frozenset(name for name, policy in receivers.items() if policy.cap is not None)
        self._referring = frozenset(name for name, policy in receivers.items() if policy.refers)
        for route in root.below():
            self._known(route.receiver or (), f"route {route.name or '(unnamed)'}")
            self._known(route.escalate.receiver if route.escalate else (), "an escalation")

    def _known(self, names: Iterable[str], who: str) -> None:
        for name in names:
            if name not in self._receivers:
                raise ConfigError(f"{who} names the unknown receiver {name!r}", mend=receiver_meant(name, self._receivers))

    @property
    def receivers(self) -> Mapping[str, ReceiverPolicy]:
        """The policies by receiver."""
        return self._receivers

    def targets(self, alert: Alert) -> tuple[tuple[Target, ...], tuple[Decision, ...]]:
        """Return the receivers that rules and routes choose, and the routes that do not tell this reason."""
        chosen: dict[str, Target] = {}
        untold: dict[str | None, Decision] = {}
        for name in alert.receivers:
            if name in self._receivers:
                chosen[name] = Target(name, "named by the rule", self._root)
        for path, route in walk(self._root, alert).taken:
            if alert.reason not in (TOLD_BY_DEFAULT if route.reasons is None else route.reasons):
                why = f"{alert.reason} is not told here"
                for who in route.receiver or (None,):
                    untold.setdefault(who, Decision(receiver=who, verdict=Verdict.UNTOLD, why=why, route=path))
                continue
            if not route.receiver:
                why = "the route names no receiver"
                untold.setdefault(None, Decision(receiver=None, verdict=Verdict.UNTOLD, why=why, route=path))
            for name in route.receiver or ():
                chosen.setdefault(name, Target(name, path, route))
        return tuple(chosen.values()), tuple(untold.values())

    def reads(self, alert: Alert) -> tuple[str, ...]:
        """Return the names of the notes that planning this alert needs."""
        names = [memory.thread(alert.event), memory.ack(alert.event), memory.awaiting(alert.event)]
        for rule in self._inhibitions:
            if rule.target.matches(alert):
                names += memory.inhibited_by(rule, alert)
        for target in self.targets(alert)[0]:
            names += memory.of_target(target.receiver, target.route, alert)
            if target.receiver in self._referring:
                people = self._receivers[target.receiver].recipients
                names += [memory.before(target.receiver, who, alert.event) for who in people]
        return tuple(dict.fromkeys(names))

    def plan(self, alert: Alert, now: datetime, state: PolicyState | None = None, *, waited: tuple[str, ...] = ()) -> Plan:
        """Return the deliveries of ``alert`` at ``now`` and a decision for every receiver.

        Without ``state`` nothing is held or muted: the routes alone decide, as in a replay, and who ``waited`` for sources.
        """
        targets, untold = self.targets(alert)
        if state is None:
            targets = self._with_waiting(targets, waited)
            decisions = tuple(Decision(receiver=one.receiver, verdict=Verdict.SENT, why="", route=one.path) for one in targets)
            return self._planned(alert, now, (*decisions, *_still(untold, targets)), ())
        alert, notes = _frozen_thread(alert, state)
        known = _awaiting(alert, now, state)
        awaiting = known if known and known.joined_by(alert) else begun(alert, now) if known is None else None
        corroborated = known if awaiting is None else None
        targets = self._with_waiting(targets, (one.receiver for one in corroborated.held) if corroborated else ())
        judge = Judge(alert, now, state, self._inhibitions, awaiting)
        decisions = tuple(
            decision
            for one in targets
            for decision in judge.decide(one.receiver, self._receivers[one.receiver], one.path, one.route)
        )
        told = {one.receiver: one.until or now for one in decisions if one.verdict.is_told and awaiting is None}
        armed = [self._armed(alert, target, now, state, told[target.receiver]) for target in targets if target.receiver in told]
        notes += judge.notes
        plan = self._planned(alert, now, (*decisions, *_still(untold, targets)), notes)
        if awaiting is not None:
            plan = _waiting(plan, awaiting, now)
        elif corroborated is not None:
            plan = _let_go(plan, corroborated, now)
        if any(one.receiver in self._referring for one in targets):
            plan = self._with_references(plan, state)
        deliveries = (*plan.deliveries, *(delivery for more, _ in armed for delivery in more))
        counted = tuple(one.receiver for one in decisions if one.verdict is Verdict.SENT and one.receiver in self._capped)
        armed_notes = (note for _, more in armed for note in more)
        return plan.model_copy(
            update={"deliveries": deliveries, "notes": (*plan.notes, *armed_notes), "counted": counted, "at": now}
        )

    def _with_waiting(self, targets: tuple[Target, ...], waited: Iterable[str]) -> tuple[Target, ...]:
        """Add the receivers that waited for what is corroborated now, whatever the routes say of this alert's reason."""
        chosen = {target.receiver for target in targets}
        more = (Target(name, "waited for sources", self._root) for name in dict.fromkeys(waited) if name not in chosen)
        return (*targets, *(target for target in more if target.receiver in self._receivers))

    def _planned(self, alert: Alert, now: datetime, decisions: tuple[Decision, ...], notes: tuple[Note, ...]) -> Plan:
        going = [one for one in decisions if one.receiver is not None and one.verdict.is_told]
        silenced = {(one.receiver, one.recipient) for one in decisions if one.recipient is not None}
        alert = alert.model_copy(update={"receivers": tuple(str(one.receiver) for one in going)})
        body = alert.model_dump_json()
        deliveries = tuple(
            _delivery(alert, body, str(one.receiver), who, now, decision=one)
            for one in going
            for who in self._receivers[str(one.receiver)].recipients
            if (one.receiver, who) not in silenced
        )
        return Plan(alert=alert, deliveries=deliveries, decisions=decisions, notes=notes)

    def _with_references(self, plan: Plan, state: PolicyState) -> Plan:
        """Have deliveries name the ones before them where their receivers want that; remember those that are told at once."""
        deliveries, notes = list[Delivery](), list[Note]()
        for one in plan.deliveries:
            delivery = one
            if one.receiver in self._referring:
                name = memory.before(delivery.receiver, delivery.recipient, delivery.event)
                if delivery.held is None:
                    value = f"{delivery.id} {delivery.enqueued.isoformat()}"
                    notes.append(Note(name=name, value=value, ttl=REMEMBERED))
                delivery = one.model_copy(update={"follows": state.notes.get(name, "")})
            deliveries.append(delivery)
        return plan.model_copy(update={"deliveries": tuple(deliveries), "notes": (*plan.notes, *notes)})

    def _armed(
        self, alert: Alert, target: Target, now: datetime, state: PolicyState, told: datetime
    ) -> tuple[list[Delivery], list[Note]]:
        """Return what follows should nobody acknowledge what is told at ``told``: the escalation, the reminder."""
        route, deliveries, notes = target.route, list[Delivery](), list[Note]()
        if not (route.escalate or route.repeat_interval):
            return deliveries, notes
        body = alert.model_dump_json()
        escalated = memory.escalation(alert.event)
        if route.escalate and alert.severity is Severity.CRITICAL and escalated not in state.notes:
            due = told + timedelta(seconds=route.escalate.after)
            for name in route.escalate.receiver:
                for who in self._receivers[name].recipients:
                    deliveries.append(_delivery(alert, body, name, who, told, later=(Purpose.ESCALATION, due)))
            notes.append(Note(name=escalated, value=alert.id, ttl=(due - now).total_seconds() + ARMED_FOR))
        if route.repeat_interval:
            due = told + timedelta(seconds=route.repeat_interval)
            for who in self._receivers[target.receiver].recipients:
                deliveries.append(_delivery(alert, body, target.receiver, who, told, later=(Purpose.REMINDER, due)))
            newest = memory.newest(target.receiver, alert.event)
            notes.append(Note(name=newest, value=alert.id, ttl=(due - now).total_seconds() + ARMED_FOR))
        return deliveries, notes


def _still(untold: Iterable[Decision], targets: Iterable[Target]) -> tuple[Decision, ...]:
    """Leave out of what routes do not tell the receivers that are told all the same."""
    told = {target.receiver for target in targets}
    return tuple(one for one in untold if one.receiver not in told)


def _awaiting(alert: Alert, now: datetime, state: PolicyState) -> Awaiting | None:
    """Return what is held of the event for want of sources; nothing is any more when the time is over."""
    note = state.notes.get(memory.awaiting(alert.event))
    known = Awaiting.model_validate_json(note) if note is not None else None
    return known if known is not None and known.until > now else None


def _waiting(plan: Plan, awaiting: Awaiting, now: datetime) -> Plan:
    """Remember what waits, for the alert that corroborates it."""
    held = tuple(Held(delivery=one.id, receiver=one.receiver) for one in plan.deliveries)
    return _noted(plan, awaiting.model_copy(update={"held": (*awaiting.held, *held)}), now)


def _let_go(plan: Plan, corroborated: Awaiting, now: datetime) -> Plan:
    """Tell this alert instead of what waited, to whomever it is told at all."""
    told = {one.receiver for one in plan.deliveries}
    replaces = tuple(one for one in corroborated.held if one.receiver in told)
    over = corroborated.model_copy(update={"until": now, "held": ()})
    return _noted(plan.model_copy(update={"replaces": replaces}), over, now)


def _noted(plan: Plan, awaiting: Awaiting, now: datetime) -> Plan:
    name, ttl = memory.awaiting(plan.alert.event), (awaiting.until - now).total_seconds() + AWAITED_FOR
    return plan.model_copy(update={"notes": (*plan.notes, Note(name=name, value=awaiting.model_dump_json(), ttl=ttl))})


def _frozen_thread(alert: Alert, state: PolicyState) -> tuple[Alert, tuple[Note, ...]]:
    """Give the alert the name that its event's thread got at the first report, and remember a new one."""
    name = memory.thread(alert.event)
    known = state.notes.get(name)
    if known is not None:
        return alert.model_copy(update={"thread": Thread.model_validate_json(known)}), ()
    return alert, (Note(name=name, value=alert.thread.model_dump_json(), ttl=REMEMBERED),)


def _delivery(
    alert: Alert,
    body: str,
    receiver: str,
    recipient: str | None,
    now: datetime,
    *,
    decision: Decision | None = None,
    later: tuple[Purpose, datetime] | None = None,
) -> Delivery:
    """Return one delivery: told by ``decision``, or held as what is told ``later``."""
    purpose, due = later or (Purpose.ALERT, decision.until if decision else None)
    held = later[0].name if later else decision.verdict.value if decision and due else None
    return Delivery(
        id=delivery_id(alert.id, receiver, recipient, purpose),
        alert=alert.id,
        event=alert.event,
        receiver=receiver,
        recipient=recipient,
        purpose=purpose,
        severity=alert.severity.value,
        body=body,
        enqueued=now,
        due=due,
        held=held,
        group=decision.group if decision else "",
    )


def delivery_id(what: str, receiver: str, recipient: str | None, purpose: Purpose = Purpose.ALERT) -> str:
    """Return the id of one message to one recipient: the same in every process, without dots (Standard Webhooks)."""
    parts = "\x1f".join((what, receiver, recipient or "", purpose.value))
    return "msg_" + hashlib.blake2b(parts.encode(), digest_size=15).hexdigest()
