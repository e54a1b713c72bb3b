"""Links in mails: who may make them, what following one shows, and what alone has an effect."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from tests.fakes.alerts import NOW
from watcher.clock import ManualClock
from watcher.errors import ConfigError, StoreError
from watcher.notifiers import link_pages
from watcher.notifiers.link_pages import LinkPages, Subject
from watcher.notifiers.links import HOURS, Action, Link, Links, LinksSettings, Refusal
from watcher.rules.model import Severity

OLD, NEW = (SecretStr(letter * 40) for letter in "on")
BASE = "https://news.example.org/links"
WEEK = timedelta(days=7)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def links(*secrets: SecretStr) -> Links:
    """Return what makes links with these secrets."""
    return Links(BASE, secrets or (NEW,), WEEK)


def steps(url: str) -> tuple[str, str, str, str]:
    """Return the parts of a link's path that are read."""
    action, delivery, expires, mac = url.removeprefix(BASE + "/").split("/")
    return action, delivery, expires, mac


def test_a_link_says_what_it_was_made_for_until_it_expires() -> None:
    """Action and delivery come back; at the end of its time, and ever after, the link is expired."""
    made = steps(links().link(Action.SILENCE_EVENT, "msg_1", NOW))
    assert links().read(*made, NOW) == Link(Action.SILENCE_EVENT, "msg_1", NOW + WEEK)
    assert links().read(*made, NOW + WEEK) is Refusal.EXPIRED


@given(st.integers(0, 3), st.integers(0, 200), st.characters())
def test_no_changed_character_is_taken(step: int, at: int, char: str) -> None:
    """Whatever one character of a genuine link becomes, it is forged: action, delivery, expiry and signature are all signed."""
    made = steps(links().link(Action.SILENCE_EVENT, "msg_1", NOW))
    at %= len(made[step])
    changed = list(made)
    changed[step] = made[step][:at] + char + made[step][at + 1 :]
    if tuple(changed) != made:
        action, delivery, expires, mac = changed
        assert links().read(action, delivery, expires, mac, NOW) is Refusal.FORGED


def test_an_old_secret_is_taken_while_it_rotates_and_not_after() -> None:
    """Links signed with the secret behind the first one work; without it they are forged."""
    made = steps(links(OLD).link(Action.ACKNOWLEDGE, "msg_1", NOW))
    assert isinstance(links(NEW, OLD).read(*made, NOW), Link)
    assert links(NEW).read(*made, NOW) is Refusal.FORGED
    assert links(NEW, OLD).link(Action.ACKNOWLEDGE, "msg_1", NOW) == links(NEW).link(Action.ACKNOWLEDGE, "msg_1", NOW)


def test_a_secret_that_could_be_guessed_is_refused() -> None:
    """A short secret is a ConfigError that does not tell it."""
    with pytest.raises(ConfigError, match="32 characters") as error:
        links(SecretStr("hunter2"))
    assert "hunter2" not in str(error.value)


def test_a_port_that_there_is_not_is_refused_where_it_is_written() -> None:
    """`watcher check` must find it, not the start."""
    fields = {"secrets": [{"env": "X"}], "url": "https://news.example.org/links"}
    with pytest.raises(ValidationError, match="65535"):
        LinksSettings.model_validate({**fields, "listen": "127.0.0.1:99999"})


@pytest.mark.parametrize(
    "url", ["http://news.example.org/links", "ftp://x/links", "https://x/links?a=b", "news.example.org", "https://[::1/links"]
)
def test_an_address_that_would_leak_or_lead_nowhere_is_refused(url: str) -> None:
    """Links act, so that they need https; plain http is for this machine only."""
    fields = {"listen": "127.0.0.1:8422", "secrets": [{"env": "X"}]}
    with pytest.raises(ValidationError):
        LinksSettings.model_validate({**fields, "url": url})
    assert LinksSettings.model_validate({**fields, "url": "http://127.0.0.1:8422/links/"}).url == "http://127.0.0.1:8422/links"


