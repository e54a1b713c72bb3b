"""One message to one recipient over SMTP, and what each answer means (RFC 5321, RFC 3463)."""

import contextlib
import re
import ssl
from dataclasses import dataclass
from enum import StrEnum

import aiosmtplib
from pydantic import SecretStr

from watcher.alerts.delivery import Outcome, Result
from watcher.notifiers.safe import one_line

FINAL_DOT = 600.0  # seconds: a server may be storing the message (RFC 5321, 4.5.3.2.6)
STEP = 60.0
CREDENTIALS_REFUSED = frozenset({530, 534, 535, 538})
LOCKED_OUT = 900.0  # seconds between two tries with credentials that were refused, lest the account be locked
FULL_MAILBOX = 24 * 3600.0
_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")


class Tls(StrEnum):
    """How the connection is protected; there is no opportunistic mode."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Stage(StrEnum):
    """How far the conversation came."""

    CONNECT = "connect"
    TLS = "STARTTLS"
    AUTH = "AUTH"
    HELLO = "EHLO"
    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"


@dataclass(frozen=True)
class Server:
    """The submission server, secrets revealed."""

    host: str
    port: int
    tls: Tls
    context: ssl.SSLContext | None
    username: str | None
    password: SecretStr | None
    hello: str
    """What we call ourselves."""


@dataclass(frozen=True)
class Envelope:
    """Whom the message is from and for: from the configuration, never from a feed."""

    sender: str
    recipient: str
    age: float
    """Seconds since it was enqueued."""


async def send(server: Server, envelope: Envelope, message: bytes) -> Outcome:
    """Hand over one message; every failure of the server is an outcome."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        timeout=STEP,
        use_tls=server.tls is Tls.TLS,
        start_tls=False,
        tls_context=server.context,
        local_hostname=server.hello,
    )
    progress = _Progress()
    try:
        await _talk(client, server, envelope, message, progress)
    except aiosmtplib.SMTPHeloError as error:
        return classify(Stage.HELLO, error.code, str(error.message), envelope)
    except aiosmtplib.SMTPResponseException as error:
        return classify(progress.stage, error.code, str(error.message), envelope)
    except aiosmtplib.SMTPNotSupported:
        return Outcome(result=Result.REJECTED, reason="the server cannot take an address outside ASCII (SMTPUTF8)")
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        return Outcome(result=Result.RETRY, reason=f"{progress.stage}: {_told(error, progress.stage)}")
    finally:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            if client.is_connected:
                await client.quit(timeout=2.0)
        client.close()
    return Outcome(result=Result.DELIVERED, status=250)


class _Progress:
    """Where the conversation stands, for whoever has to judge its end."""

    stage = Stage.CONNECT


async def _talk(client: aiosmtplib.SMTP, server: Server, envelope: Envelope, message: bytes, progress: _Progress) -> None:
    """Go through the stages; exceptions tell where it ended."""
    await client.connect()
    if server.tls is Tls.STARTTLS:
        progress.stage = Stage.TLS
        await client.starttls(tls_context=server.context)
    if server.username is not None and server.password is not None:
        progress.stage = Stage.AUTH
        await _login(client, server.username, server.password)
    progress.stage = Stage.HELLO
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        if not client.is_connected:
            raise
        await client.helo()
    progress.stage = Stage.MAIL
    options = []
    if not (envelope.recipient.isascii() and envelope.sender.isascii()):
        if not client.supports_extension("smtputf8"):
            raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
        options.append("SMTPUTF8")
    await client.mail(envelope.sender, options=options, encoding="utf-8")
    progress.stage = Stage.RCPT
    await client.rcpt(envelope.recipient, encoding="utf-8")
    progress.stage = Stage.DATA
    await client.data(message, timeout=FINAL_DOT)


async def _login(client: aiosmtplib.SMTP, username: str, password: SecretStr) -> None:
    """Log in by one method: trying the others with the same refused password only hastens a lock-out."""
    await client.ehlo()
    methods = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
    method = next((methods[name] for name in methods if name in client.supported_auth_methods), None)
    if method is None:
        raise aiosmtplib.SMTPException("the server offers no way to log in that we know")
    await method(username, password.get_secret_value())


def classify(stage: Stage, code: int, text: str, envelope: Envelope) -> Outcome:
    """Return what a reply means; an enhanced code (RFC 3463) counts more than the three digits."""
    said = one_line(text, 160)
    reason = f"{stage}: {code} {said}".rstrip()
    enhanced = _ENHANCED.match(text)
    if code in CREDENTIALS_REFUSED or stage is Stage.AUTH:
        return Outcome(result=Result.RETRY, status=code, reason=reason, after=LOCKED_OUT, disable=code in CREDENTIALS_REFUSED)
    permanent = enhanced.group(1) == "5" if enhanced else 500 <= code < 600
    full = code == 552 or (enhanced is not None and enhanced.group(2, 3) == ("2", "2"))
    if full:
        permanent = envelope.age > FULL_MAILBOX
    if stage in {Stage.CONNECT, Stage.TLS, Stage.HELLO} or not permanent or code < 400:
        return Outcome(result=Result.RETRY, status=code, reason=reason)
    return Outcome(result=Result.REJECTED, status=code, reason=reason)


def _told(error: Exception, stage: Stage) -> str:
    """Tell a failure without a reply; after the final dot nobody knows whether the message was taken."""
    told = one_line(str(error), 160) or type(error).__name__
    return f"{told}; it may have been taken, the next try bears the same Message-ID" if stage is Stage.DATA else told
