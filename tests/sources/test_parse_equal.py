"""The fast path says what feedparser says, or says nothing.

The reference is feedparser on the same decoded text, with ``sanitize_html`` and ``resolve_relative_uris`` off (both change
markup inside texts, which nothing here trusts or keeps), read by ``reference.parse``. Decided there, for both paths:
a date before 1990 or after 2099 is unknown; blank fields are absent; a repeated tag or author counts once; ``content`` is the
first that is not empty; an entry's language is its own, else its title's, else the feed's.
"""

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from watcher.errors import SourceError
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.parse import DoubtError, parse, quickly, thoroughly, to_utf8

FEEDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"
URL = "https://news.example/feeds/main.xml"


def compare(body: bytes) -> bool:
    """Compare both paths field by field; False where the fast path had doubts, or there is no feed."""
    decoded = to_utf8(body, None)
    if decoded.text[:1] != b"<":
        return False
    try:
        fast = quickly(decoded, URL)
    except (DoubtError, SourceError):
        return False
    if fast.entries and fast.entries[0].link is None and b"emergency:cap" in decoded.text[:2048]:
        return False
    equal(fast, thoroughly(decoded, URL))
    return True


def equal(fast: ParsedFeed, reference: ParsedFeed) -> None:
    """Fail with the field that differs."""
    assert len(fast.entries) == len(reference.entries)
    for number, (ours, theirs) in enumerate(zip(fast.entries, reference.entries, strict=True)):
        for field in fields(RawEntry):
            assert getattr(ours, field.name) == getattr(theirs, field.name), f"entry {number}: {field.name}"
    for name in ("title", "link", "language", "ttl", "hub", "self_url"):
        assert getattr(fast, name) == getattr(reference, name), name


@pytest.mark.skipif(not FEEDS.is_dir(), reason="the real feed files are not beside this project")
def test_real_feeds_are_read_as_feedparser_reads_them() -> None:
    """On every real file, each field of each entry is equal where the fast path answers; it answers for most clean ones."""
    files = [file for file in sorted(FEEDS.iterdir()) if file.name != "MANIFEST.tsv"]
    answered = sum(compare(file.read_bytes()) for file in files)
    assert len(files) == 316
    assert answered >= 130


@pytest.mark.skipif(not FEEDS.is_dir(), reason="the real feed files are not beside this project")
def test_every_real_file_parses_or_says_why_not() -> None:
    """No file, however broken, raises anything but SourceError; nine of ten that are feeds have entries or a head."""
    read = 0
    for file in sorted(FEEDS.iterdir()):
        if file.name == "MANIFEST.tsv":
            continue
        try:
            parse(file.read_bytes(), content_type=None, url=URL)
            read += 1
        except SourceError:
            continue
    assert read >= 275


texts = st.text(st.sampled_from("ab <&é\u00a0غارة“”;1/:.-\n\t@"), max_size=12)
urls = st.sampled_from(
    [
        "https://a.example/1",
        "http://b.example/x?y=1&z=2#f",
        "/relative",
        "x",
        "urn:uuid:1",
        "tag:a,2026:1",
        "",
        "https:///odd//x",
        "mailto:a",
    ]
)
dates = st.sampled_from(
    ["Fri, 20 Nov 2026 10:00:00 +0300", "20 Nov 2026 10:00 GMT", "2026-11-20T10:00:00Z", "2026-11-20T10:00:00.5+03:00", "",
     "2026-11-20", "Fri, 31 Feb 2026 10:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "9999-12-31T23:59:59Z", "soon",
     "2026-11-20T23:59:60Z"]
)  # fmt: skip


def element(name: str, text: str, attributes: str = "") -> str:
    """Return an element with escaped text."""
    return f"<{name}{attributes}>{escape(text)}</{name}>"


