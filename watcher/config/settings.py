"""The configuration folder: ``watcher.yaml`` and ``feeds.yaml``, with ``rules/`` and ``lexicon/`` beside them.

The environment may override any key of ``watcher.yaml``: ``WATCHER_REDIS__URL``, ``WATCHER_STATE_DIR``.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from watcher import yamlfile
from watcher.alerts.notice import Operations
from watcher.alerts.policy import Inhibition
from watcher.alerts.routes import Route, receiver_meant
from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError, together
from watcher.events.policy import EventPolicy
from watcher.mistakes import At, mistakes
from watcher.model import Duration, Settings, Spelt
from watcher.notifiers import ReceiverSettings
from watcher.notifiers.heartbeat import HeartbeatSettings
from watcher.notifiers.links import LinksSettings
from watcher.sources.serving import Listening
from watcher.sources.settings import FeedsFile, load_feeds
from watcher.store.settings import RedisSettings

PREFIX = "WATCHER_"
_FIELD = re.compile('field "([^"]+)"')
FILE = "watcher.yaml"
FEEDS = "feeds.yaml"


class LogSettings(Settings):
    """The ``log:`` section."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    json_lines: bool | None = None
    """JSON, one object a line; left out, JSON unless standard error is a terminal."""


class PollingSettings(Settings):
    """The ``polling:`` section."""

    at_once: int = Field(default=64, ge=1, le=4096)
    """Feeds polled at the same time."""


class WebSubSettings(Listening):
    """The ``websub:`` section: hubs bring what is new; polling goes on."""

    callback: Annotated[str, Spelt(r"^https?://[^\s?#]+$", "https:// and a host, such as https://news.example.org/websub")]
    """Where hubs reach ``/websub`` of ``listen``, as a rule through a reverse proxy."""


def default_state_dir(environ: Mapping[str, str] | None = None) -> Path:
    """Return where state is kept: systemd's ``$STATE_DIRECTORY``, else the user's state folder (XDG Base Directory)."""
    environ = os.environ if environ is None else environ
    if environ.get("STATE_DIRECTORY"):
        return Path(environ["STATE_DIRECTORY"].split(":")[0])
    base = environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "watcher"


class WatcherSettings(BaseSettings):
    """The file ``watcher.yaml``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    state_dir: Path = Field(default_factory=default_state_dir)
    """Where the private Redis keeps its data; one daemon at a time."""
    redis: RedisSettings = RedisSettings()
    receivers: dict[str, ReceiverSettings] = Field(default_factory=dict)
    route: Route = Route()
    inhibit: tuple[Inhibition, ...] = ()
    operations: Operations = Operations()
    heartbeat: HeartbeatSettings | None = None
    events: EventPolicy = EventPolicy()
    polling: PollingSettings = PollingSettings()
    websub: WebSubSettings | None = None
    """Off unless it is there."""
    links: LinksSettings | None = None
    """Off unless it is there: mails name the commands instead."""
    log: LogSettings = LogSettings()
    drain: Duration = 30.0
    """How long a stop waits for deliveries under way."""

    @property
    def routed(self) -> Iterator[str]:
        """The receivers that routes and escalations name."""
        for route in self.route.below():
            yield from route.receiver or ()
            yield from route.escalate.receiver if route.escalate else ()
        yield from self.operations.receiver

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, and read nothing else."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


class Configuration(Settings):
    """Everything a person configured, read and checked on its own; what must fit together is checked by ``runtime``."""

    folder: Path
    settings: Any
    feeds: FeedsFile

    @property
    def main(self) -> WatcherSettings:
        """The settings of ``watcher.yaml``."""
        settings: WatcherSettings = self.settings
        return settings


def find(folder: Path | None, environ: Mapping[str, str] | None = None) -> Path:
    """Return the configuration folder: the one named, ``$WATCHER_CONFIG``, systemd's, else the shipped one."""
    environ = os.environ if environ is None else environ
    if folder is not None:
        return folder
    for name in ("WATCHER_CONFIG", "CONFIGURATION_DIRECTORY"):
        if environ.get(name):
            return Path(environ[name].split(":")[0])
    return shipped_dir()


def load(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Configuration:
    """Read a configuration folder; ConfigError with file, line and what to mend for the first mistake."""
    folder = find(folder, environ)
    if not folder.is_dir():
        raise ConfigError("no such folder", file=folder, mend="`watcher init DIR` writes a configuration to start from")
    return Configuration(folder=folder, settings=load_main(folder / FILE), feeds=load_feeds(folder / FEEDS))


def load_main(file: Path) -> WatcherSettings:
    """Read ``watcher.yaml``; ConfigError with the line, or the environment variable, of the first mistake."""
    document = yamlfile.load(file)
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise document.error("keys and values are expected", mend="write `receivers: ...` and the like")
    for key in data:
        if not isinstance(key, str):
            raise document.error(f"unknown key {key!r}", at=(key,), mend="remove it, or quote it")
    try:
        main = WatcherSettings(**data)
    except SettingsError as error:
        named = _FIELD.search(str(error))
        variable = f"environment variable {PREFIX}{named[1].upper()}" if named else "environment"
        raise ConfigError(
            "not JSON", file=variable, mend="write it as JSON, or set its keys one by one, after two underscores"
        ) from None
    except ValidationError as error:
        raise together(_wrong(document, error.errors(include_url=False, include_input=False))) from None
    unknown = [name for name in dict.fromkeys(main.routed) if name not in main.receivers]
    if unknown:
        begin = ("route",) if "route" in document.data else ()
        raise together(no_receiver(document, name, main.receivers, document.where(name, begin)) for name in unknown)
    return main


def _wrong(document: yamlfile.Document, errors: Sequence[Any]) -> Iterator[ConfigError]:
    """Yield each mistake with its line, or with the environment variable that it came from."""
    written = []
    for error in errors:
        variable, depth = _variable(tuple(str(step) for step in error["loc"]))
        if variable is None:
            written.append(error)
            continue
        data: Any = os.environ[variable]
        for step in reversed(error["loc"][:depth]):
            data = {step: data}
        for one in mistakes(WatcherSettings, [error], data):
            yield ConfigError(one.what, file=f"environment variable {variable}", mend=one.mend)
    if written:
        yield document.wrong(WatcherSettings, written)


def no_receiver(document: yamlfile.Document, name: str, known: Iterable[str], at: At) -> ConfigError:
    """Return the error of a document that names a receiver which does not exist."""
    return document.error(f"no receiver is called {name!r}", at=at, mend=receiver_meant(name, known))


def _variable(loc: tuple[str, ...]) -> tuple[str | None, int]:
    """Return the environment variable that a mistake came from, and how many steps lead to what it sets."""
    for depth in range(len(loc), 0, -1):
        name = PREFIX + "__".join(loc[:depth]).upper()
        if name in os.environ:
            return name, depth
    return None, 0
