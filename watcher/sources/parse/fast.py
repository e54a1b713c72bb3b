"""The fast path: well-formed RSS, RDF and Atom read with expat, field by field what feedparser gives.

Whatever feedparser would do something special with (an unknown structure, a date in a rare form, markup inside a text, an
e-mail address for an author) raises :class:`DoubtError` with its reason, and the caller asks feedparser itself. What is read
here is proved equal to the reference by a differential test on real feeds; see ``tests/sources/test_parse_equal.py``.
"""

from xml.etree.ElementTree import Element, ParseError, XMLParser

from watcher.sources.model import MOST_ENTRIES, ParsedFeed
from watcher.sources.parse import names
from watcher.sources.parse.entry import Document, read_entry
from watcher.sources.parse.reference import too_many, ttl_of
from watcher.sources.parse.texts import AS_IT_IS, DoubtError, absolute, content_of, href_of, link_of, risky, scoped, text_of


def parse(text: bytes, url: str) -> ParsedFeed:
    """Parse well-formed UTF-8 XML; DoubtError where feedparser has to be asked."""
    if b"<!DOCTYPE" in text:
        raise DoubtError("doctype")  # and with it every entity but the five of XML
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - no entities without a doctype, and expat opens no files
    try:
        parser.feed(text)
        root = parser.close()
    except (ParseError, ValueError):
        raise DoubtError("not well-formed") from None
    shape = names.SHAPES.get(names.kinds[root.tag])
    if shape is None:
        raise DoubtError("unknown root")
    language = scoped(root, "lang")
    if b"base=" in text:
        url = _based(root, url)
    head, items = _Head(url, language), []
    for element in root:
        kind = names.kinds[element.tag]
        if kind == "item":
            items.append(element)
        elif shape == "flat":
            _read_one(head, element, kind)
        elif kind == "channel":
            items.extend(_read_head(head, element))
        elif kind not in names.IGNORED_BESIDE_CHANNEL:
            raise DoubtError(f"{kind} beside channel")
    document = Document(
        url=url,
        language=head.language or None,
        title_language=language,
        spoken=text.count(b"lang=") - text.count(b"hreflang=") > (language is not None),
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


def _read_head(head: "_Head", channel: Element) -> list[Element]:
    """Read what a channel says of itself; return its items."""
    if channel.attrib and any(name.rpartition("}")[2].lower() in {"lastmod", "href", "lang"} for name in channel.attrib):
        raise DoubtError("attributes of a channel")
    items = []
    for element in channel:
        kind = names.kinds[element.tag]
        if kind == "item":
            items.append(element)
        else:
            _read_one(head, element, kind)
    return items


class _Head:
    """What a feed says of itself."""

    __slots__ = ("frequency", "hub", "language", "link", "period", "self_url", "summarised", "title", "ttl", "url")

    def __init__(self, url: str, language: str | None) -> None:
        self.url = url
        self.language = language
        self.summarised = False
        self.title = self.link = self.hub = self.self_url = self.ttl = self.period = self.frequency = None  # type: str | None


_SUMMARIES = frozenset(
    {"description", "dc_description", "summary", "itunes_summary", "media_description", "content", "content_encoded"}
)


def _read_one(head: _Head, element: Element, kind: str) -> None:
    """Read one child of a channel or of an Atom feed."""
    if kind in {"title", "dc_title"}:
        head.title = head.title or content_of(element)
    elif kind == "media_title":
        raise DoubtError("media:title of a feed")
    elif kind == "link":
        _read_link(head, element)
    elif kind in {"id", "guid"}:
        if element.attrib:
            raise DoubtError("attributes of an id")
        if head.link is None:
            text = text_of(element)
            head.link = absolute(text, head.url) if text else ""
    elif kind in {"language", "dc_language"}:
        head.language = text_of(element)
    elif kind in _SUMMARIES:
        # Feedparser takes a second one for content, and remembers so into the first entry.
        if head.summarised or kind.startswith("content"):
            raise DoubtError("two summaries of a feed")
        head.summarised = kind in {"summary", "itunes_summary"}
    elif kind in _SPANS:
        setattr(head, _SPANS[kind], text_of(element))
    elif len(element):
        _refuse_inner(element, kind)


def _refuse_inner(element: Element, kind: str) -> None:
    """Raise DoubtError where something inside an element would speak for the feed."""
    found = {names.kinds[inner.tag] for inner in element.iter() if inner is not element}
    if found & {"item", "channel"} if kind in names.ENCLOSING else found - {names.UNKNOWN}:
        raise DoubtError("an unknown structure")


_SPANS = {"ttl": "ttl", "sy_updateperiod": "period", "sy_updatefrequency": "frequency"}


def _read_link(head: _Head, element: Element) -> None:
    href, rel = href_of(element, head.url), (element.get("rel") or "alternate").lower()
    if href is None:
        head.link = link_of(element, head.url)
    elif rel == "alternate" and (element.get("type") or "text/html").lower() in {"text/html", "application/xhtml+xml"}:
        head.link = href
    elif rel == "hub":
        head.hub = head.hub or href
    elif rel == "self":
        head.self_url = head.self_url or href
