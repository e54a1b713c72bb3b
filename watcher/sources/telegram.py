"""A public Telegram channel, read from its web preview (``t.me/s/NAME``): ``telegram:NAME`` in the settings."""

import re
from urllib.parse import quote

from lxml import etree, html

from watcher.errors import SourceError
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.parse import dates

LARGEST = 2 * 2**20
"""Bytes of a page that are parsed: the preview shows some twenty messages."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


def address(name: str) -> str:
    """Return where a channel's preview is; SourceError for a name that no channel can have."""
    if not _NAME.fullmatch(name):
        raise SourceError("not the name of a public Telegram channel", resource=name[:40])
    return f"https://t.me/s/{quote(name)}"


def parse(body: bytes, url: str) -> ParsedFeed:
    """Parse a preview page; SourceError where there is no channel on it."""
    if len(body) > LARGEST:
        raise SourceError(f"a page larger than {LARGEST} bytes")
    try:
        page = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False))
    except (etree.ParserError, ValueError) as error:
        raise SourceError(f"not a page: {error}") from None
    messages = page.xpath("//div[@data-post]")
    titles = page.xpath("//div[contains(@class, 'tgme_channel_info_header_title')]")
    if not messages and not titles:
        raise SourceError("no preview of a public channel")
    entries = [_entry(message) for message in messages]
    # The page has the latest at its end; feeds have it first.
    return ParsedFeed(
        entries=tuple(entry for entry in reversed(entries) if entry is not None),
        title=_text(titles[0]) if titles else None,
        link=url,
    )


def _entry(message: html.HtmlElement) -> RawEntry | None:
    """Return one message; None for one without words (a picture, a poll)."""
    texts = message.xpath(".//div[contains(concat(' ', @class, ' '), ' tgme_widget_message_text ')]")
    text = _text(texts[-1]) if texts else None  # a reply quotes the other's words first
    if not text:
        return None
    post = str(message.get("data-post", ""))
    times = message.xpath(".//a[contains(@class, 'tgme_widget_message_date')]//time/@datetime")
    signed = message.xpath(".//*[contains(@class, 'tgme_widget_message_from_author')]")
    forwarded = message.xpath(".//*[contains(@class, 'tgme_widget_message_forwarded_from_name')]")
    first, _, _ = text.partition("\n")
    return RawEntry(
        guid=f"telegram:{post}",
        link=f"https://t.me/{post}",
        title=first[:300],
        content=etree.tostring(texts[-1], encoding="unicode", with_tail=False, method="html"),
        summary=text,
        published=dates.written(str(times[0])) if times else None,
        authors=tuple(name for element in signed if (name := _text(element))),
        source=_text(forwarded[0]) if forwarded else None,
    )


def _text(element: html.HtmlElement) -> str | None:
    """Return the words of an element, a line for each break."""
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    lines = (" ".join(line.split()) for line in element.text_content().splitlines())
    return "\n".join(line for line in lines if line) or None
