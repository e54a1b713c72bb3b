"""The decision on one report: which event it belongs to, and whether it is news. Pure: no clock, no store, no model inside."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from watcher.events import fold, news
from watcher.events.account import Account
from watcher.events.model import Change, NewsEvent, Reason
from watcher.events.places import PlaceRelation, relation
from watcher.events.policy import EventPolicy, Sort, sort_of
from watcher.events.weigh import Weighed, barred, comparable, reach_of_meaning, weigh, with_meaning
from watcher.model import Model

RIVALRY = 2.0
"""Points by which the fields must set a candidate apart from a sure one for the encoder not to be asked about both."""

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosine of one gist with each of several, -1 to 1."""


class Action(StrEnum):
    """What becomes of a report."""

    FOUNDED = "founded"
    """It is the first of a new event."""
    REVISED = "revised"
    """It joined an event and is news of it."""
    JOINED = "joined"
    """It joined in silence."""
    UNRELATED = "unrelated"
    """It raised no rule and belongs to no known event."""


class Decision(Model):
    """What was decided, why, and the event after it (``None`` where the report is unrelated)."""

    action: Action
    event: NewsEvent | None
    before: NewsEvent | None = None
    reason: Reason | None = None
    reasons: tuple[Reason, ...] = ()
    """All that is news in the report, ``reason`` first."""
    changes: tuple[Change, ...] = ()
    weighed: tuple[Weighed, ...] = ()
    """Every candidate with all grounds for and against, the likeliest first."""


def decide(
    account: Account, candidates: Sequence[NewsEvent], now: datetime, policy: EventPolicy, similarity: Similarity | None = None
) -> Decision:
    """Return what ``account`` is to the ``candidates`` as they stand at ``now``.

    ``similarity`` is asked once, and only about candidates that the fields leave undecided.
    """
    known = [event for event in candidates if event.first_seen <= now]
    comparables = [event for event in known if comparable(account, event, policy)]
    weighed = _weighed(account, comparables, policy, similarity)
    joined = _truly(weighed, {event.id: event for event in known})
    if joined is not None:
        return _joined(account, joined, weighed, policy)
    if not account.rules:
        return Decision(action=Action.UNRELATED, event=None, weighed=weighed)
    event, moved = fold.found(account, policy)
    event = event.model_copy(update={"linked": _linked(account, known)})
    return Decision(
        action=Action.FOUNDED,
        event=event,
        reason=Reason.FIRST_REPORT,
        reasons=(Reason.FIRST_REPORT,),
        changes=news.changes(event, event, moved),
        weighed=weighed,
    )


def _truly(weighed: Sequence[Weighed], events: Mapping[str, NewsEvent]) -> NewsEvent | None:
    """Return the likeliest event that the report joins; for one that an analyst has merged, the event that it is a part of."""
    for candidate in weighed:
        if not candidate.joins:
            continue
        event: NewsEvent | None = events[candidate.event]
        while event is not None and event.merged_into is not None:
            event = events.get(event.merged_into)
        if event is not None:
            return event
    return None


def _joined(account: Account, before: NewsEvent, weighed: tuple[Weighed, ...], policy: EventPolicy) -> Decision:
    after, moved = fold.join(before, account, policy)
    reasons = news.reasons_for(before, after, account, moved)
    reason = reasons[0] if reasons else None
    report = after.reports[-1].model_copy(update={"reason": reason})
    after = after.model_copy(
        update={"reports": (*after.reports[:-1], report), "revision": before.revision + (1 if reason else 0)}
    )
    return Decision(
        action=Action.REVISED if reason else Action.JOINED,
        event=after,
        before=before,
        reason=reason,
        reasons=reasons,
        changes=news.changes(before, after, moved),
        weighed=weighed,
    )


def _weighed(
    account: Account, candidates: Sequence[NewsEvent], policy: EventPolicy, similarity: Similarity | None
) -> tuple[Weighed, ...]:
    weighed = [weigh(account, event, policy) for event in candidates]
    unsure = _undecided(weighed, policy.joins(account.sort))
    if similarity is not None and unsure:
        gists = [[report.gist for report in candidates[index].reports if report.gist] for index in unsure]
        cosines = iter(similarity(account.gist, [gist for of_event in gists for gist in of_event]))
        for index, of_event in zip(unsure, gists, strict=True):
            if of_event:
                weighed[index] = with_meaning(weighed[index], max(next(cosines) for _ in of_event), policy, account.sort)
    order = {event.id: event.last_seen for event in candidates}
    return tuple(sorted(weighed, key=lambda one: (-one.points, -order[one.event].timestamp(), one.event)))


def _undecided(weighed: Sequence[Weighed], joins_at: float) -> list[int]:
    """Return which candidates the encoder is asked about: those that may win, unless one wins whatever it says."""
    open_ = [(index, one.points, *reach_of_meaning(one)) for index, one in enumerate(weighed) if not barred(one)]
    sure = [points for _, points, least, _ in open_ if points + least >= joins_at]
    rival = max(sure) - RIVALRY if sure else -math.inf
    may_win = [index for index, points, _, most in open_ if points + most >= joins_at and points >= rival]
    return [] if len(may_win) == 1 and sure else may_win


def _linked(account: Account, candidates: Sequence[NewsEvent]) -> tuple[str, ...]:
    """Return the events that a new one answers or carries out: those the text recalls, and threats of the same place or actor."""
    return tuple(event.id for event in candidates if _recalls(account, event) or _carries_out(account, event))


def _recalls(account: Account, event: NewsEvent) -> bool:
    return any(
        recalled.sort is sort_of(event.kind, event.status)
        and relation(recalled.places, event.place) is PlaceRelation.SAME
        and (recalled.day is None or recalled.day == event.day)
        for recalled in account.recalls
    )


def _carries_out(account: Account, event: NewsEvent) -> bool:
    if account.sort is not Sort.ACT or sort_of(event.kind, event.status) is not Sort.THREAT:
        return False
    near = relation(account.places, event.place) in {PlaceRelation.SAME, PlaceRelation.WITHIN}
    return near and bool(set(account.actors) & set(event.actors) or not account.actors)
