"""Claims about ``watcher deliveries``, ``dead`` and ``audit`` as a person types them."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.fakes.redis import short_directory
from tests.queue.vocabulary import ACCEPTED, REFUSED, Desk, a_letter
from watcher.cli import app
from watcher.errors import WatcherError
from watcher.store import RedisSettings, open_store


@pytest.fixture
def state() -> Iterator[Path]:
    """Give a state directory with one delivered and two dead deliveries."""

    async def fill(directory: Path) -> None:
        async with open_store(RedisSettings(), directory) as store:
            desk = Desk(store)
            await desk.publish(a_letter("good"), a_letter("bad"), a_letter("worse", "night"))
            worker = desk.worker()
            for receiver in ("desk", "night"):
                for leased in await worker.lease(receiver, 5, block=0):
                    if leased.delivery.id == "msg_good":
                        await worker.done(leased, ACCEPTED)
                    else:
                        await worker.dead(leased, "550 [no such] user", REFUSED)

    with short_directory() as directory:
        asyncio.run(fill(directory / "s"))
        yield directory / "s"


def watcher(state: Path, *words: str) -> Result:
    """Run a command on a state directory."""
    return CliRunner().invoke(app, [*words, "--state", str(state)], env={"COLUMNS": "200"})


def lines(result: Result) -> list[dict[str, object]]:
    """Return what a command printed as JSON lines."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_log_is_shown(state: Path) -> None:
    """The table names receiver, state and reason as they are, brackets and all; --json has every attempt."""
    result = watcher(state, "deliveries")
    assert result.exit_code == 0
    assert "550 [no such] user" in result.stdout
    (found,) = lines(watcher(state, "deliveries", "--status", "delivered", "--json"))
    assert (found["id"], found["state"]) == ("msg_good", "delivered")
    (one,) = lines(watcher(state, "deliveries", "msg_bad", "--json"))
    assert [attempt["reason"] for attempt in one["attempts"]] == ["greylisted"]  # type: ignore[attr-defined]  # of our own making


def test_letters_are_listed_shown_replayed_and_dropped(state: Path) -> None:
    """A person narrows the list, looks, sends one again and drops the other; the ledger balances at every step."""
    assert [one["id"] for one in lines(watcher(state, "dead", "list", "--json"))] == ["msg_bad", "msg_worse"]
    assert [one["id"] for one in lines(watcher(state, "dead", "list", "-r", "night", "--json"))] == ["msg_worse"]
    assert '{"title": "x"}' in watcher(state, "dead", "show", "msg_bad").stdout
    assert "1 queued again" in watcher(state, "dead", "replay", "msg_bad").stdout
    assert "1 dropped" in watcher(state, "dead", "drop", "--all").stdout
    assert lines(watcher(state, "dead", "list", "--json")) == []
    balance = watcher(state, "audit", "--json")
    assert balance.exit_code == 0
    assert lines(balance) == [
        {
            "published": 3,
            "delivered": 1,
            "digested": 0,
            "dead": 0,
            "dropped": 1,
            "queued": 1,
            "retry": 0,
            "held": 0,
            "balanced": True,
        }
    ]
    assert "nothing is missing" in watcher(state, "audit").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("deliveries", "nobody"),
        ("dead", "show", "msg_good"),
        ("dead", "replay", "nobody"),
        ("dead", "drop"),
        ("dead", "drop", "x", "--all"),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_one_line(state: Path, words: tuple[str, ...]) -> None:
    """An unknown id, or nothing named at all, is an error that says what to do, and changes nothing."""
    result = watcher(state, *words)
    assert isinstance(result.exception, WatcherError)
    assert result.exception.mend
    assert len(lines(watcher(state, "dead", "list", "--json"))) == 2
