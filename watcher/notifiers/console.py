"""Alerts on a terminal: a readable block, or one JSON object a line."""

import sys
from typing import Literal

from pydantic import Field
from rich.console import Console
from rich.text import Text

from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.alerts.model import Alert, Digest, Notice
from watcher.alerts.phrases import Phrases, phrases
from watcher.errors import DeliveryError
from watcher.notifiers.base import ReceiverBase
from watcher.notifiers.message import Message, read
from watcher.notifiers.render import Renderer
from watcher.notifiers.safe import clean, excerpts, link, one_line
from watcher.rules.model import Severity

_COLOURS = {
    Severity.INFO: "cyan",
    Severity.NOTICE: "bright_blue",
    Severity.WARNING: "bright_yellow",
    Severity.CRITICAL: "bold white on red",
}


class ConsoleReceiver(ReceiverBase):
    """Settings of the terminal."""

    type: Literal["console"] = "console"
    concurrency: int = Field(default=1, ge=1, le=1)
    """One at a time: a terminal keeps the order."""
    json_lines: bool = False
    """One JSON object a line instead of a block for people."""


class ConsoleNotifier:
    """Writes to standard output, or to the rich console given."""

    breaker = None

    def __init__(self, name: str, settings: ConsoleReceiver, *, console: Console | None = None) -> None:
        """Raise ConfigError for a broken template."""
        self._settings = settings
        self._layout = Layout(name, settings)
        self._console = console or Console(file=sys.stdout, highlight=False, soft_wrap=True)

    async def notify(self, delivery: Delivery) -> Outcome:
        """Print; a closed terminal is tried again."""
        try:
            if self._settings.json_lines:
                self._console.file.write(delivery.body + "\n")
            else:
                self._console.print(self._layout.of(delivery), soft_wrap=True)
            self._console.file.flush()
        except DeliveryError as error:
            return Outcome(result=Result.REJECTED, reason=str(error))
        except (OSError, ValueError) as error:
            return Outcome(result=Result.RETRY, reason=f"the terminal cannot be written: {error}")
        return Outcome(result=Result.DELIVERED)

    async def close(self) -> None:
        """Nothing is held."""


class Layout:
    """How a terminal shows messages: in blocks, alerts by the receiver's own template where there is one."""

    def __init__(self, name: str, settings: ConsoleReceiver) -> None:
        """Raise ConfigError for a broken template."""
        self._language = settings.language
        own = settings.template
        self._renderer = Renderer("txt", settings.language, own=own, receiver=name) if own is not None else None

    def of(self, delivery: Delivery) -> Text:
        """Return what a delivery looks like; DeliveryError where its body cannot be read."""
        message = read(delivery)
        if self._renderer is None or not isinstance(message, Alert):
            return block(message, self._language)
        # A person's template may leave out the filter that keeps a stranger's text from driving the terminal.
        return Text(clean(self._renderer.render(message, delivery)))


def block(message: Message, language: str = "en") -> Text:
    """Return an alert, digest or notice as a terminal shows it."""
    match message:
        case Digest():
            return _digest(message, language)
        case Notice():
            lines = "".join(f"  {line}\n" for line in message.lines)
            return Text(f" {message.title}\n", style="bold").append(lines, style="dim")
        case Alert():
            return _alert(message, language)


def _alert(alert: Alert, language: str) -> Text:
    """Lay out one alert: what, where, how many; the words that say so; who says so, and where to read it."""
    table = phrases(language)
    wording = alert.worded(language)
    out = Text()
    for mark, shown in (("DEMO", alert.demo), ("REPLAYED", alert.replayed)):
        if shown:
            out.append(f" {mark} ", style="bold black on bright_magenta").append(" ")
    out.append(f" {table.severities[alert.severity]} ", style=_COLOURS[alert.severity])
    out.append(f" {one_line(wording.headline)}\n", style="bold")
    out.append(f"  {', '.join(alert.rules)}", style="green")
    out.append(f" · {table.reasons[alert.reason]} · {alert.status} · {alert.event} r{alert.revision}\n", style="dim")
    if alert.joined:
        out.append(f"  {table.joined.format(count=alert.joined)}\n", style="dim")
    if wording.summary:
        out.append(f"  {one_line(wording.summary, 600)}\n")
    for excerpt in excerpts(alert.whole, alert.evidence):
        out.append("  » ", style="dim")
        for piece in excerpt.pieces:
            out.append(piece.text, style="bold yellow" if piece.marked else "")
        out.append("\n")
    out.append_text(_origin(alert, table))
    return out


def _origin(alert: Alert, table: Phrases) -> Text:
    """Tell the report, its source and its time."""
    when = alert.published.strftime("%Y-%m-%d %H:%M UTC") if alert.published else table.labels["unknown"]
    out = Text(
        f"  {one_line(alert.source, 80)} ({table.labels['tier']} {alert.tier}), {when}: {one_line(alert.title, 200)}\n",
        style="dim",
    )
    url = link(alert.url)
    if url:
        out.append(f"  {url}\n", style="underline blue")
    return out


def _digest(digest: Digest, language: str) -> Text:
    """Lay out a digest: every alert on a line."""
    table = phrases(language)
    parts = f" ({digest.part}/{digest.parts})" if digest.parts > 1 else ""
    out = Text(f" {table.labels['digest'].format(count=len(digest.listed))}{parts} ", style="bold reverse").append("\n")
    for one in digest.listed:
        out.append(f"  {one.seen:%H:%M} ", style="dim").append(
            f" {table.severities[one.severity]} ", style=_COLOURS[one.severity]
        )
        out.append(f" {one_line(one.headline)}").append(f" · {one.held} · {clean(one.source)} · {one.event}\n", style="dim")
    return out
