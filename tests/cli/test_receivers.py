"""Claims about ``watcher routes``, ``render``, ``silence``, ``ack``, ``evidence`` and ``explain ALERT`` as people type them."""

import asyncio
import hashlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.fakes.alerts import a_report, an_alert, an_article, an_event
from tests.fakes.redis import short_directory
from watcher.alerts.delivery import Outcome, Standing
from watcher.alerts.delivery import Result as Came
from watcher.alerts.model import Alert
from watcher.alerts.plan import delivery_id
from watcher.cli import app
from watcher.clock import SystemClock
from watcher.config.settings import load
from watcher.errors import WatcherError
from watcher.notifiers.breaker import Breaker
from watcher.queue.commit import Commit
from watcher.queue.deliveries import DeliveryQueue
from watcher.queue.outbox import Outbox
from watcher.queue.policy import writes
from watcher.runtime.pulse import Pulse
from watcher.runtime.standings import Standings
from watcher.runtime.told import policy_of
from watcher.store import RedisSettings, open_store

CONFIG = """
receivers:
  console: {type: console}
  desk: {type: email, host: mail.example.org, from: alerts@example.org, to: desk@example.org, language: ar}
  room: {type: webhook, url: "https://hooks.example.org/x"}
  night: {type: console, quiet_hours: [{start: "00:00", end: "00:00"}]}
route:
  receiver: console
  routes:
    - name: north
      match: {place: kurdistan-region, severity: warning}
      continue: true
      receiver: room
    - match: {rule_set: iraq-strikes}
      receiver: desk
      escalate: {after: 10m, receiver: room}
    - match: {label: {desk: night}}
      receiver: night
"""


@dataclass
class Place:
    """A configuration folder and a state folder in which one alert was told."""

    config: Path
    state: Path
    alert: Alert

    def __call__(self, *words: str, columns: int = 200) -> Result:
        """Run a command in a terminal of so many columns."""
        options = ["--config", str(self.config), "--state", str(self.state)]
        return CliRunner().invoke(app, [*words, *options], env={"COLUMNS": str(columns)})


@pytest.fixture
def place() -> Iterator[Place]:
    """Give a place whose alert was delivered to the room and refused by the desk's server."""
    with short_directory() as directory:
        config = directory / "c"
        (config / "rules").mkdir(parents=True)
        (config / "watcher.yaml").write_text(CONFIG)
        (config / "feeds.yaml").write_text("feeds: []\n")
        (config / "rules" / "own.yaml").write_text("set: own\nrules: [{id: oil, when: {text: oil}}]\n")

        async def fill() -> Alert:
            clock, article = SystemClock(), an_article()
            async with open_store(RedisSettings(), directory / "s") as store:
                plan = await policy_of(load(config), store)(an_alert(article=article))
                event = an_event(a_report(article))
                commit = Commit(
                    feed="f",
                    article=article,
                    events=(event,),
                    alerts=(plan.alert,),
                    deliveries=plan.deliveries,
                    also=writes(plan),
                )
                await Outbox(store, clock).commit(commit)
                queue = DeliveryQueue(store, clock)
                [room] = await queue.lease("room", 1, block=0)
                await queue.done(room, Outcome(result=Came.DELIVERED, status=204))
                [desk] = await queue.lease("desk", 1, block=0)
                await queue.dead(desk, "550 no such user", Outcome(result=Came.REJECTED, status=550, reason="550 no such user"))
                return plan.alert

        yield Place(config, directory / "s", asyncio.run(fill()))


def test_routes_are_tried_step_by_step(place: Place) -> None:
    """Each route tells whether it took the alert or what did not match; --verify-receivers decides the exit code."""
    shown = place("routes", "test", place.alert.id).stdout
    assert "✔ root > north" in shown
    assert "→ room  SENT" in shown
    assert place("routes", "test", place.alert.id, "--verify-receivers", "room,desk").exit_code == 0
    assert place("routes", "test", "--rule", "casualties/toll", "--verify-receivers", "desk").exit_code == 1
    sample = place("routes", "test", "--rule", "casualties/toll", "--severity", "info").stdout
    assert "✘ root > north  severity does not match" in sample
    assert "→ console  SENT" in sample
    asleep = place("routes", "test", "--rule", "casualties/toll", "--severity", "info", "--label", "desk=night").stdout
    assert "→ night  HELD until " in asleep


