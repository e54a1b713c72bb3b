"""Mail: one message a recipient, in one thread an event, the same bytes at every attempt."""

import re
import ssl
from collections.abc import Awaitable, Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from watcher.alerts.delivery import Delivery, Outcome, Purpose, Result
from watcher.clock import Clock
from watcher.errors import ConfigError, DeliveryError
from watcher.notifiers import email_message, smtp
from watcher.notifiers.base import ReceiverBase
from watcher.notifiers.breaker import Breaker
from watcher.notifiers.links import Links
from watcher.notifiers.smtp import Tls
from watcher.secret import Secret
from watcher.sources.net import is_loopback

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x20\x7f]{1,64}@[^\s@<>\"(),:;\\\[\]\x00-\x20\x7f]{1,253}")
_PORTS = {Tls.TLS: 465, Tls.STARTTLS: 587, Tls.NONE: 25}


Evidence = Callable[[str], Awaitable[bytes | None]]
"""The evidence pack of an alert by its id; ``None`` where there is none to attach."""


class EmailReceiver(ReceiverBase):
    """Settings of mail to some people through one server."""

    type: Literal["email"] = "email"
    host: str
    port: int | None = Field(default=None, ge=1, le=65535)
    """465 for ``tls``, 587 for ``starttls``, 25 for ``none``."""
    tls: Tls = Tls.STARTTLS
    ca_file: Path | None = None
    """Certificates to trust instead of the system's."""
    username: str | None = None
    password: Secret | None = None
    sender: str = Field(alias="from")
    to: tuple[str, ...] = Field(min_length=1)
    domain: str | None = None
    """Right side of Message-IDs; the sender's domain by default."""
    html_template: Path | None = None
    """A Jinja2 file for the HTML part; with ``template`` alone the message is text only."""
    attach_evidence: bool = False
    """Whether an alert comes with its evidence pack, a ZIP archive."""

    @field_validator("to", mode="before")
    @classmethod
    def _many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("to")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            if not _ADDRESS.fullmatch(address) or "=?" in address:
                raise ValueError(f"{address!r} is not an address such as desk@example.org")
        return tuple(dict.fromkeys(value))

    @field_validator("sender")
    @classmethod
    def _sender(cls, value: str) -> str:
        if not _ADDRESS.fullmatch(parseaddr(value)[1]) or not value.isprintable() or "=?" in value:
            raise ValueError(f"{value!r} is not an address such as watcher <alerts@example.org>")
        return value

    @model_validator(mode="after")
    def _protected(self) -> Self:
        if self.tls is Tls.NONE and not is_loopback(self.host):
            raise ValueError("tls: none is for a server on this machine only; write starttls or tls")
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together")
        if self.tls is Tls.NONE and self.password is not None:
            raise ValueError("a password is never sent without TLS")
        return self

    @property
    def recipients(self) -> tuple[str | None, ...]:
        """Every address has its own delivery, so that one that bounces repeats nothing to the others."""
        return self.to

    @property
    def message_domain(self) -> str:
        """Return the right side of Message-IDs."""
        return self.domain or self.sender_address.rpartition("@")[2]

    @property
    def sender_address(self) -> str:
        """Return the envelope's sender."""
        return parseaddr(self.sender)[1]


class EmailNotifier:
    """Sends through one server."""

    def __init__(
        self, name: str, settings: EmailReceiver, clock: Clock, *, links: Links | None = None, evidence: Evidence | None = None
    ) -> None:
        self._evidence = evidence if settings.attach_evidence else None
        self._settings = settings
        self._clock = clock
        self._composer = composer(name, settings, links)
        self.breaker = Breaker(clock)
        self._server = smtp.Server(
            host=settings.host,
            port=settings.port or _PORTS[settings.tls],
            tls=settings.tls,
            context=None if settings.tls is Tls.NONE else _trust(settings.ca_file),
            username=settings.username,
            password=settings.password.reveal() if settings.password else None,
            hello=settings.message_domain,
        )
        email_message.self_test()

    async def notify(self, delivery: Delivery) -> Outcome:
        """Send to the delivery's recipient, who must still stand in the configuration."""
        if delivery.recipient not in self._settings.to:
            return Outcome(result=Result.REJECTED, reason="the recipient stands no longer in the configuration")
        refused = self.breaker.refuse()
        if refused is not None:
            return refused
        try:
            carries_alert = delivery.purpose not in {Purpose.DIGEST, Purpose.NOTICE}
            pack = await self._evidence(delivery.alert) if self._evidence is not None and carries_alert else None
            message = self._composer.compose(delivery, delivery.recipient, pack)
        except DeliveryError as error:
            return Outcome(result=Result.REJECTED, reason=str(error))
        envelope = smtp.Envelope(
            sender=self._settings.sender_address,
            recipient=delivery.recipient,
            age=(self._clock.now() - delivery.enqueued).total_seconds(),
        )
        outcome = await smtp.send(self._server, envelope, message)
        # A reply code speaks of one message or mailbox; no reply, or one to our credentials, speaks of the server.
        if outcome.result is Result.DELIVERED or outcome.status in {None, 421} or outcome.disable:
            self.breaker.note(outcome, pause=outcome.disable)
        return outcome

    async def close(self) -> None:
        """Nothing is held between messages."""


def composer(name: str, settings: EmailReceiver, links: Links | None = None) -> email_message.Composer:
    """Return what writes a receiver's messages, with ``links`` to act on them; ConfigError for a broken template."""
    return email_message.Composer(
        name,
        sender=settings.sender,
        domain=settings.message_domain,
        language=settings.language,
        template=settings.template,
        html_template=settings.html_template,
        links=links,
    )


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    """Return a verifying context; ConfigError where the file of certificates is unusable."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"no certificates: {error}", file=ca_file, mend="give a file of PEM certificates") from None
