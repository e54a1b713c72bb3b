"""The fast path: well-formed RSS, RDF and Atom read with expat, field by field what feedparser gives.

Whatever feedparser would do something special with (an unknown structure, a date in a rare form, markup inside a text, an
e-mail address for an author) raises :class:`DoubtError` with its reason, and the caller asks feedparser itself. What is read
here is proved equal to the reference by a differential test on real feeds; see ``tests/sources/test_parse_equal.py``.
"""

import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from watcher.sources.model import MOST_ENTRIES, ParsedFeed
from watcher.sources.parse import names
from watcher.sources.parse.entry import Document, read_entry
from watcher.sources.parse.head import Head
from watcher.sources.parse.reference import too_many, ttl_of
from watcher.sources.parse.texts import AS_IT_IS, DoubtError, risky, scoped

BUFFER = 16 * 1024
"""Bytes of one text that expat puts together at a time."""
_ROOT = re.compile(rb"<(?:rss|feed|[A-Za-z]+:RDF)[\s>]")


def parse(text: bytes, url: str) -> ParsedFeed:
    """Parse well-formed UTF-8 XML; DoubtError where feedparser has to be asked."""
    start = _ROOT.search(text)
    if text.find(b"<!DOCTYPE", 0, start.start() if start else len(text)) >= 0:
        raise DoubtError("doctype")  # and with it every entity but the five of XML
    root = _tree(text)
    shape = names.SHAPES.get(names.kinds[root.tag])
    if shape is None:
        raise DoubtError("unknown root")
    language = scoped(root, "lang")
    if b"base=" in text:
        url = _based(root, url)
    head, items = Head(url, language), []
    for element in root:
        kind = names.kinds[element.tag]
        if kind == "item":
            items.append(element)
        elif shape == "flat":
            head.read(element, kind)
        elif kind == "channel":
            items.extend(_read_head(head, element))
        elif kind not in names.IGNORED_BESIDE_CHANNEL:
            raise DoubtError(f"{kind} beside channel")
    document = Document(
        url=url,
        language=head.language or None,
        title_language=language,
        risky=risky(text),
    )
    return ParsedFeed(
        entries=tuple([read_entry(item, document) for item in items[:MOST_ENTRIES]]),
        title=head.title or None,
        link=head.link or None,
        language=document.language,
        ttl=ttl_of(head.ttl, head.period, head.frequency),
        hub=head.hub,
        self_url=head.self_url,
        problems=too_many(len(items)),
    )


def _tree(text: bytes) -> Element:
    """Return the root of a document without a doctype, and so without entities; expat opens no files.

    ElementTree's own parser gets a text with references in pieces; here expat puts them together first.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate("utf-8", names.SEPARATOR)
    parser.buffer_text = True
    parser.buffer_size = BUFFER
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(text, True)  # noqa: FBT003 - its signature
    except (expat.ExpatError, ValueError):
        raise DoubtError("not well-formed") from None
    return builder.close()


# A base changes nothing in texts, whose links are left as they are.
_TEXTS = frozenset({"title", "description", "summary", "content", "content_encoded", "subtitle", "rights", "dc_title"})


def _based(root: Element, url: str) -> str:
    """Return the address that relative links of the document are joined to."""
    for element in root.iter():
        if element.attrib and scoped(element, "base") and element is not root and names.kinds[element.tag] not in _TEXTS:
            raise DoubtError("xml:base")
    base = scoped(root, "base")
    if base is None:
        return url
    if not base.startswith(("http://", "https://")) or not AS_IT_IS.fullmatch(base):
        raise DoubtError("xml:base")
    return base


def _read_head(head: Head, channel: Element) -> list[Element]:
    """Read what a channel says of itself; return its items."""
    if channel.attrib and any(name.rpartition("}")[2].lower() in {"lastmod", "href", "lang"} for name in channel.attrib):
        raise DoubtError("attributes of a channel")
    items = []
    for element in channel:
        kind = names.kinds[element.tag]
        if kind == "item":
            items.append(element)
        else:
            head.read(element, kind)
    return items
