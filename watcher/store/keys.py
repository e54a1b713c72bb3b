"""Every key's name, as a function, with its type and how long it lives.

All names share one hash tag, so that one script may touch any of them and a Redis Cluster keeps them in one slot.
A time to live here is the retention of a record that people look up; nothing that keeps an alert from being lost or
from being told twice has one, since Redis keeps it as wall-clock time and a clock step would forget it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

TEXT_RETENTION = timedelta(days=30)
EVENT_RETENTION = timedelta(days=365)
ALERT_RETENTION = timedelta(days=365)
DELIVERY_RETENTION = timedelta(days=90)

GROUP = "watcher"
"""The consumer group of every stream."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The names of one namespace."""

    namespace: str = "watcher"

    def _name(self, *parts: str) -> str:
        return ":".join((f"{{{self.namespace}}}", *parts))

    @property
    def pattern(self) -> str:
        """What SCAN matches all keys of the namespace with."""
        return self._name("*")

    def seen(self) -> str:
        """Hash, identity mark → poll, day and feed of its last presence; permanent, pruned by ``SeenMarks``."""
        return self._name("seen")

    def polls(self) -> str:
        """Hash, feed → successful polls so far; permanent."""
        return self._name("polls")

    def feeds(self) -> str:
        """Hash, feed → its state (validators, health) as JSON; permanent."""
        return self._name("feeds")

    def article(self, article: str) -> str:
        """Return a string's name: the article as JSON; lives TEXT_RETENTION."""
        return self._name("article", article)

    def event(self, event: str) -> str:
        """Hash ``version``, ``event`` (JSON); lives EVENT_RETENTION from its last write."""
        return self._name("event", event)

    def events(self) -> str:
        """Sorted set of event ids by last change, ms; permanent, pruned to EVENT_RETENTION."""
        return self._name("events")

    def index(self, field: str, value: str) -> str:
        """Sorted set of the event ids that ever had ``value`` in ``field``, by last change; lives EVENT_RETENTION."""
        return self._name("index", field, value)

    def bucket(self, bucket: str) -> str:
        """Hash ``version`` and event id → last change, ms: candidates that are read together; lives EVENT_RETENTION."""
        return self._name("bucket", bucket)

    def alert(self, alert: str) -> str:
        """Hash ``alert`` (JSON) and ``delivery:<id>`` → receiver; lives ALERT_RETENTION."""
        return self._name("alert", alert)

    def alerts(self) -> str:
        """Stream of alert ids, the cursor of consumers that were down; permanent, pruned to ALERT_RETENTION."""
        return self._name("alerts")

    def receivers(self) -> str:
        """Set of receivers that ever had a delivery; permanent."""
        return self._name("receivers")

    def stream(self, receiver: str) -> str:
        """Stream of delivery ids that are due, one group; permanent, an entry is deleted on completion."""
        return self._name("stream", receiver)

    def retry(self, receiver: str) -> str:
        """Sorted set of delivery ids by due time, ms; permanent."""
        return self._name("retry", receiver)

    def held(self, receiver: str) -> str:
        """Sorted set of delivery ids that policy holds, by the time it lets go, ms; permanent."""
        return self._name("held", receiver)

    def open(self, receiver: str) -> str:
        """Sorted set of deliveries that are neither delivered nor dead, by the time they were published, ms; permanent."""
        return self._name("open", receiver)

    def delivery(self, delivery: str) -> str:
        """Hash of one delivery: payload, state, attempts; permanent while open or dead, then DELIVERY_RETENTION."""
        return self._name("delivery", delivery)

    def deliveries(self) -> str:
        """Sorted set of delivery ids by last attempt, ms; permanent, pruned to DELIVERY_RETENTION."""
        return self._name("deliveries")

    def dead(self) -> str:
        """Sorted set of dead letters by time of death, ms; permanent."""
        return self._name("dead")

    def audit(self) -> str:
        """Hash of counters: published, delivered, digested, dead, dropped, lost; permanent."""
        return self._name("audit")

    def lease(self, name: str) -> str:
        """Return a string's name: the owner of what one process does at a time; lives as long as the lease."""
        return self._name("lease", name)

    def state(self, name: str) -> str:
        """Small records of policy (silences, acknowledgements, groups); lives as its writer says, else permanent."""
        return self._name("state", name)

    def heartbeat(self) -> str:
        """Return a string's name: the last successful write of the watchdog's round trip; permanent."""
        return self._name("heartbeat")

    @property
    def fixed(self) -> Mapping[str, str]:
        """The keys that no feed, event or receiver is part of, with their types."""
        hashes = (self.seen(), self.polls(), self.feeds(), self.audit())
        zsets = (self.events(), self.deliveries(), self.dead())
        return {
            **dict.fromkeys(hashes, "hash"),
            **dict.fromkeys(zsets, "zset"),
            self.alerts(): "stream",
            self.receivers(): "set",
            self.heartbeat(): "string",
        }

    def owned(self, key: str) -> bool:
        """Tell whether one of the functions above could have made ``key``."""
        head = self._name("")
        return key.startswith(head) and key.removeprefix(head).split(":", 1)[0] in OWNERS


OWNERS = frozenset(name for name in vars(Keys) if not name.startswith("_")) - {"namespace", "pattern", "fixed", "owned"}