PARTS = st.one_of(
    st.builds(element, st.sampled_from(["title", "dc:title", "media:title"]), texts),
    st.builds(element, st.sampled_from(["description", "content:encoded", "itunes:summary", "summary", "dc:description"]), texts),
    st.builds(element, st.just("link"), urls),
    st.builds(lambda u, rel: f'<atom:link href="{escape(u)}" rel="{rel}"/>', urls, st.sampled_from(["alternate", "self", "via"])),
    st.builds(element, st.just("guid"), urls, st.sampled_from(["", ' isPermaLink="false"', ' isPermaLink="true"'])),
    st.builds(element, st.sampled_from(["pubDate", "dc:date", "dcterms:issued", "atom:updated"]), dates),
    st.builds(element, st.sampled_from(["dc:creator", "author", "itunes:author"]), texts),
    st.builds(element, st.sampled_from(["category", "dc:subject", "media:keywords"]), texts),
    st.builds(element, st.just("category"), texts, st.sampled_from(["", ' domain="d"', ' term="t"', ' label="l"'])),
    st.builds(element, st.sampled_from(["dc:language", "language", "comments", "unknown:thing", "slash:comments"]), texts),
    st.builds(lambda t: f"<source url='https://s.example/'>{escape(t)}</source>", texts),
    st.builds(lambda t: f"<media:group><media:content url='u'>{element('media:title', t)}</media:content></media:group>", texts),
    st.builds(lambda t: f"<title>a<b>{escape(t)}</b></title>", texts),
    st.just('<enclosure url="https://a.example/a.mp3" type="audio/mpeg"/>'),
)  # fmt: skip
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:unknown="https://unknown.example/"'
)


@given(st.lists(PARTS, max_size=5), st.lists(st.lists(PARTS, max_size=8), max_size=3))
@settings(max_examples=150, deadline=None)
@example(
    head=[], items=[["<description>a</description>", "<description>b</description>", "<content:encoded>c</content:encoded>"]]
)
@example(head=[], items=[["<guid>https://a.example/1</guid>", "<title></title>", "<dc:title>late</dc:title>"]])
def test_made_up_feeds_are_read_as_feedparser_reads_them(head: list[str], items: list[list[str]]) -> None:
    """Any order and repetition of the elements that feeds use gives equal entries, or a doubt."""
    channel = "".join(head) + "".join(f"<item>{''.join(parts)}</item>" for parts in items)
    compare(f'<rss version="2.0" {NAMESPACES}><channel>{channel}</channel></rss>'.encode())


SPOKEN = st.sampled_from(["", ' type="html"', ' xml:lang="ar"'])
RELATIONS = st.sampled_from(["alternate", "self", "enclosure", "hub"])
ATOM = st.one_of(
    st.builds(element, st.sampled_from(["title", "summary", "content"]), texts, SPOKEN),
    st.builds(element, st.just("id"), urls),
    st.builds(element, st.sampled_from(["published", "updated", "issued", "modified"]), dates),
    st.builds(lambda u, rel: f'<link href="{escape(u)}" rel="{rel}"/>', urls, RELATIONS),
    st.builds(lambda t: f"<author><name>{escape(t)}</name><uri>https://a.example/</uri></author>", texts),
    st.builds(lambda t: f'<category term="{escape(t, {chr(34): ""})}"/>', texts),
    st.builds(lambda t: f"<source><title>{escape(t)}</title><id>x</id></source>", texts),
    st.builds(lambda t: f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{escape(t)}</div></content>', texts),
)  # fmt: skip


@given(st.lists(ATOM, max_size=5), st.lists(st.lists(ATOM, max_size=8), max_size=3), st.sampled_from(["", ' xml:lang="en_US"']))
@settings(max_examples=150, deadline=None)
def test_made_up_atom_is_read_as_feedparser_reads_it(head: list[str], entries: list[list[str]], attributes: str) -> None:
    """The same for Atom, languages and hubs included."""
    feed = "".join(head) + "".join(f"<entry>{''.join(parts)}</entry>" for parts in entries)
    compare(f'<feed xmlns="http://www.w3.org/2005/Atom"{attributes}>{feed}</feed>'.encode())


def test_the_fast_path_answers_for_ordinary_news() -> None:
    """An ordinary agency feed is read without feedparser, every field of it."""
    body = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {NAMESPACES}><channel><title>وكالة</title>'
        "<language>ar</language><ttl>5</ttl><item><title>غارة على القائم</title><link>https://a.example/1</link><guid>https://a.example/1</guid>"
        "<pubDate>Fri, 20 Nov 2026 10:00:00 +0300</pubDate><description>&lt;p&gt;قتيلان&lt;/p&gt;</description>"
        "<dc:creator>مراسل</dc:creator><category>أمن</category></item></channel></rss>"
    ).encode()
    assert compare(body)
    feed = quickly(to_utf8(body, None), URL)
    assert (feed.ttl, feed.language) == (300.0, "ar")
    assert feed.entries == (
        RawEntry(
            guid="https://a.example/1",
            link="https://a.example/1",
            title="غارة على القائم",
            summary="<p>قتيلان</p>",
            published=datetime(2026, 11, 20, 7, 0, tzinfo=UTC),
            authors=("مراسل",),
            tags=("أمن",),
            language="ar",
        ),
    )
