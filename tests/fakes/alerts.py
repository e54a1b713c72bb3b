"""Events, articles, alerts and deliveries with a vocabulary: name what matters, the rest is plausible."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from watcher.alerts.compose import compose
from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Alert
from watcher.alerts.plan import delivery_id
from watcher.articles.model import Article, Tier
from watcher.claims.model import Analysis, Claim, Figure, Kind, Mention, Qualifier, Role, Span, Status
from watcher.events.model import Change, EventPlace, NewsEvent, Reason, Report, Toll
from watcher.rules.model import Match, Severity

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
ERBIL = EventPlace(
    concept="place:erbil",
    name="Erbil",
    within=("place:erbil", "place:kurdistan-region", "place:iraq"),
    precision=1,
    latitude=36.19,
    longitude=44.01,
)
ENGLISH = "Officials said a drone struck a depot near Erbil at dawn. At least four guards were killed and nine wounded."
ARABIC = "قال مسؤولون إن طائرة مسيّرة استهدفت مستودعاً قرب أربيل فجراً. وقُتل أربعة حراس على الأقل وأصيب تسعة."


def span(whole: str, quoted: str) -> Span:
    """Return where ``whole`` says ``quoted``."""
    start = whole.index(quoted)
    return Span(start=start, end=start + len(quoted), text=quoted)


def an_article(
    *, title: str = "Drone hits depot near Erbil", text: str = ENGLISH, language: str = "en", number: int = 1, **fields: Any
) -> Article:
    """Return an article of a local outlet, seen at ``NOW``."""
    defaults: dict[str, Any] = {
        "id": f"art{number}",
        "keys": (f"guid:{number}",),
        "feed": "example",
        "source": "Example News",
        "tier": Tier.ESTABLISHED,
        "url": f"https://news.example.org/{number}",
        "published": NOW - timedelta(minutes=5),
        "first_seen": NOW,
        "content_hash": "0",
    }
    return Article(title=title, text=text, language=language, **{**defaults, **fields})


def a_report(article: Article, **fields: Any) -> Report:
    """Return the article's part in an event."""
    defaults: dict[str, Any] = {
        "article": article.id,
        "source": article.source,
        "feed": article.feed,
        "tier": article.tier,
        "language": article.language,
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "seen": article.first_seen,
        "status": Status.ACTUAL,
        "rules": ("iraq-strikes/strike",),
        "origin": article.source,
        "reason": Reason.FIRST_REPORT,
    }
    return Report(**{**defaults, **fields})


def an_event(*reports: Report, **fields: Any) -> NewsEvent:
    """Return a drone strike in Erbil with four killed."""
    defaults: dict[str, Any] = {
        "id": "ev1",
        "revision": 1,
        "version": 1,
        "kind": Kind.STRIKE,
        "status": Status.ACTUAL,
        "rules": ("iraq-strikes/strike",),
        "severity": Severity.CRITICAL,
        "title": "Drone hits depot near Erbil",
        "place": ERBIL,
        "day": date(2026, 5, 3),
        "weapons": ("weapon:drone",),
        "toll": (Toll(role=Role.KILLED, min=4, best=4, max=4, qualifier=Qualifier.AT_LEAST),),
        "first_seen": NOW,
        "last_seen": NOW,
    }
    return NewsEvent(reports=reports or (a_report(an_article()),), **{**defaults, **fields})


def an_analysis(article: Article, evidence: Span) -> Analysis:
    """Return one claim of a strike in Erbil, with a figure."""
    mention = Mention(concept="place:erbil", name="Erbil", within=ERBIL.within, span=evidence)
    figure = Figure(role=Role.KILLED, count=4, qualifier=Qualifier.AT_LEAST, evidence=evidence)
    claim = Claim(kind=Kind.STRIKE, status=Status.ACTUAL, places=(mention,), figures=(figure,), evidence=evidence, sentence=0)
    return Analysis(article=article.id, language=article.language or "en", claims=(claim,), figures=(figure,))


def an_alert(
    *,
    article: Article | None = None,
    evidence: str | None = None,
    reason: Reason = Reason.FIRST_REPORT,
    changes: tuple[Change, ...] = (),
    event: dict[str, Any] | None = None,
    match: dict[str, Any] | None = None,
    **fields: Any,
) -> Alert:
    """Return a composed alert; ``event`` and ``match`` override theirs, ``fields`` the alert's own."""
    article = article or an_article()
    quoted = evidence or next(part for part in (article.text.partition(". ")[0], article.title) if part)
    said = span(article.whole, quoted)
    matched = {"rule": "iraq-strikes/strike", "status": Status.ACTUAL, "severity": Severity.CRITICAL, **(match or {})}
    happened = an_event(a_report(article, reason=reason), **(event or {}))
    found = Match(claims=(0,), evidence=(said,), **matched)
    alert = compose(happened, reason, changes, article, an_analysis(article, said), (found,))
    return alert.model_copy(update=fields)


def an_arabic_alert(**fields: Any) -> Alert:
    """Return the same strike as an Arabic outlet tells it."""
    article = an_article(title="مسيّرة تستهدف مستودعاً قرب أربيل", text=ARABIC, language="ar", source="وكالة المثال", number=2)
    return an_alert(article=article, **fields)


def a_delivery(
    alert: Alert | None = None, *, receiver: str = "desk", recipient: str | None = None, enqueued: datetime = NOW, **fields: Any
) -> Delivery:
    """Return the delivery of an alert to one receiver."""
    alert = alert or an_alert()
    return Delivery(
        id=delivery_id(alert.id, receiver, recipient, fields.get("purpose", Purpose.ALERT)),
        alert=alert.id,
        event=alert.event,
        receiver=receiver,
        recipient=recipient,
        severity=alert.severity.value,
        body=fields.pop("body", None) or alert.model_dump_json(),
        enqueued=enqueued,
        **fields,
    )
