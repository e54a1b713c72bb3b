"""`watcher alerts`: what was told lately."""

import asyncio
import re
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watcher.alerts.model import Alert
from watcher.cli.options import ConfigOption, StateOption, configured
from watcher.config.settings import Configuration
from watcher.errors import WatcherError
from watcher.runtime.session import session

_CURSOR = re.compile(r"\d+-\d+")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("alerts")(alerts)


def alerts(
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="How many.")] = 20,
    since: Annotated[str | None, typer.Option(help="Only those after this cursor (--json ends with the next).")] = None,
    json: Annotated[bool, typer.Option("--json", help='One alert a line, then {"cursor": ...}.')] = False,
) -> None:
    """Show the latest alerts, newest last; works beside the running daemon and without it."""
    if since is not None and not _CURSOR.fullmatch(since):
        raise WatcherError(f"{since!r} is no cursor", mend="take it from `watcher alerts --json`")
    found, cursor = asyncio.run(_found(configured(config, state), limit, since))
    if json:
        for alert in found:
            sys.stdout.write(alert.model_dump_json() + "\n")
        sys.stdout.write(f'{{"cursor": "{cursor}"}}\n')
        return
    console = Console(highlight=False)
    if not found:
        console.print("no alerts yet")
        return
    table = Table("seen (UTC)", "severity", "reason", "event", "what", box=None, pad_edge=False)
    for alert in found:
        headline = alert.wording[0].headline if alert.wording else alert.title
        row = (f"{alert.seen:%m-%d %H:%M:%S}", alert.severity, alert.reason, f"{alert.event} r{alert.revision}", headline)
        table.add_row(*(Text(value) for value in row))
    console.print(table)


async def _found(configuration: Configuration, limit: int, since: str | None) -> tuple[list[Alert], str]:
    async with session(configuration) as store:
        if since is None:
            page = await store.alerts.latest(limit)
        else:
            page = await store.alerts.since(since, limit)
        return sorted(page.alerts, key=lambda alert: alert.seen), page.cursor
