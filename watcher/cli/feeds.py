"""`watcher feeds`: how the feeds are, and adding some."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watcher.cli.options import ConfigOption, StateOption, configured
from watcher.clock import SystemClock
from watcher.config.settings import FEEDS, Configuration, find
from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError, WatcherError
from watcher.runtime.session import session
from watcher.sources import feedsfile, opml
from watcher.sources.discover import Discovered, discover
from watcher.sources.fetch import Fetcher
from watcher.sources.net import Guard
from watcher.sources.overview import FeedRow, overview
from watcher.sources.parser import Parser
from watcher.sources.settings import feed_id, feed_name
from watcher.sources.state import Health

_STYLES = {Health.OK: "green", Health.UNKNOWN: "dim", Health.SLOW: "yellow", Health.MOVED: "yellow", Health.STALE: "yellow",
           Health.FLICKERING: "yellow"}  # fmt: skip

app = typer.Typer(no_args_is_help=False, invoke_without_command=True, help="How the feeds are; add, import and export them.")


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="feeds")


@app.callback()
def feeds(
    context: typer.Context,
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="One feed a line.")] = False,
) -> None:
    """Show every feed: health, last success, cadence, latency, entries a day, errors, gaps."""
    if context.invoked_subcommand is not None:
        return
    rows = asyncio.run(_rows(configured(config, state)))
    if json:
        for row in rows:
            sys.stdout.write(row.model_dump_json() + "\n")
        return
    _show(rows, SystemClock().now())


async def _rows(configuration: Configuration) -> tuple[FeedRow, ...]:
    async with session(configuration) as store:
        return overview(configuration.feeds.feeds, await store.feeds.all(), SystemClock().now())


_COLUMNS = ("feed", "health", "last success", "cadence", "latency", "a day", "errors", "gaps", "what")


def _show(rows: tuple[FeedRow, ...], now: datetime) -> None:
    table = Table(*_COLUMNS, box=None, pad_edge=False)
    for row in rows:
        health = "disabled" if not row.enabled else str(row.health)
        style = "dim" if not row.enabled else _STYLES.get(row.health, "red")
        cells = (
            f"{_span((now - row.last_success).total_seconds())} ago" if row.last_success else "never",
            _span(row.cadence),
            _span(row.latency),
            "" if row.a_day is None else f"{row.a_day:g}",
            f"{row.errors}/{row.polls}",
            str(row.gaps or ""),
            str(row.last_gap) if row.last_gap and not row.health.failing else row.detail,
        )
        table.add_row(Text(row.id), Text(health, style=style), *(Text(cell) for cell in cells))
    Console(highlight=False).print(table)


def _span(seconds: float | None) -> str:
    """Return a span in its largest unit: 40s, 12m, 3h, 2d."""
    if seconds is None:
        return ""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f}{unit}"
    return f"{max(0, seconds):.0f}s"


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a page that has one.")],
    config: ConfigOption = None,
    *,
    name: Annotated[str | None, typer.Option(help="The outlet, as a person reads it.")] = None,
    language: Annotated[str | None, typer.Option(help="Its language: en, ar.")] = None,
    tier: Annotated[int, typer.Option(min=1, max=4, help="1 official or agency ... 4 social.")] = 2,
    allow_private: Annotated[
        list[str] | None, typer.Option(help="A private network (CIDR) the feed may be fetched from.")
    ] = None,
) -> None:
    """Find the feed of a page, read it once, and add it to feeds.yaml."""
    file = _editable(config)
    networks = allow_private or []
    try:
        guard = Guard.of(networks)
    except ValueError as error:
        raise WatcherError(str(error)) from None
    found = asyncio.run(_discover(url, guard))
    outlet = " ".join((name or found.feed.title or feed_name(found.url)).split())[:200]
    feed: dict[str, object] = {"id": feed_id(found.url), "url": found.url, "name": outlet, "tier": tier}
    spoken = language or (found.feed.language or "").partition("-")[0].lower()
    feed |= {"language": spoken} if spoken else {}
    feed |= {"allow_private": networks} if networks else {}
    added = feedsfile.add(file, [feed])
    Console(highlight=False).print(
        Text(f"added {added[0]}: {len(found.feed.entries)} entries now, {found.url}" if added else f"already there: {found.url}")
    )


async def _discover(url: str, guard: Guard) -> Discovered:
    async with Fetcher() as fetcher, Parser() as parser:
        return await discover(url, fetcher, parser, guard=guard)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="OPML", exists=True, dir_okay=False, readable=True)], config: ConfigOption = None
) -> None:
    """Add the feeds of an OPML file to feeds.yaml; known ones stay as they are, wrong ones are named (exit code 1)."""
    target = _editable(config)
    found = opml.read(file.read_bytes(), file)
    faults = feedsfile.faults(target, [outline.feed for outline in found])
    good = [outline.feed for outline, fault in zip(found, faults, strict=True) if fault is None]
    added = feedsfile.add(target, good)
    for outline, fault in zip(found, faults, strict=True):
        if fault is not None:
            name = outline.feed.get("name") or outline.feed["url"]
            typer.echo(f"{file}:{outline.line}: {name}: {fault}", err=True)
    wrong = len(found) - len(good)
    told = f"{len(found)} feeds read, {len(added)} added, {len(good) - len(added)} already there"
    Console(highlight=False).print(told + (f", {wrong} left out" if wrong else ""))
    if wrong:
        raise typer.Exit(1)


@app.command("export")
def export(config: ConfigOption = None) -> None:
    """Write the configured feeds to standard output as OPML."""
    sys.stdout.write(opml.write(configured(config).feeds.feeds).decode())


def _editable(config: Path | None) -> Path:
    """Return the feeds.yaml to change; ConfigError for the shipped one, which an update would overwrite."""
    folder = find(config)
    if folder.resolve() == shipped_dir().resolve():
        raise ConfigError("the shipped configuration is not for changing", file=folder, mend="`watcher init DIR`, then `-c DIR`")
    return folder / FEEDS
