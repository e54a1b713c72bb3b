"""``watcher analyze``, ``explain``, ``test``, ``diff`` and ``schema``: what rules see, and the work on them."""

import json
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console

from watcher import yamlfile
from watcher.alerts.model import Alert
from watcher.articles import files
from watcher.articles.frontmatter import article_files, read_article_file
from watcher.articles.model import Article
from watcher.cli import explaining, receivers
from watcher.cli.options import ConfigOption, StateOption, configured
from watcher.config.settings import FEEDS, WatcherSettings, find
from watcher.config.shipped import seeds_dir
from watcher.errors import ConfigError
from watcher.notifiers.schemas import CloudEvent, WebhookMessage
from watcher.rules.book import RuleBook
from watcher.rules.rulefile import RuleFile
from watcher.runtime import comparison, trials
from watcher.runtime.analysis import Understanding, answer
from watcher.runtime.webpage import article_at
from watcher.sources.settings import FeedsFile, load_feeds

Rules = Annotated[
    list[Path] | None, typer.Option("--rules", help="Rule file or folder instead of the configuration's.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line instead of text for people.")]


class Schema(StrEnum):
    """What ``watcher schema`` knows."""

    RULES = "rules"
    ALERT = "alert"
    FEEDS = "feeds"
    CONFIG = "config"
    WEBHOOK = "webhook"
    CLOUDEVENT = "cloudevent"


_MODELS: dict[Schema, type[BaseModel]] = {
    Schema.RULES: RuleFile,
    Schema.ALERT: Alert,
    Schema.FEEDS: FeedsFile,
    Schema.CONFIG: WatcherSettings,
    Schema.WEBHOOK: WebhookMessage,
    Schema.CLOUDEVENT: CloudEvent,
}


