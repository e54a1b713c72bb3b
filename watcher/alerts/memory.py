"""Names of what the policy remembers: the notes that planning writes and reads again."""

import hashlib

from watcher.alerts.model import Alert
from watcher.alerts.policy import Inhibition
from watcher.alerts.routes import Route, group_key


def thread(event: str) -> str:
    """Name the title that an event's thread got at its first report."""
    return f"thread:{event}"


def ack(event: str) -> str:
    """Name the acknowledgement of an event."""
    return f"ack:{event}"


def told(receiver: str, event: str) -> str:
    """Name when, and how loud, a receiver was last told of an event."""
    return f"told:{receiver}:{event}"


def throttle(route: Route, alert: Alert) -> float:
    """Return the seconds in which an event is told at most once: the longer of the route's and the rule's."""
    return max(route.throttle or 0.0, alert.throttle or 0.0)


def group(receiver: str, route: Route, alert: Alert) -> str:
    """Name when a group was last told, or will be."""
    return f"group:{receiver}:{group_key(route, alert)}"


def storm(receiver: str, minute: int) -> str:
    """Name the alerts that a receiver with a cap was told one by one in a minute (since 1970)."""
    return f"storm:{receiver}:{minute}"


def awaiting(event: str) -> str:
    """Name what is held of an event until enough sources report it."""
    return f"awaiting:{event}"


def escalation(event: str) -> str:
    """Name that the escalation of an event is armed."""
    return f"escalation:{event}"


def newest(receiver: str, event: str) -> str:
    """Name the alert of an event that a receiver was told last: older ones are not repeated."""
    return f"newest:{receiver}:{event}"


def before(receiver: str, recipient: str | None, event: str) -> str:
    """Name the message of an event that a recipient was told last, and when."""
    return f"before:{receiver}:{recipient or ''}:{event}"


def decisions(alert: str) -> str:
    """Name what was decided on an alert, for whoever asks why."""
    return f"decisions:{alert}"


def of_target(receiver: str, route: Route, alert: Alert) -> tuple[str, ...]:
    """Return what planning for one receiver reads."""
    names = [told(receiver, alert.event)] if throttle(route, alert) else []
    if route.group_by:
        names.append(group(receiver, route, alert))
    if route.escalate:
        names.append(escalation(alert.event))
    return tuple(names)


def inhibiting(rule: Inhibition, alert: Alert) -> tuple[str, ...]:
    """Return the names that a source alert leaves for its targets to find."""
    return _combined(rule, alert, around=True)


def inhibited_by(rule: Inhibition, alert: Alert) -> tuple[str, ...]:
    """Return the names of which one is enough to mute a target alert."""
    return _combined(rule, alert, around=False)


def _combined(rule: Inhibition, alert: Alert, *, around: bool) -> tuple[str, ...]:
    """Return a name for each combination of the values that ``equal`` asks for.

    A source leaves a name for each place around it and each event it is linked to; a target looks for its own place and for
    itself and what it is linked to.
    """
    combinations = [""]
    for key in rule.equal:
        values = _values(key, alert, around=around)
        combinations = [f"{head}|{key}={value}" for head in combinations for value in values]
    return tuple(f"inhibit:{rule_name(rule)}{combination}" for combination in combinations)


def _values(key: str, alert: Alert, *, around: bool) -> tuple[str, ...]:
    match key:
        case "event":
            return (alert.event, *alert.linked)
        case "place":
            place = alert.place
            if place is None:
                return ()
            return tuple(dict.fromkeys((place.concept, *place.within))) if around else (place.concept,)
        case "kind":
            return (alert.kind.value,)
        case _:
            return tuple(sorted({rule.partition("/")[0] for rule in alert.rules}))


def rule_name(rule: Inhibition) -> str:
    """Return what tells one inhibition from another, over restarts and re-ordered files."""
    told_apart = f"{rule.source.model_dump_json(exclude_defaults=True)}>{rule.target.model_dump_json(exclude_defaults=True)}"
    return hashlib.blake2b(told_apart.encode(), digest_size=8).hexdigest()
