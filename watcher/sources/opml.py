"""OPML 1.0-2.0, the format in which readers exchange their feeds (dev.opml.org/spec2.html)."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, ParseError, SubElement, XMLParser, indent, tostring

from watcher.errors import SourceError
from watcher.sources.parse.encoding import to_utf8
from watcher.sources.settings import FeedConfig, feed_id

LARGEST = 16 * 2**20
DEEPEST = 32


def read(body: bytes) -> tuple[dict[str, object], ...]:
    """Return the feeds of a document as entries of `feeds.yaml`; categories become tags. SourceError where it is no OPML."""
    text = to_utf8(body, None).text
    if len(text) > LARGEST or b"<!DOCTYPE" in text:
        raise SourceError("too large for OPML, or with a doctype")
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - no entities without a doctype
    try:
        parser.feed(text)
        root = parser.close()
    except (ParseError, ValueError) as error:
        raise SourceError(f"not OPML: {error}") from None
    body_element = root.find("body") if root.tag.lower() == "opml" else None
    if body_element is None:
        raise SourceError("not OPML: no body")
    found: dict[str, dict[str, object]] = {}
    for outline, categories in _outlines(body_element, ()):
        attributes = {name.lower(): value.strip() for name, value in outline.attrib.items()}
        url = attributes.get("xmlurl", "")
        if url and url not in found:
            found[url] = _feed(url, attributes, categories)
    return tuple(found.values())


def _outlines(element: Element, categories: tuple[str, ...]) -> Iterable[tuple[Element, tuple[str, ...]]]:
    """Yield every outline with the names of those above it."""
    if len(categories) > DEEPEST:
        raise SourceError("OPML nested too deep")
    for outline in element.findall("outline"):
        yield outline, categories
        name = (outline.get("text") or outline.get("title") or "").strip()
        yield from _outlines(outline, (*categories, name) if name else categories)


def _feed(url: str, attributes: dict[str, str], categories: tuple[str, ...]) -> dict[str, object]:
    feed: dict[str, object] = {"id": feed_id(url), "url": url}
    if name := " ".join((attributes.get("title") or attributes.get("text") or "").split()):
        feed["name"] = name[:200]
    language = attributes.get("language", "").lower()
    if 2 <= len(language) <= 3 and language.isalpha():
        feed["language"] = language
    own = [part.strip("/ ") for part in attributes.get("category", "").split(",")]
    if tags := list(dict.fromkeys(" ".join(tag.split()) for tag in (*categories, *own) if tag.strip())):
        feed["tags"] = tags
    return feed


def write(feeds: Sequence[FeedConfig]) -> bytes:
    """Return an OPML 2.0 document of the feeds that have a web address, one outline each."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = "Feeds of watcher"
    body = SubElement(root, "body")
    for feed in feeds:
        if feed.kind not in {"http", "https"}:
            continue
        attributes = {"type": "rss", "text": feed.name, "title": feed.name, "xmlUrl": feed.url}
        if feed.language:
            attributes["language"] = feed.language
        if feed.tags:
            attributes["category"] = ",".join(feed.tags)
        SubElement(body, "outline", attributes)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
