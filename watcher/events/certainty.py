"""How far statuses go towards a fact."""

from watcher.claims.model import Status

_CERTAINTY = (
    Status.HYPOTHETICAL,
    Status.CONSIDERED,
    Status.EXPECTED,
    Status.WARNED,
    Status.THREATENED,
    Status.ORDERED,
    Status.DENIED,
    Status.UNCONFIRMED,
    Status.ACCUSED,
    Status.CLAIMED,
    Status.ATTEMPTED,
    Status.INTERCEPTED,
    Status.AFTERMATH,
    Status.ACTUAL,
)
"""How far a status goes towards a fact; an event keeps the furthest that any report went."""


def further(one: Status, other: Status) -> Status:
    """Return the status that goes further towards a fact; one that is no stage on that way never replaces another."""
    if other not in _CERTAINTY:
        return one
    return max(one, other, key=lambda status: _CERTAINTY.index(status) if status in _CERTAINTY else -1)
