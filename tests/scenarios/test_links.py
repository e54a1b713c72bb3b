"""A reader acts on a mail by its links, with the whole daemon behind them."""

import re
import socket
from typing import Any

import aiohttp
import pytest

from tests.fakes.feedserver import rss
from tests.fakes.smtpsink import Mail
from tests.fakes.wait import wait_until
from tests.scenarios.newsroom import STRIKE_EN, Newsroom, entry
from watcher.alerts.verdicts import Verdict
from watcher.clock import SystemClock
from watcher.errors import ConfigError
from watcher.runtime.told import policy_of, told

MORE = (
    "Toll of al-Qaim drone strike rises to nine fighters killed",
    """BAGHDAD - The toll of the drone strike on a convoy of the Popular Mobilization Forces near al-Qaim in western Iraq today
rose to nine fighters killed, a security official said.""",
)


def serving(desk: Newsroom) -> dict[str, Any]:
    """Return the settings of a link server on a free port of the loopback; two people read the desk's mail."""
    desk.readers = ("one@example.org", "two@example.org")
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    secret = desk.folder / "links.secret"
    secret.write_text("s" * 40)
    links = {"listen": f"127.0.0.1:{port}", "url": f"http://127.0.0.1:{port}/links", "secrets": [{"file": str(secret)}]}
    return {"links": links, "receivers": ("desk",)}


def found(mail: Mail, action: str) -> str:
    """Return a link of a mail's text part."""
    body = mail.parsed.get_body(("plain",))
    assert body is not None
    link = re.search(rf"http://\S+/links/{action}/\S+", body.get_content())
    assert link is not None
    return link.group()


async def post(url: str, **form: str) -> tuple[int, str]:
    """Send the form of a page."""
    async with aiohttp.ClientSession() as browser, browser.post(url, data=form) as answer:
        return answer.status, await answer.text()


def to(desk: Newsroom, who: str) -> list[Mail]:
    """Return the mails of one reader."""
    return [mail for mail in desk.mail.mails if mail.recipients == (who,)]


async def test_one_readers_silence_is_not_the_others(desk: Newsroom) -> None:
    """Who silences an event gets no more of it, the other reader does, and `explain` says why; an undisturbed ledger."""
    desk.feeds.feed("/wire", rss([entry(STRIKE_EN, "g1")]))
    settings = serving(desk)
    async with desk.watching(["/wire"], **settings) as app:
        await wait_until(lambda: len(desk.mail.mails) == 2, description="two mails")
        (mail,) = to(desk, "one@example.org")
        status, page = await post(found(mail, "event"), do="event", hours="1")
        assert (status, "Silent for \u2068one@example.org\u2069 until" in page) == (200, True)
        desk.feeds.feed("/wire", rss([entry(MORE, "g2"), entry(STRIKE_EN, "g1")]))
        await wait_until(lambda: len(to(desk, "two@example.org")) == 2, description="the rise, for the other reader")
        assert app.store is not None
        (rise, *_) = (await app.store.alerts.latest(1)).alerts
        known = await told(app.service.configuration, app.store, rise.id)
        decided = [(one.recipient, one.verdict) for one in known.decisions]
        assert decided == [(None, Verdict.SENT), ("one@example.org", Verdict.SILENCED)]
        assert [record.recipient for record in known.deliveries] == ["two@example.org"]
    assert len(to(desk, "one@example.org")) == 1


async def test_an_acknowledgement_by_link_is_made_once(desk: Newsroom) -> None:
    """The event is in the reader's hand; the same link again leaves the first acknowledgement as it is; GET made none."""
    desk.feeds.feed("/wire", rss([entry(STRIKE_EN, "g1")]))
    async with desk.watching(["/wire"], **serving(desk)) as app:
        await wait_until(lambda: len(desk.mail.mails) == 2, description="two mails")
        links = {who: found(to(desk, who)[0], "ack") for who in ("one@example.org", "two@example.org")}
        assert app.store is not None
        policy = policy_of(app.service.configuration, app.store)
        (alert, *_) = (await app.store.alerts.latest(1)).alerts
        async with aiohttp.ClientSession() as scanner:
            for link in links.values():
                async with scanner.get(link) as answer:
                    assert answer.status == 200
        assert await policy.acknowledged(alert.event) is None
        for link in (*links.values(), links["one@example.org"]):
            assert (await post(link, do="ack"))[0] == 200
        acknowledged = await policy.acknowledged(alert.event)
        assert acknowledged is not None
        assert acknowledged.by == "one@example.org"


async def test_unsubscribing_by_one_click_ends_when_its_silence_does(desk: Newsroom) -> None:
    """The header's URL takes a mail program's POST; an operator sees the silence, ends it, and the same POST brings none back."""
    desk.feeds.feed("/wire", rss([entry(STRIKE_EN, "g1")]))
    async with desk.watching(["/wire"], **serving(desk)) as app:
        await wait_until(lambda: len(desk.mail.mails) == 2, description="two mails")
        (mail,) = to(desk, "one@example.org")
        url = mail.parsed["List-Unsubscribe"].strip("<>")
        one_click = {"List-Unsubscribe": "One-Click"}
        assert (await post(url, **one_click))[0] == 200
        assert app.store is not None
        policy = policy_of(app.service.configuration, app.store)
        (silence,) = await policy.silences()
        assert (silence.recipients, silence.by) == (("one@example.org",), "one@example.org")
        await policy.expire(silence.id)
        assert (await post(url, **one_click))[0] == 200
        (ended,) = await policy.silences()
        assert ended.ends <= SystemClock().now()


async def test_a_port_that_is_taken_is_told_in_one_line(desk: Newsroom) -> None:
    """A daemon that cannot serve its links does not start, and says where and what to do."""
    settings = serving(desk)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings["links"]["listen"] = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigError, match="links: cannot listen on"):
            async with desk.watching(["/wire"], **settings):
                pass
