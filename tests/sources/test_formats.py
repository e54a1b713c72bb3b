"""Kinds of document beside RSS and Atom, as sources over HTTP: CAP alerts, Atom feeds of them, news sitemaps; any encoding."""

import codecs
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.fakes.feedserver import FeedServer
from tests.sources.conftest import Reader
from watcher.sources.model import RawEntry
from watcher.sources.state import Health, Outcome

Reading = Callable[..., Reader]

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>KRG-2026-0117</identifier><sender>desk@civil-defence.example</sender><sent>2026-11-20T13:40:00+03:00</sent>
  <status>{status}</status><msgType>Alert</msgType><scope>Public</scope>
  <info><language>en</language><category>Security</category><event>Drone attack</event><urgency>Immediate</urgency>
    <severity>Severe</severity><certainty>Observed</certainty><effective>2026-11-20T13:40:00+03:00</effective>
    <senderName>Civil Defence</senderName><headline>Drones near Erbil airport</headline>
    <description>Two drones were seen north of the runway.</description><instruction>Stay inside.</instruction>
    <web>https://civil-defence.example/117</web><area><areaDesc>Erbil</areaDesc></area></info>
  <info><language>ar</language><event>هجوم بطائرات مسيرة</event><urgency>Immediate</urgency><severity>Severe</severity>
    <certainty>Observed</certainty><headline>طائرات مسيرة قرب مطار أربيل</headline><area><areaDesc>أربيل</areaDesc></area></info>
</alert>"""

ATOM_OF_CAP = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">
  <id>https://alerts.example/</id><title>Alerts</title><updated>2026-11-20T10:50:00Z</updated>
  <entry><id>https://alerts.example/117.cap</id><title>Drones near Erbil airport</title><updated>2026-11-20T10:45:00Z</updated>
    <published>2026-11-20T10:40:00Z</published><link rel="alternate" type="application/cap+xml" href="https://alerts.example/117.cap"/>
    <summary>Two drones were seen north of the runway.</summary><cap:event>Drone attack</cap:event>
    <cap:severity>Severe</cap:severity><cap:areaDesc>Erbil</cap:areaDesc></entry>
</feed>"""

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://wire.example/a?x=1&amp;y=2</loc><lastmod>2026-11-20T11:00:00Z</lastmod>
    <news:news><news:publication><news:name>Wire</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2026-11-20T10:40+00:00</news:publication_date><news:title>Drones near Erbil airport</news:title>
      <news:keywords>Erbil, drones</news:keywords></news:news></url>
  <url><loc>https://wire.example/b</loc><news:news><news:publication><news:name>Wire</news:name><news:language>ar</news:language>
      </news:publication><news:publication_date>2026-11-20</news:publication_date><news:title>خبر</news:title></news:news></url>
