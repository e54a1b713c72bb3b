"""HTML of strangers to plain text, in time linear in its length."""

import html
import re

_DROPPED = "script|style|noscript|template|iframe|svg|head"
# Every tag, comment and entity-free stretch is looked at once: no pattern here can read past a "<" and come back.
_HIDDEN = re.compile(rf"<!--|<({_DROPPED})\b[^<>]*>?", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|table|h[1-6]|section|article|blockquote|header|footer|figure|figcaption|hr|pre|dd|dt|dl)\b[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w{1,31};")
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
_LINES = re.compile(r" ?\n[ \n]*")


def text_of(maybe_html: str) -> str:
    """Return plain text on one line of what may be HTML or may be text already, such as a title."""
    if _MARKUP.search(maybe_html):
        maybe_html = html_to_text(maybe_html)
    return " ".join(maybe_html.split())


def html_to_text(source: str) -> str:
    """Return the text of ``source``: entities resolved, blocks on lines of their own, scripts and styles dropped.

    Never raises; what looks like a tag but is not closed stays as text.
    """
    source = _BLANKS.sub(" ", _shown(source.replace("\x00", "")).replace("\n", " "))
    source = _CELL.sub(" ", _BLOCK.sub("\n", source))
    source = html.unescape(_TAG.sub("", source)).replace("\x00", "")
    return _LINES.sub("\n", _BLANKS.sub(" ", source)).strip()


def _shown(source: str) -> str:
    """Cut comments and the elements whose content is no text; an unclosed one ends the text."""
    pieces: list[str] = []
    lower = source.lower() if len(source.lower()) == len(source) else source
    at = 0
    while hidden := _HIDDEN.search(source, at):
        pieces.append(source[at : hidden.start()])
        name = hidden.group(1)
        if name is None:
            stop = source.find("-->", hidden.start() + 2)
            at = stop + 3
        elif hidden.group().endswith("/>"):
            stop = at = hidden.end()
        else:
            stop = at = lower.find(f"</{name.lower()}", hidden.end())
        if stop < 0:
            return "".join(pieces)
    pieces.append(source[at:])
    return "".join(pieces)
