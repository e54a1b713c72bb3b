"""A WebSub hub on loopback: takes subscriptions, verifies them, publishes.

::

    async with Hub().serve() as hub:
        ... a feed names hub.url; watcher subscribes ...
        assert await hub.publish(topic, body) == [202]
"""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import aiohttp
from aiohttp import web


class Hub:
    """Grants every subscription for ``lease`` seconds once its callback confirms."""

    def __init__(self, *, lease: int = 86400) -> None:
        self.lease = lease
        self.forms: list[dict[str, str]] = []
        """What was asked for, confirmed or not."""
        self.confirmed: dict[str, dict[str, str]] = {}
        """Callback to the form of its subscription."""
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Self]:
        """Listen until the end of the block."""
        app = web.Application()
        app.router.add_post("/", self._asked)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        try:
            yield self
        finally:
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await runner.cleanup()

    async def publish(self, topic: str, body: str, *, secret: str | None = None) -> list[int]:
        """Push to all who subscribed, signed with each one's secret, or with another; return their answers."""
        statuses = []
        async with aiohttp.ClientSession() as session:
            for callback, form in self.confirmed.items():
                if form["hub.topic"] != topic:
                    continue
                key = (secret or form["hub.secret"]).encode()
                signature = hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
                headers = {"X-Hub-Signature": f"sha256={signature}", "Content-Type": "application/rss+xml"}
                async with session.post(callback, data=body.encode(), headers=headers) as reply:
                    statuses.append(reply.status)
        return statuses

    async def verify(self, callback: str, topic: str) -> bool:
        """Ask a callback whether it wants a topic."""
        query = {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.challenge": "are-you-there",
            "hub.lease_seconds": str(self.lease),
        }
        async with aiohttp.ClientSession() as session, session.get(callback, params=query) as reply:
            return reply.status == 200 and await reply.text() == "are-you-there"

    async def _asked(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        task = asyncio.create_task(self._confirm(form))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return web.Response(status=202)

    async def _confirm(self, form: dict[str, str]) -> None:
        if await self.verify(form["hub.callback"], form["hub.topic"]):
            self.confirmed[form["hub.callback"]] = form
