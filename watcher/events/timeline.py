"""The timeline of an event as a person would tell it: what became known when, from whom; the rest counted."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from watcher.articles.model import Tier
from watcher.events import ledger
from watcher.events.model import NewsEvent, Reason, Report, Toll
from watcher.model import Model


class Moment(Model):
    """One step of the story."""

    at: datetime
    reason: Reason
    title: str
    source: str
    tier: Tier
    language: str | None
    article: str
    url: str | None
    toll: tuple[Toll, ...]
    """As it stood after this report."""
    joined: int = 0
    """Reports that then joined in silence before the next step..."""
    languages: tuple[str, ...] = ()
    """...and their languages."""
    outlets: tuple[str, ...] = ()
    """...and who brought them, reprints included."""


def timeline(event: NewsEvent) -> tuple[Moment, ...]:
    """Return the steps of an event's story, oldest first; a second source is a step only in the count of reports."""
    steps: list[tuple[Report, list[Report]]] = []
    for report in sorted(event.reports, key=lambda report: (report.seen, report.article)):
        news = report.reason is not None and report.reason is not Reason.SECOND_SOURCE
        if news or not steps:
            steps.append((report, []))
        else:
            steps[-1][1].append(report)
    known: set[str] = set()
    out = []
    for report, silent in steps:
        known.add(report.article)
        out.append(_moment(event, report, silent, known))
        known.update(later.article for later in silent)
    return tuple(out)


def toll_curve(event: NewsEvent) -> tuple[tuple[datetime, tuple[Toll, ...]], ...]:
    """Return the toll after every report that changed it: what a plot of it over time is drawn from."""
    out: list[tuple[datetime, tuple[Toll, ...]]] = []
    known: set[str] = set()
    for report in sorted(event.reports, key=lambda report: (report.seen, report.article)):
        known.add(report.article)
        toll = _toll(event, known)
        if toll and (not out or out[-1][1] != toll):
            out.append((report.seen, toll))
    return tuple(out)


def told(toll: Iterable[Toll]) -> str:
    """Return a toll in words: ``8 killed, 13 wounded``, with the range where sources differ."""
    return ", ".join(f"{one.best} {one.role}" + (f" ({one.min}–{one.max})" if one.max > one.best else "") for one in toll)


def _moment(event: NewsEvent, report: Report, silent: Sequence[Report], known: set[str]) -> Moment:
    return Moment(
        at=report.seen,
        reason=report.reason or Reason.FIRST_REPORT,
        title=report.title,
        source=report.source,
        tier=report.tier,
        language=report.language,
        article=report.article,
        url=report.url,
        toll=_toll(event, known),
        joined=len(silent),
        languages=tuple(sorted({later.language for later in silent if later.language})),
        outlets=tuple(dict.fromkeys(later.source for later in silent)),
    )


def _toll(event: NewsEvent, articles: set[str]) -> tuple[Toll, ...]:
    return ledger.standing([entry for entry in event.ledger if entry.article in articles])
