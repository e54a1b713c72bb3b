"""Sentences: headlines, bullets and body, honest about abbreviations, initials, numbers, datelines and quotes."""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from watcher.text.tokens import TokenKind, Tokens
from watcher.text.words import words


class SentenceKind(StrEnum):
    """Where a sentence stands."""

    HEADLINE = "headline"
    BODY = "body"
    BULLET = "bullet"


@dataclass(slots=True, unsafe_hash=True)
class Sentence:
    """Characters ``start`` to ``end`` and tokens ``first`` to ``last`` (inclusive) of the document; never changed.

    Not frozen only because freezing triples the price of making it.
    """

    start: int
    end: int
    first: int
    last: int
    kind: SentenceKind
    paragraph: int
    quoted: tuple[tuple[int, int], ...] = ()
    """Token ranges ``(first, last)``, inclusive, within quotation marks."""


# Before a name or a number these end in a point without ending a sentence.
_TITLES = words(
    """mr mrs ms dr prof gen lt col maj capt sgt cpl brig adm cmdr gov sen rep rev st pvt pfc spc ret hon pres no nos mt ft fig
    dept approx jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun vs al est"""
)
# These may end a sentence; they do not before a small letter, nor before a name that goes on.
_SUFFIXES = words("jr sr inc ltd co corp bros etc plc univ")
_STARTERS = words(
    """the a an it its he she his her they their we our you in on at by for from to as and but or if when while after before
    since this that these those there here however meanwhile earlier later last now then both several some all no one two
    three more most many what who why how where still yet also"""
)
_CLOSERS = frozenset("\"')]")
_MARKS = frozenset(".!?")
_CLOSING = _CLOSERS | _MARKS
_BULLETS = frozenset("*-")
_SPOKEN = frozenset({TokenKind.WORD, TokenKind.NUMBER})


_NEWLINE = "\n"
_ENDERS = frozenset({".", "!", "?", "..", "...", _NEWLINE})
_LAST = ".!?\n"
"""What an ender or an abbreviation ends with."""


def split(tokens: Tokens, title_end: int) -> tuple[Sentence, ...]:
    """Divide all tokens into sentences; every token belongs to exactly one."""
    texts = tokens.texts
    count = len(texts)
    sentences: list[Sentence] = []
    first = paragraph = 0
    for at in [at for at in tokens.odd if texts[at][-1] in _LAST]:
        if at < first or not (texts[at] in _ENDERS or texts[at][0] != ".") or not _ends(tokens, at, first):
            continue
        last = _with_closers(tokens, at)
        sentences.append(_sentence(tokens, first, last, paragraph, title_end))
        if texts[last] == _NEWLINE:
            paragraph += 1
        first = last + 1
    if first < count:
        sentences.append(_sentence(tokens, first, count - 1, paragraph, title_end))
    return tuple(sentences)


def _sentence(tokens: Tokens, first: int, last: int, paragraph: int, title_end: int) -> Sentence:
    texts = tokens.texts
    shown = last
    while shown > first and texts[shown] == _NEWLINE:
        shown -= 1
    start = tokens.starts[first]
    if start < title_end:
        kind = SentenceKind.HEADLINE
    elif texts[first] in _BULLETS:
        kind = SentenceKind.BULLET
    else:
        kind = SentenceKind.BODY
    return Sentence(start, tokens.ends[shown], first, last, kind, paragraph, _quoted(tokens.quotes, first, shown))


def _with_closers(tokens: Tokens, at: int) -> int:
    """Return the last token that belongs to a sentence which ends at ``at``: closing marks beside it, then line ends."""
    texts, count = tokens.texts, len(tokens.texts)
    while at + 1 < count and texts[at] != _NEWLINE:
        if texts[at + 1] not in _CLOSING or not tokens.joined(at):
            break
        at += 1
    while at + 1 < count and texts[at + 1] == _NEWLINE:
        at += 1
    return at


def _ends(tokens: Tokens, at: int, first: int) -> bool:
    """Say whether the line end, mark or abbreviation at ``at`` ends a sentence."""
    texts = tokens.texts
    text = texts[at]
    if text == _NEWLINE or at + 1 >= len(texts) or texts[at + 1] == _NEWLINE:
        return True
    following = texts[at + 1]
    if text not in _ENDERS:
        return following in _STARTERS and tokens.capital(at + 1)
    beside = tokens.joined(at)
    if beside and following not in _CLOSERS:
        # Nothing between the mark and what follows: "3.5" read apart, "Reuters.com", or a missing blank, as in "هناك.وقال".
        return text != "." or not following.isascii()
    word = _next_word(tokens, at + 1)
    if word is not None and "a" <= texts[word][0] <= "z" and not tokens.capital(word):
        return text in "!?" and following not in _CLOSERS and not beside
    return text != "." or not _abbreviates(tokens, at, first, word)


def _next_word(tokens: Tokens, at: int) -> int | None:
    """Return the first word or number at or after ``at``, within four tokens."""
    for word in range(at, min(at + 4, len(tokens.texts))):
        if tokens.kind(word) in _SPOKEN:
            return word
    return None


def _abbreviates(tokens: Tokens, at: int, first: int, word: int | None) -> bool:
    """Say whether the point at ``at`` belongs to the word before it."""
    if at == first:
        return True
    before, kind = tokens.texts[at - 1], tokens.kind(at - 1)
    if not tokens.joined(at - 1) or kind is not TokenKind.WORD:
        return kind is TokenKind.NUMBER and at - 1 == first
    if before in _TITLES:
        return tokens.capital(at - 1) or before in {"vs", "al", "no", "approx", "est"}
    if before in _SUFFIXES:
        return word is not None and tokens.texts[word] not in _STARTERS
    return len(before) == 1 and before != "i" and tokens.capital(at - 1)


def _quoted(quotes: list[int], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """Return token ranges between double quotation marks; an unclosed one lasts to the sentence's end."""
    low = bisect_left(quotes, first)
    if low == len(quotes) or quotes[low] > last:
        return ()
    inside = quotes[low : bisect_left(quotes, last + 1)]
    ranges = []
    for opened, closed in zip(inside[::2], [*inside[1::2], last + 1], strict=False):
        if closed - opened > 1:
            ranges.append((opened + 1, closed - 1))
    return tuple(ranges)
