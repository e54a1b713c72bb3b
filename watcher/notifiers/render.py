"""Messages from templates: Jinja2 in a sandbox, the shipped template or a receiver's own.

A template sees ``alert`` or ``digest``, ``wording``, ``words`` (the language's labels), ``changes``, ``toll``, ``place``,
``excerpts``, ``sources``, ``url``, ``subject``, ``receiver``, ``language``, ``direction`` and ``offers(alert.id)``, the links to
acknowledge and to silence, where ``links:`` is set.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import jinja2

from watcher import log
from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Alert, AlertSource, Digest, Notice
from watcher.alerts.phrases import Phrases, capitalised, counted, phrases
from watcher.alerts.plan import delivery_id
from watcher.errors import ConfigError
from watcher.notifiers.links import Action, Links
from watcher.notifiers.message import Message
from watcher.notifiers.safe import clean, direction, excerpts, isolated, link, one_line
from watcher.notifiers.sandbox import Sandbox, TooSlowError, rendered

_TEMPLATES = Path(__file__).parent / "templates"
_LARGEST_TEMPLATE = 256 * 1024
_MOST_SOURCES = 12

_log = log.get("render")


class Renderer:
    """Renders the messages of one receiver in one form: ``txt``, ``html`` or ``chat``.

    A receiver's own template is for alerts; digests and notices look as shipped.
    """

    def __init__(
        self, form: str, language: str, *, own: Path | None = None, receiver: str = "", links: Links | None = None
    ) -> None:
        self._form = form
        self._language = language
        self._receiver = receiver
        self._links = links
        self._own = _load_own(own, form) if own else None
        self._too_slow: str | None = None
        """Said once the template took too long: it is not tried again before the next reload, since everybody waits for it."""

    def render(self, message: Message, delivery: Delivery) -> str:
        """Return the message; where the receiver's own template breaks, the shipped one's, which then says so."""
        fields = context(message, delivery, self._language, self._links)
        if isinstance(message, Alert):
            fields["broken"] = self._too_slow
        if self._own is not None and self._too_slow is None and isinstance(message, Alert):
            try:
                return rendered(self._own, fields)
            except Exception as error:  # noqa: BLE001 - whatever a person's template does, the alert goes out
                told = one_line(f"{type(error).__name__}: {error}", 200)
                _log.warning("template broken, the default is sent", receiver=self._receiver, error=told)
                fields["broken"] = told
                if isinstance(error, TooSlowError):
                    self._too_slow = told
        name = type(message).__name__.lower()
        return _environment(self._form).get_template(f"{name}.{self._form}.j2").render(fields)


def subject(message: Message, language: str) -> str:
    """Return the subject: frozen at the first report of the event, so that the thread keeps its name."""
    table = phrases(language)
    if isinstance(message, Digest):
        part = f" {message.part}/{message.parts}" if message.parts > 1 else ""
        return f"[{table.labels['digest'].format(count=len(message.listed))}]{part} {message.since:%Y-%m-%d %H:%M} UTC"
    if isinstance(message, Notice):
        return f"[watcher] {message.title}"
    marks = "".join(f"[{mark}] " for mark, shown in (("DEMO", message.demo), ("REPLAYED", message.replayed)) if shown)
    act = table.kinds[message.thread.kind]
    named = message.thread.title or message.thread.place(language)
    about = f"{capitalised(act)}: {named}" if named else capitalised(act)
    return f"{marks}[{table.severities[message.thread.severity]}] {about}"


def context(message: Message, delivery: Delivery, language: str, links: Links | None = None) -> dict[str, Any]:
    """Return what a template may use."""
    table = phrases(language)
    fields: dict[str, Any] = {
        "delivery": delivery,
        "receiver": delivery.receiver,
        "language": language,
        "direction": table.direction,
        "words": table.labels,
        "severities": table.severities,
        "reasons": table.reasons,
        "comma": table.comma,
        "subject": subject(message, language),
        "escalated": delivery.purpose is Purpose.ESCALATION,
        "reminder": delivery.purpose is Purpose.REMINDER,
        "offers": partial(_offers, delivery, links, table),
        "broken": None,
    }
    if not isinstance(message, Alert):
        return {**fields, type(message).__name__.lower(): message}
    return {
        **fields,
        "alert": message,
        "wording": message.worded(language),
        "changes": message.worded(language).changes,
        "toll": counted(message.toll, table),
        "joined": table.joined.format(count=message.joined) if message.joined else "",
        "excerpts": excerpts(message.whole, message.evidence),
        "sources": _sources(message),
        "more_sources": max(0, len(message.sources) - _MOST_SOURCES),
        "url": link(message.url),
        "doubt": table.labels["confirmed" if message.confirmed else "unconfirmed"],
    }


def page(language: str, fields: Mapping[str, Any]) -> str:
    """Return a page that a link in a mail leads to, in its reader's language."""
    table = phrases(language)
    shared = {
        "language": table.language,
        "direction": table.direction,
        "words": table.labels,
        "links": table.links,
        "severities": table.severities,
        "comma": table.comma,
        "subject": "watcher",
    }
    return _environment("html").get_template("link.html.j2").render({**shared, **fields})


class Offer(NamedTuple):
    """A link by which a reader acts on an alert."""

    label: str
    url: str


def _offers(delivery: Delivery, links: Links | None, table: Phrases, alert: str) -> tuple[Offer, ...]:
    """Return the links to act on an alert that a message tells; none where nobody serves them."""
    if links is None:
        return ()
    told = delivery.id if alert == delivery.alert else delivery_id(alert, delivery.receiver, delivery.recipient)
    offered = (Action.ACKNOWLEDGE, Action.SILENCE_EVENT, Action.SILENCE_RULES)
    return tuple(Offer(table.links[action], links.link(action, told, delivery.enqueued)) for action in offered)


def _sources(alert: Alert) -> tuple[AlertSource, ...]:
    """Return the newest sources that a message lists, oldest of them first."""
    return alert.sources[-_MOST_SOURCES:]


@cache
def _environment(form: str) -> jinja2.Environment:
    """Return the sandbox; a name that a template misspells is an error, not an empty string."""
    environment = Sandbox(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=form == "html",
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: Mapping[str, Any] = {
        "clean": clean,
        "line": one_line,
        "link": link,
        "direction": direction,
        "isolated": isolated,
        "when": _when,
    }
    environment.filters.update(filters)
    return environment


def _when(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if moment else "?"


def _load_own(file: Path, form: str) -> jinja2.Template:
    """Return a receiver's template; ConfigError with its line where it is none."""
    try:
        if file.stat().st_size > _LARGEST_TEMPLATE:
            raise ConfigError("larger than 256 KiB", file=file, mend="a template is shorter")
        return _environment(form).from_string(file.read_text("utf-8"))
    except jinja2.TemplateSyntaxError as error:
        raise ConfigError(f"not a template: {error.message}", file=file, line=error.lineno, mend="mend the Jinja2") from None
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(f"template cannot be read: {told}", file=file, mend="check the path") from None
