"""What a feed says of itself: a handler for each kind of element, by feedparser's rules."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from watcher.sources.parse import names
from watcher.sources.parse.texts import DoubtError, absolute, content_of, href_of, link_of, text_of


class Head:
    """What a feed says of itself."""

    __slots__ = ("frequency", "hub", "language", "link", "period", "retitled", "self_url", "summarised", "title", "ttl", "url")

    def __init__(self, url: str, language: str | None) -> None:
        self.url = url
        self.language = language
        self.summarised = self.retitled = False
        self.title = self.link = self.hub = self.self_url = self.ttl = self.period = self.frequency = None  # type: str | None

    def read(self, element: Element, kind: str) -> None:
        """Read one child of a channel or of an Atom feed."""
        _HANDLERS.get(kind, _other)(self, element)


def _title(head: Head, element: Element) -> None:
    if head.title and head.retitled:
        raise DoubtError("a title after an image")
    head.title = head.title or content_of(element)


def _link(head: Head, element: Element) -> None:
    href, rel = href_of(element, head.url), (element.get("rel") or "alternate").lower()
    if href is None:
        head.link = link_of(element, head.url)
    elif rel == "alternate" and (element.get("type") or "text/html").lower() in {"text/html", "application/xhtml+xml"}:
        head.link = href
    elif rel == "hub":
        head.hub = head.hub or href
    elif rel == "self":
        head.self_url = head.self_url or href


def _id(head: Head, element: Element) -> None:
    if element.attrib:
        raise DoubtError("attributes of an id")
    if head.link is None:
        text = text_of(element)
        head.link = absolute(text, head.url) if text else ""


def _language(head: Head, element: Element) -> None:
    head.language = text_of(element)


def _summary(head: Head, element: Element) -> None:
    # Feedparser takes a second one for content, and remembers so into the first entry.
    kind = names.kinds[element.tag]
    if head.summarised or kind.startswith("content"):
        raise DoubtError("two summaries of a feed")
    head.summarised = kind in {"summary", "itunes_summary"}


def _ttl(head: Head, element: Element) -> None:
    head.ttl = text_of(element)


def _period(head: Head, element: Element) -> None:
    head.period = text_of(element)


def _frequency(head: Head, element: Element) -> None:
    head.frequency = text_of(element)


def _media_title(_head: Head, _element: Element) -> None:
    raise DoubtError("media:title of a feed")


def _other(head: Head, element: Element) -> None:
    """Let an element pass that says nothing of ours, unless something inside would speak for the feed."""
    kind = names.kinds[element.tag]
    head.retitled = head.retitled or kind in {"image", "source", "textinput"}
    if not len(element):
        return
    found = {names.kinds[inner.tag] for inner in element.iter() if inner is not element}
    if found & {"item", "channel"} if kind in names.ENCLOSING else found - {names.UNKNOWN}:
        raise DoubtError("an unknown structure")


_HANDLERS: dict[str, Callable[[Head, Element], None]] = {
    "title": _title, "dc_title": _title, "media_title": _media_title, "link": _link, "id": _id, "guid": _id,
    "language": _language, "dc_language": _language, "ttl": _ttl, "sy_updateperiod": _period, "sy_updatefrequency": _frequency,
    "description": _summary, "dc_description": _summary, "summary": _summary, "itunes_summary": _summary,
    "media_description": _summary, "content": _summary, "content_encoded": _summary,
}  # fmt: skip
