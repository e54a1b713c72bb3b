"""One entry of a well-formed feed: a handler for each kind of element, each by feedparser's own rules.

The first title with text wins, a second description becomes content, the first content becomes the summary where there is
none, a permalink guid becomes the link where there is none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from watcher.sources.model import RawEntry
from watcher.sources.parse import dates, names
from watcher.sources.parse.texts import DoubtError, absolute, content_of, href_of, link_of, scoped, text_of


@dataclass(slots=True)
class Document:
    """What the entries of a document share."""

    url: str
    language: str | None
    title_language: str | None
    """What the root's ``xml:lang`` says of titles."""
    risky: bool
    """Whether texts may need mending."""


class _Entry:
    """One entry while its elements are read, in the order they stand."""

    __slots__ = (
        "authors", "contents", "dated", "guid", "has_content", "language", "link", "retitled", "risky", "scope", "source",
        "summary", "tags", "title", "title_language", "updated", "url",
    )  # fmt: skip

    def __init__(self, document: Document) -> None:
        self.url = document.url
        self.risky = document.risky
        self.scope = document.title_language
        self.language = self.title_language = None  # type: str | None
        self.title = self.guid = self.dated = self.updated = self.source = ""
        self.link: str | None = None
        self.summary: str | None = None
        self.has_content = False
        self.retitled = False
        self.contents: list[str] = []
        self.authors: list[str] = []
        self.tags: list[str] = []


Handler = Callable[[_Entry, Element], None]


def read_entry(item: Element, document: Document) -> RawEntry:
    """Return one entry; DoubtError where feedparser has to be asked."""
    entry = _Entry(document)
    if item.attrib:
        entry.guid = item.get(names.RDF_ABOUT) or ""
        entry.scope = scoped(item, "lang") or entry.scope
    for element in item:
        _BY_TAG[element.tag](entry, element)
    link, summary, tags, authors = entry.link, entry.summary, entry.tags, entry.authors
    return RawEntry(
        entry.guid or None,
        link.strip() or None if link else None,
        entry.title or None,
        summary or None,
        next((text for text in entry.contents if text), None) if entry.contents else None,
        _date(entry.dated) if entry.dated else None,
        _date(entry.updated) if entry.updated else None,
        tuple(dict.fromkeys(authors)) if authors else (),
        tuple(dict.fromkeys(tags)) if tags else (),
        entry.language or entry.title_language or document.language,
        entry.source or None,
    )


def _date(text: str) -> datetime | None:
    found = dates.plain(text)
    if found is None:
        raise DoubtError("date form")
    return dates.sane(found)


# One handler for each kind of element of an entry.


def _title(entry: _Entry, element: Element) -> None:
    if entry.retitled and entry.title:
        raise DoubtError("a title after a source")
    if not entry.title:
        entry.title = content_of(element, risky=entry.risky)
        entry.title_language = (scoped(element, "lang") if element.attrib else None) or entry.scope


def _media_title(entry: _Entry, _element: Element) -> None:
    if not entry.title or entry.retitled:
        raise DoubtError("media:title first")


def _link(entry: _Entry, element: Element) -> None:
    href = href_of(element, entry.url)
    if href is None:
        rel = (element.get("rel") or "alternate").lower() if element.attrib else "alternate"
        if rel != "alternate":
            raise DoubtError("link without address")
        entry.link = link_of(element, entry.url)
    else:
        rel, kind = (element.get("rel") or "alternate").lower(), (element.get("type") or "text/html").lower()
        if rel == "alternate" and kind in {"text/html", "application/xhtml+xml", "html", "xhtml"}:
            entry.link = href


def _guid(entry: _Entry, element: Element) -> None:
    text = text_of(element, risky=entry.risky)
    permalink = True
    for name, value in element.attrib.items():
        if str(name).lower() == "ispermalink":
            permalink = value == "true"
    if permalink and text:
        text = absolute(text, entry.url)
    entry.guid = text
    if permalink and entry.link is None:
        entry.link = text


def _description(entry: _Entry, element: Element) -> None:
    text = content_of(element, risky=entry.risky)
    if entry.summary is not None and not entry.has_content:
        entry.has_content = True
        entry.contents.append(text)
    else:
        entry.summary = text


def _media_description(_entry: _Entry, _element: Element) -> None:
    raise DoubtError("media:description")


