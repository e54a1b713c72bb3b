"""Texts and addresses of elements, mended as feedparser mends them; what it would do more with is in doubt."""

import re
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from watcher.sources.parse import names

# URLs that joining to a base leaves as they are: plain web addresses, and names such as urn:uuid:1 or tag:host,2026:1.
AS_IT_IS = re.compile(r"https?://[^\s?#;/\\\[\]]+(?:/[^\s?#;]*)?(?:\?[^\s#;]+)?(?:#[^\s;]+)?|(?:urn|tag):[^\s/?#;]+")
_SCOPED = {name: f"http://www.w3.org/XML/1998/namespace{names.SEPARATOR}{name}" for name in ("lang", "base")}
_SLASHES = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*://)/+")
# What feedparser mends: C1 characters, and UTF-8 that was taken for Latin-1 and encoded once more.
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_TWICE = re.compile(rb"\xc3[\x82-\xb4]\xc2")
_C1_REFERENCE = re.compile(rb"&#(?:0*1(?:2[89]|[345]\d)|[xX]0*[89][0-9a-fA-F]);")
_REFERENCE = re.compile(rb"&#(?:0*1[2-9]\d|0*2[0-5]\d|[xX]0*[89a-fA-F][0-9a-fA-F]);")
_C1 = re.compile("[\x80-\x9f]")
_TEXT_TYPES = frozenset({"text", "html", "text/html", "text/plain", "plain"})


class DoubtError(Exception):
    """The reference parser must be asked; the argument says why, in a word or two."""


def whole(text: str) -> str:
    """Return a text of JSON with U+FFFD for every half of a surrogate pair: escapes can name them, no encoding can carry them."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def risky(text: bytes) -> bool:
    """Return whether texts of a document may need mending; DoubtError where it has C1 characters, which feedparser maps."""
    encoded = not text.isascii() and b"\xc2" in text
    # With these among them; the pattern's own search is faster than that for "&#" alone.
    numbered = _REFERENCE.search(text) is not None
    if (encoded and _C1_BYTES.search(text)) or (numbered and _C1_REFERENCE.search(text)):
        raise DoubtError("C1 characters")
    return numbered or (encoded and _TWICE.search(text) is not None)


def scoped(element: Element, name: str) -> str | None:
    """Return ``xml:lang`` or ``xml:base`` of an element, with or without its prefix."""
    value = element.get(_SCOPED[name], element.get(name))
    if value == "":
        raise DoubtError(f"an empty {name}")
    return value.replace("_", "-") if value and name == "lang" else value


def text_of(element: Element, *, risky: bool = True) -> str:
    """Return the text of an element without children, mended as feedparser mends it."""
    if len(element):
        raise DoubtError("markup in a text")
    text = element.text
    if not text:
        return ""
    text = text.strip()
    if risky and not text.isascii():
        return _mended(text)
    return text


def _mended(text: str) -> str:
    """Return a text whose UTF-8 was taken for Latin-1 and encoded once more; any other as it is."""
    try:
        mended = text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    if _C1.search(mended):
        raise DoubtError("C1 characters")
    return mended


def content_of(element: Element, *, risky: bool = True) -> str:
    """Return the text of an element that may declare its type."""
    if element.attrib:
        if (element.get("type") or "text").lower() not in _TEXT_TYPES:
            raise DoubtError("content type")
        if element.get("mode") or element.get("src"):
            raise DoubtError("content mode")
    return text_of(element, risky=risky)


def absolute(text: str, base: str) -> str:
    """Return an address joined to the document's; empty where it is none."""
    if AS_IT_IS.fullmatch(text):
        return text
    try:
        return urljoin(base, _SLASHES.sub(r"\1", text))
    except ValueError:
        return ""


def href_of(element: Element, base: str) -> str | None:
    """Return the absolute address in a link's attributes, if it has one."""
    if not element.attrib:
        return None
    href = element.get("url") or element.get("uri") or element.get("href")
    if not href:
        if "href" in element.attrib:
            return absolute("", base)
        if any(names.SEPARATOR in name or name in {"url", "uri"} for name in element.attrib):
            raise DoubtError("attributes of a link")
        return None
    return absolute(href, base)


def link_of(element: Element, base: str) -> str:
    """Return the address in a link's text."""
    text = text_of(element)
    if not text:
        return ""
    if ";" in text and "&" in text:
        raise DoubtError("entities in a link")
    return absolute(text, base)
