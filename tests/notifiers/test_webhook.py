"""The webhook notifier against a receiver that misbehaves."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError
from standardwebhooks import Webhook

from tests.fakes.alerts import a_delivery, an_alert, an_arabic_alert
from tests.fakes.webhooksink import (
    WebhookSink,
    accept_late,
    accept_then_reset,
    always_continue,
    answer,
    endless_body,
    garbage,
    never_answer,
)
from watcher.alerts.delivery import Result
from watcher.clock import ManualClock, SystemClock
from watcher.notifiers.webhook import WebhookNotifier, WebhookReceiver

SECRETS = tuple("whsec_" + base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def settings(sink: WebhookSink, **fields: Any) -> WebhookReceiver:
    """Return the settings of an endpoint on the loopback."""
    return WebhookReceiver.model_validate({"url": sink.url, "allow_http": True, "allow_private": ["127.0.0.0/8"], **fields})


@asynccontextmanager
async def joined(sink: WebhookSink, clock: Any = None, **fields: Any) -> AsyncIterator[WebhookNotifier]:
    """Yield a notifier that posts to ``sink``."""
    notifier = WebhookNotifier("desk", settings(sink, **fields), clock or SystemClock())
    try:
        yield notifier
    finally:
        await notifier.close()


async def test_others_library_verifies_both_keys_while_they_rotate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PyPI standardwebhooks package accepts our request with the new and with the old secret."""
    for number, secret in enumerate(SECRETS):
        monkeypatch.setenv(f"HOOK_SECRET_{number}", secret)
    rotating = [{"env": "HOOK_SECRET_0"}, {"env": "HOOK_SECRET_1"}]
    async with WebhookSink().serve() as sink, joined(sink, secrets=rotating) as notifier:
        outcome = await notifier.notify(a_delivery(an_arabic_alert()))
    assert outcome.result is Result.DELIVERED
    request = sink.requests[0]
    for secret in SECRETS:
        told = Webhook(secret).verify(request.body, request.headers)
        assert told["data"]["event"] == "ev1"
    assert "." not in request.headers["webhook-id"]


async def test_ed25519_signature_holds(tmp_path: Path) -> None:
    """A v1a signature verifies with the public key over id, timestamp and body."""
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    file = tmp_path / "key"
    file.write_text("whsk_" + base64.b64encode(raw).decode() + "\n")
    async with WebhookSink().serve() as sink, joined(sink, signing_keys=[{"file": str(file)}]) as notifier:
        await notifier.notify(a_delivery())
    headers = sink.requests[0].headers
    version, _, signature = headers["webhook-signature"].partition(",")
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + sink.requests[0].body
    assert version == "v1a"
    key.public_key().verify(base64.b64decode(signature), signed)


async def test_body_is_the_alert_plus_delivery_and_never_changes() -> None:
    """Every attempt sends the same bytes and id, whatever the time, with a timestamp of its own."""
    clock = ManualClock()
    delivery = a_delivery(an_arabic_alert())
    async with WebhookSink().serve() as sink, joined(sink, clock) as notifier:
        sink.then(answer(500), answer(503))
        for attempt in range(3):
            await notifier.notify(delivery.model_copy(update={"attempt": attempt}))
            clock.advance(600)
    bodies = {request.body for request in sink.requests}
    assert len(sink.requests) == 3
    assert len(bodies) == 1
    body = json.loads(bodies.pop())
    assert body["type"] == "alert.matched"
    assert body["data"] == {**json.loads(delivery.body), "delivery": body["data"]["delivery"]}
    assert body["data"]["delivery"]["id"] == delivery.id
    assert len({request.headers["webhook-id"] for request in sink.requests}) == 1
    assert len({request.headers["webhook-timestamp"] for request in sink.requests}) == 3


async def test_an_old_alert_says_that_it_is_late() -> None:
    """An alert older than an hour is sent, marked late in a header, since the bytes are frozen; one due only now is not."""
    clock = ManualClock()
    clock.set(a_delivery().enqueued + timedelta(hours=2))
    async with WebhookSink().serve() as sink, joined(sink, clock) as notifier:
        await notifier.notify(a_delivery())
        await notifier.notify(a_delivery(due=clock.now()))
    assert [request.headers.get("watcher-late") for request in sink.requests] == ["true", None]


@pytest.mark.parametrize(
    ("act", "reason", "accepted"),
    [
        (accept_then_reset(), "connection failed", 1),
        (accept_late(2.0), "no answer within", 0),
        (never_answer(), "no answer within", 0),
        (always_continue(), "no answer within", 0),
        (garbage(), "connection failed", 0),
        (answer(307, Location="http://169.254.169.254/latest/meta-data?token=x"), "307 redirects to http://169.254.169.254/", 0),
        (endless_body(500), "HTTP 500", 0),
        (answer(500, body=b"x" * 2_000_000), "HTTP 500", 0),
    ],
    ids=["W1", "W2", "W8", "W8-continue", "W10", "W4", "W7-endless", "W7"],
)
async def test_hostile_receivers_are_tried_again(act: Any, reason: str, accepted: int) -> None:
    """W1, W2, W4, W7, W8, W10: none of them raises, hangs, is followed elsewhere, or writes into our log."""
    async with WebhookSink().serve() as sink, joined(sink, timeout=0.4) as notifier:
        sink.then(act)
        outcome = await notifier.notify(a_delivery())
        assert outcome.result is Result.RETRY
        assert reason in outcome.reason
        assert "token" not in outcome.reason
        assert outcome.reason.isprintable()
        assert (await notifier.notify(a_delivery())).result is Result.DELIVERED
    assert len(sink.collector.arrivals) == accepted + 1
    assert len(sink.requests) == 2


