"""``watcher receivers``: how receivers stand, and how one that is gone is opened again."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watcher.alerts.delivery import Standing
from watcher.cli.options import ConfigOption, StateOption, configured, receiver_of
from watcher.clock import SystemClock
from watcher.config.settings import Configuration
from watcher.queue import DeliveryLog
from watcher.queue.dead import DeadLetters
from watcher.runtime.session import session
from watcher.runtime.standings import reopen, standings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    receivers = typer.Typer(no_args_is_help=True, help="How receivers stand.")
    receivers.command("list")(receivers_list)
    receivers.command("reopen")(receivers_reopen)
    app.add_typer(receivers, name="receivers")


def receivers_list(config: ConfigOption = None, state: StateOption = None) -> None:
    """Show each receiver: whether it takes messages, and how many wait for it or were given up."""
    configuration = configured(config, state)
    table = Table("receiver", "type", "standing", "waiting", "dead", "reason", box=None, pad_edge=False)
    for row in asyncio.run(_rows(configuration)):
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)


def receivers_reopen(
    receiver: Annotated[str, typer.Argument(help="The receiver's name.")], config: ConfigOption = None, state: StateOption = None
) -> None:
    """Have a receiver that is gone, or failed for long, asked again at once; its dead letters wait for `watcher dead replay`."""
    configuration = configured(config, state)
    receiver_of(configuration, receiver)
    opened = asyncio.run(_reopen(configuration, receiver))
    told = f"{receiver} is open again" if opened else f"{receiver} was open"
    Console(highlight=False).print(told, markup=False)


async def _reopen(configuration: Configuration, receiver: str) -> bool:
    async with session(configuration) as store:
        return await reopen(store, receiver)


async def _rows(configuration: Configuration) -> list[tuple[str, ...]]:
    async with session(configuration) as store:
        kept = await standings(store, configuration.main.receivers)
        log = DeliveryLog(store)
        dead = Counter(letter.receiver for letter in await DeadLetters(store, SystemClock()).list())
        return [
            (
                name,
                settings.type,
                _told(kept.get(name, Standing())),
                str(await log.waiting(name)),
                str(dead[name]),
                kept.get(name, Standing()).reason,
            )
            for name, settings in sorted(configuration.main.receivers.items())
        ]


def _told(standing: Standing) -> str:
    def since(moment: datetime) -> str:
        return f"since {moment:%Y-%m-%d %H:%M} UTC"

    if standing.gone_since is not None:
        return f"gone {since(standing.gone_since)}"
    return f"failing {since(standing.failing_since)}" if standing.failing_since is not None else "fine"
