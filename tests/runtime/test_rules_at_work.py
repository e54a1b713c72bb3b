"""Rules that look at words, at several articles, or at several sources, through the real pipeline and a real Redis."""

from datetime import timedelta
from typing import Any

import pytest

from tests.runtime.room import Room
from watcher.alerts.model import Alert
from watcher.alerts.verdicts import Verdict
from watcher.claims.model import Kind
from watcher.events.model import Reason
from watcher.runtime.pipeline import Fate
from watcher.store.store import Store

RECORD = (
    "Basra oil exports reach a record in October",
    """BASRA - Basra oil exports reached 3.4 million barrels a day in October, the state marketer said on Sunday, helped by
new pumps at the southern terminals.""",
)
HEAD = (
    "Ministry appoints a new head of Basra Oil Company",
    """The oil ministry named engineer Karim Hassan as director of Basra Oil company on Sunday, replacing a director who
retires after thirty years in the south.""",
)
WAGES = (
    "Contractors close a gate over unpaid wages",
    """Hundreds of Basra oil contractors closed a gate of the Rumaila field on Sunday and said they would stay until their
wages of three months were paid.""",
)
STRIKE = (
    "Drone strike hits convoy near al-Qaim, four fighters killed",
    """BAGHDAD - A drone struck a convoy of the Popular Mobilization Forces near al-Qaim in western Iraq early today, killing
four fighters, a security official said.""",
)
AGAIN = (
    "Four killed as drone hits fighters in al-Qaim",
    """Four members of the Popular Mobilization Forces died when a drone struck their convoy in al-Qaim this morning,
residents and a medical source in western Iraq told us.""",
)
RISEN = (
    "Toll of al-Qaim drone strike rises to six killed",
    """BAGHDAD - The toll of the drone strike on a convoy of the Popular Mobilization Forces near al-Qaim in western Iraq
today rose to six killed, a security official said.""",
)
OIL = '  - {id: oil, when: {text: "basra oil"}}\n'
STRIKES = "  - {{id: strike, when: {{claim: strike, status: actual, place: iraq}}, {}}}\n"


async def test_a_rule_of_words_is_told_and_its_reprints_join(store: Store) -> None:
    """Two pieces of news with the words are two alerts, in words of their own; another outlet's reprint joins in silence."""
    room = Room(store, OIL)
    assert await room.read("a", RECORD) is Fate.ALERTED
    assert await room.read("b", HEAD, "Gazette") is Fate.ALERTED
    assert await room.read("c", RECORD, "Evening Post") is Fate.JOINED
    alerts = await room.told()
    assert [(alert.kind, alert.rules, alert.worded("en").headline) for alert in alerts] == [
        (Kind.MENTION, ("mine/oil",), f"Mention: {RECORD[0]}"),
        (Kind.MENTION, ("mine/oil",), f"Mention: {HEAD[0]}"),
    ]
    assert "Basra oil" in alerts[0].evidence[0].text


async def test_a_mention_never_joins_an_act(store: Store) -> None:
    """A strike is told as one, whatever words stand in it, and what only has the words is told beside it."""
    room = Room(store, '  - {id: words, when: {text: "al-Qaim"}}\n' + STRIKES.format("severity: warning"))
    await room.read("strike", STRIKE)
    await room.read("market", ("Market of al-Qaim opens", "Traders of al-Qaim opened a new market hall for fruit on Sunday."))
    assert [alert.kind for alert in await room.told()] == [Kind.STRIKE, Kind.MENTION]


async def test_a_frequency_counts_each_article_once_on_its_own_time(store: Store) -> None:
    """The third within the hour is told with the reason; an old one does not count, nor the same one read again."""
    room = Room(store, '  - {id: many, when: {text: "basra oil"}, frequency: {count: 3, within: 1h}}\n')
    assert await room.read("old", ("Prices of Basra oil", "Basra oil fell by 40 cents."), ago=300) is Fate.NO_MATCH
    assert await room.read("a", RECORD, ago=20) is Fate.NO_MATCH
    assert await room.read("b", HEAD, ago=10) is Fate.NO_MATCH
    assert await room.read("b", HEAD, ago=10) is Fate.KNOWN
    assert await room.told() == []
    assert await room.read("c", WAGES) is Fate.ALERTED
    [alert] = await room.told()
    assert (alert.rules, dict(alert.labels)["crossing"]) == (("mine/many",), "3 articles within 1h")


