"""``watcher explain ALERT`` answers "why was I not told?" for whatever the answer is."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.fakes.alerts import a_report, an_alert, an_article, an_event
from tests.fakes.redis import short_directory
from watcher.alerts.delivery import Outcome, Result
from watcher.alerts.matchers import Matcher
from watcher.alerts.model import Alert
from watcher.alerts.policy import Silence
from watcher.cli import app
from watcher.clock import ManualClock, SystemClock
from watcher.config.settings import load
from watcher.queue.commit import Commit
from watcher.queue.deliveries import DeliveryQueue
from watcher.queue.outbox import Outbox
from watcher.queue.policy import Policy, Waker, writes
from watcher.rules.model import Severity
from watcher.runtime.told import policy_of, router_of
from watcher.store import RedisSettings, Store, open_store

CONFIG = """
receivers:
  now: {type: console}
  desk: {type: email, host: mail.example.org, from: a@example.org, to: [one@example.org, two@example.org]}
  night: {type: console, quiet_hours: [{start: "00:00", end: "00:00"}]}
  capped: {type: console, cap: 1}
  room: {type: webhook, url: "https://hooks.example.org/x"}
  loud: {type: console}
  late: {type: console}
  idle: {type: console}
route:
  receiver: now
  routes:
    - {name: throttled, match: {}, receiver: now, throttle: 1h, continue: true}
    - {name: people, match: {}, receiver: desk, continue: true}
    - {name: sleepers, match: {}, receiver: night, continue: true}
    - {name: stormy, match: {}, receiver: capped, continue: true}
    - {name: shouts, match: {severity: critical}, receiver: loud, continue: true}
    - {name: tolls, match: {}, receiver: room, reasons: [TOLL_ROSE]}
    - {name: rest, match: {}, receiver: late}
inhibit:
  - {source: {rule: iraq-strikes/strike}, target: {rule: iraq-strikes/strike-expected}}
"""
CALM = {"severity": Severity.WARNING}
DONE = Outcome(result=Result.DELIVERED)


class World:
    """One configuration with a state of its own, and what was told in it."""

    def __init__(self, folder: Path) -> None:
        self.config, self.state = folder / "c", folder / "s"
        (self.config / "rules").mkdir(parents=True)
        (self.config / "watcher.yaml").write_text(CONFIG)
        (self.config / "feeds.yaml").write_text("feeds: []\n")
        (self.config / "rules" / "own.yaml").write_text("# a rule file\n")
        self.alerts: list[Alert] = []
        asyncio.run(self._fill())

    async def _fill(self) -> None:
        clock = SystemClock()
        async with open_store(RedisSettings(), self.state) as store:
            policy = policy_of(load(self.config), store)
            await self._publish(store, policy, {"id": "ev1"}, known=False)
            silence = Silence(
                id="s_1",
                match=Matcher(event=("ev1",)),
                receivers=("desk",),
                recipients=("one@example.org",),
                starts=clock.now(),
                ends=clock.now() + timedelta(hours=1),
                comment="drill",
            )
            await policy.silence(silence)
            await self._publish(store, policy, {"id": "ev1", "revision": 2})
            await policy.acknowledge("ev1", by="nadia")
            await self._publish(store, policy, {"id": "ev1", "revision": 3})
            await self._publish(store, policy, {"id": "ev1", "revision": 4}, rule="iraq-strikes/strike-expected")
            queue = DeliveryQueue(store, clock)
            for leased in await queue.lease("now", 10, block=0):
                await queue.done(leased, DONE)
            refused = Outcome(result=Result.REJECTED, status=550, reason="RCPT TO: 550 no such user")
            later = Outcome(result=Result.RETRY, status=451, reason="RCPT TO: 451 later")
            for leased in await queue.lease("desk", 10, block=0):
                if leased.delivery.recipient == "one@example.org":
                    await queue.dead(leased, "550 no such user", refused)
                else:
                    await queue.retry(leased, clock.now() + timedelta(minutes=5), later)

    async def _publish(
        self, store: Store, policy: Policy, event: dict[str, Any], *, rule: str = "iraq-strikes/strike", known: bool = True
    ) -> None:
        clock = SystemClock()
        plan = await policy(an_alert(event={**event, **CALM}, match={"rule": rule, **CALM}))
        events = (an_event(a_report(an_article()), **event, **CALM),) if not known else ()
        commit = Commit(feed="f", events=events, alerts=(plan.alert,), deliveries=plan.deliveries, also=writes(plan))
        await Outbox(store, clock).commit(commit)
        self.alerts.append(plan.alert)

    def morning(self) -> None:
        """Let the sleepers wake."""

        async def wake() -> None:
            clock = ManualClock(SystemClock().now() + timedelta(days=30))
            async with open_store(RedisSettings(), self.state) as store:
                await Waker(store, Outbox(store, clock), router_of(load(self.config)), clock).tick()

        asyncio.run(wake())

    def explain(self, number: int) -> str:
        """Explain an alert."""
        words = ["explain", self.alerts[number].id, "--config", str(self.config), "--state", str(self.state)]
        return CliRunner().invoke(app, words, env={"COLUMNS": "200"}).stdout


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Give a world in which four alerts of one event were told."""
    with short_directory() as folder:
        yield World(folder)


@pytest.mark.parametrize(
    ("alert", "line"),
    [
        (0, r"→ now  SENT  \(root > throttled\)"),
        (0, r"→ night  HELD until .* UTC: quiet hours in UTC  \(root > sleepers\)"),
        (0, r"msg_\w+ → night: held \(HELD\), due .* UTC"),
        (0, r"→ room  UNTOLD: FIRST_REPORT is not told here  \(root > tolls\)"),
        (0, r"→ loud  not routed: severity does not match \(root > shouts\)"),
        (0, r"→ late  not routed: a route before its own takes the alert"),
        (0, r"→ idle  not routed: no route names it"),
        (0, r"msg_\w+ → now: delivered"),
        (0, r"msg_\w+ → desk \(one@example.org\): dead 550 no such user"),
        (0, r"    .* rejected 550 RCPT TO: 550 no such user"),
        (0, r"msg_\w+ → desk \(two@example.org\): retry, due .* UTC"),
        (0, r"    .* retry 451 RCPT TO: 451 later"),
        (0, r"msg_\w+ → capped: queued"),
        (1, r"→ now  THROTTLED until .* UTC: the event was told a short while ago  \(root > throttled\)"),
        (1, r"→ desk \(one@example.org\)  SILENCED: s_1 until .* UTC: drill  \(root > people\)"),
        (1, r"→ desk  SENT  \(root > people\)"),
        (1, r"→ capped  STORM until .* UTC: more than 1 within a minute  \(root > stormy\)"),
        (2, r"→ now  ACKNOWLEDGED: by nadia at .* UTC; nothing material changed  \(root > throttled\)"),
        (3, r"→ now  INHIBITED: by alert al_\w+  \(root > throttled\)"),
    ],
)
def test_the_answer_stands_there(world: World, alert: int, line: str) -> None:
    """Told, held, throttled, capped, silenced, acknowledged, inhibited, not routed, refused: each in a line that says why."""
    assert re.search(rf"^ *{line}$", world.explain(alert), re.MULTILINE), world.explain(alert)


def test_what_a_digest_told_is_found_in_it(world: World) -> None:
    """After waking, each held alert names the digest that tells it, and how far that is."""
    world.morning()
    found = [re.search(r"→ night: digested in (msg_\w+), queued", world.explain(number)) for number in (0, 1)]
    assert len({match.group(1) for match in found if match}) == 1
    assert all(found)