@dataclass
class Desk:
    """Notes what is done; ``known`` says which delivery links are about."""

    known: dict[str, Subject] = field(default_factory=dict)
    done: list[tuple[Action, str, int]] = field(default_factory=list)
    away: bool = False

    async def find(self, link: Link) -> Subject | None:
        """Return the subject, unless the store is away."""
        if self.away:
            raise StoreError("away")
        return self.known.get(link.delivery)

    async def act(self, link: Link, subject: Subject, hours: int) -> Subject:
        """Note it, and say so from now on."""
        self.done.append((link.action, link.delivery, hours))
        until: datetime = NOW + timedelta(hours=hours)
        told = (
            replace(subject, acknowledged=(subject.recipient, NOW))
            if link.action is Action.ACKNOWLEDGE
            else replace(subject, silenced=("s_1", until))
        )
        self.known[link.delivery] = told
        return told


@dataclass
class World:
    """The pages on a real server."""

    desk: Desk
    clock: ManualClock
    base: str
    browser: aiohttp.ClientSession

    async def ask(self, method: str, url: str, **request: Any) -> tuple[int, str, dict[str, str]]:
        """Send one request to where a link leads."""
        async with self.browser.request(method, url.replace(BASE, self.base), **request) as answer:
            return answer.status, await answer.text(), {str(name): value for name, value in answer.headers.items()}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Serve the pages of one delivery each in English and in Arabic."""
    told = Subject(
        receiver="desk",
        recipient="reader@example.org",
        language="en",
        headline="Drone strike in Erbil, <b>Iraq</b>",
        severity=Severity.CRITICAL,
        event="ev1",
        rules=("iraq-strikes/strike",),
    )
    desk, clock = Desk({"msg_1": told, "msg_ar": replace(told, language="ar", headline="غارة في أربيل")}), ManualClock(NOW)
    async with TestServer(LinkPages(links(), desk, clock).application()) as server, aiohttp.ClientSession() as browser:
        yield World(desk, clock, str(server.make_url("/links")), browser)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_changes_nothing(world: World, action: Action, method: str) -> None:
    """A scanner that follows every link, however often, does nothing; a person reads what would happen."""
    url = links().link(action, "msg_1", NOW)
    for _ in range(3):
        status, page, _ = await world.ask(method, url)
        assert status == 200
    assert world.desk.done == []
    if method == "GET":
        assert "reader@example.org" in page
        assert '<form method="post">' in page
        assert "<b>Iraq</b>" not in page


@pytest.mark.parametrize("action", list(Action))
async def test_the_form_acts_once(world: World, action: Action) -> None:
    """What the page's own form sends has its effect; the same again, and looking again, say that it is done."""
    url = links().link(action, "msg_1", NOW)
    hours = HOURS[action][-1] if HOURS[action] else 0
    form = {"do": action.value, "hours": str(hours)}
    for _ in range(3):
        status, page, _ = await world.ask("POST", url, data=form)
        assert status == 200
        assert "form" not in page.partition("<body>")[2]
    assert world.desk.done == [(action, "msg_1", hours)]
    assert "form" not in (await world.ask("GET", url))[1].partition("<body>")[2]


async def test_one_click_silences_its_reader(world: World) -> None:
    """RFC 8058: the mail program's POST, urlencoded or multipart, is enough; for another link it is not."""
    url = links().link(Action.SILENCE_ALL, "msg_1", NOW)
    assert (await world.ask("POST", url, data=ONE_CLICK))[0] == 200
    part = aiohttp.FormData(ONE_CLICK, default_to_multipart=True)
    assert (await world.ask("POST", links().link(Action.SILENCE_ALL, "msg_ar", NOW), data=part))[0] == 200
    assert [done[1:] for done in world.desk.done] == [("msg_1", 720), ("msg_ar", 720)]
    assert (await world.ask("POST", links().link(Action.SILENCE_EVENT, "msg_1", NOW), data=ONE_CLICK))[0] == 400
    assert len(world.desk.done) == 2


