"""Signed links in mails: what one may ask for, for whom and until when, so that nobody else can.

A link names a delivery, which stands for one alert told to one recipient of one receiver, and an action. It is signed with
HMAC-SHA256 over action, delivery and expiry; following it shows a page, and only that page's form has an effect. The same
delivery always has the same links, so that every attempt sends the same bytes.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator
from yarl import URL

from watcher.errors import ConfigError
from watcher.model import Duration, Spelt
from watcher.secret import Secret
from watcher.sources.net import is_loopback
from watcher.sources.serving import Listening

ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program posts, and what ``List-Unsubscribe-Post`` says (RFC 8058)."""
SHORTEST_SECRET = 32
WEEK = 7 * 86400.0


class Action(StrEnum):
    """What a link asks for."""

    ACKNOWLEDGE = "ack"
    SILENCE_EVENT = "event"
    SILENCE_RULES = "rule"
    SILENCE_ALL = "all"
    """What ``List-Unsubscribe`` points to."""


HOURS: dict[Action, tuple[int, ...]] = {
    Action.ACKNOWLEDGE: (),
    Action.SILENCE_EVENT: (8, 1, 24, 72),
    Action.SILENCE_RULES: (8, 1, 24, 72),
    Action.SILENCE_ALL: (720, 24, 168),
}
"""For how many hours one may ask to be left in peace; the first is proposed, and is what one click gives."""


class LinksSettings(Listening):
    """The ``links:`` section: mails carry links to acknowledge and to silence, and we serve what they lead to."""

    url: Annotated[str, Spelt(r"^https?://[^\s?#\"<>]{1,200}$", "https:// and a host, such as https://news.example.org/links")]
    """Where readers reach ``/links`` of ``listen``, as a rule through a reverse proxy."""
    secrets: tuple[Secret, ...] = Field(min_length=1)
    """What links are signed with, newest first; those behind it are still taken while they rotate."""
    valid: Duration = Field(default=WEEK, ge=60, le=WEEK)
    """How long the links of a message can be used."""

    @field_validator("url")
    @classmethod
    def _protected(cls, value: str) -> str:
        if not URL(value).host:
            raise ValueError("no address that a reader could follow")
        if value.lower().startswith("http://") and not is_loopback(URL(value).host or ""):
            raise ValueError("a link that acts needs https; http is for a server on this machine only")
        return value.rstrip("/")


class Refusal(StrEnum):
    """Why a link is not followed."""

    FORGED = "forged"
    """Not signed by us, or mutilated on its way."""
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Link:
    """What a genuine link asks for."""

    action: Action
    delivery: str
    expires: datetime


class Links:
    """Makes links and reads them."""

    def __init__(self, url: str, secrets: Sequence[SecretStr], valid: timedelta) -> None:
        """``secrets``: the first one signs, all are taken; ConfigError for one that could be guessed."""
        if any(len(secret.get_secret_value()) < SHORTEST_SECRET for secret in secrets):
            raise ConfigError(
                f"a secret of links is shorter than {SHORTEST_SECRET} characters", mend="`openssl rand -hex 32` makes one"
            )
        self._url = url
        self._secrets = [secret.get_secret_value().encode() for secret in secrets]
        self._valid = valid

    @classmethod
    def of(cls, settings: LinksSettings) -> Self:
        """Reveal the secrets; ConfigError where one is missing."""
        return cls(settings.url, [secret.reveal() for secret in settings.secrets], timedelta(seconds=settings.valid))

    @property
    def one_click(self) -> bool:
        """Whether mail programs may be offered to unsubscribe by one click: RFC 8058 wants https."""
        return self._url.lower().startswith("https://")

    def link(self, action: Action, delivery: str, enqueued: datetime) -> str:
        """Return the URL by which the recipient of a delivery, enqueued then, may ask for ``action``."""
        expires = int((enqueued + self._valid).timestamp())
        return f"{self._url}/{action}/{delivery}/{expires}/{_mac(self._secrets[0], action, delivery, expires)}"

    def read(self, action: str, delivery: str, expires: str, mac: str, now: datetime) -> Link | Refusal:
        """Return what the four steps of a link's path ask for, or why it is not followed."""
        numeric = expires.isascii() and expires.isdigit() and len(expires) <= 11
        if action not in set(Action) or not numeric or not (delivery + mac).isascii():
            return Refusal.FORGED
        until = int(expires)
        # Every secret is tried, and each comparison takes the same time wherever the first wrong character stands.
        genuine = [hmac.compare_digest(_mac(secret, action, delivery, until).encode(), mac.encode()) for secret in self._secrets]
        if not any(genuine):
            return Refusal.FORGED
        ends = datetime.fromtimestamp(until, UTC)
        return Refusal.EXPIRED if ends <= now else Link(Action(action), delivery, ends)


def _mac(secret: bytes, action: str, delivery: str, expires: int) -> str:
    signed = f"watcher link\n{action}\n{delivery}\n{expires}".encode()
    return urlsafe_b64encode(hmac.digest(secret, signed, sha256)).decode().rstrip("=")
