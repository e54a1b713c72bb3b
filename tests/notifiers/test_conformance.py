"""What every notifier promises, tried on each of them."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.fakes.alerts import NOW, a_delivery, an_alert, an_arabic_alert
from tests.fakes.smtpsink import SmtpSink
from tests.fakes.webhooksink import WebhookSink, answer
from watcher.alerts.delivery import Delivery, Purpose, Result
from watcher.alerts.digest import gather
from watcher.alerts.model import Topic
from watcher.alerts.notice import notices
from watcher.clock import ManualClock, SystemClock
from watcher.notifiers import Deps, Notifier, ReceiverSettings, build
from watcher.notifiers.apprise import AppriseReceiver
from watcher.notifiers.console import ConsoleReceiver
from watcher.notifiers.email import EmailReceiver
from watcher.notifiers.feedfile import FeedFileReceiver
from watcher.notifiers.webhook import WebhookReceiver

READER = "reader@example.org"


@dataclass
class Channel:
    """One notifier, what came out at its other end, and how to break that end."""

    notifier: Notifier
    arrived: Callable[[], list[str]]
    """Each message as text."""
    break_down: Callable[[], Awaitable[None]]
    recipient: str | None = None


async def _console(_stack: AsyncExitStack, _path: Path) -> tuple[ReceiverSettings, Deps, Any, Any]:
    out = io.StringIO()

    async def broken() -> None:
        out.close()

    console = Console(file=out, width=200)
    return (
        ConsoleReceiver(),
        Deps(clock=ManualClock(NOW), console=console),
        lambda: [out.getvalue()] if out.getvalue() else [],
        broken,
    )


async def _email(stack: AsyncExitStack, _path: Path) -> tuple[ReceiverSettings, Deps, Any, Any]:
    sink = await stack.enter_async_context(SmtpSink().serve())

    async def broken() -> None:
        sink.always["CONNECT"] = "drop"

    fields = {"host": "127.0.0.1", "port": sink.port, "tls": "none", "from": "a@example.org", "to": [READER]}

    def texts() -> list[str]:
        bodies = [mail.parsed.get_body(("plain",)) for mail in sink.mails]
        return [body.get_content() for body in bodies if body is not None]

    return EmailReceiver.model_validate(fields), Deps(clock=ManualClock(NOW)), texts, broken


async def _webhook(stack: AsyncExitStack, _path: Path) -> tuple[ReceiverSettings, Deps, Any, Any]:
    sink = await stack.enter_async_context(WebhookSink().serve())

    async def broken() -> None:
        sink.otherwise = answer(500)

    fields = {"url": sink.url, "allow_http": True, "allow_private": ["127.0.0.0/8"]}

    def texts() -> list[str]:
        return [arrival.raw.decode() for arrival in sink.collector.arrivals]

    return WebhookReceiver.model_validate(fields), Deps(clock=ManualClock(NOW)), texts, broken


async def _feedfile(_stack: AsyncExitStack, path: Path) -> tuple[ReceiverSettings, Deps, Any, Any]:
    folder = path / "feed"

    async def broken() -> None:
        for file in folder.glob("*"):
            file.unlink()
        if folder.exists():
            folder.rmdir()
        folder.write_text("not a folder")

    def texts() -> list[str]:
        file = folder / "alerts.json"
        return [file.read_text()] if file.exists() else []

    return FeedFileReceiver(folder=folder), Deps(clock=SystemClock()), texts, broken


async def _apprise(stack: AsyncExitStack, path: Path) -> tuple[ReceiverSettings, Deps, Any, Any]:
    sink = await stack.enter_async_context(WebhookSink().serve())

    async def broken() -> None:
        sink.otherwise = answer(500)

    secret = path / "url"
    secret.write_text(f"mmost://127.0.0.1:{sink.port}/{'x' * 24}")

    def texts() -> list[str]:
        return [json.loads(request.body)["text"] for request in sink.requests]

    return AppriseReceiver.model_validate({"url": {"file": str(secret)}}), Deps(clock=ManualClock(NOW)), texts, broken


CHANNELS = {"apprise": _apprise, "console": _console, "email": _email, "feedfile": _feedfile, "webhook": _webhook}


@pytest.fixture(params=sorted(CHANNELS))
async def channel(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Channel]:
    """Give each channel in turn, joined to a real other end."""
    async with AsyncExitStack() as stack:
        settings, deps, arrived, broken = await CHANNELS[request.param](stack, tmp_path)
        notifier = build({"desk": settings}, deps)["desk"]
        yield Channel(notifier, arrived, broken, settings.recipients[0])
        await notifier.close()


def carrying(channel: Channel, purpose: Purpose) -> Delivery:
    """Return a delivery of each purpose for the channel's recipient."""
    held = [a_delivery(an_alert(event={"id": f"ev{n}"}), recipient=channel.recipient, held="HELD") for n in range(3)]
    match purpose:
        case Purpose.DIGEST:
            return gather(held, NOW, "en").digests[0].digest
        case Purpose.NOTICE:
            [notice] = notices(Topic.ALL_CLEAR, {"feeds": "55"}, {"desk": ConsoleReceiver()}, ["desk"], NOW)
            return notice.model_copy(update={"recipient": channel.recipient})
        case _:
            return a_delivery(an_arabic_alert(), recipient=channel.recipient, purpose=purpose)


@pytest.mark.parametrize("purpose", list(Purpose))
async def test_every_purpose_arrives(channel: Channel, purpose: Purpose) -> None:
    """Alerts, digests, escalations, reminders and notices are delivered, and say what they are about."""
    outcome = await channel.notifier.notify(carrying(channel, purpose))
    assert outcome.result is Result.DELIVERED, outcome
    told = "\n".join(channel.arrived())
    assert {"digest": "ev2", "notice": "All clear"}.get(purpose, "Drone strike in Erbil") in told


async def test_a_broken_end_is_a_retry_with_a_reason(channel: Channel) -> None:
    """A receiver that fails is an outcome with one readable line, never an exception."""
    await channel.break_down()
    outcome = await channel.notifier.notify(a_delivery(recipient=channel.recipient))
    assert outcome.result is Result.RETRY
    assert outcome.reason
    assert "\n" not in outcome.reason


async def test_a_damaged_delivery_is_rejected(channel: Channel) -> None:
    """A body that is no alert is set aside, not tried for three days."""
    outcome = await channel.notifier.notify(a_delivery(recipient=channel.recipient, body='{"no": "alert"}'))
    assert outcome.result is Result.REJECTED


async def test_demo_and_replayed_alerts_say_so(channel: Channel) -> None:
    """Nobody takes a seed or an old article for news."""
    delivery = a_delivery(an_alert(demo=True, replayed=True), recipient=channel.recipient)
    await channel.notifier.notify(delivery)
    told = "\n".join(channel.arrived()).lower()
    assert "demo" in told
    assert "replayed" in told


async def test_many_at_once_all_arrive(channel: Channel) -> None:
    """Twenty deliveries at the same time are twenty messages."""
    some = [a_delivery(an_alert(event={"id": f"event{n}x"}), recipient=channel.recipient) for n in range(20)]
    outcomes = await asyncio.gather(*(channel.notifier.notify(one) for one in some))
    assert {outcome.result for outcome in outcomes} == {Result.DELIVERED}
    told = "\n".join(channel.arrived())
    assert all(f"event{n}x" in told for n in range(20))


async def test_closing_twice_harms_nothing(channel: Channel) -> None:
    """A notifier may be closed before it was used, and again."""
    await channel.notifier.close()
    await channel.notifier.close()
