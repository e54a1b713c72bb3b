"""WebSub: only what was asked for is confirmed, only what is signed is taken."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from tests.fakes.feedserver import FeedServer, item, rss
from tests.sources.conftest import NOW
from watcher.sources.feed import FeedSource
from watcher.sources.fetch import Fetcher
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState
from watcher.sources.websub import Callbacks, Subscription, confirmed, discovered, request_form, signed

ASKED = Subscription("news", "https://hub.example/", "https://news.example/rss", SecretStr("s3cret"), NOW)


def test_the_request_asks_with_a_secret() -> None:
    """Subscribing sends topic, callback, lease and secret; unsubscribing sends no secret (section 5.1)."""
    form = request_form(ASKED, "https://me.example/websub/news")
    assert form["hub.mode"] == "subscribe"
    assert form["hub.topic"] == "https://news.example/rss"
    assert form["hub.secret"] == "s3cret"
    assert "hub.secret" not in request_form(ASKED, "https://me.example/x", unsubscribe=True)
    assert "s3cret" not in repr(ASKED)


@pytest.mark.parametrize(
    ("links", "hub", "own", "expected"),
    [
        (('<https://h.example/>; rel="hub", <https://n.example/rss>; rel=self',), None, None, ("https://h.example/", "https://n.example/rss")),
        (('<https://h.example/>; rel="x hub"',), "https://other.example/", "https://s.example/", ("https://h.example/", "https://s.example/")),
        ((), "https://h.example/", None, ("https://h.example/", "https://f.example/")),
        ((), None, "https://s.example/", None),
        (("junk; rel=hub, <" + "a" * 100_000,), None, None, None),
    ],
)  # fmt: skip
def test_hub_and_topic_are_discovered(
    links: tuple[str, ...], hub: str | None, own: str | None, expected: tuple[str, str] | None
) -> None:
    """``Link`` headers go before the document; without a hub there is nothing to subscribe to (section 4)."""
    assert discovered(links, hub, own, "https://f.example/") == expected


def test_only_what_was_asked_for_is_confirmed() -> None:
    """Another topic, another mode or no challenge is refused; the lease is what the hub grants, within reason."""
    query = {"hub.mode": "subscribe", "hub.topic": ASKED.topic, "hub.challenge": "c", "hub.lease_seconds": "86400"}
    answer = confirmed(ASKED, query, NOW)
    assert answer is not None
    assert (answer[1], answer[0].expires) == ("c", NOW + timedelta(days=1))
    assert not answer[0].due(NOW + timedelta(hours=10))
    assert answer[0].due(NOW + timedelta(hours=20))
    wrong = [{"hub.topic": "https://evil.example/"}, {"hub.mode": "unsubscribe"}, {"hub.challenge": ""}]
    for change in [*wrong, {"hub.challenge": "c" * 5000}]:
        assert confirmed(ASKED, query | change, NOW) is None
    absurd = confirmed(ASKED, query | {"hub.lease_seconds": "9" * 400}, NOW)
    assert absurd is not None
    assert absurd[0].expires == NOW + timedelta(days=5)


def test_signatures_are_checked() -> None:
    """Every algorithm of section 7 verifies; a missing, wrong or foreign signature does not."""
    for name in ("sha1", "sha256", "sha384", "sha512"):
        digest = hmac.new(b"s3cret", b"body", name).hexdigest()
        assert signed(b"body", f"{name}={digest}", ASKED.secret)
        assert not signed(b"bodY", f"{name}={digest}", ASKED.secret)
    for header in (None, "", "sha256", "sha256=", "md5=" + hashlib.md5(b"x").hexdigest(), "sha256=\u0660"):
        assert not signed(b"body", header, ASKED.secret)


class Desk:
    """Keeps one subscription and what was delivered."""

    def __init__(self) -> None:
        self.subscription = ASKED
        self.delivered: list[bytes] = []

    async def find(self, feed: str) -> Subscription | None:
        """Return the subscription of the one feed."""
        return self.subscription if feed == "news" else None

    async def keep(self, subscription: Subscription) -> None:
        """Note what a hub confirmed."""
        self.subscription = subscription

    async def deliver(self, _feed: str, body: bytes, _content_type: str | None) -> None:
        """Note what was pushed."""
        self.delivered.append(body)

    def now(self) -> datetime:
        """Return the tests' time."""
        return NOW


@pytest.fixture
async def desk() -> AsyncIterator[tuple[Desk, str]]:
    """Yield a desk and the address of its callbacks."""
    desk = Desk()
    callbacks = Callbacks(find=desk.find, keep=desk.keep, deliver=desk.deliver, now=desk.now)
    runner = web.AppRunner(callbacks.application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield desk, f"http://127.0.0.1:{runner.addresses[0][1]}/websub/"
    await runner.cleanup()


async def test_hubs_talk_to_the_callbacks(desk: tuple[Desk, str]) -> None:
    """A hub's verification is echoed, signed content is delivered, forged content is answered alike and dropped."""
    kept, base = desk
    query = {"hub.mode": "subscribe", "hub.topic": ASKED.topic, "hub.challenge": "echo-me"}
    forged = {"X-Hub-Signature": "sha256=00"}
    proper = {"X-Hub-Signature": "sha256=" + hmac.new(b"s3cret", b"<rss/>", "sha256").hexdigest()}
    async with aiohttp.ClientSession() as hub:
        async with hub.get(f"{base}news", params=query) as reply:
            assert (reply.status, await reply.text()) == (200, "echo-me")
        async with hub.get(f"{base}news", params=query | {"hub.topic": "x"}) as reply:
            assert reply.status == 404
        for headers in (forged, {}, proper):
            async with hub.post(f"{base}news", data=b"<rss/>", headers=headers) as reply:
                assert reply.status == 202
        async with hub.post(f"{base}unknown", data=b"<rss/>", headers=proper) as reply:
            assert reply.status == 410
    assert kept.delivered == [b"<rss/>"]
    assert kept.subscription.expires is not None


async def test_pushed_content_is_fresh_and_known_to_the_next_poll(server: FeedServer) -> None:
    """A push brings what is new; the poll that follows as the safety net finds it known, and no gap."""
    config = FeedConfig.model_validate({"url": server.url("/rss"), "allow_private": ["127.0.0.0/8"]})
    server.feed("/rss", rss([item("One")]))
    async with Fetcher() as fetcher, Parser() as parser:
        source = FeedSource(config, fetcher, parser.parse)
        first = await source.poll((await source.pushed(FeedState(), b"junk", None, NOW)).state, NOW)
        push = await source.pushed(first.state, rss([item("Two")]).encode(), "application/rss+xml", NOW)
        assert [entry.title for entry in push.fresh] == ["Two"]
        server.feed("/rss", rss([item("Two"), item("One")]))
        poll = await source.poll(push.state, NOW)
    assert (poll.fresh, poll.gap) == ((), None)
