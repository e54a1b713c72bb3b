"""HTML of strangers to plain text, in time linear in its length."""

import html
import re

_DROPPED = "script|style|noscript|template|iframe|svg|head"
# Every tag, comment and entity-free stretch is looked at once: no pattern here can read past a "<" and come back.
_HIDDEN = re.compile(rf"<!--|<({_DROPPED})\b[^<>]*>?", re.IGNORECASE)
_BLOCKS = (
    "p div br li ul ol tr table h1 h2 h3 h4 h5 h6 section article blockquote header footer figure figcaption hr pre dd dt dl"
)
# Three passes that put in plain strings: a function asked at every tag costs twice as much.
_BLOCK = re.compile(rf"</?(?:{_BLOCKS.replace(' ', '|')})(?!\w)[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"</?t[dh](?!\w)[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w{1,31};")
_BLANKS = "\t\r\f\v\xa0"


def text_of(maybe_html: str) -> str:
    """Return plain text on one line of what may be HTML or may be text already, such as a title."""
    if _MARKUP.search(maybe_html):
        maybe_html = html_to_text(maybe_html)
    return " ".join(maybe_html.split())


def html_to_text(source: str) -> str:
    """Return the text of ``source``: entities resolved, blocks on lines of their own, scripts and styles dropped.

    Never raises; what looks like a tag but is not closed stays as text.
    """
    source = source.replace("\x00", "").replace("\n", " ")
    if "<" in source:
        source = _BLOCK.sub("\n", _shown(source))
        if "<" in source:
            source = _TAG.sub("", _CELL.sub(" ", source))
    if "&" in source:
        source = html.unescape(source).replace("\x00", "")
    # Search and replace of plain strings: a pattern that stops at every blank costs more than all the rest.
    for blank in _BLANKS:
        source = source.replace(blank, " ")
    while "  " in source:
        source = source.replace("  ", " ")
    if "\n" not in source:
        return source.strip()
    lines = [line.strip(" ") for line in source.split("\n")]
    return "\n".join([line for line in lines if line]).strip()


def _shown(source: str) -> str:
    """Cut comments and the elements whose content is no text; an unclosed one ends the text."""
    pieces: list[str] = []
    at = 0
    lower = ""
    while hidden := _HIDDEN.search(source, at):
        pieces.append(source[at : hidden.start()])
        name = hidden.group(1)
        if name is None:
            stop = source.find("-->", hidden.start() + 2)
            at = stop + 3
        elif hidden.group().endswith("/>"):
            stop = at = hidden.end()
        else:
            lower = lower or _lowered(source)
            stop = at = lower.find(f"</{name.lower()}", hidden.end())
        if stop < 0:
            return "".join(pieces)
    pieces.append(source[at:])
    return "".join(pieces)


def _lowered(source: str) -> str:
    """Return ``source`` in small letters, where every one of them stays in its place."""
    lower = source.lower()
    return lower if len(lower) == len(source) else source