</urlset>"""


async def entries(server: FeedServer, reading: Reading, body: str | bytes, content_type: str) -> tuple[RawEntry, ...]:
    """Serve a document, gzip and all, poll it, and return what is fresh."""
    server.feed("/x", body, content_type=content_type, gzip=True)
    reader = reading("/x", on_first_fetch="all")
    poll = await reader.poll()
    assert (poll.outcome, poll.health) == (Outcome.FETCHED, Health.OK), poll.detail
    assert (await reader.poll()).outcome is Outcome.NOT_MODIFIED
    return poll.fresh


async def test_a_cap_alert_is_an_entry_a_language(server: FeedServer, reading: Reading) -> None:
    """Headline, text, area, sender and time of CAP 1.2 arrive; severity and status are tags, so that a rule may ask for them."""
    english, arabic = await entries(server, reading, CAP.format(status="Actual"), "application/cap+xml")
    assert (english.guid, english.link, english.language) == ("KRG-2026-0117#en", "https://civil-defence.example/117", "en")
    assert english.title == "Drones near Erbil airport"
    assert english.summary == "Two drones were seen north of the runway.\n\nStay inside.\n\nErbil"
    assert english.published == datetime(2026, 11, 20, 10, 40, tzinfo=UTC)
    assert {"Actual", "Alert", "Drone attack", "Severe", "Immediate", "Observed"} <= set(english.tags)
    assert (arabic.guid, arabic.title, arabic.summary) == ("KRG-2026-0117#ar", "طائرات مسيرة قرب مطار أربيل", "أربيل")


async def test_an_exercise_in_cap_says_so(server: FeedServer, reading: Reading) -> None:
    """``exclude: [^Exercise$]`` keeps the drills of a civil defence out."""
    server.feed("/x", CAP.format(status="Exercise"))
    poll = await reading("/x", on_first_fetch="all", exclude=[r"(?m)^(Exercise|Test)$"]).poll()
    assert (poll.outcome, poll.fresh) == (Outcome.FETCHED, ())


async def test_an_atom_feed_of_cap_alerts_is_read(server: FeedServer, reading: Reading) -> None:
    """What the feed says of each alert is an entry; the link leads to the alert itself."""
    [one] = await entries(server, reading, ATOM_OF_CAP, "application/atom+xml")
    assert (one.guid, one.link) == ("https://alerts.example/117.cap",) * 2
    assert (one.title, one.summary) == ("Drones near Erbil airport", "Two drones were seen north of the runway.")
    assert one.published == datetime(2026, 11, 20, 10, 40, tzinfo=UTC)


async def test_a_news_sitemap_is_read(server: FeedServer, reading: Reading) -> None:
    """Address, title, language, keywords and date of the publication, a day alone included."""
    first, second = await entries(server, reading, SITEMAP, "application/xml")
    assert (first.link, first.title, first.language) == ("https://wire.example/a?x=1&y=2", "Drones near Erbil airport", "en")
    assert (first.published, first.tags) == (datetime(2026, 11, 20, 10, 40, tzinfo=UTC), ("Erbil", "drones"))
    assert (second.title, second.published) == ("خبر", datetime(2026, 11, 20, tzinfo=UTC))


MAP_NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def sitemap(title: str) -> str:
    """Return a news sitemap of one page."""
    page = f"<loc>https://wire.example/{title}</loc><news:news><news:title>{title}</news:title></news:news>"
    return f"<urlset {MAP_NAMES}><url>{page}</url></urlset>"


def index(server: FeedServer, parts: dict[str, str]) -> str:
    """Return an index of sitemaps by path or address, each changed on a day of November, or at no known time."""
    rows = "".join(
        f"<sitemap><loc>{part if ':' in part else server.url(part)}</loc>"
        + (f"<lastmod>2026-11-{day}</lastmod>" if day else "")
        + "</sitemap>"
        for part, day in parts.items()
    )
    return f"<sitemapindex {MAP_NAMES}>{rows}</sitemapindex>"


async def test_an_index_of_sitemaps_is_followed_to_what_changed_last(server: FeedServer, reading: Reading) -> None:
    """Five parts at most, the latest first; what is unchanged is not sent again; each address is checked like the feed's own."""
    days = {"/old": "01", "/a": "19", "/b": "18", "/x2": "17", "http://10.0.0.1/": "16", "/c": "15", "/undated": ""}
    server.feed("/x", index(server, days), content_type="application/xml")
    server.feed("/x2", index(server, {"/old": "01"}))
    for name in ("old", "a", "b", "c", "undated"):
        server.feed(f"/{name}", sitemap(name))
    reader = reading("/x", on_first_fetch="all", headers={"Authorization": "Bearer x"}, allow_private=["127.0.0.0/8"])
    poll = await reader.poll()
    assert [entry.title for entry in poll.fresh] == ["a", "b", "c"]
    assert (server.hits("/old"), server.hits("/undated")) == (0, 0)
    assert poll.feed is not None
    assert [problem.partition(": ")[0] for problem in poll.feed.problems] == [server.url("/x2"), "http://10.0.0.1/"]
    server.feed("/b", sitemap("b2"))
    assert [entry.title for entry in (await reader.poll()).fresh] == ["b2"]
    asked = [request.headers for request in server.requests if request.path == "/a"]
    assert ["if-none-match" in headers for headers in asked] == [False, True]
    assert all("authorization" in headers for headers in asked)


async def test_an_index_without_a_readable_part_is_broken(server: FeedServer, reading: Reading) -> None:
    """Where no part can be read the feed fails as its parts do; an index that names none is no feed."""
    server.feed("/x", index(server, {"/missing": "01"}))
    poll = await reading("/x").poll()
    told = f"none of its parts can be read; {server.url('/missing')}: HTTP 404: not found"
    assert (poll.health, poll.detail) == (Health.BROKEN, told)
    server.feed("/x", index(server, {}))
    assert "names none" in (await reading("/x").poll()).detail


async def test_parts_elsewhere_get_no_credentials(server: FeedServer, reading: Reading) -> None:
    """A part of another origin is asked for without the feed's own headers."""
    async with FeedServer() as other:
        other.feed("/a", sitemap("a"))
        server.feed("/x", index(server, {other.url("/a"): "01"}))
        poll = await reading("/x", on_first_fetch="all", headers={"Authorization": "Bearer x"}).poll()
    assert [entry.title for entry in poll.fresh] == ["a"]
    assert "authorization" not in other.requests[0].headers


TITLE = "غارة جوية على القائم"


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("cp1256", "windows-1256", None),
        ("cp1256", None, None),
        ("cp1256", "utf-8", "utf-8"),
        ("cp1256", None, "iso-8859-1"),
        ("utf-8-sig", None, "windows-1256"),
        ("utf-16", "utf-16", None),
        ("utf-16-le", None, None),
        ("utf-16-be", "utf-8", "utf-8"),
        ("utf-32", "utf-32", None),
        ("utf-32-be", None, None),
    ],
)
async def test_arabic_arrives_whatever_its_bytes_are_called(
    server: FeedServer, reading: Reading, encoding: str, declared: str | None, header: str | None
) -> None:
    """windows-1256 declared, undeclared and mislabelled, UTF-16 and UTF-32, marks and none: the same over HTTP (F18, F19)."""
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = f"{head}<rss version='2.0'><channel><title>x</title><item><title>{TITLE}</title></item></channel></rss>"
    content_type = f"text/xml; charset={header}" if header else "text/xml"
    [one] = await entries(server, reading, codecs.encode(text, encoding), content_type)
    assert one.title == TITLE
