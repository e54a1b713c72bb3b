"""Text of strangers stays text: whatever stands in a feed, the message that goes out has our shape."""

import email
import email.policy
import re
import unicodedata
from datetime import timedelta
from email.message import EmailMessage, Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from tests.fakes.alerts import a_delivery, an_alert, an_article
from watcher.alerts.delivery import Delivery
from watcher.alerts.model import Alert
from watcher.errors import ConfigError
from watcher.events.model import Change, EventPlace
from watcher.notifiers import email_message, formats
from watcher.notifiers.console import block
from watcher.notifiers.email_message import HEADERS, Composer
from watcher.notifiers.links import Links
from watcher.notifiers.message import read
from watcher.notifiers.safe import clean, direction, excerpts, header, link

HOSTILE = (
    "Strike\r\nBcc: eve@example.org",
    "Strike\nBcc: eve@example.org\n\nbody",
    "=?utf-8?q?Strike=0D=0ABcc:_eve@example.org?=",
    "==??utf-8?b?U3RyaWtlDQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?=",
    "=?=?utf-8?q?=0D=0ABcc:_e@x?==?=",
    "Strike\x00\x1b[31m\u202egnp.exe\u2066",
    "Strike\u2028Bcc: eve@example.org\x85X: y\x0bZ: z",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "{{7*7}} ${jndi:ldap://x} %s%n {0.__class__} {% raw %}",
    "x" * 5000,
    "م" * 3000,
    "a\u0301" * 2000,
    "\ud800 lone \udfff surrogates",
    ".\r\n.\r\nMAIL FROM:<eve@example.org>",
    "--=_00000000000000000000000000000000--",
)
TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=300), st.text(alphabet="=?\r\n:utf8qbBcBc <>.-_\x00\u2028", max_size=80)
)
LINKS = Links("https://news.example.org/links", [SecretStr("x" * 32)], timedelta(days=7))
COMPOSER = Composer("desk", sender="watcher <alerts@example.org>", domain="example.org", language="en", links=LINKS)


def hostile(title: str, source: str, text: str, url: str, place: str) -> Alert:
    """Return an alert that has a stranger's text in every field that a feed can reach."""
    article = an_article(title=title, text=text or "x", source=source, url=url)
    where = EventPlace(concept="place:x", name=place, within=("place:x",), precision=1)
    change = Change(what=text[:50], before=title[:50], after=source[:50])
    alert = an_alert(article=article, evidence=article.whole, event={"place": where, "actors": (source,)}, changes=(change,))
    told = alert.sources[0].model_copy(update={"source": source, "title": title, "url": url, "language": title[:5]})
    return alert.model_copy(update={"sources": (told,) * 3})


def carried(alert: Alert) -> Delivery:
    """Return the alert's delivery; a lone surrogate cannot be stored, so that it is none of ours to carry."""
    return a_delivery(alert, recipient="reader@example.org", body=alert.model_dump_json().encode("utf-8", "replace").decode())


def encodable(text: str) -> str:
    """Return ``text`` as the articles stage hands it on: without lone surrogates."""
    return text.encode("utf-8", "replace").decode()


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
def test_mail_has_exactly_our_headers_and_one_body_tree(title: str, source: str, text: str, url: str, place: str) -> None:
    """Any text in any field: our header set, two parts, no line over 998 octets, no bare line ends, the recipient alone."""
    title, source, text, url, place = map(encodable, (title, source, text, url, place))
    raw = COMPOSER.compose(carried(hostile(title, source, text, url, place)), "reader@example.org")
    assert raw == COMPOSER.compose(carried(hostile(title, source, text, url, place)), "reader@example.org")
    for policy in (email.policy.compat32, email.policy.default):
        parsed: Message | EmailMessage = email.message_from_bytes(raw, policy=policy)
        assert sorted(parsed.keys()) == sorted(HEADERS)
        assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]
        assert not parsed.defects
        assert parsed["To"] == "reader@example.org"
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert not any(unicodedata.category(char) == "Cc" for char in parsed["Subject"])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_samples_are_defused_everywhere(text: str) -> None:
    """No script, no control sequence and no foreign link survives in HTML, terminal or JSON."""
    text = encodable(text)
    alert = hostile(text, text, text, text, text)
    delivery = carried(alert)
    raw = COMPOSER.compose(delivery, "reader@example.org")
    html = email.message_from_bytes(raw, policy=email.policy.default).get_payload()[1].get_content()  # type: ignore[union-attr, index]
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert re.findall(r'href="(?!https?://)', html) == []
    shown = block(read(delivery)).plain
    assert not set(shown) & set("\x00\x1b\u202e\u2066\x85\x0b\u2028")
    for style in ("native", "cloudevents", "cap"):
        assert formats.body(delivery, style).content


@given(TEXTS)
def test_headers_hold_one_line_without_encoded_words(text: str) -> None:
    """A header value is one printable line of at most 200 characters that no mailer decodes."""
    value = header(text)
    assert len(value) <= 400
    assert "=?" not in value
    assert not set(value) & {"\r", "\n", "\0", "\u2028", "\x85"}


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", " java\tscript:x", "https://a b", None, "",
     'https://x/"onmouseover=1', "HTTPS:/x", "https://x/" + "a" * 3000],
)  # fmt: skip
def test_only_plain_web_links_are_links(url: str | None) -> None:
    """Everything but http and https is shown as no link at all."""
    assert link(url) is None


@given(st.text(max_size=200), st.integers(0, 200), st.integers(1, 200))
def test_excerpts_quote_the_text(text: str, start: int, length: int) -> None:
    """The marked piece is the evidence, the pieces together are a stretch of the text, and nothing raises."""
    from watcher.claims.model import Span  # noqa: PLC0415 - only this test builds spans by hand

    span = Span(start=start, end=start + length, text=text[start : start + length])
    found = excerpts(text, (span,))
    marked = "".join(piece.text for one in found for piece in one.pieces if piece.marked)
    assert marked == clean(text[start : start + length])


def test_direction_is_that_of_the_letters() -> None:
    """A third of Arabic letters makes a block right to left, a name in it does not."""
    assert direction("غارة على القائم (Reuters)") == "rtl"
    assert direction("Strike on al-Qaim (القائم) kills four, officials say") == "ltr"
    assert direction("1234 ...") == "ltr"


def test_an_interpreter_that_cannot_keep_headers_apart_sends_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the self-test fails even after our defence, mail is refused at start, with what to do."""
    monkeypatch.setattr(email_message, "header", lambda text: text)
    monkeypatch.setattr(email_message, "_subject_headers", lambda text: ["Subject", "Bcc"] if "=?" in text else ["Subject"])
    email_message.self_test.cache_clear()
    with pytest.raises(ConfigError, match="cannot be kept apart"):
        email_message.self_test()
    email_message.self_test.cache_clear()
