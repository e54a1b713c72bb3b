"""A whole newsroom on the loopback: a feed server, a mail server, a webhook receiver, and watcher between them."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.fakes.feedserver import FeedServer, item, rss
from tests.fakes.smtpsink import SmtpSink
from tests.fakes.webhooksink import WebhookSink
from watcher.config.settings import load
from watcher.config.shipped import shipped_dir
from watcher.runtime.app import App

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
EAGER = {"interval": "1s", "min_interval": "1s", "on_first_fetch": "all"}

STRIKE_EN = (
    "Drone strike hits convoy near al-Qaim, four fighters killed",
    """BAGHDAD - A drone struck a convoy of the Popular Mobilization Forces near al-Qaim in western Iraq on the Syrian border
early today, killing four fighters and wounding seven, a security official said.""",
)
STRIKE_AR = (
    "غارة بطائرة مسيرة تستهدف رتلا قرب القائم ومقتل أربعة",
    """بغداد - استهدفت طائرة مسيّرة، فجر اليوم، رتلا للحشد الشعبي قرب القائم غربي العراق، ما أسفر عن مقتل أربعة مقاتلين
وإصابة سبعة آخرين، بحسب مصدر أمني.""",
)
FOOTBALL = ("Striker signs for Basra club", "The forward strikes a three-year deal with the Basra football club on Friday.")


def entry(news: tuple[str, str], guid: str, *, link: str | None = None) -> str:
    """Return an RSS item of a piece of news, published just now."""
    return item(news[0], guid=guid, summary=news[1], published=datetime.now(UTC), link=link)


@dataclass
class Newsroom:
    """The servers, and the configuration folder that watcher reads."""

    folder: Path
    feeds: FeedServer
    mail: SmtpSink
    hook: WebhookSink
    redis: str | None = None
    readers: tuple[str, ...] = ("desk@example.org",)
    """Of the receiver ``desk``."""
    evidence: bool = False
    """Whether its mails carry evidence."""

    def configure(
        self,
        paths: list[str],
        *,
        receivers: tuple[str, ...] = ("desk", "room"),
        feeds: dict[str, Any] | None = None,
        **extra: Any,
    ) -> Path:
        """Write a configuration that polls ``paths`` of the feed server every second, unless ``feeds`` says otherwise."""
        private = ["127.0.0.0/8"]
        secret = self.folder / "room.secret"
        secret.write_text(SECRET, encoding="utf-8")
        known = {
            "desk": {
                "type": "email", "host": "127.0.0.1", "port": self.mail.port, "tls": "none",
                "from": "watcher@example.org", "to": list(self.readers), "attach_evidence": self.evidence,
            },
            "room": {
                "type": "webhook", "url": self.hook.url, "allow_http": True, "allow_private": private,
                "secrets": [{"file": str(secret)}],
            },
        }  # fmt: skip
        main = {
            "state_dir": str(self.folder / "state"),
            "redis": {"url": self.redis, "namespace": f"s{abs(hash(str(self.folder)))}"} if self.redis else {},
            "receivers": {name: known[name] for name in receivers},
            "route": {"receiver": list(receivers)},
        } | extra
        read = {
            "defaults": {"interval": "1s", "min_interval": "1s", "on_first_fetch": "all", "allow_private": private}
            | (feeds or {}),
            "polite": {"pace": "0s"},
            "feeds": [{"id": path.strip("/"), "name": path.strip("/").title(), "url": self.feeds.url(path)} for path in paths],
        }
        config = self.folder / "config"
        config.mkdir(exist_ok=True)
        (config / "watcher.yaml").write_text(yaml.safe_dump(main, allow_unicode=True), encoding="utf-8")
        (config / "feeds.yaml").write_text(yaml.safe_dump(read), encoding="utf-8")
        for shared in ("rules", "lexicon"):
            if not (config / shared).exists():
                (config / shared).symlink_to(shipped_dir() / shared)
        return config

    @asynccontextmanager
    async def watching(self, paths: list[str], **configured: Any) -> AsyncIterator[App]:
        """Run the real daemon in this process."""
        app = App.create(load(self.configure(paths, **configured)))
        await app.start()
        try:
            yield app
        finally:
            assert await app.stop() == []


@asynccontextmanager
async def newsroom(folder: Path, redis: str | None = None) -> AsyncIterator[Newsroom]:
    """Open the servers."""
    async with FeedServer() as feeds, SmtpSink().serve() as mail, WebhookSink().serve() as hook:
        yield Newsroom(folder, feeds, mail, hook, redis)


def feed_of(*entries: str) -> str:
    """Return a feed document."""
    return rss(entries)
