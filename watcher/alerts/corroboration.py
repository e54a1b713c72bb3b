"""Rules that wait for sources: the first alert of an event is held until enough of them report, or the time is over. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from watcher.alerts.model import Alert, Corroboration
from watcher.model import Model
from watcher.rules.model import Match


class Held(Model):
    """One message that waits."""

    delivery: str
    receiver: str


class Awaiting(Model):
    """An event that nobody is told of yet; remembered beside it."""

    sources: int
    until: datetime
    held: tuple[Held, ...] = ()

    def joined_by(self, alert: Alert) -> bool:
        """Whether this alert waits with the others: its rules ask for sources too, and they are still too few."""
        return alert.corroboration is not None and alert.independent < self.sources


def asked_for(matches: Sequence[Match], window: timedelta) -> Corroboration | None:
    """Return what an alert waits for: nothing where one of its rules tells at once, else what the least patient one asks.

    A rule that gives no time waits for as long as reports can join the event: ``window``.
    """
    sources = min((match.min_sources for match in matches), default=1)
    if sources < 2:
        return None
    times = [match.min_sources_after for match in matches if match.min_sources_after is not None]
    return Corroboration(
        sources=sources,
        within=min(times, default=window.total_seconds()),
        told_anyway=bool(times),
    )


def begun(alert: Alert, now: datetime) -> Awaiting | None:
    """Return what the first alert of an event begins to wait for, if anything."""
    asked = alert.corroboration
    if asked is None or alert.revision > 1 or alert.independent >= asked.sources:
        return None
    return Awaiting(sources=asked.sources, until=now + timedelta(seconds=asked.within))
