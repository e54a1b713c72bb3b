"""From a raw entry to an article: text, dates, language."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.articles import jsonl
from watcher.articles.entry import LONGEST_TEXT, from_entry
from watcher.articles.model import FeedIdentity
from watcher.errors import ConfigError
from watcher.sources.model import RawEntry

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEED = FeedIdentity(id="wire", source="Wire", language="en-GB")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, None),
        (NOW - timedelta(hours=2), NOW - timedelta(hours=2)),
        (datetime(2026, 3, 2, 14, tzinfo=timezone(timedelta(hours=3))), NOW - timedelta(hours=1)),
        (NOW + timedelta(hours=3), NOW),
        (NOW + timedelta(days=40), None),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        (datetime(2026, 3, 2, 11), None),  # noqa: DTZ001  # the point: a time without a zone is unknown
    ],
)
def test_a_date_is_true_or_unknown(told: datetime | None, expected: datetime | None) -> None:
    """An unparsable, absurd or far future date is unknown, never now; a near future one is a wrong zone."""
    assert from_entry(RawEntry(title="x", published=told), FEED, NOW).published == expected


@pytest.mark.parametrize("more", [0, 1])
def test_a_text_that_is_cut_says_so(more: int) -> None:
    """Whoever has to answer for acting on a text knows that it went on; the evidence has the article's fields."""
    article = from_entry(RawEntry(title="x", content="a" * (LONGEST_TEXT + more)), FEED, NOW)
    assert len(article.text) == LONGEST_TEXT
    assert json.loads(article.model_dump_json())["cut"] is (more > 0)


def test_the_fuller_of_content_and_summary_is_the_text() -> None:
    """HTML becomes text, and a title repeated on top is not text."""
    raw = RawEntry(
        title="A &amp; B", summary="<p>Short</p>", content="<h1>A &amp; B</h1><p>Much <b>longer</b> text.</p><script>x()</script>"
    )
    article = from_entry(raw, FEED, NOW)
    assert (article.title, article.text) == ("A & B", "Much longer text.")
    assert article.whole == "A & B\nMuch longer text."


def test_the_text_tells_its_language_before_the_feed_does() -> None:
    """An Arabic text in a feed declared English is Arabic; a text that tells nothing is as the feed says."""
    assert from_entry(RawEntry(title="قصف على قرية في الشمال"), FEED, NOW).language == "ar"
    assert from_entry(RawEntry(title="12:30"), FEED, NOW).language == "en"


@given(st.builds(RawEntry, *[st.none() | st.text(max_size=60)] * 5))
def test_any_entry_becomes_an_article(raw: RawEntry) -> None:
    """Untrusted strings raise nothing."""
    article = from_entry(raw, FEED, NOW)
    assert article.id
    assert article.keys


def test_a_line_becomes_an_article_and_back() -> None:
    """The analyze contract with source, guid, url and arrived is read; offsets stay since title and text are untouched."""
    line = {
        "id": "x1",
        "title": " A",
        "text": "B ",
        "lang": "ar",
        "source": "Wire",
        "arrived": "2026-03-02T10:00:00Z",
        "label": 1,
    }
    (article,) = jsonl.read([json.dumps(line), "", "  "], "in.jsonl", NOW)
    assert (article.id, article.whole, article.language) == ("x1", " A\nB ", "ar")
    assert article.first_seen == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert list(jsonl.read([jsonl.dump(article)], "out.jsonl", NOW)) == [article]


@pytest.mark.parametrize("bad", ["{", "[]", '{"text": "x"}', '{"id": "x", "published": "yesterday"}', "[" * 100_000])
def test_a_bad_line_is_named(bad: str) -> None:
    """File and line of what cannot be read are told."""
    with pytest.raises(ConfigError, match=r"in\.jsonl:2"):
        list(jsonl.read(['{"id": "a", "text": "b"}', bad], "in.jsonl", NOW))
