"""Arguments, signals, exit codes, tables, progress; no logic."""

import sys

import typer

from watcher.errors import WatcherError

app = typer.Typer(name="watcher", no_args_is_help=True, pretty_exceptions_enable=False, help="Alerts from the news: claims, not keywords.")


def main() -> None:
    """Run the command line; an error a user can meet is one line on standard error and its exit code."""
    try:
        app()
    except WatcherError as error:
        sys.stderr.write(f"watcher: {error}\n")
        sys.exit(error.exit_code)
