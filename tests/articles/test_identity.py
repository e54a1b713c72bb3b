"""Same article or not: the cases that make feed readers repeat or swallow articles."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from watcher.articles.entry import from_entry, from_feed
from watcher.articles.identity import Sameness, content_hash, judge, without_guid
from watcher.articles.model import Article, FeedIdentity, GuidPolicy
from watcher.sources.model import RawEntry

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEED = FeedIdentity(id="wire", source="Wire", url="https://wire.example/feed.xml")
TITLE = "Shells fall on a village market in the north"
BODY = "Four people were hurt when shells fell on the market of a village in the north on Monday, the mayor told the Wire."


def entry(
    guid: str | None = "g1",
    link: str | None = "https://wire.example/1",
    title: str = TITLE,
    body: str = BODY,
    published: datetime | None = NOW - timedelta(hours=1),
) -> RawEntry:
    """Return one entry, as the first version of the article unless told otherwise."""
    return RawEntry(guid=guid, link=link, title=title, summary=body, published=published)


def article(raw: RawEntry) -> Article:
    """Return the article of one entry."""
    return from_entry(raw, FEED, NOW)


FIRST = article(entry())
SHORT = article(entry(title="Market shelled", body="Four hurt."))


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        (entry(), Sameness.SAME),
        (entry(guid="g2"), Sameness.SAME),
        (entry(guid="g2", link="https://wire.example/1?utm_source=rss"), Sameness.SAME),
        (entry(guid="g2", link="https://mirror.example/x/1"), Sameness.SAME),
        (entry(published=NOW), Sameness.SAME),
        (entry(published=NOW + timedelta(days=9)), Sameness.SAME),
        (entry(body=f"<p>{BODY}</p>\n"), Sameness.SAME),
        (entry(title="Shells hit village market, five hurt", body=BODY.replace("Four", "Five")), Sameness.EDITED),
        (entry(guid="g2", title="Shells hit village market, five hurt"), Sameness.EDITED),
        (entry(guid="g2", link="https://wire.example/9", body=BODY.replace("Four", "Five")), Sameness.EDITED),
        (entry(guid=None, link=None), Sameness.SAME),
        (entry(link="https://wire.example/2", title="Bus falls into a river", body="Nobody was hurt."), Sameness.GUID_COLLISION),
        (
            entry(guid="g2", link="https://wire.example/2", title="Bus falls into a river", body="Nobody was hurt."),
            Sameness.OTHER,
        ),
        (entry(guid="g2", link="https://wire.example/2", title="Market shelled", body="Other."), Sameness.OTHER),
    ],
)
def test_what_an_article_is_to_one_that_was_seen(again: RawEntry, expected: Sameness) -> None:
    """A changed guid, URL, title, text or date is the same article; a repeated guid is not."""
    assert judge(article(again), set(FIRST.keys)) is expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Shells hit a market", "SHELLS  hit\na market!", True),
        ("Shells “hit” a market – again…", 'Shells "hit" a market - again', True),
        ("ﬁve hurt in Sinjar", "five hurt in Sinjar", True),
        ("قُصِفَت قرية، أمس", "قصفت قرية أمس", True),
        ("Five hurt in Sinjar", "Six hurt in Sinjar", False),
        ("جرح 5 في سنجار", "جرح 6 في سنجار", False),
    ],
)
def test_what_counts_as_other_words(one: str, other: str, *, same: bool) -> None:
    """Case, blanks, punctuation, vowel marks and the form of letters make no other article; a number does."""
    assert (content_hash("", one) == content_hash("", other)) is same
    assert (content_hash(one, "") == content_hash(other, "")) is same


def test_short_words_alone_make_nothing_the_same() -> None:
    """Two alarms with the same few words are two articles where guid and URL differ."""
    again = article(entry(guid="g2", link="https://wire.example/2", title="Market shelled", body="Four hurt."))
    assert judge(again, set(SHORT.keys)) is Sameness.OTHER


def test_the_same_text_of_another_outlet_is_another_article() -> None:
    """A reprint is a report of its own: it counts, if only as a reprint."""
    reprint = from_entry(entry(guid="x", link="https://voice.example/1"), FeedIdentity(id="voice", source="Voice"), NOW)
    assert judge(reprint, set(FIRST.keys)) is Sameness.OTHER


def test_an_article_under_a_taken_guid_gets_an_id_of_its_own() -> None:
    """A collision keeps both apart, and the second is found again by its other keys."""
    other = article(entry(link="https://wire.example/2", title="Bus falls into a river", body="Nobody was hurt."))
    apart = without_guid(other)
    assert apart.id != FIRST.id
    assert judge(apart, set(FIRST.keys)) is Sameness.OTHER
    assert judge(without_guid(other), set(apart.keys)) is Sameness.SAME


def test_a_bare_entry_is_known_again() -> None:
    """Without guid, link and telling title the few words are the identity."""
    bare = article(RawEntry(title="Siren"))
    assert judge(article(RawEntry(title="Siren")), set(bare.keys)) is Sameness.SAME
    assert judge(without_guid(article(RawEntry(guid="g", title="Siren"))), set(without_guid(bare).keys)) is Sameness.SAME


def test_ids_do_not_depend_on_the_process() -> None:
    """The id is a digest, so every process and every restart gives the same."""
    assert FIRST.id == article(entry(title="Edited title of the same guid", body="Other")).id
    assert FIRST.id == "a68cf34be503c0250"


def test_a_repeated_guid_swallows_nothing_and_is_told() -> None:
    """Two articles under one guid in one document are both kept, and the guid is named."""
    many = [
        entry(guid=f"g{n}", link=f"https://wire.example/{n}", title=f"Report number {n} of the day so far") for n in range(60)
    ]
    batch = from_feed(
        [*many, entry(guid="g7", link="https://wire.example/other", title="Another story of the same day")], FEED, NOW
    )
    assert batch.policy is GuidPolicy.GUID
    assert batch.collisions == ("g7",)
    assert len({one.id for one in batch.articles}) == 61


@pytest.mark.parametrize(
    ("entries", "policy"),
    [
        ([entry(guid=f"g{n}", title=f"Story {n}") for n in range(10)], GuidPolicy.GUID),
        ([entry(guid="same", link=f"https://wire.example/{n}", title=f"Story {n}") for n in range(10)], GuidPolicy.LINK),
        (
            [
                entry(guid=None, link="https://wire.example/live", title=f"S {n}", published=NOW - timedelta(hours=n))
                for n in range(9)
            ],
            GuidPolicy.LINK_DATE,
        ),
        ([entry(guid=None, link="https://wire.example/live", title=f"Story {n}") for n in range(9)], GuidPolicy.LINK_DATE_TITLE),
        ([entry(guid=None, link=None, title=f"Story {n}", body=f"{n} {BODY}") for n in range(9)], GuidPolicy.CONTENT),
        ([entry()] * 2, GuidPolicy.GUID),
        ([], GuidPolicy.GUID),
    ],
)
def test_a_feed_is_trusted_as_far_as_it_deserves(entries: list[RawEntry], policy: GuidPolicy) -> None:
    """Bad guids, then bad links, and so on, degrade the feed's policy by themselves; every article stays."""
    batch = from_feed(entries, FEED, NOW)
    assert batch.policy is policy
    assert len({one.id for one in batch.articles}) == len({(raw.title, raw.guid) for raw in entries})


def test_a_policy_of_the_configuration_is_kept() -> None:
    """An override is not second-guessed."""
    feed = replace(FEED, guid_policy=GuidPolicy.LINK)
    batch = from_feed([entry(), entry(guid="g2")], feed, NOW)
    assert batch.policy is GuidPolicy.LINK
    assert len({one.id for one in batch.articles}) == 1
