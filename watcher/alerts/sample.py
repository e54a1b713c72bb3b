"""An alert about nothing that happened: to try routes and to look at messages before the first real one."""

from datetime import UTC, datetime

from watcher.alerts.compose import compose
from watcher.alerts.model import Alert
from watcher.articles.model import Article, Tier
from watcher.claims.model import Analysis, Claim, Kind, Mention, Qualifier, Role, Span, Status
from watcher.events.model import EventPlace, NewsEvent, Reason, Report, Toll
from watcher.rules.model import Match, Severity

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_TEXT = "A drone hit an empty depot near the town of Exampleville. Two guards were killed, officials said. This is a sample."


def sample(place: EventPlace | None = None) -> Alert:
    """Return a drone strike with two killed, marked as a demo; ``place`` is where it lies."""
    evidence = Span(start=0, end=_TEXT.index(".") + 1, text=_TEXT[: _TEXT.index(".") + 1])
    where = place or EventPlace(concept="place:exampleville", name="Exampleville", within=("place:exampleville",), precision=1)
    article = Article(
        id="sample",
        keys=("guid:sample",),
        feed="sample",
        source="Sample News",
        tier=Tier.ESTABLISHED,
        language="en",
        title="Sample: drone hits depot, two killed",
        url="https://news.example.org/sample",
        published=_AT,
        first_seen=_AT,
        content_hash="",
        demo=True,
    )
    report = Report(
        article=article.id,
        source=article.source,
        feed=article.feed,
        tier=article.tier,
        language="en",
        title=article.title,
        url=article.url,
        published=_AT,
        seen=_AT,
        status=Status.ACTUAL,
        rules=("iraq-strikes/strike",),
        origin=article.source,
        reason=Reason.FIRST_REPORT,
    )
    event = NewsEvent(
        id="sample",
        revision=1,
        version=1,
        kind=Kind.STRIKE,
        status=Status.ACTUAL,
        rules=report.rules,
        severity=Severity.CRITICAL,
        title=article.title,
        place=where,
        day=_AT.date(),
        weapons=("weapon:drone",),
        reports=(report,),
        toll=(Toll(role=Role.KILLED, min=2, best=2, max=2, qualifier=Qualifier.EXACT),),
        first_seen=_AT,
        last_seen=_AT,
    )
    article = article.model_copy(update={"title": "", "text": _TEXT})
    mention = Mention(concept=where.concept, name=where.name, within=where.within, span=evidence)
    claim = Claim(kind=Kind.STRIKE, status=Status.ACTUAL, places=(mention,), evidence=evidence, sentence=0)
    analysis = Analysis(article=article.id, language="en", claims=(claim,))
    match = Match(rule=report.rules[0], status=Status.ACTUAL, severity=Severity.CRITICAL, claims=(0,), evidence=(evidence,))
    return compose(event, Reason.FIRST_REPORT, (), article, analysis, (match,)).model_copy(update={"title": report.title})
