"""Alerts as files that feed readers take."""

import json
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from tests.fakes.alerts import NOW, a_delivery, an_alert, an_arabic_alert
from watcher.alerts.delivery import Delivery, Result
from watcher.notifiers.feedfile import FeedFileNotifier, FeedFileReceiver


def numbered(number: int) -> Delivery:
    """Return the delivery of one of many alerts, a second apart."""
    return a_delivery(an_alert(event={"id": f"ev{number}"}), enqueued=NOW + timedelta(seconds=number))


async def told(folder: Path, *deliveries: Delivery, most: int = 200) -> None:
    """Tell these, each by a notifier of its own, as after a restart."""
    for delivery in deliveries:
        outcome = await FeedFileNotifier("feed", FeedFileReceiver(folder=folder, most=most)).notify(delivery)
        assert outcome.result is Result.DELIVERED


async def test_both_feeds_are_what_feedparser_reads(tmp_path: Path) -> None:
    """The Atom file parses without complaint, and both files hold the same entries, newest first."""
    await told(tmp_path, numbered(1), a_delivery(an_arabic_alert()), numbered(2))
    atom = feedparser.parse((tmp_path / "alerts.atom").read_bytes())
    items = json.loads((tmp_path / "alerts.json").read_text())["items"]
    assert not atom.bozo
    assert [entry.id for entry in atom.entries] == [item["id"] for item in items]
    assert atom.entries[0].title == items[0]["title"] == "Drone strike in Erbil, Iraq: at least 4 killed"
    assert atom.entries[0].link == "https://news.example.org/1"
    assert items[0]["_watcher"]["event"] == "ev2"


async def test_a_repeat_replaces_and_the_oldest_goes(tmp_path: Path) -> None:
    """A delivery told twice stands once; beyond ``most`` the oldest entries leave."""
    await told(tmp_path, *(numbered(n) for n in (1, 2, 2, 3, 4)), most=3)
    items = json.loads((tmp_path / "alerts.json").read_text())["items"]
    assert [item["_watcher"]["event"] for item in items] == ["ev4", "ev3", "ev2"]


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"items": 3}'])
async def test_a_damaged_file_is_set_aside(tmp_path: Path, content: str) -> None:
    """What is no feed of ours is kept under another name, and the feed begins anew."""
    (tmp_path / "alerts.json").write_text(content)
    await told(tmp_path, numbered(1))
    assert len(json.loads((tmp_path / "alerts.json").read_text())["items"]) == 1
    assert (tmp_path / "alerts.broken").read_text() == content


async def test_readers_never_see_half_a_file(tmp_path: Path) -> None:
    """Files are replaced: a reader that has the old one open reads it to its end."""
    await told(tmp_path, numbered(1))
    with (tmp_path / "alerts.json").open() as old:
        await told(tmp_path, numbered(2))
        assert len(json.load(old)["items"]) == 1
    assert not (tmp_path / ".alerts.json.new").exists()
