"""What is news of a known event: reasons, strongest first, and what changed from what to what."""

from collections.abc import Sequence

from watcher.claims.model import Status
from watcher.events.account import Account
from watcher.events.ledger import Moved
from watcher.events.model import Change, Movement, NewsEvent, Reason, Toll

_UNSURE = {Status.UNCONFIRMED, Status.DENIED, Status.ACCUSED}
_SURE = {Status.ACTUAL, Status.INTERCEPTED, Status.ATTEMPTED, Status.AFTERMATH}
_MOVES = {Movement.FIRST: Reason.TOLL_FIRST, Movement.ROSE: Reason.TOLL_ROSE, Movement.LOWERED: Reason.TOLL_CORRECTED}
NOTABLE_CLASSES = frozenset({"us", "journalist", "aid-worker", "peacekeeper", "diplomat"})
"""Classes of victims that make a known toll another story; ``civilian`` or ``child`` only tell it in more detail."""


def reasons_for(before: NewsEvent, after: NewsEvent, account: Account, moved: Sequence[Moved]) -> tuple[Reason, ...]:
    """Return all that is news in ``account``, the reason to tell it under first; empty where it joins in silence."""
    out: set[Reason] = {_MOVES[one.movement] for one in moved if one.movement in _MOVES}
    if account.retracts:
        out.add(Reason.RETRACTED)
    if account.released and not any(report.reason is Reason.RELEASED for report in before.reports):
        out.add(Reason.RELEASED)
    if before.status in _UNSURE and after.status in _SURE:
        out.add(Reason.ESCALATED)
    if before.toll and NOTABLE_CLASSES & (set(after.victim_classes) - set(before.victim_classes)):
        out.add(Reason.NEW_VICTIM_CLASS)
    if account.claimed_by and not before.claimed_by:
        out.add(Reason.CLAIMED)
    if set(account.denied_by) - set(before.denied_by) - ({"unknown"} if before.denied_by else set()):
        out.add(Reason.DENIED)
    if account.pattern:
        out.add(Reason.PATTERN)
    if after.reports[-1].origin not in {report.origin for report in before.reports}:
        out.add(Reason.SECOND_SOURCE)
    return tuple(reason for reason in _STRONGEST_FIRST if reason in out)


_STRONGEST_FIRST = (
    Reason.RETRACTED,
    Reason.TOLL_CORRECTED,
    Reason.TOLL_ROSE,
    Reason.TOLL_FIRST,
    Reason.RELEASED,
    Reason.ESCALATED,
    Reason.NEW_VICTIM_CLASS,
    Reason.CLAIMED,
    Reason.DENIED,
    Reason.PATTERN,
    Reason.SECOND_SOURCE,
)


def changes(before: NewsEvent, after: NewsEvent, moved: Sequence[Moved]) -> tuple[Change, ...]:
    """Return what became different, as a person reads it."""
    out = [
        Change(what=str(one.role), before=_told(one.before), after=_told(one.after))
        for one in moved
        if one.movement is not Movement.STOOD
    ]
    if before.status is not after.status:
        out.append(Change(what="status", before=before.status, after=after.status))
    if before.place != after.place:
        out.append(
            Change(
                what="place", before=before.place.name if before.place else None, after=after.place.name if after.place else None
            )
        )
    for what in ("claimed_by", "denied_by", "victim_classes"):
        old, new = getattr(before, what), getattr(after, what)
        if old != new:
            out.append(Change(what=what, before=", ".join(old) or None, after=", ".join(new)))
    return tuple(out)


def _told(toll: Toll | None) -> str | None:
    return None if toll is None else f"{toll.best}" if toll.max <= toll.best else f"{toll.best} (up to {toll.max})"
