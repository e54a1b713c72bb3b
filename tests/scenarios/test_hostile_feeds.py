"""Feeds that mean harm, all the way from their server to the mail, the webhook and the log (reliability: F21-F32, F38, F39)."""

import io
import json
import random
from datetime import UTC, datetime
from email.message import EmailMessage

import structlog

from tests.fakes.feedserver import item, rss
from tests.fakes.wait import wait_until
from tests.scenarios.newsroom import STRIKE_EN, Newsroom, entry
from watcher import log

TITLE, TEXT = STRIKE_EN
PLACES = ("al-Qaim", "Sinjar", "Mosul", "Samarra", "Basra", "Kirkuk")
EVIL = {
    "F21": "<script>alert(1)</script><img src=x onerror=alert(1)> {}",
    "F23": "{}\r\nBcc: eve@example.org",
    "F24": "=?utf-8?q?Strike=0D=0ABcc:_eve@example.org?= {}",
    "F25": f"{{}} \u202egnp.exe\u200d{'e' + chr(0x301) * 10_000}\u2028\u0085",
    "F38": "{}\n2026-11-23 12:00:00 [CRITICAL] forged \x1b[2J\x1b[31m",
    "F39": "{} {{{{7*7}}}} ${{jndi:ldap://x}} %s%n {{0.__class__}}",
}


def strikes(count: int) -> list[tuple[str, str]]:
    """Return strikes at places that no two share."""
    known = [
        (TITLE.replace("al-Qaim", place), TEXT.replace("al-Qaim in western Iraq on the Syrian border", place)) for place in PLACES
    ]
    return known[:count]


async def test_titles_stay_text_in_mail_webhook_and_log(desk: Newsroom) -> None:
    """Every strike is told; no title adds a header, part, markup, log line or escape sequence (F21, F23, F24, F25, F38, F39)."""
    items = [
        {"id": name, "title": evil.format(title), "content_text": text, "date_published": datetime.now(UTC).isoformat()}
        for (name, evil), (title, text) in zip(EVIL.items(), strikes(6), strict=True)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items}
    desk.feeds.feed("/wire", json.dumps(feed), content_type="application/feed+json")
    lines = io.StringIO()
    try:
        async with desk.watching(["/wire"]):
            log.setup(json=True, stream=lines)
            await desk.mail.collector.count(6)
            await desk.hook.collector.count(6)
    finally:
        structlog.reset_defaults()
    assert len(events(desk)) == 6
    for received in desk.mail.mails:
        unharmed(received.parsed)
        assert "eve@example.org" not in received.recipients
    for line in lines.getvalue().splitlines():
        assert not any(ord(char) < 32 for value in json.loads(line).values() if isinstance(value, str) for char in value)


def unharmed(mail: EmailMessage) -> None:
    """Assert that a mail has our headers and parts, and that a stranger's text is text in it."""
    assert "bcc" not in mail
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    for part in (part for part in mail.walk() if not part.is_multipart()):
        text = str(part.get_content())
        assert not any(ord(char) < 32 and char not in "\t\r\n" for char in text)
        assert " 49 " not in text
        if part.get_content_type() == "text/html":
            assert "<script" not in text
            assert "<img src=x" not in text


async def test_links_that_are_none_are_not_passed_on(desk: Newsroom) -> None:
    """The strikes are told without a link, never with one of another scheme (F22)."""
    links = ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", " java\tscript:x")
    items = [entry(news, f"g{number}", link=link) for number, (link, news) in enumerate(zip(links, strikes(5), strict=True))]
    desk.feeds.feed("/wire", rss(items))
    async with desk.watching(["/wire"], receivers=("room",)):
        await desk.hook.collector.count(5)
    told = json.dumps([arrival.data for arrival in desk.hook.collector.arrivals])
    assert not any(scheme in told for scheme in ("script:", "data:", "file:"))


def events(desk: Newsroom) -> set[str]:
    """Return the events that were told."""
    return {arrival.data["event"] for arrival in desk.hook.collector.arrivals}


async def test_guids_that_name_nothing_swallow_no_entry(desk: Newsroom) -> None:
    """Strikes whose guids are all the same, empty, or a megabyte each are an event each, told once (F26, F27, F29)."""
    guids = {"/same": ("same", "same"), "/empty": ("", ""), "/huge": ("g" * 1_000_000 + "1", "g" * 1_000_000 + "2")}
    left = iter(strikes(6))
    for path, two in guids.items():
        desk.feeds.feed(path, rss([entry(next(left), guid) for guid in two]), etag=False)
    async with desk.watching(list(guids), receivers=("room",)) as app:
        await desk.hook.collector.count(6)
        for path in guids:
            desk.feeds.feed(path, desk.feeds.body(path) + b" ", etag=False)
            await app.service.poll(path.strip("/"))
    assert (len(events(desk)), len(desk.hook.requests)) == (6, 6)


async def test_two_feeds_with_the_same_guids_swallow_nothing_of_each_other(desk: Newsroom) -> None:
    """Entry number 1 of one feed is not entry number 1 of another (F30)."""
    first, second = strikes(2)
    desk.feeds.feed("/one", rss([entry(first, "1")]))
    desk.feeds.feed("/two", rss([entry(second, "1")]))
    async with desk.watching(["/one", "/two"], receivers=("room",)):
        await wait_until(lambda: len(events(desk)) == 2, description="both strikes")


async def test_an_entry_edited_a_hundred_times_is_one_event_and_no_storm(desk: Newsroom) -> None:
    """Every edit is read, the alert thread is told of what changed, and an edit that changes no fact is not told (F31)."""
    published = datetime.now(UTC)

    def edition(number: int) -> str:
        return rss([item(TITLE, guid="g1", summary=f"{TEXT} Edition number {number} of this report.", published=published)])

    desk.feeds.feed("/wire", edition(0))
    async with desk.watching(["/wire"], receivers=("room",)) as app:
        await desk.hook.collector.count(1)
        for number in range(1, 100):
            desk.feeds.feed("/wire", edition(number))
            await app.service.poll("wire")
    assert desk.feeds.hits("/wire") >= 100
    assert (len(events(desk)), len(desk.hook.requests)) == (1, 1)


async def test_entries_that_change_places_vanish_and_return_are_told_once(desk: Newsroom) -> None:
    """In any order, and after an absence, an entry that was told is not news again, and no gap is seen (F32)."""
    pick = random.Random(32)
    items = [entry(news, f"g{number}") for number, news in enumerate(strikes(5))]
    desk.feeds.feed("/wire", rss(items), etag=False)
    async with desk.watching(["/wire"], receivers=("room",)) as app:
        await desk.hook.collector.count(5)
        for _ in range(20):
            desk.feeds.feed("/wire", rss(pick.sample(items, pick.randint(1, 5))), etag=False)
            await app.service.poll("wire")
        assert app.store is not None
        stored = json.loads(await app.store.feeds.get("wire") or "{}")
    assert (len(events(desk)), len(desk.hook.requests)) == (5, 5)
    assert stored["gaps"] == 0
