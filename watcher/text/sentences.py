"""Sentences: headlines, bullets and body, honest about abbreviations, initials, numbers, datelines and quotes."""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from watcher.text.tokens import Token, TokenKind, Tokens
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


def split(raw: Tokens, title_end: int) -> tuple[Sentence, ...]:
    """Divide all tokens into sentences; every token belongs to exactly one."""
    tokens = raw.tokens
    count = len(tokens)
    sentences: list[Sentence] = []
    first = paragraph = 0
    for at in raw.breaks:
        if at < first or not _ends(tokens, at, first):
            continue
        last = _with_closers(tokens, at)
        sentences.append(_sentence(raw, first, last, paragraph, title_end))
        if tokens[last].kind is TokenKind.NEWLINE:
            paragraph += 1
        first = last + 1
    if first < count:
        sentences.append(_sentence(raw, first, count - 1, paragraph, title_end))
    return tuple(sentences)


def _sentence(raw: Tokens, first: int, last: int, paragraph: int, title_end: int) -> Sentence:
    tokens = raw.tokens
    shown = last
    while shown > first and tokens[shown].kind is TokenKind.NEWLINE:
        shown -= 1
    opening = tokens[first]
    if opening.start < title_end:
        kind = SentenceKind.HEADLINE
    elif opening.text in _BULLETS and opening.kind is TokenKind.PUNCT:
        kind = SentenceKind.BULLET
    else:
        kind = SentenceKind.BODY
    return Sentence(opening.start, tokens[shown].end, first, last, kind, paragraph, _quoted(raw.quotes, first, shown))


def _with_closers(tokens: list[Token], at: int) -> int:
    """Return the last token that belongs to a sentence which ends at ``at``: closing marks beside it, then line ends."""
    count = len(tokens)
    while at + 1 < count and tokens[at].kind is not TokenKind.NEWLINE:
        following = tokens[at + 1]
        if following.text not in _CLOSING or following.start != tokens[at].end:
            break
        at += 1
    while at + 1 < count and tokens[at + 1].kind is TokenKind.NEWLINE:
        at += 1
    return at


def _ends(tokens: list[Token], at: int, first: int) -> bool:
    """Say whether the line end, mark or abbreviation at ``at`` ends a sentence."""
    text, _start, end, kind, _capital, _upper = tokens[at]
    if kind is TokenKind.NEWLINE or at + 1 >= len(tokens) or tokens[at + 1].kind is TokenKind.NEWLINE:
        return True
    following = tokens[at + 1]
    if kind is TokenKind.WORD:
        return following.capital and following.text in _STARTERS
    if following.start == end and following.text not in _CLOSERS:
        # Nothing between the mark and what follows: "3.5" read apart, "Reuters.com", or a missing blank, as in "هناك.وقال".
        return text != "." or not following.text.isascii()
    word = _next_word(tokens, at + 1)
    if word is not None and "a" <= word.text[0] <= "z" and not word.capital:
        return text in "!?" and following.text not in _CLOSERS and following.start != end
    return text != "." or not _abbreviates(tokens, at, first, word)


def _next_word(tokens: list[Token], at: int) -> Token | None:
    """Return the first word or number at or after ``at``, within four tokens."""
    for token in tokens[at : at + 4]:
        if token.kind is TokenKind.WORD or token.kind is TokenKind.NUMBER:
            return token
    return None


def _abbreviates(
    tokens: list[Token],
    at: int,
    first: int,
    word: Token | None,
) -> bool:
    """Say whether the point at ``at`` belongs to the word before it."""
    if at == first:
        return True
    before, _start, end, kind, capital, _upper = tokens[at - 1]
    if end != tokens[at].start or kind is not TokenKind.WORD:
        return kind is TokenKind.NUMBER and at - 1 == first
    if before in _TITLES:
        return capital or before in {"vs", "al", "no", "approx", "est"}
    if before in _SUFFIXES:
        return word is not None and word.text not in _STARTERS
    return len(before) == 1 and capital and before != "i"


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
