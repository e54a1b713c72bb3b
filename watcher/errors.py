"""The errors a user can meet; every one carries its resource and how to mend it.

::

    WatcherError
    ├── ConfigError          a file a person wrote is wrong: file, line, what, how to mend (exit code 2)
    ├── StateError           the state directory is in use, unreadable or damaged (exit code 3)
    ├── StoreError           Redis cannot be reached or refuses (exit code 4)
    │   └── ConflictError    another process changed what was read; read again and decide again
    ├── SourceError          one feed cannot be read; a value in the poller, never stops another feed
    └── DeliveryError        a message cannot be composed for a receiver

Foreign errors are wrapped at the edge where they arise, with ``raise ... from error``.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class WatcherError(Exception):
    """An error told in one clear line: ``what`` went wrong and how to ``mend`` it."""

    exit_code = 1

    def __init__(self, what: str, *, mend: str | None = None, resource: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.resource = resource

    def __str__(self) -> str:
        head = f"{self.resource}: {self.what}" if self.resource else self.what
        return f"{head} ({self.mend})" if self.mend else head


class ConfigError(WatcherError):
    """A file a person wrote is wrong; tells the file, the 1-based line and how to mend it."""

    exit_code = 2

    def __init__(self, what: str, *, file: Path | str | None = None, line: int | None = None, mend: str | None = None) -> None:
        resource = None if file is None else f"{file}:{line}" if line else str(file)
        super().__init__(what, mend=mend, resource=resource)
        self.file = file
        self.line = line
        self.others: tuple[ConfigError, ...] = ()
        """What else is wrong, found in the same reading."""

    def each(self) -> "tuple[ConfigError, ...]":
        """Return this mistake and the others, in order, each to be told in a line of its own."""
        return (self, *self.others)


def together(found: Iterable[ConfigError]) -> ConfigError:
    """Return one error of several, at least one: the first of them by file and line, which carries the others."""
    every = dict.fromkeys(each for error in found for each in error.each())
    first, *others = sorted(every, key=lambda error: (str(error.file or ""), error.line or 0))
    first.others = tuple(others)
    return first


class Noted:
    """Collects what is wrong while the rest is looked at, to be told together."""

    def __init__(self) -> None:
        self.found: list[ConfigError] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Keep a ConfigError that is raised within for later."""
        try:
            yield
        except ConfigError as error:
            self.found.append(error)

    def tell(self) -> None:
        """Raise what was found, if anything."""
        if self.found:
            raise together(self.found)


class StateError(WatcherError):
    """The state directory is in use by another daemon, unreadable or damaged."""

    exit_code = 3


class StoreError(WatcherError):
    """Redis cannot be reached, or refuses a command."""

    exit_code = 4


class ConflictError(StoreError):
    """Another process changed what this decision was based on: read again, decide again."""


class SourceError(WatcherError):
    """One feed or page cannot be read."""


class DeliveryError(WatcherError):
    """A message cannot be composed for a receiver."""
