"""How events are told apart and kept together: the numbers, each with its reason."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator

from watcher.claims.model import Kind, Status
from watcher.model import Settings, seconds


class Sort(StrEnum):
    """What can be one event at all: a threat and its execution never are, a strike and its toll always may be."""

    ACT = "act"
    THREAT = "threat"
    CAPTIVITY = "captivity"
    MENTION = "mention"
    """A rule's words without a claim: joined by what says the same, never by a report of an act."""


_AHEAD = {Status.THREATENED, Status.ORDERED, Status.CONSIDERED, Status.WARNED, Status.EXPECTED, Status.HYPOTHETICAL}


def sort_of(kind: Kind, status: Status) -> Sort:
    """Return which sort of event a claim of this kind and status is about."""
    if kind is Kind.MENTION:
        return Sort.MENTION
    if kind in {Kind.CAPTURE, Kind.RELEASE}:
        return Sort.CAPTIVITY
    return Sort.THREAT if kind is Kind.THREAT or status in _AHEAD else Sort.ACT


def _lasting(value: Any) -> Any:
    return value if isinstance(value, timedelta) else timedelta(seconds=seconds(value))


Window = Annotated[timedelta, BeforeValidator(_lasting, json_schema_input_type=str | float)]
"""A span of time, written as everywhere: "5d", "1h30m"."""


class EventPolicy(Settings):
    """Windows and thresholds of the decision."""

    act_window: Window = timedelta(days=5)
    """How long after its day reports of an act still join it: tolls of strikes are revised for days, not weeks."""
    threat_window: Window = timedelta(days=4)
    captivity_window: Window = timedelta(days=180)
    """Captives come home after months."""
    mention_window: Window = timedelta(days=1)
    """Words say the same again within a day; later it is mostly other news in like words."""
    joins_at: float = 5.0
    """Points from which a report joins an event (``events.weigh`` gives them): a wrong merge hides a strike..."""
    threat_joins_at: float = 3.5
    """...while a threat or a mention told twice is a nuisance at most."""
    reprint: float = 0.6
    """Resemblance of sketches from which two texts are one agency's."""
    same_time: Window = timedelta(hours=1)
    """Figures of independent sources within it conflict; a later one supersedes."""
    confirmed_at: int = 2
    """Independent sources that make an event confirmed."""

    def joins(self, sort: Sort) -> float:
        """Return the points from which a report joins an event of this sort."""
        return self.threat_joins_at if sort in {Sort.THREAT, Sort.MENTION} else self.joins_at

    def window(self, sort: Sort) -> timedelta:
        """Return how long after its day reports still join an event of this sort."""
        match sort:
            case Sort.ACT:
                return self.act_window
            case Sort.THREAT:
                return self.threat_window
            case Sort.CAPTIVITY:
                return self.captivity_window
            case Sort.MENTION:
                return self.mention_window
