"""An analyst's correction: two events made one, or a report taken out of one; kept as the truth from then on."""

import hashlib
from collections.abc import Sequence

from watcher.errors import WatcherError
from watcher.events import ledger
from watcher.events.buckets import buckets_of
from watcher.events.certainty import further
from watcher.events.model import NewsEvent, Report
from watcher.model import Model


class Correction(Model):
    """Both events after it, and where each is found from now on: everywhere where either was."""

    kept: NewsEvent
    other: NewsEvent
    """The event that was merged into ``kept``, or the one that was split from it."""
    buckets: tuple[tuple[str, tuple[str, ...]], ...]


def merge(into: NewsEvent, other: NewsEvent) -> Correction:
    """Make ``other`` a part of ``into``; raise WatcherError where one of them is a part already, or both are the same.

    ``other`` stays as a signpost: reports that would have joined it join ``into``.
    """
    if into.id == other.id:
        raise WatcherError("an event cannot be merged into itself", resource=into.id, mend="name two events")
    for event in (into, other):
        if event.merged_into is not None:
            raise WatcherError(f"is a part of {event.merged_into} already", resource=event.id, mend="name that one")
    reports = tuple(sorted((*into.reports, *other.reports), key=lambda report: (report.seen, report.article)))
    arrived = {report.article: report.seen for report in reports}
    entries = tuple(sorted((*into.ledger, *other.ledger), key=lambda entry: arrived[entry.article]))
    kept = into.model_copy(
        update={
            "version": into.version + 1,
            "revision": into.revision + 1,
            "status": further(into.status, other.status),
            "rules": tuple(sorted({*into.rules, *other.rules})),
            "severity": max(into.severity, other.severity, key=lambda severity: severity.rank),
            "actors": _union(into.actors, other.actors),
            "targets": _union(into.targets, other.targets),
            "weapons": _union(into.weapons, other.weapons),
            "reports": reports,
            "ledger": entries,
            "toll": ledger.standing(entries),
            "victim_classes": _union(into.victim_classes, other.victim_classes),
            "claimed_by": _union(into.claimed_by, other.claimed_by),
            "denied_by": _union(into.denied_by, other.denied_by),
            "first_seen": min(into.first_seen, other.first_seen),
            "last_seen": max(into.last_seen, other.last_seen),
            "linked": tuple(event for event in _union(into.linked, other.linked) if event not in {into.id, other.id}),
            "pinned": True,
        }
    )
    signpost = other.model_copy(update={"version": other.version + 1, "merged_into": into.id, "pinned": True})
    found = tuple(dict.fromkeys((*buckets_of(kept), *buckets_of(other))))
    return Correction(kept=kept, other=signpost, buckets=((kept.id, found), (signpost.id, buckets_of(signpost))))


def split(event: NewsEvent, article: str) -> Correction:
    """Make the report of ``article``, with its reprints, an event of its own; raise WatcherError where it cannot stand alone."""
    going = tuple(report for report in event.reports if article in {report.article, report.reprint_of})
    if not going:
        raise WatcherError(f"has no report of article {article}", resource=event.id, mend="`watcher events` ID lists them")
    staying = tuple(report for report in event.reports if report not in going)
    if not staying:
        raise WatcherError("has no other report to stay", resource=event.id, mend="nothing is left to split")
    kept = _only(event, staying).model_copy(update={"version": event.version + 1, "revision": event.revision + 1})
    digest = hashlib.blake2b(f"{event.id} {article}".encode(), digest_size=7).hexdigest()
    new = _only(event, going).model_copy(
        update={"id": f"e{digest}", "version": 1, "revision": 1, "title": going[0].title, "claimed_by": (), "denied_by": ()}
    )
    return Correction(kept=kept, other=new, buckets=((kept.id, buckets_of(kept)), (new.id, buckets_of(new))))


def _only(event: NewsEvent, reports: Sequence[Report]) -> NewsEvent:
    """Return the event as ``reports`` alone tell it, as far as the record keeps their accounts apart."""
    articles = {report.article for report in reports}
    entries = tuple(entry for entry in event.ledger if entry.article in articles)
    status = reports[0].status
    for report in reports[1:]:
        status = further(status, report.status)
    return event.model_copy(
        update={
            "status": status,
            "rules": tuple(sorted({rule for report in reports for rule in report.rules})),
            "reports": tuple(reports),
            "ledger": entries,
            "toll": ledger.standing(entries),
            "victim_classes": tuple(dict.fromkeys(entry.victim_class for entry in entries if entry.victim_class)),
            "first_seen": min(report.seen for report in reports),
            "last_seen": max(report.seen for report in reports),
            "pinned": True,
        }
    )


def _union(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