_ALERT = re.compile(r"al_[0-9a-f]{24}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(analyze)
    app.command()(explain)
    app.command("test")(run_tests)
    app.command()(diff)
    app.command()(schema)


def _path(written: str) -> Path:
    """Return a path; an empty one, as of a variable that is not set, is not the current folder."""
    if not str(written).strip():
        raise ConfigError("the path is empty", mend="give a file of articles, a folder of them, or - for standard input")
    return Path(written)


def analyze(
    file: Annotated[
        Path, typer.Argument(help="JSON Lines of articles, .gz too; - is standard input.", parser=_path, metavar="FILE")
    ] = files.STDIN,
    config: ConfigOption = None,
    rules: Rules = None,
) -> None:
    """Read articles, write what they claim and which rules they raise, one JSON object a line, in the same order."""
    understanding = _understanding(config, rules)
    for article in files.read(file, trials.EPOCH):
        _line(answer(article, understanding.read(article)))


def explain(
    source: Annotated[
        str,
        typer.Argument(
            help="An article file, JSON Lines of articles, - for either (or plain text) on standard input, a text of several "
            "words in quotes, a URL, or an alert's id."
        ),
    ],
    config: ConfigOption = None,
    rules: Rules = None,
    only: Annotated[str, typer.Option("--rule", help="Only rules whose id fits, such as 'iraq-strikes/*'.")] = "*",
    *,
    state: StateOption = None,
    full: Annotated[bool, typer.Option("--full", help="All of a long article and its claims, not the beginning.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show for each rule why an article raises it or not; of an alert, why each receiver was told or was not."""
    if _ALERT.fullmatch(source):
        receivers.explain_alert(source, configured(config, state))
        return
    understanding = _understanding(config, rules)
    page = source.startswith(("http://", "https://"))
    articles = [article_at(source, load_feeds(find(config) / FEEDS))] if page else files.given(source, trials.EPOCH)
    none = True
    for article in articles:
        none = False
        analysis, explained = understanding.explain(article)
        explained = explaining.chosen(explained, only)
        if as_json:
            _line(explaining.as_json(article, analysis, explained))
        else:
            explaining.show(Console(), article, analysis, explained, full=full)
    if none:
        raise ConfigError("no article in it", file="standard input" if source == str(files.STDIN) else source, mend=files.TAKEN)


def run_tests(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Rule files or folders (*.yaml), seed files or folders; the shipped rules and seeds by default."),
    ] = None,
    config: ConfigOption = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Run the tests beside the rules and the expectations of seed files; exit 1 and tell each difference if any fails."""
    config = find(config)
    rules, seeds = _sorted(paths or [config / "rules", seeds_dir()])
    understanding = Understanding.load(config, rules or None)
    failed = total = 0
    for verdict in trials.run(_trials(understanding.book if rules else None, seeds), understanding):
        total += 1
        failed += bool(verdict.differences)
        if as_json:
            _line(verdict.model_dump(mode="json", exclude={"trial": {"article", "steps"}}))
        elif verdict.differences:
            _told(verdict)
    if not as_json:
        typer.echo(f"{total - failed} of {total} passed" + (f", {failed} failed" if failed else ""))
    if failed:
        raise typer.Exit(1)


def diff(
    old: Annotated[Path, typer.Argument(help="Rule file or folder as it was.")],
    new: Annotated[Path, typer.Argument(help="Rule file or folder as it is to be.")],
    articles: Annotated[list[Path], typer.Argument(help="JSON Lines (.gz), article files or folders.")],
    config: ConfigOption = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the alerts that new rules would gain and lose on the same articles."""
    before = _understanding(config, [old])
    after = RuleBook.load([new], before.lexicon)
    counts = dict.fromkeys(comparison.Turn, 0)
    signs = {comparison.Turn.GAINED: "+", comparison.Turn.LOST: "-", comparison.Turn.CHANGED: "~"}
    read = (article for path in articles for article in files.read(path, trials.EPOCH))
    for difference in comparison.differences(before, after, read):
        counts[difference.turn] += 1
        if as_json:
            _line(difference.model_dump(mode="json"))
            continue
        was, now = (" ".join(told) if told else "" for told in (difference.before, difference.after))
        told = f"{was} -> {now}" if was and now else was or now
        typer.echo(
            f"{signs[difference.turn]} {difference.rule}  {told}  {difference.article}  {' '.join(difference.title.split())}"
        )
    if not as_json:
        typer.echo(", ".join(f"{counts[turn]} {turn}" for turn in comparison.Turn))


def schema(what: Annotated[Schema, typer.Argument(help="Of what.")] = Schema.RULES) -> None:
    """Print the JSON Schema of rule, feed and configuration files, for editors, or of alerts, for those who receive them."""
    typer.echo(json.dumps(_MODELS[what].model_json_schema(), ensure_ascii=False, indent=2))


def _understanding(config: Path | None, rules: list[Path] | None) -> Understanding:
    return Understanding.load(find(config), rules)


def _sorted(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """Divide paths into rules and seeds: a folder with rule files is of rules, a configuration folder holds one of them."""
    rules: list[Path] = []
    seeds: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ConfigError("no such file or folder", file=path, mend="check the path")
        if (path / "rules").is_dir():
            rules.append(path / "rules")
        elif path.suffix in yamlfile.SUFFIXES or yamlfile.files(path):
            rules.append(path)
        else:
            seeds += article_files(path)
    return rules, seeds


def _trials(book: RuleBook | None, seeds: list[Path]) -> Iterator[trials.Trial | trials.Series]:
    if book is not None:
        yield from trials.inline_trials(book)
    yield from trials.seed_trials([read_article_file(seed) for seed in seeds])


def _told(verdict: trials.Verdict) -> None:
    trial = verdict.trial
    told = f"{len(trial.steps)} articles" if isinstance(trial, trials.Series) else _brief(trial.article)
    typer.echo(f"FAILED {trial.name}: {told}")
    for difference in verdict.differences:
        typer.echo(f"    {difference}")


def _brief(article: Article) -> str:
    return " ".join((article.title or article.text).split())[:120]


def _line(value: dict[str, Any]) -> None:
    """Write one line of UTF-8, whatever the terminal's encoding."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
