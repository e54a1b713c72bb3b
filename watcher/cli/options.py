"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from watcher.config.settings import Configuration, load

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
