"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from watcher.alerts.routes import receiver_meant
from watcher.config.settings import Configuration, load
from watcher.errors import WatcherError
from watcher.notifiers import ReceiverSettings

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="DIR",
        help="Configuration folder; else $WATCHER_CONFIG, else the shipped one.",
        show_default=False,
    ),
]
StateOption = Annotated[
    Path | None,
    typer.Option("--state", metavar="DIR", help="State folder; else what the configuration says.", show_default=False),
]


def configured(folder: Path | None, state: Path | None = None) -> Configuration:
    """Read the configuration; ``state`` goes before what it says."""
    configuration = load(folder)
    if state is None:
        return configuration
    main = configuration.main.model_copy(update={"state_dir": state})
    return configuration.model_copy(update={"settings": main})


def receiver_of(configuration: Configuration, name: str) -> ReceiverSettings:
    """Return a receiver's settings; WatcherError where there is none of this name."""
    settings = configuration.main.receivers.get(name)
    if settings is None:
        raise WatcherError(f"no receiver is called {name!r}", mend=receiver_meant(name, configuration.main.receivers))
    return settings
