"""URLs: what may be opened, and what names the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.articles.urls import canonical_url, safe_url

SAME_PAGE = [
    ("https://news.example/a/1", "http://news.example/a/1"),
    ("https://news.example/a/1", "https://NEWS.example:443/a/1"),
    ("https://news.example/a/1", "https://www.news.example/a/1/"),
    ("https://news.example/a/1", "https://m.news.example/a/1#comments"),
    ("https://news.example/a/1", "https://amp.news.example/a/1"),
    ("https://news.example/a/1", "https://news.example/a/1/amp"),
    ("https://news.example/a/1", "https://www.google.com/amp/s/news.example/a/1"),
    ("https://news.example/a/1", "https://news-example.cdn.ampproject.org/c/s/news.example/a/1"),
    ("https://news.example/a/1", "https://user:pass@news.example/a/1"),
    ("https://news.example/a/1", "https://news.example//a/1?utm_source=rss&fbclid=x&at_medium=y"),
    ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2&gclid=z"),
    ("https://news.example/a/index.html", "https://news.example/a/"),
    ("https://خبر.example/a", "https://xn--ngblk.example/a"),
    ("https://news.example/%D8%B9", "https://news.example/ع"),
    ("https://news.example/a.html", "https://news.example/a.amp.html"),
]
OTHER_PAGE = [
    ("https://news.example/a/1", "https://news.example/a/2"),
    ("https://news.example/a?id=1", "https://news.example/a?id=2"),
    ("https://news.example/a", "https://news.example:8080/a"),
    ("https://en.news.example/a", "https://ar.news.example/a"),
    ("https://news.example/a?m=1", "https://news.example/a?m=2"),
    ("https://news.example/A", "https://news.example/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME_PAGE)
def test_one_page_has_one_canonical_url(one: str, other: str) -> None:
    """Whatever does not say which page it is, is taken off."""
    assert canonical_url(one) == canonical_url(other)
    assert canonical_url(one) is not None


@pytest.mark.parametrize(("one", "other"), OTHER_PAGE)
def test_two_pages_stay_two(one: str, other: str) -> None:
    """Nothing that may name the article is taken off: a missed article is worse than one read twice."""
    assert canonical_url(one) != canonical_url(other)


_LABELS = st.from_regex(r"[a-z0-9.-]{1,12}", fullmatch=True)
_PATHS = st.from_regex(r"(/[A-Za-z0-9._~-]{0,8}){0,4}(/index\.html|/amp)?", fullmatch=True)


@given(_LABELS, _PATHS)
def test_a_plain_address_is_what_a_decorated_one_comes_to(host: str, path: str) -> None:
    """What is known to be safe and canonical at a glance is what taking it apart gives."""
    plain = f"https://{host}.example{path}"
    decorated = f"https://user@{host}.example:443{path}?utm_source=rss#top"
    assert canonical_url(plain) == canonical_url(decorated)
    if path:
        assert safe_url(plain) == safe_url(f"https://user@{host}.example:443{path}")


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "file:///etc/passwd", "https://", "http://[::1", "data:text/html,x", "x" * 3000, "//"],
)
def test_only_web_addresses_pass(url: str | None) -> None:
    """What is no http or https URL is none at all."""
    assert safe_url(url) is None
    assert canonical_url(url) is None


def test_a_relative_link_is_resolved_against_the_feed() -> None:
    """Feeds may give relative links."""
    assert safe_url("/a/1", "https://news.example/feed.xml") == "https://news.example/a/1"


def test_credentials_and_control_characters_never_pass() -> None:
    """A URL ends up in mails and logs."""
    assert safe_url("https://user:secret@news.example/a\r\nb") == "https://news.example/ab"


def test_a_home_page_names_no_article() -> None:
    """Feeds whose every link is the home page are not told apart by it."""
    assert canonical_url("https://news.example/?utm_source=rss") is None


@given(st.text(max_size=80))
def test_any_text_is_survived_and_canonical_is_stable(text: str) -> None:
    """Untrusted text raises nothing, and the canonical form of a page is its own."""
    for url in (text, f"https://news.example/{text}", f"http://{text}/a"):
        safe = safe_url(url)
        if safe is not None:
            assert safe.startswith(("http://", "https://"))
            assert safe_url(safe) == safe
            assert canonical_url(safe) == canonical_url(url)
