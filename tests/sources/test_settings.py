"""What a person writes of their feeds, and what they are told of mistakes."""

from pathlib import Path

import pytest

from watcher.errors import ConfigError
from watcher.sources.settings import FeedConfig, FeedsFile, feed_id, load_feeds

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "feeds.yaml"


def test_the_shipped_feeds_are_many_and_complete() -> None:
    """At least forty public feeds in English and Arabic, each with a name, a language and a tier."""
    feeds = load_feeds(SHIPPED).feeds
    assert len(feeds) >= 40
    assert {feed.language for feed in feeds} >= {"en", "ar"}
    assert all(feed.name and feed.language and feed.url.startswith("https://") for feed in feeds)
    assert {1, 2, 3} <= {feed.tier for feed in feeds}
    assert any(feed.belligerent for feed in feeds)


def test_the_shipped_file_names_every_key_of_a_feed() -> None:
    """Whoever edits feeds.yaml finds all that a feed may say in that file itself."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert [key for key in FeedConfig.model_fields if key not in text] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("feeds:\n  - url: https://a.example/\n    language: english\n", r"f\.yaml:3: .*write 'en' for 'english'"),
        ("feeds:\n  - url: https://a.example/\n    teir: 1\n", r"f\.yaml:3: unknown key 'teir'; did you mean 'tier'\?"),
        ("feeds:\n  - url: https://a.example/\n    tier: 9\n", r"f\.yaml:3: feeds\.0\.tier"),
        ("feeds:\n  - name: x\n", r"f\.yaml:2: feeds\.0\.url"),
        ("feeds:\n  - url: http://127.0.0.1:8000/\n", r"f\.yaml:2: .*allow_private"),
        ("feeds:\n  - url: gopher://a.example/\n", r"f\.yaml:2: .*scheme 'gopher'"),
        ("feeds:\n  - {url: https://a.example/, min_interval: 1h, max_interval: 1m}\n", "min_interval is longer"),
        ("feeds:\n  - {url: https://a.example/, min_interval: -5}\n", "time span"),
        ("feeds:\n  - {url: https://a.example/, on_first_fetch: some}\n", "baseline, all"),
        ("feeds:\n  - {url: https://a.example/, on_first_fetch: {last: 0}}\n", "last: a number"),
        ("feeds:\n  - {url: https://a.example/, on_first_fetch: [1]}\n", "baseline, all"),
        ("feeds:\n  - {url: https://a.example/, on_first_fetch: {}}\n", "baseline, all"),
        ("feeds:\n  - {url: https://a.example/, include: ['(']}\n", r"not a pattern \(RE2 syntax\): missing"),
        ("feeds:\n  - {url: https://a.example/, include: Iraq}\n", "a list is needed"),
        ("feeds:\n  - https://a.example/\n", "keys and values are needed"),
        ("feeds:\n  - {url: https://a.example/, interval: 0}\n", "interval"),
        ("feeds:\n  - {url: https://a.example/, tier: yes}\n", "tier"),
        ("feeds:\n  - {url: 'https://a b/'}\n", r"a URL$"),
        ("feeds:\n  - {url: 'folder:'}\n", "nothing follows folder:"),
        ("feeds:\n  - {url: 'stdin:'}\n  - {url: 'stdin:b'}\n", r"f\.yaml:3: .*stands twice"),
        ("feeds:\n  - {url: https://a.example/, dates: Mars/Base}\n", "time zone"),
        ("feeds:\n  - {url: https://a.example/, allow_private: ['0.0.0.0/0']}\n", "wider than"),
        ("feeds:\n  - {url: https://a.example/, headers: {Host: evil.example}}\n", "not yours to set"),
        ("feeds:\n  - {url: https://a.example/, auth: {user: me, password: hunter2}}\n", "does not stand in a configuration"),
        ("feeds:\n  - url: https://a.example/\n  - url: https://a.example/\n", "stands twice"),
        ("defaults: {url: https://a.example/}\n", "belongs to one feed"),
        ("defaults: {tire: 1}\n", "unknown key 'tire'"),
        ("feed: []\n", "unknown key 'feed'; did you mean 'feeds'"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    """A wrong file names the file, the line and how to mend it."""
    file = tmp_path / "f.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=told) as caught:
        load_feeds(file)
    assert "hunter2" not in str(caught.value)


def test_defaults_reach_every_feed_that_does_not_say_otherwise() -> None:
    """``defaults`` is written once and overruled by a feed's own word."""
    file = FeedsFile.model_validate(
        {
            "defaults": {"tier": 3, "max_age": "1h"},
            "feeds": [{"url": "https://a.example/"}, {"url": "https://b.example/", "tier": 1}],
        }
    )
    assert [(feed.tier, feed.max_age) for feed in file.feeds] == [(3, 3600.0), (1, 3600.0)]


def test_ids_are_readable_and_stable() -> None:
    """A feed without an id gets one made of its address."""
    assert feed_id("https://www.kuna.net.kw/rss/rssfeeds.aspx?l=ar") == "kuna.net.kw-rss-rssfeeds.aspx-l-ar"
    assert FeedConfig(url="telegram:some_channel").id == "telegram-some-channel"