@pytest.mark.parametrize(
    "form",
    [{}, {"do": "ack"}, {"do": "event"}, {"do": "event", "hours": "9999"}, {"do": "event", "hours": "-1"}, {"hours": "8"}],
)
async def test_a_senseless_post_changes_nothing(world: World, form: dict[str, str]) -> None:
    """A POST that our form cannot have sent is 400, and says so."""
    status, page, _ = await world.ask("POST", links().link(Action.SILENCE_EVENT, "msg_1", NOW), data=form)
    assert (status, world.desk.done) == (400, [])
    assert "Nothing was changed" in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/x-www-form-urlencoded; charset=nosuch"},
        {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"},
    ],
)
async def test_a_post_that_cannot_be_read_is_senseless(world: World, headers: dict[str, str]) -> None:
    """Neither an unknown charset nor a body that is not what it says is an error of ours."""
    link = links().link(Action.SILENCE_EVENT, "msg_1", NOW)
    status, _page, _ = await world.ask("POST", link, data=b"do=event&hours=8", headers=headers)
    assert (status, world.desk.done) == (400, [])


async def test_refusals_have_their_own_page_and_status(world: World) -> None:
    """Forged 403, expired 410, forgotten 404, no such page 404, another method 405, too large 413, Redis away 503."""
    good = links().link(Action.ACKNOWLEDGE, "msg_1", NOW)
    form = {"do": "ack"}
    expected = [
        (403, "POST", good[:-1] + "_", form),
        (403, "POST", links(OLD).link(Action.ACKNOWLEDGE, "msg_1", NOW), form),
        (410, "POST", links().link(Action.ACKNOWLEDGE, "msg_1", NOW - WEEK), form),
        (404, "POST", links().link(Action.ACKNOWLEDGE, "msg_gone", NOW), form),
        (404, "GET", f"{BASE}/nothing", None),
        (405, "PUT", good, form),
        (413, "POST", good, {"do": "x" * 20_000}),
    ]
    for status, method, url, data in expected:
        answered, page, headers = await world.ask(method, url, data=data)
        assert answered == status
        assert 'dir="rtl"' in page
        assert "default-src 'none'" in headers["Content-Security-Policy"]
    world.desk.away = True
    assert (await world.ask("POST", good, data=form))[0] == 503
    assert world.desk.done == []


async def test_a_page_shows_itself_and_nothing_else(world: World) -> None:
    """No script, nothing from elsewhere, nothing kept, nobody told; the style is the one that the policy names."""
    _, page, told = await world.ask("GET", links().link(Action.SILENCE_EVENT, "msg_ar", NOW))
    assert '<html lang="ar" dir="rtl">' in page
    assert not re.search(r"<script|<img|<link|src=|@import|url\(|javascript:", page)
    assert told["Cache-Control"] == "no-store"
    assert told["Referrer-Policy"] == "no-referrer"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in told
    assert re.search(r"style-src 'sha256-[\w+/=]{44}'; form-action 'self'", told["Content-Security-Policy"])


async def test_guessing_and_hammering_are_slowed_down(world: World) -> None:
    """Forged links of everybody together, and one genuine link, have a limit a minute; genuine ones suffer from no forger."""
    good, other = (links().link(action, "msg_1", NOW) for action in (Action.SILENCE_EVENT, Action.SILENCE_RULES))
    guesses = [await world.ask("GET", f"{good[:-2]}{number % 89 + 10}") for number in range(link_pages.STRANGERS_PER_MINUTE + 5)]
    assert {status for status, _, _ in guesses} == {403, 429}
    looks = [(await world.ask("GET", good))[0] for _ in range(link_pages.PER_MINUTE + 1)]
    assert (looks[-2:], (await world.ask("GET", other))[0]) == ([200, 429], 200)
    world.clock.advance(60)
    assert (await world.ask("GET", good))[0] == 200


async def test_a_form_that_never_ends_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that drips is answered with 400 once its time is over, and changes nothing."""
    monkeypatch.setattr(link_pages, "SLOWEST_FORM", 0.2)

    async def dripping() -> AsyncIterator[bytes]:
        yield b"do=ack"
        await asyncio.sleep(1)
        yield b"&x=y"

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    status, _, _ = await world.ask("POST", links().link(Action.ACKNOWLEDGE, "msg_1", NOW), data=dripping(), headers=headers)
    assert (status, world.desk.done) == (400, [])
