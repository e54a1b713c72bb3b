"""Trials of rules: articles with what they must raise, from a rule's inline tests and from seed files' front matter."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.articles.frontmatter import ExpectedFigure, SeedArticle
from watcher.articles.jsonl import Line, article_of
from watcher.articles.model import Article
from watcher.claims.model import Analysis, Figure, Status
from watcher.model import Model
from watcher.rules.book import RuleBook
from watcher.rules.crossitem import CrossItems
from watcher.rules.model import Match, Severity
from watcher.rules.rulefile import RuleTest, SeriesTest
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


class Step(Model):
    """One article of a series, and whether it must raise the rule."""

    article: Article
    after: timedelta
    raises: bool


class Series(Model):
    """Articles in order of time, and what must come of them by one rule that counts them."""

    name: str
    rule: str
    steps: tuple[Step, ...]
    until: timedelta | None = None
    """When a flatline is looked for."""
    silent: bool = False
    """Whether it must be seen then."""


class Verdict(Model):
    """What came of a trial: ``differences`` is empty where all came as it must."""

    trial: Trial | Series
    differences: tuple[str, ...]


def inline_trials(book: RuleBook) -> Iterator[Trial | Series]:
    """Yield the tests that stand beside the rules."""
    for rule in book.rules:
        for number, test in enumerate(rule.rule.tests, 1):
            name = f"{rule.id} test {number}"
            if isinstance(test, SeriesTest):
                yield _series(name, rule.id, test)
                continue
            yield Trial(
                name=name,
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


def run(trials: Iterator[Trial | Series], understanding: Understanding) -> Iterator[Verdict]:
    """Yield the verdict on each trial, in order."""
    for trial in trials:
        if isinstance(trial, Series):
            yield Verdict(trial=trial, differences=tuple(_differences_in(trial, understanding)))
            continue
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


def _differences_in(series: Series, understanding: Understanding) -> Iterator[str]:
    """Count the articles of a series from nothing, and tell what was raised otherwise than it must be."""
    items = CrossItems(understanding.book)
    items.silences(EPOCH)
    for step in series.steps:
        reading = understanding.read(step.article)
        counted = [match for match in reading.counted if match.rule == series.rule]
        raised = items.observe(counted, step.article, reading.analysis, EPOCH + step.after)
        if step.raises and not raised:
            yield f"expected {series.rule} at {step.after}, got nothing" + ("" if counted else ": the article is not counted")
        elif raised and not step.raises:
            yield f"expected nothing at {step.after}, got {series.rule}: {raised[0].crossing}"
    if series.until is not None:
        silent = any(silence.rule == series.rule for silence in items.silences(EPOCH + series.until))
        if silent != series.silent:
            yield f"expected {'a' if series.silent else 'no'} flatline at {series.until}, got {'one' if silent else 'none'}"


def _series(name: str, rule: str, test: SeriesTest) -> Series:
    moments = sorted(((timedelta(seconds=at), timed) for timed in test.articles for at in timed.at), key=lambda moment: moment[0])
    steps = []
    for number, (after, timed) in enumerate(moments, 1):
        told = timed.model_dump(include={"title", "text", "language", "source"})
        line = Line.model_validate({"id": f"{rule}-{number}", "published": EPOCH + after, **told})
        steps.append(Step(article=article_of(line, EPOCH + after), after=after, raises=timed.raises))
    until = None if test.until is None else timedelta(seconds=test.until)
    return Series(name=name, rule=rule, steps=tuple(steps), until=until, silent=test.raises)


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
