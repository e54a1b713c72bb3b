"""Two rule folders on the same articles: which alerts would be gained, which lost."""

from collections.abc import Iterator
from enum import StrEnum

from watcher.articles.model import Article
from watcher.claims.model import Analysis, Status
from watcher.model import Model
from watcher.rules.book import RuleBook
from watcher.rules.crossitem import CrossItems
from watcher.rules.model import Match, Severity
from watcher.runtime.analysis import Understanding
from watcher.text.document import Document


class Turn(StrEnum):
    """What a change of rules does to one alert."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"
    """Raised by both, with another status or severity."""


class Difference(Model):
    """One rule that one article raises otherwise than before."""

    turn: Turn
    article: str
    title: str
    rule: str
    before: tuple[Status, Severity] | None
    after: tuple[Status, Severity] | None
    evidence: str


def differences(old: Understanding, new: RuleBook, articles: Iterator[Article]) -> Iterator[Difference]:
    """Yield what ``new`` raises otherwise than the rules of ``old``, in the order of articles; claims are read once."""
    sides = [(book, CrossItems(book)) for book in (old.book, new)]
    for article in articles:
        document, analysis = old.claims(article)
        before, after = (_raised(book, counters, article, analysis, document) for book, counters in sides)
        for rule in dict.fromkeys((*before, *after)):
            was, now = before.get(rule), after.get(rule)
            was_told = (was.status, was.severity) if was else None
            now_told = (now.status, now.severity) if now else None
            if was_told == now_told:
                continue
            shown = now or was
            yield Difference(
                turn=Turn.GAINED if was is None else Turn.LOST if now is None else Turn.CHANGED,
                article=article.id,
                title=article.title or article.text[:80],
                rule=rule,
                before=was_told,
                after=now_told,
                evidence=shown.evidence[0].text if shown else "",
            )


def _raised(book: RuleBook, counters: CrossItems, article: Article, analysis: Analysis, document: Document) -> dict[str, Match]:
    """Return what an article raises by rule, that of rules over several articles with it: it is counted at its own time."""
    found = book.findings(article, analysis, document)
    counted = counters.observe(found.counted, article, analysis, article.published or article.first_seen)
    return {match.rule: match for match in (*found.raised, *counted)}
