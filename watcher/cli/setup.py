"""`watcher init` and `watcher check`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from watcher.cli.options import ConfigOption
from watcher.config.settings import find
from watcher.errors import ConfigError
from watcher.runtime.checking import Checked
from watcher.runtime.initial import write


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("init")(init)
    app.command("check")(check)


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Write a configuration to edit: watcher.yaml, feeds.yaml, the rule sets, a lexicon of your own."""
    console = Console(highlight=False)
    for file in write(folder):
        console.print(f"wrote {file}")
    console.print(f"next: edit them, then `watcher check --config {folder}` and `watcher run --config {folder}`")


def check(config: ConfigOption = None) -> None:
    """Check the whole configuration: files, rules, lexicon, routes, secrets, templates, Redis. Exit code 2 where one is wrong."""
    folder = find(config)
    if not folder.is_dir():
        raise ConfigError("no such folder", file=folder, mend="`watcher init DIR` writes a configuration to start from")
    checked = Checked(folder)
    asyncio.run(checked.reach())
    if checked.errors:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        for error in checked.errors:
            console.print(f"watcher: {error}", markup=False)
        raise typer.Exit(ConfigError.exit_code)
    feeds = checked.feeds.feeds if checked.feeds else ()
    receivers = checked.main.receivers if checked.main else {}
    rules = len(checked.understanding.book) if checked.understanding else 0
    Console(highlight=False).print(f"{folder}: {len(feeds)} feeds, {rules} rules, {len(receivers)} receivers, nothing wrong")
