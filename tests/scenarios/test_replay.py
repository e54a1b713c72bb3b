"""Replay: the past through the real pipeline, once, though it is killed on the way."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.fakes.feedserver import item, rss
from tests.fakes.wait import wait_until
from tests.scenarios.newsroom import STRIKE_AR, STRIKE_EN, Newsroom, newsroom

TOWNS = ("Sinjar", "Kirkuk", "Amadiya", "Tuz Khurmatu", "Balad", "Taji", "Makhmur", "Kifri")


def _line(name: str, news: tuple[str, str], source: str, at: str, **fields: str) -> str:
    return json.dumps({"id": name, "title": news[0], "text": news[1], "source": source, "published": at} | fields)


async def _replay(*words: str) -> tuple[int, list[dict[str, object]], str]:
    """Run the real command; return its exit code, the alerts it printed, and what it said beside them."""
    command = (sys.executable, "-m", "watcher", "replay", *words)
    running = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    out, told = await asyncio.wait_for(running.communicate(), 90)
    lines = [json.loads(line) for line in out.decode().splitlines() if line.startswith("{")]
    return running.returncode or 0, lines, told.decode()


async def test_a_replay_prints_each_alert_on_the_articles_own_time(tmp_path: Path) -> None:
    """Two languages, two sources, one event: one alert, dated as the articles say, and the event with both reports."""
    file, events = tmp_path / "past.jsonl", tmp_path / "events.jsonl"
    lines = [
        _line("one", STRIKE_EN, "Wire", "2024-10-05T06:00:00Z"),
        _line("two", STRIKE_AR, "وكالة", "2024-10-05T07:00:00Z"),
        json.dumps({"id": "three", "text": "A football club won."}),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    code, alerts, told = await _replay(str(file), "--json", "--events", str(events))
    assert code == 0, told
    assert [(alert["article"], alert["reason"], alert["replayed"]) for alert in alerts] == [("one", "FIRST_REPORT", True)]
    assert str(alerts[0]["seen"]).startswith("2024-10-05")
    (event,) = map(json.loads, events.read_text(encoding="utf-8").splitlines())
    assert event["reports"] == ["one", "two"]
    assert event["day"] == "2024-10-05"


async def test_feed_documents_and_article_files_are_replayed_too(tmp_path: Path) -> None:
    """An RSS document and an article file in one command: both are understood, and share the event."""
    (tmp_path / "feed.xml").write_text(
        rss([item(STRIKE_EN[0], summary=STRIKE_EN[1], published="Sat, 05 Oct 2024 06:00:00 GMT")]), encoding="utf-8"
    )
    head = f"---\nid: arabic\ntitle: {STRIKE_AR[0]}\nsource: وكالة\npublished: 2024-10-05T07:00:00Z\n---\n"
    (tmp_path / "article.md").write_text(head + STRIKE_AR[1], encoding="utf-8")
    code, alerts, told = await _replay(str(tmp_path / "feed.xml"), str(tmp_path / "article.md"), "--json")
    assert code == 0, told
    assert len(alerts) == 1
    assert "2 articles" in told


async def test_a_file_that_is_neither_is_told_in_one_line(tmp_path: Path) -> None:
    """A broken line of JSON ends the command with its file and line, exit code 2, and no traceback."""
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "a", "text": "x"}\n{"id": \n', encoding="utf-8")
    code, alerts, told = await _replay(str(file), "--json")
    assert (code, alerts) == (2, [])
    assert f"{file}:2" in told
    assert "Traceback" not in told


def _careful(folder: Path, patience: str) -> Path:
    """Return a configuration with one rule that waits for sources."""
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "mine.yaml").write_text(
        f"set: mine\nrules:\n  - {{id: strike, when: {{claim: strike, place: iraq}}, {patience}}}\n", encoding="utf-8"
    )
    (folder / "watcher.yaml").write_text("receivers: {desk: {type: console}}\nroute: {receiver: desk}\n", encoding="utf-8")
    (folder / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("patience", "told"),
    [("min_sources: 2", ["two"]), ("min_sources: 2, or_after: 30m", ["one", "lone"]), ("min_sources: 1", ["one", "lone"])],
)
async def test_a_rule_that_waits_for_sources_waits_in_a_replay_too(tmp_path: Path, patience: str, told: list[str]) -> None:
    """By the articles' time: told when the second source reports, or when the time is over, the end included; else never."""
    file = tmp_path / "past.jsonl"
    lines = [
        _line("one", STRIKE_EN, "Wire", "2024-10-05T06:00:00Z"),
        _line("two", STRIKE_AR, "وكالة", "2024-10-05T07:00:00Z"),
        _line("lone", _elsewhere("Sinjar"), "Wire", "2024-10-09T06:00:00Z"),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    code, alerts, said = await _replay(str(file), "--json", "--config", str(_careful(tmp_path / "conf", patience)))
    assert code == 0, said
    assert [alert["article"] for alert in alerts] == told
    assert all(alert["receivers"] == ["desk"] for alert in alerts)
    assert f"{len(told)} alerts" in said


async def test_a_notifying_replay_that_is_killed_is_taken_up_again(tmp_path: Path) -> None:
    """Kill -9 in mid-work, then the same command: every alert arrives, and none is made anew."""
    async with newsroom(tmp_path) as desk:
        file = tmp_path / "past.jsonl"
        lines = [_line(town, _elsewhere(town), "Wire", f"2024-10-{day:02}T06:00:00Z") for day, town in enumerate(TOWNS, 1)]
        file.write_text("\n".join(lines), encoding="utf-8")
        config = desk.configure([], receivers=("room",))
        command = (sys.executable, "-m", "watcher", "replay", str(file), "--notify", "--config", str(config))
        first = await asyncio.create_subprocess_exec(*command)
        await wait_until(lambda: len(desk.hook.requests) >= 2, description="two deliveries", within=60)
        first.kill()
        await first.wait()
        code, _, told = await _replay(str(file), "--notify", "--config", str(config))
        assert code == 0, told
        _all_told(desk)


def _elsewhere(town: str) -> tuple[str, str]:
    text = "A drone struck a convoy of the Popular Mobilization Forces near {} in Iraq early today, killing four fighters."
    return STRIKE_EN[0].replace("al-Qaim", town), text.format(town)


def _all_told(desk: Newsroom) -> None:
    told = [arrival.data for arrival in desk.hook.collector.arrivals]
    assert {one["article"] for one in told} == set(TOWNS)
    assert all(one["replayed"] for one in told)
    assert len(set(desk.hook.collector.ids)) == len(TOWNS)
