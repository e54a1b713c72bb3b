"""Articles that our own engine fails on: kept, told, tried again; never in another's way."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
import yaml
from typer.testing import CliRunner

from tests.fakes.redis import RedisProcess
from tests.runtime.room import Room
from watcher.alerts.model import Notice, Topic
from watcher.alerts.notice import Operations
from watcher.alerts.policy import ReceiverPolicy
from watcher.articles.model import Article
from watcher.cli import app
from watcher.config.shipped import shipped_dir
from watcher.queue.deliveries import DeliveryQueue
from watcher.runtime.analysis import Reading, Understanding
from watcher.runtime.failed import FailedArticles
from watcher.runtime.operations import SelfReports
from watcher.runtime.pipeline import Fate
from watcher.store import Store

OIL = "  - {id: oil, when: {text: oil}}\n"
NEWS = ("Oil prices rise", "The price of oil rose on Tuesday, traders said.")
POISON = ("Oil spill", "An oil spill closed the harbour. DEFECT")


class Failing(Understanding):
    """An engine with a defect: it breaks on texts that hold a word."""

    def read(self, article: Article) -> Reading:
        """Break, or read."""
        if "DEFECT" in article.text:
            raise ZeroDivisionError("the text itself may stand in a message")
        return super().read(article)


@pytest.fixture
def room(store: Store) -> Room:
    """Return a room whose engine has a defect."""
    room = Room(store, OIL)
    sound = room.pipeline.understanding
    room.pipeline = replace(room.pipeline, understanding=Failing(sound.lexicon, sound.book))
    return room


async def test_it_is_kept_with_its_text_and_the_errors_kind_and_stops_no_other(room: Room) -> None:
    """The article before and the one after it are told; of the one that failed everything is there but the error's message."""
    assert await room.read("before", NEWS) is Fate.ALERTED
    assert await room.read("poison", POISON) is Fate.NOT_UNDERSTOOD
    assert (
        await room.read("after", ("Oil again", "Oil was sold in the north, which nobody had expected."))
        is not Fate.NOT_UNDERSTOOD
    )
    [kept] = await FailedArticles(room.store).all()
    assert (kept.article.id, kept.article.text) == ("poison", POISON[1])
    assert kept.error.startswith("ZeroDivisionError in test_failed.py, line ")
    assert "message" not in kept.error


async def test_it_is_told_to_the_operators(room: Room) -> None:
    """A notice a day says how many are kept and how to look at them."""
    await room.read("poison", POISON)
    reports = SelfReports(room.store, {"desk": ReceiverPolicy()}, Operations(receiver=("desk",)), room.clock, ())
    await reports.look()
    await reports.look()
    [leased] = await DeliveryQueue(room.store, room.clock).lease("desk", 10, block=0)
    notice = Notice.model_validate_json(leased.delivery.body)
    assert (notice.topic, notice.lines) == (Topic.ARTICLE_FAILED, ("Articles kept (`watcher failed list`): 1",))


async def test_after_an_upgrade_it_is_tried_again(room: Room) -> None:
    """With the defect mended, the same article is understood as if it came now, and told once."""
    await room.read("poison", POISON)
    [kept] = await FailedArticles(room.store).all()
    mended = replace(room.pipeline, understanding=Understanding(room.pipeline.understanding.lexicon, room.book))
    assert [one.fate for one in await mended.handle("past", [kept.article])] == [Fate.ALERTED]
    assert [one.fate for one in await mended.handle("past", [kept.article])] == [Fate.KNOWN]
    assert len(await room.told()) == 1


async def test_the_commands_list_replay_and_drop(room: Room, redis_server: RedisProcess, tmp_path: Path) -> None:
    """`watcher failed` shows what is kept, puts it through this version, and forgets it."""
    for name in ("one", "two"):
        await room.read(name, (f"Oil spill {name}", f"Oil spill number {name}. DEFECT"))
    config = tmp_path / "config"
    config.mkdir()
    main = {
        "redis": {"url": redis_server.url, "namespace": room.store.keys.namespace},
        "state_dir": str(tmp_path / "state"),
        "receivers": {"desk": {"type": "console"}},
        "route": {"receiver": "desk"},
    }
    (config / "watcher.yaml").write_text(yaml.safe_dump(main), encoding="utf-8")
    (config / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    for shared in ("rules", "lexicon"):
        (config / shared).symlink_to(shipped_dir() / shared)

    async def run(*words: str) -> str:
        command = ["failed", *words, "-c", str(config)]
        try:
            return (await asyncio.to_thread(CliRunner().invoke, app, command, catch_exceptions=False)).output
        finally:
            structlog.reset_defaults()  # the command's standard error is gone

    listed = await run("list", "--json")
    assert [line.partition('"id": "')[2][:3] for line in listed.splitlines()] == ["one", "two"]
    assert "1 no_match" in await run("replay", "one")
    assert "1 dropped" in await run("drop", "--all")
    assert await FailedArticles(room.store).count() == 0
