"""A secret is seen by its receiver and by nobody else."""

import io
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.alerts import a_delivery
from tests.fakes.certificates import server_context
from tests.fakes.smtpsink import SmtpSink
from tests.fakes.webhooksink import WebhookSink, answer, garbage
from watcher import log
from watcher.clock import SystemClock
from watcher.errors import ConfigError
from watcher.notifiers.email import EmailNotifier, EmailReceiver
from watcher.notifiers.webhook import WebhookNotifier, WebhookReceiver
from watcher.secret import Secret

CANARY = "c4n4ry-5ecret"


@pytest.fixture
def lines() -> io.StringIO:
    """Gather the log at its most talkative."""
    out = io.StringIO()
    log.setup(level="debug", json=True, stream=out)
    return out


async def test_webhooks_keep_url_and_headers_to_themselves(tmp_path: Path, lines: io.StringIO) -> None:
    """Whatever the receiver answers, no outcome, repr or log line holds the token in its URL or header."""
    told = []
    async with WebhookSink().serve() as sink:
        (tmp_path / "url").write_text(f"{sink.url}/{CANARY}?token={CANARY}")
        (tmp_path / "header").write_text(f"Bearer {CANARY}")
        fields: dict[str, Any] = {
            "url": {"file": tmp_path / "url"},
            "headers": {"Authorization": {"file": tmp_path / "header"}},
            "allow_http": True,
            "allow_private": ["127.0.0.0/8"],
        }
        receiver = WebhookReceiver.model_validate(fields)
        notifier = WebhookNotifier("room", receiver, SystemClock())
        sink.then(answer(302, Location=f"{sink.url}?t={CANARY}"), answer(500), garbage())
        told += [str(await notifier.notify(a_delivery())) for _ in range(3)]
        assert CANARY in sink.requests[0].path
        assert CANARY in sink.requests[0].headers["authorization"]
        told += [repr(receiver), repr(notifier), receiver.model_dump_json()]
        await notifier.close()
    assert CANARY not in "".join(told) + lines.getvalue()


async def test_mail_keeps_its_password_to_itself(tmp_path: Path, lines: io.StringIO) -> None:
    """A refused login tells the code, never the password."""
    context, ca_file = server_context(tmp_path)
    (tmp_path / "password").write_text(CANARY)
    async with SmtpSink(tls=context, accounts={"u": "other"}).serve() as sink:
        receiver = EmailReceiver.model_validate(
            {
                "host": "127.0.0.1",
                "port": sink.port,
                "ca_file": ca_file,
                "username": "u",
                "password": {"file": tmp_path / "password"},
                "from": "a@b.org",
                "to": "r@b.org",
            }
        )
        notifier = EmailNotifier("desk", receiver, SystemClock())
        outcome = await notifier.notify(a_delivery(recipient="r@b.org"))
    assert outcome.status == 535
    assert CANARY not in str(outcome) + repr(receiver) + repr(notifier) + repr(vars(notifier)) + lines.getvalue()


@pytest.mark.parametrize("content", ["", "\n", "two\nlines\n", "\0nul", b"\xff\xfe"])
def test_secret_files_that_cannot_be_right_are_told(tmp_path: Path, content: str | bytes) -> None:
    """Empty, many-lined and undecodable files are ConfigErrors that name the file and not its content."""
    file = tmp_path / "secret"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConfigError, match="secret file"):
        Secret(file=file).reveal()


def test_secrets_come_from_systemd_too(tmp_path: Path) -> None:
    """A credential is read below ``$CREDENTIALS_DIRECTORY``, its final newline is not part of it."""
    (tmp_path / "smtp").write_text(f"{CANARY}\n")
    assert Secret(credential="smtp").reveal({"CREDENTIALS_DIRECTORY": str(tmp_path)}).get_secret_value() == CANARY
    with pytest.raises(ConfigError):
        Secret(env="NOT_SET_ANYWHERE").reveal({})
