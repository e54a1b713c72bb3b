"""How a message reaches its reader: one file for each channel, all with the same verb and the same three outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field
from rich.console import Console

from watcher.clock import Clock, SystemClock
from watcher.notifiers.apprise import AppriseNotifier, AppriseReceiver
from watcher.notifiers.base import Notifier
from watcher.notifiers.console import ConsoleNotifier, ConsoleReceiver
from watcher.notifiers.email import EmailNotifier, EmailReceiver, Evidence
from watcher.notifiers.feedfile import FeedFileNotifier, FeedFileReceiver
from watcher.notifiers.links import Links
from watcher.notifiers.webhook import WebhookNotifier, WebhookReceiver
from watcher.sources.net import Lookup

__all__ = ["Deps", "Notifier", "ReceiverSettings", "build"]

ReceiverSettings = Annotated[
    AppriseReceiver | ConsoleReceiver | EmailReceiver | FeedFileReceiver | WebhookReceiver, Field(discriminator="type")
]
"""One receiver of the configuration; ``type`` says which channel."""


@dataclass(frozen=True)
class Deps:
    """What notifiers are given from outside."""

    clock: Clock = field(default_factory=SystemClock)
    console: Console | None = None
    links: Links | None = None
    """Makes the links in mails, where somebody serves what they lead to."""
    evidence: Evidence | None = None
    """Packs what mails attach."""
    lookup: Lookup | None = None
    """How names are resolved; a test plays a hostile DNS."""


def build(receivers: Mapping[str, ReceiverSettings], deps: Deps | None = None) -> dict[str, Notifier]:
    """Return a notifier for each receiver; ConfigError where a secret, template or certificate is unusable."""
    deps = deps or Deps()
    return {name: _notifier(name, settings, deps) for name, settings in receivers.items()}


def _notifier(name: str, settings: ReceiverSettings, deps: Deps) -> Notifier:
    match settings:
        case AppriseReceiver():
            return AppriseNotifier(name, settings, deps.clock)
        case ConsoleReceiver():
            return ConsoleNotifier(name, settings, console=deps.console)
        case EmailReceiver():
            return EmailNotifier(name, settings, deps.clock, links=deps.links, evidence=deps.evidence)
        case FeedFileReceiver():
            return FeedFileNotifier(name, settings)
        case WebhookReceiver():
            return WebhookNotifier(name, settings, deps.clock, lookup=deps.lookup)