def _encoded(entry: _Entry, element: Element) -> None:
    text = content_of(element, risky=entry.risky)
    entry.has_content = True
    entry.contents.append(text)
    if entry.summary is None:
        entry.summary = text


def _published(entry: _Entry, element: Element) -> None:
    entry.dated = text_of(element, risky=entry.risky)


def _updated(entry: _Entry, element: Element) -> None:
    entry.updated = text_of(element, risky=entry.risky)


def _author(entry: _Entry, element: Element) -> None:
    if not len(element):
        name = text_of(element, risky=entry.risky)
        if "@" in name:
            raise DoubtError("an address for an author")
    else:
        name = ""
        for child in element:
            if names.kinds[child.tag] == "name":
                name = text_of(child, risky=entry.risky)
        if not name or (element.text or "").strip():
            raise DoubtError("an author without a name")
    if name:
        entry.authors.append(name)


def _category(entry: _Entry, element: Element) -> None:
    if element.attrib and (term := (element.get("term") or "").strip()):
        entry.tags.append(term)
    if text := text_of(element, risky=entry.risky):
        entry.tags.append(text)


def _itunes_category(_entry: _Entry, _element: Element) -> None:
    raise DoubtError("itunes:category")


def _keywords(entry: _Entry, element: Element) -> None:
    if element.attrib:
        raise DoubtError("keywords")
    entry.tags += [tag for part in text_of(element, risky=entry.risky).split(",") if (tag := part.strip())]


def _language(entry: _Entry, element: Element) -> None:
    entry.language = text_of(element, risky=entry.risky)


def _media(entry: _Entry, element: Element) -> None:
    """Look into a media element: its children speak for the entry."""
    for child in element:
        if names.kinds[child.tag] == "media_description":
            raise DoubtError("media:description")
        _BY_TAG[child.tag](entry, child)


def _source(entry: _Entry, element: Element) -> None:
    """Read whom the entry was taken over from: the text of RSS, the title in Atom."""
    titles = [child for child in element if names.kinds[child.tag] == "title"]
    texts = (content_of(title, risky=entry.risky) for title in titles) if len(element) else iter((text_of(element),))
    entry.source = next((text for text in texts if text), "")
    entry.retitled = True


def _image(entry: _Entry, element: Element) -> None:
    _leaf(entry, element)
    entry.retitled = True


def _leaf(_entry: _Entry, element: Element) -> None:
    """Let an element pass that says nothing of ours, unless it holds elements that may."""
    if len(element):
        raise DoubtError("an unknown structure")


def _whole(_entry: _Entry, _element: Element) -> None:
    """Let an element pass with all that is in it."""


def _strange(_entry: _Entry, element: Element) -> None:
    raise DoubtError(f"{names.kinds[element.tag]} in an entry")


_HANDLERS: dict[str, Handler] = {
    "title": _title, "dc_title": _title, "media_title": _media_title, "link": _link, "guid": _guid, "id": _guid,
    "description": _description, "dc_description": _description, "summary": _description, "itunes_summary": _description,
    "media_description": _media_description, "content": _encoded, "content_encoded": _encoded, "fullitem": _encoded,
    "pubdate": _published, "published": _published, "issued": _published, "dcterms_issued": _published,
    "updated": _updated, "modified": _updated, "lastbuilddate": _updated, "dc_date": _updated, "dcterms_modified": _updated,
    "author": _author, "dc_creator": _author, "dc_author": _author, "itunes_author": _author, "managingeditor": _author,
    "category": _category, "keywords": _category, "dc_subject": _category, "media_category": _category,
    "itunes_category": _itunes_category, "itunes_keywords": _keywords, "media_keywords": _keywords, "tags": _keywords,
    "language": _language, "dc_language": _language, "media_group": _media, "media_content": _media,
    "source": _source, "contributor": _whole, "dc_contributor": _whole, "rights": _whole, "dc_rights": _whole,
    "copyright": _whole, "subtitle": _whole, "itunes_subtitle": _whole, "image": _image,
    **dict.fromkeys(names.STRANGE, _strange),
    names.UNKNOWN: _leaf,
}  # fmt: skip


class _ByTag(dict[str, Handler]):
    """Tag to handler; filled as tags are met, bounded as the kinds are."""

    def __missing__(self, tag: str) -> Handler:
        if len(self) >= names.MOST:
            self.clear()
        self[tag] = handler = _HANDLERS.get(names.kinds[tag], _leaf)
        return handler


_BY_TAG = _ByTag()
