"""The main job, for real: an article is published, and an alert is in the mailbox and at the webhook, once."""

import asyncio

from standardwebhooks import Webhook

from tests.fakes.wait import wait_until
from tests.fakes.webhooksink import accept_then_reset, answer
from tests.scenarios.newsroom import FOOTBALL, SECRET, STRIKE_AR, STRIKE_EN, Newsroom, entry, feed_of


async def polls(desk: Newsroom, number: int) -> None:
    """Wait until the feed was asked for so often."""
    await wait_until(lambda: desk.feeds.hits("/wire") >= number, description=f"{number} polls")


async def test_a_published_strike_reaches_the_mailbox_and_the_webhook_once(desk: Newsroom) -> None:
    """One article, one mail, one signed webhook, though its feed is polled again and again; football raises nothing."""
    desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, "g1"), entry(FOOTBALL, "g2")), etag=False)
    async with desk.watching(["/wire"]):
        await desk.hook.collector.count(1)
        await desk.mail.collector.count(1)
        await polls(desk, desk.feeds.hits("/wire") + 2)
    (request,) = desk.hook.requests
    (mail,) = desk.mail.mails
    told = Webhook(SECRET).verify(request.body, {name.lower(): value for name, value in request.headers.items()})
    assert told["data"]["rules"] == ["iraq-strikes/strike", "casualties/toll"]
    assert told["data"]["reason"] == "FIRST_REPORT"
    assert {(toll["role"], toll["best"]) for toll in told["data"]["toll"]} == {("killed", 4), ("wounded", 7)}
    assert "al-Qaim" in str(mail.parsed["Subject"])


async def test_one_event_in_two_languages_is_one_thread(desk: Newsroom) -> None:
    """The Arabic report of the strike that was told in English joins it in silence."""
    desk.feeds.feed("/english", feed_of(entry(STRIKE_EN, "e1")))
    async with desk.watching(["/english", "/arabic"]) as app:
        await desk.hook.collector.count(1)
        desk.feeds.feed("/arabic", feed_of(entry(STRIKE_AR, "a1")))
        assert app.store is not None
        store = app.store
        event = desk.hook.collector.arrivals[0].data["event"]

        async def joined() -> bool:
            known = await store.events.get(event)
            return known is not None and len(known.reports) == 2

        await wait_until(joined, description="the Arabic report in the event")
        await asyncio.sleep(0.3)
    assert len(desk.hook.requests) == 1


async def test_an_edited_feed_without_news_tells_nothing(desk: Newsroom) -> None:
    """New guid, new date, tracking parameters: the same article is not told again."""
    link = "https://news.example/qaim"
    desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, "g1", link=link)))
    async with desk.watching(["/wire"]):
        await desk.hook.collector.count(1)
        for number in range(3):
            before = desk.feeds.hits("/wire")
            desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, f"changed-{number}", link=f"{link}?utm_source=rss{number}")))
            await polls(desk, before + 2)
    assert len(desk.hook.requests) == 1


async def test_a_toll_that_rises_is_told_in_the_same_thread(desk: Newsroom) -> None:
    """The later report of more dead is the event's second revision, and says what changed."""
    desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, "g1")))
    async with desk.watching(["/wire"]):
        await desk.hook.collector.count(1)
        risen = (
            "Death toll of al-Qaim drone strike rises to nine",
            """BAGHDAD - The death toll from the drone strike on a convoy of the Popular Mobilization Forces near al-Qaim in
western Iraq rose to nine today, a security official said.""",
        )
        desk.feeds.feed("/wire", feed_of(entry(risen, "g2"), entry(STRIKE_EN, "g1")))
        await desk.hook.collector.count(2)
    first, second = (arrival.data for arrival in desk.hook.collector.arrivals)
    assert (second["event"], second["revision"], second["reason"]) == (first["event"], 2, "TOLL_ROSE")


async def test_a_lost_reply_is_repeated_with_the_same_id_and_bytes(desk: Newsroom) -> None:
    """A receiver that accepted and then reset the connection gets the same message again, to be known by its id."""
    desk.hook.then(accept_then_reset(), answer(503))
    desk.feeds.feed("/wire", feed_of(entry(STRIKE_EN, "g1")))
    async with desk.watching(["/wire"], receivers=("room",)):
        await wait_until(lambda: len(desk.hook.requests) == 3, description="three attempts", within=40)
    assert len({request.body for request in desk.hook.requests}) == 1
    assert len({request.headers["webhook-id"] for request in desk.hook.requests}) == 1


async def test_one_feeds_failure_never_touches_another(desk: Newsroom) -> None:
    """Beside feeds that hang, lie or are gone, the good one is told."""
    desk.feeds.silence("/hangs")
    desk.feeds.gone("/gone")
    desk.feeds.feed("/html", "<html><body>Sign in to the hotel's network</body></html>", content_type="text/html")
    desk.feeds.redirect_loop("/loop")
    desk.feeds.feed("/good", feed_of(entry(STRIKE_EN, "g1")))
    async with desk.watching(["/hangs", "/gone", "/html", "/loop", "/good"]):
        await desk.hook.collector.count(1)
