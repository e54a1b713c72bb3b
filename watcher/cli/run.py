"""`watcher run`: the daemon, its signals and its exit codes."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from watcher import log
from watcher.cli.options import ConfigOption, StateOption, configured
from watcher.config.settings import Configuration
from watcher.config.shipped import seeds_dir
from watcher.errors import WatcherError
from watcher.runtime.app import App
from watcher.runtime.service import Outside

_log = log.get("cli")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Add the seed articles as one more feed, over a fresh state.")] = False,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.")] = None,
) -> None:
    """Run the daemon: poll the feeds, understand, alert. SIGTERM drains and stops, SIGHUP reads the configuration anew."""
    with contextlib.ExitStack() as stack:
        if demo:
            state = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="watcher-demo-", ignore_cleanup_errors=True)))
        configuration = configured(config, state)
        settings = configuration.main.log
        log.setup(level=log_level or ("warning" if demo else settings.level), json=settings.json_lines)
        asyncio.run(_serve(configuration, lambda: configured(config, state), seeds_dir() if demo else None))


async def _serve(configuration: Configuration, again: Callable[[], Configuration], seeds: Path | None) -> None:
    """Run until told to stop; a reload that fails keeps what runs."""
    console = Console()
    if seeds is not None:
        console.print("[bold]watcher --demo[/]: seed articles, re-dated to now, beside the configured feeds. Ctrl-C ends it.")
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    app = App.create(configuration, Outside(console=console), seeds=seeds)
    await _or_stop(app.start(), stop)
    try:
        while not stop.is_set():
            await _first(stop.wait(), reload.wait())
            if reload.is_set() and not stop.is_set():
                reload.clear()
                try:
                    await app.reload(again())
                except WatcherError as error:
                    _log.error("reload_refused", error=str(error))
    finally:
        await app.stop()


async def _or_stop(starting: Awaitable[None], stop: asyncio.Event) -> None:
    """Start, unless told to stop meanwhile."""
    task = asyncio.ensure_future(starting)
    await _first(asyncio.shield(task), stop.wait())
    if not task.done():
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _first(*waits: Awaitable[object]) -> None:
    """Return when one of them is done, and end the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
