"""XML that is no feed in name: news sitemaps (Google News 0.9) and CAP alerts (OASIS CAP 1.1 and 1.2)."""

from xml.etree.ElementTree import Element, ParseError, XMLParser

from watcher.errors import SourceError
from watcher.sources.model import MOST_ENTRIES, ParsedFeed, RawEntry
from watcher.sources.parse import dates
from watcher.sources.parse.reference import too_many
from watcher.sources.parse.texts import absolute

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_CAP = "urn:oasis:names:tc:emergency:cap:"


def parse(text: bytes, url: str) -> ParsedFeed | None:
    """Parse a news sitemap or a CAP alert; None where it is neither, SourceError where it is one but unusable."""
    head = text[:2048]
    if not (b"sitemaps.org" in head or b"emergency:cap" in head) or b"<!DOCTYPE" in text:
        return None
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - no entities without a doctype
    try:
        parser.feed(text)
        root = parser.close()
    except (ParseError, ValueError):
        return None
    if root.tag == f"{_MAP}urlset":
        pages = root.findall(f"{_MAP}url")
        entries = tuple(_page(page, url) for page in pages[:MOST_ENTRIES])
        return ParsedFeed(entries=entries, self_url=url, problems=too_many(len(pages)))
    if root.tag == f"{_MAP}sitemapindex":
        return _index(root, url)
    if root.tag.startswith(f"{{{_CAP}") and root.tag.endswith("}alert"):
        return ParsedFeed(entries=tuple(_alert(root, url)))
    return None


def _index(root: Element, url: str) -> ParsedFeed:
    """Return the sitemaps of an index (sitemaps.org/protocol.html), those changed last first, of equals those of news."""
    parts: dict[str, tuple[float, bool]] = {}
    for part in root.findall(f"{_MAP}sitemap"):
        address = absolute(_under(part, f"{_MAP}loc") or "", url)
        changed = dates.written(_under(part, f"{_MAP}lastmod"))
        if address.startswith(("http://", "https://")):
            parts[address] = (changed.timestamp() if changed else 0.0, "news" in address.rpartition("/")[2].lower())
    if not parts:
        raise SourceError("an index of sitemaps that names none")
    return ParsedFeed(entries=(), self_url=url, parts=tuple(sorted(parts, key=parts.__getitem__, reverse=True)))


def _page(page: Element, url: str) -> RawEntry:
    link = _under(page, f"{_MAP}loc")
    news = page.find(f"{_NEWS}news")
    modified = dates.written(_under(page, f"{_MAP}lastmod"))
    if news is None:
        return RawEntry(guid=link, link=absolute(link, url) or None if link else None, updated=modified)
    return RawEntry(
        guid=link,
        link=absolute(link, url) or None if link else None,
        title=_under(news, f"{_NEWS}title"),
        published=dates.written(_under(news, f"{_NEWS}publication_date")),
        updated=modified,
        tags=tuple(word.strip() for word in (_under(news, f"{_NEWS}keywords") or "").split(",") if word.strip()),
        language=_under(news, f"{_NEWS}publication/{_NEWS}language"),
    )


def _alert(root: Element, url: str) -> list[RawEntry]:
    """Return one entry for each language of a CAP alert; tests and drafts say so in their tags."""
    ns = root.tag.partition("}")[0] + "}"
    identifier, status = _under(root, f"{ns}identifier"), _under(root, f"{ns}status")
    out = []
    for info in root.iter(f"{ns}info"):
        parts = [_under(info, f"{ns}{name}") for name in ("description", "instruction", "contact")]
        areas = [area for found in info.iter(f"{ns}areaDesc") if (area := (found.text or "").strip())]
        language = _under(info, f"{ns}language")
        details = [_under(info, f"{ns}{name}") for name in ("event", "severity", "urgency", "certainty")]
        out.append(
            RawEntry(
                guid=f"{identifier}#{language}" if language and identifier else identifier,
                link=_under(info, f"{ns}web") or url,
                title=_under(info, f"{ns}headline") or _under(info, f"{ns}event"),
                summary="\n\n".join(part for part in (*parts, "; ".join(areas)) if part) or None,
                published=dates.written(_under(root, f"{ns}sent")),
                updated=dates.written(_under(info, f"{ns}effective")),
                authors=tuple(name for name in (_under(info, f"{ns}senderName"),) if name),
                tags=tuple(word for word in (status, _under(root, f"{ns}msgType"), *details) if word),
                language=language,
            )
        )
    return out


def _under(element: Element, path: str) -> str | None:
    found = element.find(path)
    return ((found.text or "").strip() or None) if found is not None else None
