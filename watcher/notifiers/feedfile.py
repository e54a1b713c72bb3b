"""Alerts as a feed that any reader can follow: Atom (RFC 4287) and JSON Feed 1.1, files replaced atomically."""

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree as ET

from pydantic import Field

from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.alerts.model import Alert
from watcher.errors import DeliveryError
from watcher.notifiers import render
from watcher.notifiers.base import ReceiverBase
from watcher.notifiers.message import read
from watcher.notifiers.safe import clean, link, one_line

ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = "1970-01-01T00:00:00Z"


class FeedFileReceiver(ReceiverBase):
    """Settings of a pair of files in one folder."""

    type: Literal["feedfile"] = "feedfile"
    folder: Path
    """Gets ``alerts.json`` and ``alerts.atom``; a web server may publish it."""
    title: str = "watcher"
    most: int = Field(default=200, ge=1, le=5000)
    """Entries kept."""


class FeedFileNotifier:
    """Keeps the newest alerts; the JSON Feed is what it remembers, the Atom feed is written from it."""

    breaker = None

    def __init__(self, name: str, settings: FeedFileReceiver) -> None:
        self._settings = settings
        self._renderer = render.Renderer("txt", settings.language, own=settings.template, receiver=name)
        self._turn = asyncio.Lock()

    async def notify(self, delivery: Delivery) -> Outcome:
        """Add the message, or replace it where it is there already; a folder that cannot be written is tried again."""
        try:
            item = self._item(delivery)
            async with self._turn:
                await asyncio.to_thread(self._store, item)
        except DeliveryError as error:
            return Outcome(result=Result.REJECTED, reason=str(error))
        except OSError as error:
            return Outcome(result=Result.RETRY, reason=f"the feed cannot be written: {error.strerror}")
        return Outcome(result=Result.DELIVERED)

    async def close(self) -> None:
        """Nothing is held between messages."""

    def _item(self, delivery: Delivery) -> dict[str, Any]:
        """Return the message as an item of JSON Feed."""
        message = read(delivery)
        item: dict[str, Any] = {
            "id": f"urn:watcher:{delivery.id}",
            "title": one_line(render.subject(message, self._settings.language)),
            "content_text": clean(self._renderer.render(message, delivery)),
            "date_published": _stamp(delivery.enqueued),
            "language": self._settings.language,
        }
        if isinstance(message, Alert):
            item["title"] = one_line(message.worded(self._settings.language).headline)
            item["tags"] = [message.severity.value, message.reason.value, *message.rules]
            item["_watcher"] = {"event": message.event, "revision": message.revision, "alert": message.id}
            if url := link(message.url):
                item["external_url"] = url
        return item

    def _store(self, item: dict[str, Any]) -> None:
        """Put the item first and write both files."""
        folder = self._settings.folder
        folder.mkdir(parents=True, exist_ok=True)
        items = [item, *(one for one in self._items(folder / "alerts.json") if one.get("id") != item["id"])]
        items = sorted(items, key=lambda one: str(one.get("date_published", "")), reverse=True)[: self._settings.most]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": self._settings.title, "items": items}
        _replace(folder / "alerts.json", json.dumps(feed, ensure_ascii=False, indent=1).encode())
        _replace(folder / "alerts.atom", atom(self._settings.title, items))

    @staticmethod
    def _items(file: Path) -> list[dict[str, Any]]:
        """Return the items kept so far; a file that is no feed of ours is set aside, not written over."""
        try:
            return [dict(item) for item in json.loads(file.read_bytes())["items"]]
        except FileNotFoundError:
            return []
        except (ValueError, KeyError, TypeError):
            file.replace(file.with_suffix(".broken"))
            return []


def atom(title: str, items: list[dict[str, Any]]) -> bytes:
    """Return the Atom document of a JSON Feed's items."""
    root = ET.Element("feed", xmlns=ATOM)
    _add(root, "id", "urn:watcher:alerts")
    _add(root, "title", title)
    _add(root, "updated", items[0]["date_published"] if items else _EPOCH)
    _add(ET.SubElement(root, "author"), "name", "watcher")
    for item in items:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", item["id"])
        _add(entry, "title", item["title"])
        _add(entry, "updated", item["date_published"])
        _add(entry, "content", item["content_text"])
        for tag in item.get("tags", ()):
            ET.SubElement(entry, "category", term=clean(tag))
        if "external_url" in item:
            ET.SubElement(entry, "link", rel="alternate", href=item["external_url"])
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = clean(text)


def _replace(file: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old or the new one, also after a power cut."""
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
