"""HTML of strangers to plain text, in time linear in its length."""

import html
import re

_DROPPED = ("script", "style", "noscript", "template", "iframe", "svg", "head")
_OPEN_DROPPED = re.compile(rf"<({'|'.join(_DROPPED)})\b", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|table|h[1-6]|section|article|blockquote|header|footer|figure|figcaption|hr|pre|dd|dt|dl)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z]")
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
_LINES = re.compile(r" ?\n[ \n]*")


def text_of(maybe_html: str) -> str:
    """Return plain text on one line of what may be HTML or may be text already, such as a title."""
    if _MARKUP.search(maybe_html):
        maybe_html = html_to_text(maybe_html)
    return " ".join(maybe_html.split())


def html_to_text(source: str) -> str:
    """Return the text of ``source``: entities resolved, blocks on lines of their own, scripts and styles dropped."""
    source = _without_dropped(source.replace("\x00", ""))
    source = _BLANKS.sub(" ", source.replace("\n", " "))
    source = _BLOCK.sub("\n", source)
    source = html.unescape(_TAG.sub("", source))
    source = _BLANKS.sub(" ", source)
    return _LINES.sub("\n", source).strip()


def _without_dropped(source: str) -> str:
    """Cut comments and the elements whose content is no text; an unclosed one ends the text."""
    pieces: list[str] = []
    at = 0
    lower = source.lower()
    while True:
        comment = lower.find("<!--", at)
        element = _OPEN_DROPPED.search(source, at)
        if comment >= 0 and (element is None or comment < element.start()):
            pieces.append(source[at:comment])
            stop = lower.find("-->", comment)
            if stop < 0:
                break
            at = stop + 3
        elif element is not None:
            pieces.append(source[at : element.start()])
            stop = lower.find(f"</{element.group(1).lower()}", element.end())
            if stop < 0:
                break
            at = stop
        else:
            pieces.append(source[at:])
            break
    return "".join(pieces)