async def test_endless_answer_counts_by_its_status() -> None:
    """W3: 200 with an endless body is delivered; the connection is cut, not read."""
    async with WebhookSink().serve() as sink, joined(sink) as notifier:
        sink.then(endless_body())
        assert (await notifier.notify(a_delivery())).result is Result.DELIVERED


async def test_a_receiver_that_fails_every_other_time_gets_everything_once() -> None:
    """W9: with 500 and 200 by turns every delivery is accepted at its first or second try, and no breaker opens."""
    clock = ManualClock()
    deliveries = [a_delivery(an_alert(event={"id": f"ev{number}"})) for number in range(10)]
    async with WebhookSink().serve() as sink, joined(sink, clock) as notifier:
        sink.then(*(act for _ in deliveries for act in (answer(500), answer(200))))
        for delivery in deliveries:
            outcomes = [await notifier.notify(delivery), await notifier.notify(delivery)]
            assert [(one.result, one.tried) for one in outcomes] == [(Result.RETRY, True), (Result.DELIVERED, True)]
            clock.advance(600)
    assert [arrival.data["event"] for arrival in sink.collector.arrivals] == [f"ev{number}" for number in range(10)]
    assert sink.collector.repeats == 0


async def test_gone_is_gone() -> None:
    """W5: after 410 nothing is posted any more, and each delivery is rejected for that reason."""
    async with WebhookSink().serve() as sink, joined(sink) as notifier:
        sink.then(answer(410))
        for _ in range(2):
            outcome = await notifier.notify(a_delivery())
            assert (outcome.result, outcome.disable) == (Result.REJECTED, True)
    assert len(sink.requests) == 1


async def test_retry_after_speaks_for_the_whole_endpoint() -> None:
    """W6: after 429 with a date no delivery is posted until then, and being turned away is no attempt."""
    clock = ManualClock()
    async with WebhookSink().serve() as sink, joined(sink, clock) as notifier:
        sink.then(answer(429, Retry_After="Thu, 01 Jan 2026 00:05:00 GMT"))
        first = await notifier.notify(a_delivery())
        second = await notifier.notify(a_delivery(an_alert(id="al_2")))
        assert (first.after, first.tried) == (300, True)
        assert (second.after, second.tried) == (300, False)
        clock.advance(301)
        assert (await notifier.notify(a_delivery())).result is Result.DELIVERED
    assert len(sink.requests) == 2


async def test_too_large_is_told_thin_at_once() -> None:
    """413 is followed by one small message with the same id: ids, title and link."""
    async with WebhookSink().serve() as sink, joined(sink) as notifier:
        sink.then(answer(413))
        assert (await notifier.notify(a_delivery())).result is Result.DELIVERED
    whole, thin = sink.requests
    assert thin.headers["webhook-id"] == whole.headers["webhook-id"]
    data = json.loads(thin.body)["data"]
    assert data["thin"] is True
    assert {"id", "title", "url", "event"} <= data.keys()
    assert len(thin.body) < 1000


async def test_nothing_inside_is_reached_through_a_name() -> None:
    """W11: a name that resolves to a private address once registered gets no connection at all."""

    async def rebound(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async with WebhookSink().serve() as sink:
        receiver = WebhookReceiver(url="https://hooks.example.org/x")
        notifier = WebhookNotifier("desk", receiver, SystemClock(), lookup=rebound)
        outcome = await notifier.notify(a_delivery())
        await notifier.close()
    assert outcome.result is Result.RETRY
    assert "not a public address" in outcome.reason
    assert sink.requests == []


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://hooks.example.org/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://0x7f000001/"},
        {"url": "https://user:pass@hooks.example.org/"},
        {"url": "file:///etc/passwd"},
        {"url": "https://hooks.example.org/", "secrets": ["whsec_literal"]},
        {"url": "https://hooks.example.org/", "headers": {"webhook-id": "x"}},
        {"url": "https://hooks.example.org/", "headers": {"X-A": "a\r\nX-B: b"}},
        {"url": "https://hooks.example.org/", "allow_private": ["0.0.0.0/0"]},
    ],
)
def test_settings_that_would_be_a_hole_are_refused(fields: dict[str, Any]) -> None:
    """Plain http, addresses inside, user info, literal secrets and header tricks do not pass validation."""
    with pytest.raises(ValidationError):
        WebhookReceiver.model_validate(fields)


def test_secrets_stay_out_of_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings nor the notifier show a revealed secret."""
    monkeypatch.setenv("HOOK_SECRET", SECRETS[0])
    receiver = WebhookReceiver.model_validate({"url": "https://hooks.example.org/", "secrets": [{"env": "HOOK_SECRET"}]})
    shown = repr(receiver) + str(WebhookNotifier("desk", receiver, SystemClock()))
    assert SECRETS[0] not in shown


@pytest.mark.parametrize(("style", "mime"), [("cloudevents", "application/cloudevents+json"), ("cap", "application/cap+xml")])
async def test_other_formats_keep_id_and_bytes(style: str, mime: str) -> None:
    """CAP and CloudEvents bodies are as stable as ours and name their type."""
    async with WebhookSink().serve() as sink, joined(sink, format=style) as notifier:
        sink.then(answer(500))
        for _ in range(2):
            await notifier.notify(a_delivery(an_arabic_alert()))
    first, second = sink.requests
    assert first.body == second.body
    assert first.headers["content-type"].startswith(mime)