async def test_a_frequency_is_told_where_its_article_joins_a_known_event(store: Store) -> None:
    """The second report of a strike would join in silence; it is told since a rule over two articles waited for it."""
    rules = STRIKES.format("severity: warning")
    rules += "  - {id: many, when: {claim: strike, place: iraq}, frequency: {count: 2, within: 1h}}\n"
    room = Room(store, rules)
    await room.read("a", STRIKE)
    await room.read("b", AGAIN, "Gazette")
    alerts = await room.told()
    assert [(alert.reason, alert.revision) for alert in alerts] == [(Reason.FIRST_REPORT, 1), (Reason.PATTERN, 2)]
    assert alerts[1].rules == ("mine/strike", "mine/many")


async def test_an_article_that_could_not_be_committed_is_counted_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is away at the commit: the article comes again, raises what it raised, and counts no second time."""
    room = Room(store, '  - {id: many, when: {text: "basra oil"}, frequency: {count: 2, within: 1h}}\n')
    await room.read("a", RECORD)

    async def away(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(type(room.pipeline.outbox), "commit", away)
        with pytest.raises(ConnectionError):
            await room.read("b", HEAD)
    assert await room.read("b", HEAD) is Fate.ALERTED
    assert await room.read("c", WAGES) is Fate.NO_MATCH


async def test_counts_outlive_a_restart(store: Store) -> None:
    """What one process counted and kept, the next goes on from; one that kept nothing begins anew."""
    rules = '  - {id: many, when: {text: "basra oil"}, frequency: {count: 2, within: 1h}}\n'
    first = Room(store, rules)
    await first.read("a", RECORD)
    await first.crossing.save(store)
    forgetful, second = Room(store, rules), Room(store, rules)
    assert await forgetful.read("b", HEAD) is Fate.NO_MATCH
    await second.crossing.restore(store)
    assert await second.read("c", WAGES) is Fate.ALERTED


async def _held(room: Room, alert: Alert) -> list[tuple[str | None, Verdict, str]]:
    return [(one.receiver, one.verdict, one.why) for one in await room.policy.decisions(alert.id)]


async def test_a_rule_that_waits_for_sources_is_told_when_they_report(store: Store) -> None:
    """One source is not told and says so; the second lets it go at once, in one message that counts the sources."""
    room = Room(store, STRIKES.format("min_sources: 2, or_after: 10m"))
    assert await room.read("a", STRIKE) is Fate.ALERTED
    assert await room.told() == []
    [first] = (await store.alerts.latest()).alerts
    assert await _held(room, first) == [("desk", Verdict.UNCONFIRMED, "1 of 2 independent sources")]
    room.clock.advance(timedelta(minutes=2))
    await room.read("reprint", STRIKE, "Evening Post")
    assert await room.told() == []
    await room.read("b", AGAIN, "Gazette")
    [told] = await room.told()
    assert (told.event, told.independent, "2 independent sources" in told.summary) == (first.event, 2, True)
    room.clock.advance(timedelta(minutes=20))
    assert await room.told() == []


@pytest.mark.parametrize(("patience", "alerts"), [("min_sources: 2, or_after: 10m", 1), ("min_sources: 2", 0)])
async def test_without_sources_it_is_told_when_the_time_is_over(store: Store, patience: str, alerts: int) -> None:
    """After ten minutes it goes anyway; without a time it waits for sources alone, and is not told without them."""
    room = Room(store, STRIKES.format(patience))
    await room.read("a", STRIKE)
    room.clock.advance(timedelta(minutes=9))
    assert await room.told() == []
    room.clock.advance(timedelta(minutes=2))
    assert len(await room.told()) == alerts
    room.clock.advance(timedelta(days=6))
    assert await room.told() == []


async def test_news_of_an_event_that_waits_waits_with_it(store: Store) -> None:
    """A higher toll of the same source waits too; both are told in the one message that a second source brings."""
    room = Room(store, STRIKES.format("min_sources: 2, or_after: 30m"))
    await room.read("a", STRIKE)
    room.clock.advance(timedelta(minutes=5))
    assert await room.read("more", RISEN) is Fate.ALERTED
    assert await room.told() == []
    room.clock.advance(timedelta(minutes=5))
    await room.read("b", AGAIN, "Gazette")
    assert len(await room.told()) == 1
    room.clock.advance(timedelta(hours=1))
    assert await room.told() == []


async def test_one_rule_that_does_not_wait_is_enough(store: Store) -> None:
    """Where another rule tells at once, the alert is told at once."""
    room = Room(store, STRIKES.format("min_sources: 2, or_after: 10m") + '  - {id: now, when: {text: "al-Qaim"}}\n')
    await room.read("a", STRIKE)
    assert len(await room.told()) == 1
