"""The command line: arguments in, tables and exit codes out."""

import sys

import typer

from watcher.cli import alerts, events, failed, feeds, lexicon, queue, receivers, replay, rules, run, setup, standings
from watcher.errors import ConfigError, WatcherError

app = typer.Typer(
    name="watcher",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Alerts from the news: claims, not keywords, in English and Arabic.",
)

setup.register(app)
run.register(app)
feeds.register(app)
failed.register(app)
alerts.register(app)
events.register(app)
queue.register(app)
receivers.register(app)
standings.register(app)
replay.register(app)
rules.register(app)
lexicon.register(app)


def main() -> None:
    """Run the command line; an error a user can meet is one line on standard error and its exit code."""
    try:
        app()
    except WatcherError as error:
        for one in error.each() if isinstance(error, ConfigError) else (error,):
            sys.stderr.write(f"watcher: {one}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe (head, say) has seen enough.
        sys.stderr.close()
        sys.exit(0)
