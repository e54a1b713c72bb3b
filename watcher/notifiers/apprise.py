"""Chat and phone services through Apprise: those that only talk to their service, and nothing that runs a command here."""

import asyncio
import re
import warnings
from typing import Any, Literal

from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.alerts.model import Alert, Digest
from watcher.clock import Clock
from watcher.errors import ConfigError, DeliveryError
from watcher.notifiers import render
from watcher.notifiers.base import ReceiverBase
from watcher.notifiers.breaker import Breaker
from watcher.notifiers.message import read
from watcher.notifiers.safe import one_line
from watcher.rules.model import Severity
from watcher.secret import Secret

# What Apprise knows and stands not here is refused: services that act on this machine (dbus, gnome, glib, kde, macosx,
# windows, syslog, rsyslog, modem), generic posts and mail (json, xml, form, apprise, mailto: `webhook` and `email` do
# those better), and whatever has nothing to do with telling people.
ALLOWED = frozenset(
    {
        "atalk", "bark", "barks", "betterstack", "chanify", "clicksend", "dingtalk", "discord", "feishu", "flock",
        "gchat", "goalert", "goalerts", "gotify", "gotifys", "groupme", "hassio", "hassios", "httpsms", "ilert",
        "incidentio", "infobip", "kavenegar", "lark", "line", "mastodon", "mastodons", "matrix", "matrixs", "mmost",
        "mmosts", "msgbird", "nctalk", "nctalks", "nexmo", "ntfy", "ntfys", "opsgenie", "pagerduty", "pagertree", "pbul",
        "plivo", "pover", "prowl", "pushy", "ringc", "rocket", "rockets", "seven", "signal", "signals", "signl4",
        "simplepush", "sinch", "slack", "smseagle", "smseagles", "sns", "splunk", "spush", "squadcast", "synology",
        "synologys", "telnyx", "tgram", "threema", "toot", "toots", "twilio", "twist", "vapid", "viber", "victorops",
        "vonage", "webex", "wechat", "wecombot", "whatsapp", "workflow", "workflows", "wxteams", "xmatters", "zulip",
    }
)  # fmt: skip
_SCHEMA = re.compile(r"([a-z0-9]{2,20})://", re.IGNORECASE)
_MENTION = re.compile(r"@(?=\w)|<(?=[!@#&])|\[(?=[^\]]*\]\()")
LONGEST = 1800  # characters: the shortest limit of the common services is Discord's 2,000
_TIMEOUT = 60.0
_TYPES = {Severity.CRITICAL: "failure", Severity.WARNING: "warning"}


class AppriseReceiver(ReceiverBase):
    """Settings of one service: its Apprise URL, which is a secret since it holds the token."""

    type: Literal["apprise"] = "apprise"
    url: Secret
    cap: int | None = 60


class AppriseNotifier:
    """Hands messages to one service. Apprise says only yes or no, so that every no is tried again."""

    def __init__(self, name: str, settings: AppriseReceiver, clock: Clock) -> None:
        """Raise ConfigError for a service that is not allowed, without telling its URL."""
        self._language = settings.language
        self._renderer = render.Renderer("chat", settings.language, own=settings.template, receiver=name)
        self._service = _service(settings.url.reveal().get_secret_value(), name)
        self.breaker = Breaker(clock)

    async def notify(self, delivery: Delivery) -> Outcome:
        """Send once."""
        refused = self.breaker.refuse()
        if refused is not None:
            return refused
        try:
            message = read(delivery)
            title = defused(one_line(_title(message, self._language), 200))
            body = defused(self._renderer.render(message, delivery))
        except DeliveryError as error:
            return Outcome(result=Result.REJECTED, reason=str(error))
        kind = _TYPES.get(Severity(delivery.severity), "info")
        outcome = await self._send(title, _cut(body, LONGEST), kind)
        self.breaker.note(outcome)
        return outcome

    async def _send(self, title: str, body: str, kind: str) -> Outcome:
        try:
            async with asyncio.timeout(_TIMEOUT):
                taken = await self._service.async_notify(title=title, body=body, notify_type=kind, body_format="text")
        except TimeoutError:
            return Outcome(result=Result.RETRY, reason=f"no answer within {_TIMEOUT:g} s")
        except Exception as error:  # noqa: BLE001 - what 130 services raise, nobody knows
            return Outcome(result=Result.RETRY, reason=f"the service's client failed: {type(error).__name__}")
        return Outcome(result=Result.DELIVERED) if taken else Outcome(result=Result.RETRY, reason="the service did not take it")

    async def close(self) -> None:
        """Nothing is held between messages."""


def defused(text: str) -> str:
    """Return ``text`` in which nobody is mentioned and no word hides a link: a zero-width space breaks both up."""
    return _MENTION.sub(lambda found: found.group(0) + "\u200b", text)


def _title(message: Any, language: str) -> str:
    """Return the line above a chat message."""
    if isinstance(message, Alert | Digest):
        return render.subject(message, language)
    return str(message.title)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _service(url: str, name: str) -> Any:
    """Return Apprise's client for a URL of an allowed service."""
    import apprise  # noqa: PLC0415 - a quarter of a second that only its users spend

    found = _SCHEMA.match(url)
    schema = found.group(1).lower() if found else "?"
    if schema not in ALLOWED:
        raise ConfigError(
            f"Apprise service {schema!r} is not allowed",
            file=f"receiver {name}",
            mend="name a chat or phone service; mail and webhooks have receiver types of their own",
        )
    with warnings.catch_warnings():
        # Apprise loads all its services at once, some of them by modules that Python is about to drop.
        warnings.simplefilter("ignore", DeprecationWarning)
        service = apprise.Apprise()
        complete = service.add(url)
    if not complete:
        raise ConfigError(
            f"the Apprise URL of {schema} is not complete", file=f"receiver {name}", mend="see Apprise's page of it"
        )
    # Apprise takes a list of URLs for as many services, and only the first one's name was looked at.
    if len(service) != 1:
        raise ConfigError("more than one Apprise URL", file=f"receiver {name}", mend="give each service a receiver of its own")
    return service