def test_whom_an_alert_went_to_is_no_route(place: Place) -> None:
    """Where an alert would go is what rules and routes say today, whoever was told of it before."""
    assert place.alert.receivers == ("room", "desk")
    shown = place("routes", "test", place.alert.id).stdout
    assert "named by the rule" not in shown


def test_messages_are_previewed_per_receiver(place: Place) -> None:
    """The desk's mail is in Arabic with its headers, the room's webhook is JSON, an unknown receiver is told."""
    mail = place("render", place.alert.id, "--receiver", "desk").stdout
    assert "To: desk@example.org" in mail
    assert "ضربة بطائرة مسيّرة" in mail
    assert place("render", "--receiver", "room").stdout.startswith('{"type":"alert.matched"')
    assert "<html" in place("render", "--receiver", "desk", "--html").stdout
    unknown = place("render", "--receiver", "nobody")
    assert isinstance(unknown.exception, WatcherError)
    assert "known receivers: console, desk, night, room" in str(unknown.exception)


def test_a_preview_has_the_links_that_a_mail_would_have(place: Place) -> None:
    """Where links are served, the preview's are the mail's own; whoever may not read the secret sees the commands."""
    secret = place.config / "links.secret"
    served = f"links: {{listen: 127.0.0.1:8422, url: https://news.example.org/l, secrets: [{{file: {secret}}}]}}\n"
    (place.config / "watcher.yaml").write_text(CONFIG + served)
    assert "watcher ack ev1" in place("render", place.alert.id, "--receiver", "desk").stdout
    secret.write_text("s" * 40)
    mail = place("render", place.alert.id, "--receiver", "desk").stdout
    delivery = delivery_id(place.alert.id, "desk", "desk@example.org")
    assert f"https://news.example.org/l/ack/{delivery}/" in mail


def test_explain_answers_why_and_why_not(place: Place) -> None:
    """Decisions, deliveries and attempts of an alert stand together."""
    shown = place("explain", place.alert.id).stdout
    assert "→ room  SENT  (root > north)" in shown
    assert "→ desk (desk@example.org): dead 550 no such user" in shown
    assert "→ room: held (ESCALATION), due " in shown
    assert "delivered 204" in shown


def test_a_silence_is_added_listed_and_ended(place: Place) -> None:
    """It shows what it mutes, until when, by whom and why; a silence of everything is refused."""
    added = place("silence", "add", "--event", "ev1", "--for", "2h", "--comment", "drill", "--by", "nadia").stdout
    name = added.split()[0]
    listed = place("silence", "list").stdout
    assert all(told in listed for told in (name, "ev1", "drill", "nadia"))
    assert f"{name} is over" in place("silence", "expire", name).stdout
    assert "(ended)" in place("silence", "list").stdout
    place("silence", "add", "--event", "ev1", "--comment", "x", "--recipient", "desk@example.org")
    assert "desk@example.org" in place("silence", "list").stdout
    unknown = place("silence", "add", "--event", "ev1", "--comment", "x", "--recipient", "eve@example.org")
    assert isinstance(unknown.exception, WatcherError)
    refused = place("silence", "add", "--comment", "x")
    assert isinstance(refused.exception, WatcherError)
    for wrong in (["--severity", "loud"], ["--for", "soon"], ["--for", "0s"], ["--label", "x"], ["--receiver", "rom"]):
        assert isinstance(place("silence", "add", "--event", "e", "--comment", "x", *wrong).exception, WatcherError)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--place", "irak"), "no place is called 'irak' (did you mean 'iraq'?)"),
        (("--rule", "own/oik"), "no rule is called 'own/oik' (did you mean 'own/oil'?)"),
        (("--event", "ev1", "--for", "8"), "--for: 8 of what? write '8h', '8m' or '8s'"),
        (("--severity", "critcal"), "(did you mean 'critical'?)"),
    ],
)
def test_a_silence_that_would_mute_nothing_is_refused(place: Place, words: tuple[str, ...], told: str) -> None:
    """A place or a rule that does not exist, and eight seconds where eight hours were meant, are told and not kept."""
    refused = place("silence", "add", "--comment", "x", *words)
    assert isinstance(refused.exception, WatcherError)
    assert told in str(refused.exception)
    assert "no silences" in place("silence", "list").stdout


