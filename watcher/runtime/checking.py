"""`watcher check`: everything configured is read and fitted together; every file's first mistake is told."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from watcher.alerts.plan import Router
from watcher.config.settings import FEEDS, FILE, WatcherSettings, load_main
from watcher.errors import WatcherError
from watcher.notifiers import build
from watcher.runtime.analysis import Understanding
from watcher.sources.settings import FeedsFile, load_feeds

T = TypeVar("T")


class Checked:
    """What a configuration folder holds, as far as it could be read, and its mistakes."""

    def __init__(self, folder: Path) -> None:
        self.errors: list[WatcherError] = []
        self.main: WatcherSettings | None = self._try(lambda: load_main(folder / FILE))
        self.feeds: FeedsFile | None = self._try(lambda: load_feeds(folder / FEEDS))
        self.understanding: Understanding | None = self._try(lambda: Understanding.load(folder))
        if self.main is not None:
            main = self.main
            self._try(lambda: Router(main.route, main.receivers, main.inhibit))
            for name, settings in main.receivers.items():
                self._try(partial(build, {name: settings}))

    def _try(self, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except WatcherError as error:
            self.errors.append(error)
            return None
