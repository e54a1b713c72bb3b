"""`watcher events`, `merge`, `split`, `archive`: what happened, as a person would tell it, and an analyst's corrections."""

import asyncio
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watcher.claims.model import Status
from watcher.cli.options import ConfigOption, StateOption, configured
from watcher.clock import SystemClock
from watcher.config.settings import Configuration
from watcher.errors import WatcherError
from watcher.events.correct import Correction
from watcher.events.model import NewsEvent
from watcher.events.policy import EventPolicy
from watcher.events.sources import corroboration
from watcher.events.timeline import timeline, told
from watcher.runtime import correcting
from watcher.runtime.session import session
from watcher.store.events import EventQuery


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("events")(events)
    app.command("merge")(merge)
    app.command("split")(split)
    app.command("archive")(archive)


def events(
    event: Annotated[str | None, typer.Argument(metavar="ID", help="Show this event's timeline.", show_default=False)] = None,
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    rule: Annotated[str | None, typer.Option(help="A rule, or a whole rule set.")] = None,
    place: Annotated[
        str | None, typer.Option(help="A place of the lexicon, such as erbil; what lies in it is found too.")
    ] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it happened.")] = None,
    status: Annotated[Status | None, typer.Option(help="How far it is said to be fact.")] = None,
    text: Annotated[str | None, typer.Option(help="Words of a title.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="How many.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="One event a line, whole.")] = False,
) -> None:
    """List the latest events, or tell one event's story; works beside the running daemon and without it."""
    configuration = configured(config, state)
    asked = EventQuery(rule, _concept(place), _date(day), status, text, limit)
    found = asyncio.run(_one(configuration, event) if event else _search(configuration, asked))
    if json:
        for one in found:
            sys.stdout.write(one.model_dump_json() + "\n")
        return
    console = Console(highlight=False)
    if event:
        _tell(console, found[0])
    elif found:
        console.print(_table(found))
    else:
        console.print("no events")


def merge(
    event: Annotated[str, typer.Argument(metavar="A", help="The event that stays.")],
    other: Annotated[str, typer.Argument(metavar="B", help="The event that becomes a part of it.")],
    config: ConfigOption = None,
    state: StateOption = None,
) -> None:
    """Make event B a part of event A, from now on."""
    correction = asyncio.run(_merge(configured(config, state), event, other))
    sys.stdout.write(f"{correction.other.id} is a part of {correction.kept.id} now: {len(correction.kept.reports)} reports\n")


def split(
    event: Annotated[str, typer.Argument(metavar="A", help="The event.")],
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The article that tells of something else.")],
    config: ConfigOption = None,
    state: StateOption = None,
) -> None:
    """Take a report, with its reprints, out of event A: an event of its own from now on."""
    correction = asyncio.run(_split(configured(config, state), event, report))
    sys.stdout.write(f"{correction.other.id} is an event of its own now: {len(correction.other.reports)} reports\n")


def archive(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to write; else standard output.", show_default=False)
    ] = None,
    config: ConfigOption = None,
    state: StateOption = None,
) -> None:
    """Write the texts behind the stored events as JSON Lines, for `watcher replay` and `watcher diff`."""
    written = asyncio.run(_archive(configured(config, state), file))
    sys.stderr.write(f"{written} articles written\n")


def _table(found: list[NewsEvent]) -> Table:
    table = Table("event", "day", "place", "status", "toll", "reports", "what", box=None, pad_edge=False)
    for event in found:
        place = event.place.name if event.place else ""
        cells = (event.id, f"{event.day}", place, event.status, told(event.toll), f"{len(event.reports)}", event.title)
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _tell(console: Console, event: NewsEvent) -> None:
    borne = corroboration(event, EventPolicy())
    place = event.place.name if event.place else "place unknown"
    console.print(Text(event.title, style="bold"))
    console.print(Text(f"{event.id} r{event.revision} · {event.kind} · {event.status} · {place} · {event.day}"))
    sources = f"{len(borne.origins)} independent sources of {len(event.reports)} reports"
    console.print(Text(f"{told(event.toll) or 'no toll'} · {sources} · {'confirmed' if borne.confirmed else 'unconfirmed'}"))
    for what, others in (("linked with", event.linked), ("a part of", (event.merged_into,) if event.merged_into else ())):
        if others:
            console.print(Text(f"{what} {', '.join(others)}"))
    table = Table("seen (UTC)", "reason", "source", "toll", "what", box=None, pad_edge=False)
    for moment in timeline(event):
        cells = (f"{moment.at:%m-%d %H:%M}", moment.reason, moment.source, told(moment.toll), moment.title)
        table.add_row(*(Text(cell) for cell in cells))
        if moment.joined:
            count = f"+{moment.joined} reports, {len(moment.languages)} languages: {', '.join(moment.outlets)}"
            table.add_row("", "", "", "", Text(count, style="dim"))
    console.print(table)


def _concept(place: str | None) -> str | None:
    if place is None or place.startswith("place:"):
        return place
    return f"place:{'-'.join(place.lower().split())}"


def _date(day: datetime | None) -> date | None:
    return day.date() if day else None


async def _search(configuration: Configuration, asked: EventQuery) -> list[NewsEvent]:
    async with session(configuration) as store:
        return list(await store.events.search(asked))


async def _one(configuration: Configuration, event: str) -> list[NewsEvent]:
    async with session(configuration) as store:
        found = await store.events.get(event)
    if found is None:
        raise WatcherError("no such event", resource=event, mend="`watcher events` lists them")
    return [found]


async def _merge(configuration: Configuration, event: str, other: str) -> Correction:
    async with session(configuration) as store:
        return await correcting.merge(store, SystemClock(), event, other)


async def _split(configuration: Configuration, event: str, report: str) -> Correction:
    async with session(configuration) as store:
        return await correcting.split(store, SystemClock(), event, report)


async def _archive(configuration: Configuration, file: Path | None) -> int:
    written = 0
    out = file.open("w", encoding="utf-8") if file else sys.stdout
    try:
        async with session(configuration) as store:
            async for line in correcting.archived(store):
                out.write(line + "\n")
                written += 1
    finally:
        if file:
            out.close()
    return written
