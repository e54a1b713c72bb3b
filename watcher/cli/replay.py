"""`watcher replay`: articles of the past through the real pipeline."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from watcher import log
from watcher.alerts.delivery import Delivery
from watcher.cli.options import ConfigOption, StateOption, configured
from watcher.notifiers.console import block
from watcher.notifiers.message import read
from watcher.runtime.replay import Replay, Summary, event_line
from watcher.runtime.replay_input import articles


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay)


def replay(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Article files, folders, JSON Lines, feeds; .gz too.")],
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="One alert a line, as webhooks carry it.")] = False,
    events: Annotated[Path | None, typer.Option(help="Write the events at the end into this file, one JSON a line.")] = None,
    notify: Annotated[bool, typer.Option("--notify", help="Send to the configured receivers, marked as replayed.")] = False,
) -> None:
    """Replay articles of the past through the real pipeline and a throw-away namespace of a real Redis.

    The clock is the articles': neither re-dated nor too old. A replay that notifies and was killed goes on where it was.
    """
    log.setup(level="warning")
    configuration = configured(config, state)
    running = Replay(configuration, notify=notify)
    arriving = list(articles(paths))
    out = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    aside = Console(stderr=True)

    def tell(delivery: Delivery) -> None:
        if json:
            sys.stdout.write(delivery.body + "\n")
        else:
            out.print(block(read(delivery)), soft_wrap=True)

    columns = (TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=aside, transient=True, disable=not aside.is_terminal) as progress:
        bar = progress.add_task("replaying", total=len(arriving))
        found = asyncio.run(running.run(arriving, tell, lambda: progress.advance(bar)))
    sys.stdout.flush()
    if events is not None:
        events.write_text("".join(event_line(event) + "\n" for event in found), encoding="utf-8")
    aside.print(_told(running.summary, notify=notify), highlight=False)


def _told(summary: Summary, *, notify: bool) -> str:
    known = f" ({summary.known} known already)" if summary.known else ""
    dead = f", {summary.dead} of them dead letters" if notify and summary.dead else ""
    found = f"{summary.matched} matched, {len(summary.events)} events"
    return f"{summary.articles} articles{known}, {found}, {summary.alerts} alerts{dead}"
