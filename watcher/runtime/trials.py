"""Trials of rules: articles with what they must raise, from a rule's inline tests and from seed files' front matter."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from watcher.articles.frontmatter import ExpectedFigure, SeedArticle
from watcher.articles.jsonl import Line, article_of
from watcher.articles.model import Article
from watcher.claims.model import Analysis, Figure, Status
from watcher.model import Model
from watcher.rules.book import RuleBook
from watcher.rules.model import Match, Severity
from watcher.rules.rulefile import RuleTest
from watcher.runtime.analysis import Understanding

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""When an article was seen that says nothing of it; no decision hangs on it."""


class Trial(Model):
    """One article and what must come of it."""

    name: str
    """Where it is written: a rule and the number of its test, or a file."""
    article: Article
    rules: tuple[str, ...] = ()
    not_rules: tuple[str, ...] = ()
    status: Status | None = None
    """The status with which the only one of ``rules`` must be raised."""
    severity: Severity | None = None
    figures: tuple[ExpectedFigure, ...] = ()


class Verdict(Model):
    """What came of a trial: ``differences`` is empty where all came as it must."""

    trial: Trial
    differences: tuple[str, ...]


def inline_trials(book: RuleBook) -> Iterator[Trial]:
    """Yield the tests that stand beside the rules."""
    for rule in book.rules:
        for number, test in enumerate(rule.rule.tests, 1):
            yield Trial(
                name=f"{rule.id} test {number}",
                article=_article(test, f"{rule.id}-{number}"),
                rules=(rule.id,) if test.raises else (),
                not_rules=() if test.raises else (rule.id,),
                status=test.status,
                severity=test.severity,
                figures=test.figures,
            )


def seed_trials(seeds: Sequence[SeedArticle]) -> Iterator[Trial]:
    """Yield the expectations of seed files."""
    for seed in seeds:
        yield Trial(
            name=_shown(seed.file),
            article=seed.article(EPOCH),
            rules=seed.expect.rules,
            not_rules=seed.expect.not_rules,
            figures=seed.expect.figures,
        )


def run(trials: Iterator[Trial], understanding: Understanding) -> Iterator[Verdict]:
    """Yield the verdict on each trial, in order."""
    for trial in trials:
        reading = understanding.read(trial.article)
        yield Verdict(trial=trial, differences=tuple(_differences(trial, reading.analysis, reading.matches)))


def _differences(trial: Trial, analysis: Analysis, matches: Sequence[Match]) -> Iterator[str]:
    raised = {match.rule: match for match in matches}
    for rule in trial.rules:
        match = raised.get(rule)
        if match is None:
            yield f"expected {rule}, got {', '.join(raised) or 'nothing'}"
            continue
        if trial.status not in (None, match.status):
            yield f"expected {rule} as {trial.status}, got {match.status}"
        if trial.severity not in (None, match.severity):
            yield f"expected {rule} as {trial.severity}, got {match.severity}"
    for rule in trial.not_rules:
        if match := raised.get(rule):
            yield f"expected no {rule}, got it as {match.status}, by “{match.evidence[0].text}”"
    for figure in trial.figures:
        if not any(_same(figure, found) for found in analysis.figures):
            yield f"expected {_told(figure)}, got {', '.join(map(_told, analysis.figures)) or 'no figure'}"


def _same(wanted: ExpectedFigure, found: Figure) -> bool:
    """Compare what is wanted of a figure."""
    return all(getattr(found, name) == value for name, value in wanted.model_dump(exclude_none=True).items())


def _told(figure: ExpectedFigure | Figure) -> str:
    total = {True: " in total", False: " in one incident", None: ""}[figure.cumulative]
    return f"{figure.count} {figure.role}{f' ({figure.qualifier})' if figure.qualifier else ''}{total}"


def _article(test: RuleTest, name: str) -> Article:
    told = test.model_dump(include={"title", "text", "language", "source", "published"})
    line = Line.model_validate({"id": name, **told})
    return article_of(line, line.published or EPOCH)


def _shown(file: Path) -> str:
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
