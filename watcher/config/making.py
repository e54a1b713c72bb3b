"""What the settings describe, made; a secret or template that is no good is told with the line that names it."""

from pathlib import Path

from watcher import yamlfile
from watcher.config.settings import FILE, WatcherSettings
from watcher.notifiers import Deps, Notifier, build
from watcher.notifiers.links import Links


def make_links(folder: Path, main: WatcherSettings) -> Links | None:
    """Return what signs links, where ``links:`` is set; ConfigError for a secret that is missing or could be guessed."""
    if main.links is None:
        return None
    with yamlfile.placed(folder / FILE, ("links",), "links"):
        return Links.of(main.links)


def make_notifier(folder: Path, main: WatcherSettings, name: str, deps: Deps | None = None) -> Notifier:
    """Return the notifier of one receiver; ConfigError where a secret, template or certificate is unusable."""
    with yamlfile.placed(folder / FILE, ("receivers", name), f"receiver {name}"):
        return build({name: main.receivers[name]}, deps)[name]
