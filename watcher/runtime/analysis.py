"""The understanding of one article: lexicon, claims engine and rule book joined; the pipeline and the commands share it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from watcher.articles.model import Article
from watcher.claims.analyzer import Analyzer
from watcher.claims.model import Analysis, Figure, Span
from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError, Noted, together
from watcher.rules.book import RuleBook
from watcher.rules.explained import RuleExplained
from watcher.rules.model import Match
from watcher.rules.reading import read as read_rules
from watcher.rules.reading import rule_files
from watcher.runtime import garbage
from watcher.sources.model import RawEntry
from watcher.text.document import Document, read
from watcher.text.html import html_to_text
from watcher.text.lexicon import Lexicon
from watcher.text.meaning import UniversalEncoder


class Reading(NamedTuple):
    """What an article claims and what it raises."""

    analysis: Analysis
    matches: tuple[Match, ...]
    counted: tuple[Match, ...] = ()
    """Matches of cross-item rules, for their counters."""


class Understanding:
    """Lexicon, claims engine and rules of one configuration; made once, then only read."""

    def __init__(self, lexicon: Lexicon, book: RuleBook) -> None:
        self.lexicon = lexicon
        self.analyzer = Analyzer.load(lexicon, UniversalEncoder())
        self.book = book

    @classmethod
    def load(cls, config: Path, rules: Sequence[Path] | None = None) -> "Understanding":
        """Read ``rules/`` of a configuration folder, or other rule files and folders if given, and ``lexicon/``.

        The shipped lexicon lies beneath the folder's own, which adds to it: it grows with watcher, not with a copy of it.
        """
        folders = dict.fromkeys((shipped_dir() / "lexicon", config / "lexicon"))
        with garbage.loading():
            paths = rules or [config / "rules"]
            try:
                lexicon = Lexicon.load([folder for folder in folders if folder.is_dir()])
            except ConfigError as error:
                noted = Noted()
                with noted.noted():
                    read_rules(rule_files(paths), noted)
                raise together([error, *noted.found]) from None
            return cls(lexicon, RuleBook.load(paths, lexicon))

    def promising(self, entry: RawEntry) -> bool:
        """Return whether an entry's own words name anything of the lexicon: whether its page is worth reading."""
        words = Document(html_to_text(entry.title or ""), html_to_text(entry.summary or entry.content or ""), entry.language)
        return bool(self.lexicon.scan(words).types)

    def claims(self, article: Article) -> tuple[Document, Analysis]:
        """Return the article's words and what they claim."""
        document = read(article.title, article.text, article.language)
        return document, self.analyzer.analyze(article, document)

    def read(self, article: Article) -> Reading:
        """Return the article's claims and the rules that it raises."""
        document, analysis = self.claims(article)
        findings = self.book.findings(article, analysis, document)
        return Reading(analysis, findings.raised, findings.counted)

    def explain(self, article: Article) -> tuple[Analysis, tuple[RuleExplained, ...]]:
        """Return the article's claims, and for every rule why it was raised or not."""
        document, analysis = self.claims(article)
        return analysis, self.book.explain(article, analysis, document)


def answer(article: Article, reading: Reading) -> dict[str, Any]:
    """Return one line of ``watcher analyze``: offsets count characters of ``title + newline + text``."""
    return {
        "id": article.id,
        "lang": reading.analysis.language,
        "matches": [
            {"rule": match.rule, "status": match.status, "evidence": [_span(span) for span in match.evidence]}
            for match in reading.matches
        ],
        "figures": [_figure(figure) for figure in reading.analysis.figures if not figure.superseded],
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "role": figure.role,
        "count": figure.count,
        "qualifier": figure.qualifier,
        "cumulative": figure.cumulative,
        "whom": figure.whom,
        "where": figure.where,
        "evidence": _span(figure.evidence),
    }
