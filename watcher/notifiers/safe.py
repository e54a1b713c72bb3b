"""Text of strangers made safe for terminals, headers and pages; it stays text, it is never markup."""

import re
import unicodedata

from watcher.claims.model import Span
from watcher.model import Model

# C0 and C1 controls except tab and newline, bidi embeddings, overrides and isolates, line and paragraph separators.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udfff]"
)
_BREAK = re.compile(r"[\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_LINK = re.compile(r"https?://[^\s\"'<>\\^`{|}\x00-\x20\x7f-\x9f]+", re.IGNORECASE)
_LONGEST_LINK = 2000
_RTL_SHARE = 0.3


def clean(text: str) -> str:
    """Return ``text`` without controls that drive terminals or turn the reading direction."""
    return _CONTROL.sub("", _BREAK.sub("\n", text))


def one_line(text: str, longest: int = 300) -> str:
    """Return ``text`` on one line, cut at ``longest`` characters."""
    line = _BLANKS.sub(" ", clean(text)).strip()
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def header(text: str, longest: int = 200) -> str:
    """Return ``text`` for a mail header: one line, and no encoded word that a mailer would decode into new headers."""
    line = one_line(text, longest)
    while "=?" in line:
        line = line.replace("=?", "=\u200b?")
    return line


def link(url: str | None) -> str | None:
    """Return ``url`` where it is a plain http or https link, else ``None``."""
    if not url or len(url) > _LONGEST_LINK or not _LINK.fullmatch(url):
        return None
    return url


def isolated(text: str) -> str:
    """Keep words of another direction from turning the line around them (Unicode FSI and PDI)."""
    return f"\u2068{text}\u2069"


def direction(text: str) -> str:
    """Return ``rtl`` where at least three tenths of the letters are written right to left, else ``ltr``."""
    strong = [kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}]
    return "rtl" if strong and sum(kind != "L" for kind in strong) >= _RTL_SHARE * len(strong) else "ltr"


class Piece(Model):
    """A part of a quotation; ``marked`` is the evidence itself."""

    text: str
    marked: bool


class Excerpt(Model):
    """Evidence within the words around it, of one paragraph."""

    pieces: tuple[Piece, ...]
    direction: str


def excerpts(whole: str, evidence: tuple[Span, ...], *, before: int = 80, after: int = 120) -> tuple[Excerpt, ...]:
    """Return quotations of ``whole`` around each span, neighbours joined; a span that lies outside quotes itself."""
    out: list[Excerpt] = []
    windows: list[tuple[int, int, list[Span]]] = []
    for span in sorted(evidence, key=lambda one: (one.start, one.end)):
        if not 0 <= span.start < span.end <= len(whole):
            out.append(Excerpt(pieces=(Piece(text=clean(span.text), marked=True),), direction=direction(span.text)))
            continue
        start = max(whole.rfind("\n", 0, span.start) + 1, _at_word(whole, span.start - before, span.start))
        line_end = whole.find("\n", span.end)
        end = min(line_end if line_end >= 0 else len(whole), _to_word(whole, span.end + after, span.end))
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]), [*windows[-1][2], span])
        else:
            windows.append((start, end, [span]))
    return (*(_quoted(whole, *window) for window in windows), *out)


def _quoted(whole: str, start: int, end: int, spans: list[Span]) -> Excerpt:
    """Cut one window of ``whole`` into marked and unmarked pieces."""
    pieces: list[Piece] = []
    at = start
    for span in spans:
        if span.end <= at:
            continue
        pieces.append(Piece(text=clean(whole[at : max(at, span.start)]), marked=False))
        pieces.append(Piece(text=clean(whole[max(at, span.start) : span.end]), marked=True))
        at = span.end
    pieces.append(Piece(text=clean(whole[at:end]), marked=False))
    if start and whole[start - 1] != "\n":
        pieces.insert(0, Piece(text="… ", marked=False))
    if end < len(whole) and whole[end] != "\n":
        pieces.append(Piece(text=" …", marked=False))
    return Excerpt(pieces=tuple(piece for piece in pieces if piece.text), direction=direction(whole[start:end]))


def _at_word(whole: str, at: int, limit: int) -> int:
    """Return where the first whole word at or after ``at`` starts, at most ``limit``."""
    if at <= 0:
        return 0
    blank = whole.find(" ", at, limit)
    return blank + 1 if blank >= 0 else limit


def _to_word(whole: str, at: int, limit: int) -> int:
    """Return where the last whole word at or before ``at`` ends, at least ``limit``."""
    if at >= len(whole):
        return len(whole)
    blank = whole.rfind(" ", limit, at)
    return blank if blank >= 0 else limit
