"""WebSub: what a hub brings is told at once, and nothing that nobody asked for."""

import asyncio
import socket
from typing import Any

import pytest

from tests.fakes.feedserver import rss
from tests.fakes.hub import Hub
from tests.fakes.wait import wait_until
from tests.scenarios.newsroom import FOOTBALL, STRIKE_EN, Newsroom, entry
from watcher.errors import ConfigError
from watcher.sources.state import FeedState

SELDOM: dict[str, Any] = {"interval": "1h"}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def listening(port: int) -> dict[str, str]:
    """Return the settings that listen on a port of the loopback."""
    return {"listen": f"127.0.0.1:{port}", "callback": f"http://127.0.0.1:{port}/websub/"}


async def test_what_a_hub_brings_is_told_though_the_feed_is_not_due(desk: Newsroom) -> None:
    """A feed that names a hub is subscribed once seen; a push is told within the poll's interval, and only once."""
    async with Hub().serve() as hub:
        topic = desk.feeds.url("/wire")
        links = f'<{hub.url}>; rel="hub", <{topic}>; rel="self"'
        desk.feeds.feed("/wire", rss([entry(FOOTBALL, "g0")]), headers={"Link": links})
        async with desk.watching(["/wire"], feeds=SELDOM, websub=listening(free_port())):
            await wait_until(lambda: hub.confirmed, description="the subscription")
            push = rss([entry(STRIKE_EN, "g1")])
            assert await hub.publish(topic, push) == [202]
            await desk.hook.collector.count(1)
            assert await hub.publish(topic, push) == [202]
            await asyncio.sleep(0.3)
    assert desk.feeds.hits("/wire") == 1
    assert len(desk.hook.requests) == 1


async def test_a_feed_that_only_answers_304_is_subscribed_once_pushes_are_switched_on(desk: Newsroom) -> None:
    """The hub of a document that was read before is remembered: no new document is needed to subscribe."""
    async with Hub().serve() as hub:
        desk.feeds.feed("/wire", rss([entry(FOOTBALL, "g0")]), headers={"Link": f'<{hub.url}>; rel="hub"'})
        async with desk.watching(["/wire"]):
            await wait_until(lambda: desk.feeds.hits("/wire") >= 2, description="a poll that was answered 304")
        assert not hub.forms
        async with desk.watching(["/wire"], websub=listening(free_port())) as app:
            await wait_until(lambda: hub.confirmed, description="the subscription")
            assert app.store is not None
            state = FeedState.loaded(await app.store.feeds.get("wire"))
    assert state is not None
    assert state.detail == "not modified"


async def test_what_is_not_signed_or_not_asked_for_is_not_taken(desk: Newsroom) -> None:
    """A push with another secret is answered like any other and told to nobody; another topic is not confirmed."""
    async with Hub().serve() as hub:
        topic = desk.feeds.url("/wire")
        desk.feeds.feed("/wire", rss([entry(FOOTBALL, "g0")]), headers={"Link": f'<{hub.url}>; rel="hub"'})
        async with desk.watching(["/wire"], feeds=SELDOM, websub=listening(free_port())):
            await wait_until(lambda: hub.confirmed, description="the subscription")
            (callback,) = hub.confirmed
            assert await hub.publish(topic, rss([entry(STRIKE_EN, "g1")]), secret="guessed") == [202]
            assert not await hub.verify(callback, "https://evil.example/rss")
            assert not await hub.verify(callback.replace("wire", "other"), topic)
            await asyncio.sleep(0.3)
    assert not desk.hook.requests


async def test_subscriptions_outlive_a_restart_and_are_renewed(desk: Newsroom) -> None:
    """A running lease is not asked for again after a restart; one that is nearly over is, with the same secret."""
    port = free_port()
    async with Hub(lease=86400).serve() as hub:
        desk.feeds.feed("/wire", rss([entry(FOOTBALL, "g0")]), headers={"Link": f'<{hub.url}>; rel="hub"'})
        async with desk.watching(["/wire"], feeds=SELDOM, websub=listening(port)):
            await wait_until(lambda: hub.confirmed, description="the subscription")
        async with desk.watching(["/wire"], feeds=SELDOM, websub=listening(port)) as app:
            await asyncio.sleep(0.3)
            assert len(hub.forms) == 1
            assert app.store is not None
            stored = await app.store.state.get("websub", "wire")
            assert stored is not None
            await app.store.state.put("websub", "wire", stored.replace('"requested": "20', '"requested": "19'))
            await wait_until(lambda: len(hub.forms) == 2, description="the renewal")
    assert hub.forms[0] == hub.forms[1]


async def test_a_port_that_is_taken_is_told_in_one_line(desk: Newsroom) -> None:
    """A daemon that cannot listen does not start, and says where and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigError, match="cannot listen on"):
            async with desk.watching(["/wire"], websub=listening(taken.getsockname()[1])):
                pass
