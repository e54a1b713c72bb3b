"""OPML 1.0-2.0, the format in which readers exchange their feeds (dev.opml.org/spec2.html)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, indent, tostring
from xml.parsers import expat

from watcher.errors import ConfigError
from watcher.sources.parse.encoding import to_utf8
from watcher.sources.settings import FeedConfig, feed_id

LARGEST = 16 * 2**20
DEEPEST = 32
_FEEDS = frozenset({"rss", "atom", "rdf", "feed"})
"""Types of an outline that must have an address; a folder or a link need not."""
_BARE = re.compile(rb"&(?!#?[A-Za-z0-9]{1,31};)")
"""An ampersand that begins no reference, as in addresses with several parameters that were pasted."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed that a document names."""

    line: int
    feed: Mapping[str, object]
    """As an entry of `feeds.yaml`; categories become tags. Its ``url`` is empty where the outline has none."""


def read(body: bytes, file: Path | str) -> tuple[Outline, ...]:
    """Return the feeds of a document, each address once; ConfigError with the line where it is no OPML."""
    text = _BARE.sub(b"&amp;", to_utf8(body, None).text)
    if len(text) > LARGEST or b"<!DOCTYPE" in text:
        raise ConfigError("too large for OPML, or with a doctype", file=file, mend="export it anew")
    # Blank lines and a declaration before the first element have gone with the decoding.
    skipped = body.count(b"\n") - text.count(b"\n")
    try:
        root, lines = _tree(text)
    except expat.ExpatError as error:
        what = f"not OPML: {expat.ErrorString(error.code)}"
        raise ConfigError(what, file=file, line=error.lineno + skipped, mend="mend the XML there, or export it anew") from None
    body_element = root.find("body") if root.tag.lower() == "opml" else None
    if body_element is None:
        raise ConfigError("not OPML: no body", file=file, mend="give a list of feeds as readers export it")
    found: dict[str, Outline] = {}
    for outline, categories in _outlines(body_element, ()):
        line = lines[outline] + skipped
        if len(categories) > DEEPEST:
            raise ConfigError("OPML nested too deep", file=file, line=line, mend=f"at most {DEEPEST} levels")
        attributes = {name.lower(): value.strip() for name, value in outline.attrib.items()}
        url = attributes.get("xmlurl", "")
        if url or (attributes.get("type", "").lower() in _FEEDS and len(outline) == 0):
            found.setdefault(url or f"line {line}", Outline(line, _feed(url, attributes, categories)))
    return tuple(found.values())


def _tree(text: bytes) -> tuple[Element, dict[Element, int]]:
    """Parse XML without a doctype, so without entities; return its root and the line on which each element begins."""
    builder, lines = TreeBuilder(), dict[Element, int]()
    parser = expat.ParserCreate("utf-8")

    def start(tag: str, attributes: dict[str, str]) -> None:
        lines[builder.start(tag, attributes)] = parser.CurrentLineNumber

    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.Parse(text, True)  # noqa: FBT003 - C function without keywords
    return builder.close(), lines


def _outlines(element: Element, categories: tuple[str, ...]) -> Iterable[tuple[Element, tuple[str, ...]]]:
    """Yield every outline with the names of those above it."""
    for outline in element.findall("outline"):
        yield outline, categories
        name = (outline.get("text") or outline.get("title") or "").strip()
        yield from _outlines(outline, (*categories, name))


def _feed(url: str, attributes: dict[str, str], categories: tuple[str, ...]) -> dict[str, object]:
    feed: dict[str, object] = {"id": feed_id(url) if url else "", "url": url}
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
