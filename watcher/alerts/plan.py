"""From an alert to its deliveries: who is told now, who later, who not, and why. Pure: state in, decisions out."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Alert
from watcher.alerts.policy import PolicyState, ReceiverPolicy
from watcher.alerts.routes import TOLD_BY_DEFAULT, Route, walk
from watcher.errors import ConfigError
from watcher.model import Model


class Verdict(StrEnum):
    """What the policy decided for one receiver; the same word in logs, the delivery log and ``explain-alert``."""

    SENT = "SENT"
    UNTOLD = "UNTOLD"
    """The route does not tell this reason, or no route names a receiver."""


class Decision(Model):
    """One receiver's verdict and why."""

    receiver: str | None
    verdict: Verdict
    why: str
    route: str


class Plan(Model):
    """What is to be committed for one alert."""

    alert: Alert
    """With the receivers that are told."""
    deliveries: tuple[Delivery, ...]
    decisions: tuple[Decision, ...]


class Router:
    """The routes and the receivers' policies, checked against each other."""

    def __init__(self, root: Route, receivers: Mapping[str, ReceiverPolicy]) -> None:
        """Raise ConfigError where a route names a receiver that does not exist."""
        self._root = root
        self._receivers = receivers
        for route in root.below():
            self._known(route.receiver or (), f"route {route.name or '(unnamed)'}")
            self._known(route.escalate.receiver if route.escalate else (), "an escalation")

    def _known(self, names: Iterable[str], who: str) -> None:
        for name in names:
            if name not in self._receivers:
                known = ", ".join(sorted(self._receivers)) or "none"
                raise ConfigError(f"{who} names the unknown receiver {name!r}", mend=f"known receivers: {known}")

    def plan(self, alert: Alert, now: datetime, state: PolicyState | None = None) -> Plan:
        """Return the deliveries of ``alert`` at ``now`` and a decision for every receiver."""
        del state
        decisions: list[Decision] = []
        told: dict[str, str] = dict.fromkeys((name for name in alert.receivers if name in self._receivers), "rule")
        for path, route in walk(self._root, alert).taken:
            if alert.reason not in (route.reasons or TOLD_BY_DEFAULT):
                decisions.append(
                    Decision(receiver=None, verdict=Verdict.UNTOLD, why=f"{alert.reason} is not told here", route=path)
                )
                continue
            for name in route.receiver or ():
                told.setdefault(name, path)
        decisions += [Decision(receiver=name, verdict=Verdict.SENT, why="", route=path) for name, path in told.items()]
        alert = alert.model_copy(update={"receivers": tuple(told)})
        body = alert.model_dump_json()
        deliveries = [self._delivery(alert, body, name, who, now) for name in told for who in self._receivers[name].recipients]
        return Plan(alert=alert, deliveries=tuple(deliveries), decisions=tuple(decisions))

    @staticmethod
    def _delivery(alert: Alert, body: str, receiver: str, recipient: str | None, now: datetime) -> Delivery:
        return Delivery(
            id=delivery_id(alert.id, receiver, recipient),
            alert=alert.id,
            event=alert.event,
            receiver=receiver,
            recipient=recipient,
            severity=alert.severity.value,
            body=body,
            enqueued=now,
        )


def delivery_id(what: str, receiver: str, recipient: str | None, purpose: Purpose = Purpose.ALERT) -> str:
    """Return the id of one message to one recipient: the same in every process, without dots (Standard Webhooks)."""
    parts = "\x1f".join((what, receiver, recipient or "", purpose.value))
    return "msg_" + hashlib.blake2b(parts.encode(), digest_size=15).hexdigest()