def test_the_list_of_silences_tells_their_conditions_in_words(place: Place) -> None:
    """As they were given, without brackets and quotes."""
    place("silence", "add", "--rule", "own/*", "--place", "erbil", "--label", "desk=north", "--comment", "x")
    assert "rule own/*, label desk=north, place erbil" in place("silence", "list").stdout


def test_what_the_list_of_silences_shows_ends_one_at_any_width(place: Place) -> None:
    """However narrow the terminal and long the comment, an id of the list is whole: `silence expire` takes it."""
    name = place("silence", "add", "--event", "ev1", "--for", "2h", "--comment", "a drill " * 20).stdout.split()[0]
    shown = next(line.split()[0] for line in place("silence", "list", columns=20).stdout.splitlines() if line.startswith("s_"))
    assert f"{name} is over" in place("silence", "expire", shown).stdout


def test_an_event_is_acknowledged(place: Place) -> None:
    """A known event is taken in hand, an unknown one is told."""
    assert "acknowledged by nadia" in place("ack", "ev1", "--by", "nadia").stdout
    assert isinstance(place("ack", "ev2").exception, WatcherError)


def test_the_evidence_pack_holds_what_was_read_and_its_checksums(place: Place, tmp_path: Path) -> None:
    """Texts, alert, decisions and rules are in the archive, every checksum fits, and a second export is the same."""
    assert place("evidence", place.alert.id, str(tmp_path / "a.zip")).exit_code == 0
    place("evidence", place.alert.id, str(tmp_path / "b.zip"))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        listed = (line.split("  ") for line in archive.read("SHA256SUMS").decode().splitlines())
        sums = {name: total for total, name in listed}
        assert {"alert.json", "event.json", "decisions.json", "articles/001.json", "articles/001.txt"} <= set(sums)
        assert "rules/own.yaml" in sums
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == total for name, total in sums.items())
        whole = archive.read("articles/001.txt").decode()
        assert archive.read("rules/VERSION").decode().endswith(": NOT the same\n")
    assert all(whole[span.start : span.end] == span.text for span in place.alert.evidence)


def test_receivers_are_listed_and_one_that_is_gone_is_opened(place: Place) -> None:
    """Each receiver's standing and backlog stand in a table; whoever is not there is told, and who is open stays so."""
    shown = place("receivers", "list").stdout
    assert re.search(r"^desk +email +fine +0 +1", shown, re.MULTILINE)
    assert "room was open" in place("receivers", "reopen", "room").stdout
    assert isinstance(place("receivers", "reopen", "rom").exception, WatcherError)
    gone = Standing(gone_since=datetime(2026, 5, 3, 12, tzinfo=UTC), reason="410 Gone")
    settings = load(place.config).main.receivers

    async def keep() -> None:
        async with open_store(RedisSettings(), place.state) as store:
            breaker = Breaker(SystemClock())
            breaker.resume(gone)
            await Standings(store, settings, {"room": breaker}, SystemClock(), Pulse(SystemClock())).compare()

    asyncio.run(keep())
    assert re.search(
        r"^room +webhook +gone since 2026-05-03 12:00 UTC +\d+ +0 +410 Gone", place("receivers", "list").stdout, re.MULTILINE
    )
    assert "room is open again" in place("receivers", "reopen", "room").stdout
    assert "gone" not in place("receivers", "list").stdout
