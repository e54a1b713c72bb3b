"""Standard Webhooks: a signed POST to one endpoint, the same bytes at every attempt."""

import asyncio
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

import aiohttp
from pydantic import Field, field_validator

from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.clock import Clock
from watcher.errors import DeliveryError
from watcher.model import Duration
from watcher.notifiers import formats
from watcher.notifiers.base import ReceiverBase
from watcher.notifiers.breaker import Breaker
from watcher.notifiers.destination import Destination
from watcher.notifiers.http_status import SLOW_DOWN, classify
from watcher.notifiers.signing import Signer
from watcher.secret import Secret
from watcher.sources.net import DestinationError, Lookup, open_session

MOST_READ = 16 * 1024  # bytes of an answer that are read before the connection is closed
LATE = 3600.0  # seconds after which an alert says that it is late
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = frozenset({"content-length", "content-type", "host", "transfer-encoding", "user-agent"})


class Format(StrEnum):
    """What the body is."""

    NATIVE = "native"
    """Standard Webhooks' ``{type, timestamp, data}``."""
    CAP = "cap"
    """OASIS Common Alerting Protocol 1.2, XML."""
    CLOUDEVENTS = "cloudevents"
    """CloudEvents 1.0, structured JSON."""


class WebhookReceiver(ReceiverBase, Destination):
    """Settings of one endpoint."""

    type: Literal["webhook"] = "webhook"
    secrets: tuple[Secret, ...] = ()
    """``whsec_`` secrets, newest first; all of them sign while they rotate. Without any, nothing is signed."""
    signing_keys: tuple[Secret, ...] = ()
    """``whsk_`` ed25519 keys for ``v1a`` signatures."""
    headers: Mapping[str, str | Secret] = Field(default_factory=dict)
    format: Format = Format.NATIVE
    timeout: Duration = 30.0
    concurrency: int = Field(default=16, ge=1, le=64)

    @property
    def refers(self) -> bool:
        """An update of CAP names what it updates."""
        return self.format is Format.CAP

    @field_validator("headers")
    @classmethod
    def _sane(cls, headers: Mapping[str, str | Secret]) -> Mapping[str, str | Secret]:
        for name, value in headers.items():
            if not _HEADER.fullmatch(name) or name.lower() in _OURS or name.lower().startswith("webhook-"):
                raise ValueError(f"header {name!r} cannot be set")
            if isinstance(value, str) and any(ord(char) < 32 or ord(char) == 127 for char in value):
                raise ValueError(f"header {name!r} has control characters")
        return headers


class WebhookNotifier:
    """Posts to one endpoint, over connections that cannot be talked into reaching the inside."""

    def __init__(self, name: str, settings: WebhookReceiver, clock: Clock, *, lookup: Lookup | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._lookup = lookup
        self._url = settings.address(f"receiver {name}")
        reveal = [secret.reveal() for secret in settings.secrets]
        self._signer = Signer.of(reveal, [key.reveal() for key in settings.signing_keys], whose=name)
        self._headers = {
            key: value.reveal().get_secret_value() if isinstance(value, Secret) else value
            for key, value in settings.headers.items()
        }
        self._slots = asyncio.Semaphore(settings.concurrency)
        self.breaker = Breaker(clock)
        total = settings.timeout
        # Connecting takes 5 s at most, and so does TLS, which counts as connecting here.
        self._timeout = aiohttp.ClientTimeout(total=total, sock_connect=min(10.0, total), sock_read=min(20.0, total))
        self._session: aiohttp.ClientSession | None = None

    async def notify(self, delivery: Delivery) -> Outcome:
        """Post once; an answer that the body is too large is followed at once by a thin one."""
        refused = self.breaker.refuse()
        if refused is not None:
            return refused
        try:
            body = formats.body(delivery, self._settings.format)
        except DeliveryError as error:
            return Outcome(result=Result.REJECTED, reason=str(error))
        async with self._slots:
            outcome = await self._post(delivery, body)
            if outcome.status == 413:
                outcome = await self._post(delivery, formats.thin(delivery, self._settings.format))
        self.breaker.note(outcome, pause=outcome.status in SLOW_DOWN)
        return outcome

    async def _post(self, delivery: Delivery, body: formats.Body) -> Outcome:
        """Send one request and classify whatever comes of it."""
        try:
            async with self._opened().post(
                self._url,
                data=body.content,
                headers=self._signed(delivery, body),
                allow_redirects=False,
                timeout=self._timeout,
            ) as answer:
                outcome = classify(
                    answer.status,
                    now=self._clock.now(),
                    retry_after=answer.headers.get("Retry-After"),
                    location=answer.headers.get("Location"),
                )
                await self._drain(answer)
                return outcome
        except DestinationError as error:
            return Outcome(result=Result.RETRY, reason=f"refused to connect: {error.what}")
        except TimeoutError:
            return Outcome(result=Result.RETRY, reason=f"no answer within {self._settings.timeout:g} s")
        except aiohttp.ClientConnectorCertificateError:
            return Outcome(result=Result.RETRY, reason="its TLS certificate is not valid")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Outcome(result=Result.RETRY, reason=f"connection failed: {type(error).__name__}")

    @staticmethod
    async def _drain(answer: aiohttp.ClientResponse) -> None:
        """Read a small answer so that the connection can be used again; a large or endless one is cut off."""
        try:
            await asyncio.wait_for(answer.content.readexactly(MOST_READ), 1.0)
        except asyncio.IncompleteReadError:
            return  # the whole answer is read
        except (TimeoutError, aiohttp.ClientError, OSError):
            pass  # the status is what counts
        answer.close()

    def _signed(self, delivery: Delivery, body: formats.Body) -> dict[str, str]:
        """Return the headers of this attempt: the id stays, timestamp and signature are of now."""
        now = self._clock.now()
        timestamp = int(now.timestamp())
        headers = {
            **self._headers,
            "Content-Type": body.content_type,
            "User-Agent": "watcher",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(timestamp),
        }
        signature = self._signer.sign(delivery.id, timestamp, body.content)
        if signature:
            headers["webhook-signature"] = signature
        if (now - delivery.begins).total_seconds() > LATE:
            headers["watcher-late"] = "true"
        return headers

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, opened inside the running loop at the first use."""
        if self._session is None:
            self._session = open_session(self._settings.guard, lookup=self._lookup, limit=self._settings.concurrency)
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
