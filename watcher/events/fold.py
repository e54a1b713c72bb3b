"""Put one account into an event: the event after it, and nothing about whether that is news."""

import hashlib
from collections.abc import Sequence

from watcher.articles.sketch import nearest
from watcher.claims.model import Kind
from watcher.events import ledger
from watcher.events.account import Account
from watcher.events.certainty import further
from watcher.events.ledger import Moved
from watcher.events.model import EventPlace, NewsEvent, Reason, Report
from watcher.events.policy import EventPolicy, Sort


def event_id(account: Account) -> str:
    """Return the id of the event that an account founds: the same on every run over the same articles."""
    # An article that is edited may found a second event: where it mentioned other rules' words before, or told of an act.
    mention = "\x1f".join(("", *account.rules)) if account.sort is Sort.MENTION else ""
    return f"e{hashlib.blake2b(f'{account.article}{mention}'.encode(), digest_size=7).hexdigest()}"


def found(account: Account, policy: EventPolicy) -> tuple[NewsEvent, tuple[Moved, ...]]:
    """Return the event that an account is the first report of."""
    moved = ledger.move((), (), account, policy)
    event = NewsEvent(
        id=event_id(account),
        revision=1,
        version=1,
        kind=account.kind,
        status=account.status,
        rules=account.rules,
        severity=account.severity,
        title=account.title,
        place=account.places[0] if account.places else None,
        day=account.day,
        actors=account.actors,
        targets=account.targets,
        weapons=account.weapons,
        reports=(_report(account, (), policy, Reason.FIRST_REPORT),),
        ledger=ledger.entries_of(account, moved),
        toll=ledger.apply((), moved),
        cumulative=ledger.totals((), account.cumulative),
        victim_classes=victim_classes(account),
        claimed_by=account.claimed_by,
        denied_by=account.denied_by,
        first_seen=account.seen,
        last_seen=account.seen,
    )
    return event, moved


def join(event: NewsEvent, account: Account, policy: EventPolicy) -> tuple[NewsEvent, tuple[Moved, ...]]:
    """Return the event with the account's report in it, still under its old revision."""
    report = _report(account, event.reports, policy, None)
    account = account.model_copy(update={"origin": report.origin})
    moved = ledger.move(event.toll, event.ledger, account, policy)
    joined = event.model_copy(
        update={
            "version": event.version + 1,
            "kind": account.kind if event.kind in {Kind.TOLL, *_TALK} and account.kind not in _TALK else event.kind,
            "status": further(event.status, account.status),
            "rules": tuple(sorted({*event.rules, *account.rules})),
            "severity": max(event.severity, account.severity, key=lambda severity: severity.rank),
            "place": event.place if event.place and account.sort is Sort.THREAT else finer(event.place, account.places),
            "actors": _union(event.actors, account.actors),
            "targets": _union(event.targets, account.targets),
            "weapons": _union(event.weapons, account.weapons),
            "reports": (*event.reports, report),
            "ledger": (*event.ledger, *ledger.entries_of(account, moved)),
            "toll": ledger.apply(event.toll, moved),
            "cumulative": ledger.totals(event.cumulative, account.cumulative),
            "victim_classes": _union(event.victim_classes, victim_classes(account)),
            "claimed_by": _union(event.claimed_by, account.claimed_by),
            "denied_by": _union(event.denied_by, account.denied_by),
            "last_seen": max(event.last_seen, account.seen),
        }
    )
    return joined, moved


def victim_classes(account: Account) -> tuple[str, ...]:
    """Return the classes of the people an account counts."""
    return tuple(dict.fromkeys(figure.victim_class for figure in account.figures if figure.victim_class))


def finer(known: EventPlace | None, told: Sequence[EventPlace]) -> EventPlace | None:
    """Return the more precise place, where the account's lies within the known one."""
    for place in told:
        if known is None or (place.precision < known.precision and known.concept in place.within):
            return place
    return known


_TALK = {Kind.RESPONSIBILITY, Kind.ATTRIBUTION, Kind.DENIAL, Kind.CORRECTION}


def _report(account: Account, earlier: Sequence[Report], policy: EventPolicy, reason: Reason | None) -> Report:
    """Return the stored part of an account; a reprint has its original's origin, whatever it says of itself."""
    at, alike = nearest(account.sketch, tuple(report.sketch for report in earlier))
    original = earlier[at] if alike >= policy.reprint else None
    first_in_language = all(report.language != account.language for report in earlier)
    return Report(
        article=account.article,
        source=account.source,
        feed=account.feed,
        tier=account.tier,
        belligerent=account.belligerent,
        language=account.language,
        title=account.title,
        url=account.url,
        published=account.published,
        seen=account.seen,
        status=account.status,
        rules=account.rules,
        origin=original.origin if original else account.origin,
        reprint_of=original.article if original else None,
        sketch=account.sketch,
        gist=account.gist if first_in_language else "",
        reason=reason,
    )


def _union(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
