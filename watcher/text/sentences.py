"""Sentences: headlines, bullets and body, honest about abbreviations, initials, numbers, datelines and quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from watcher.text.tokens import TokenKind

Raw = tuple[str, int, int, TokenKind, bool, bool]


class SentenceKind(StrEnum):
    """Where a sentence stands."""

    HEADLINE = "headline"
    BODY = "body"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters ``start`` to ``end`` and tokens ``first`` to ``last`` (inclusive) of the document."""

    start: int
    end: int
    first: int
    last: int
    kind: SentenceKind
    paragraph: int
    quoted: tuple[tuple[int, int], ...] = ()
    """Token ranges ``(first, last)``, inclusive, within quotation marks."""


_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col maj capt sgt cpl brig adm cmdr gov sen rep rev st no nos vs jr sr inc ltd co corp dept est fig "
    "jan feb mar apr jun jul aug sep sept oct nov dec mt ft approx al pvt pfc spc ret hon pres univ bros etc".split()
)
_ENDS = frozenset(".!?")
_CLOSERS = frozenset("\"')]")
_BULLETS = frozenset("*-•")


def split(raw: Sequence[Raw], whole: str, title_end: int) -> tuple[Sentence, ...]:
    """Divide all tokens into sentences; every token belongs to exactly one."""
    sentences: list[Sentence] = []
    first = paragraph = 0
    count = len(raw)
    while first < count:
        last = _last_of(raw, whole, first, title_end)
        if title_end and raw[first][1] < title_end:
            kind = SentenceKind.HEADLINE
        elif raw[first][0] in _BULLETS and raw[first][3] is TokenKind.PUNCT:
            kind = SentenceKind.BULLET
        else:
            kind = SentenceKind.BODY
        shown = last
        while shown > first and raw[shown][3] is TokenKind.NEWLINE:
            shown -= 1
        sentences.append(Sentence(raw[first][1], raw[shown][2], first, last, kind, paragraph, _quoted(raw, first, shown)))
        if raw[last][3] is TokenKind.NEWLINE:
            paragraph += 1
        first = last + 1
    return tuple(sentences)


def _last_of(raw: Sequence[Raw], whole: str, first: int, title_end: int) -> int:
    """Return the last token of the sentence that begins at ``first``; trailing line ends belong to it."""
    count = len(raw)
    at = first
    while at < count:
        text, _start, end, kind, _capital, _upper = raw[at]
        if kind is TokenKind.NEWLINE:
            while at + 1 < count and raw[at + 1][3] is TokenKind.NEWLINE:
                at += 1
            return at
        if kind is TokenKind.PUNCT and (text in _ENDS or text[0] == ".") and _ends(raw, at, first):
            while at + 1 < count and raw[at + 1][0] in (_CLOSERS | _ENDS) and raw[at + 1][1] - raw[at][2] == 0:
                at += 1
            while at + 1 < count and raw[at + 1][3] is TokenKind.NEWLINE:
                at += 1
            return at
        if kind is TokenKind.WORD and text[-1] == "." and at + 1 < count and _abbreviation_ends(raw, at):
            while at + 1 < count and raw[at + 1][3] is TokenKind.NEWLINE:
                at += 1
            return at
        at += 1
    return count - 1


def _ends(raw: Sequence[Raw], at: int, first: int) -> bool:
    """Say whether the mark at ``at`` ends a sentence."""
    text, start, end, *_ = raw[at]
    if at + 1 >= len(raw):
        return True
    following, next_start, _end, next_kind, next_capital, _upper = raw[at + 1]
    if next_kind is TokenKind.NEWLINE:
        return True
    if next_start == end and following not in _CLOSERS:
        return text != "." and next_kind is not TokenKind.PUNCT
    if text in "!?":
        return True
    look = at + 1
    while look < len(raw) and raw[look][3] is TokenKind.PUNCT:
        look += 1
    starts_low = look < len(raw) and raw[look][3] is TokenKind.WORD and "a" <= raw[look][0][0] <= "z" and not raw[look][4]
    if starts_low:
        return False
    if text == "." and at > first:
        before, before_start, before_end, before_kind, capital, _ = raw[at - 1]
        if before_end == start and before_kind is TokenKind.WORD:
            if before in _ABBREVIATIONS and (capital or before in {"vs", "etc", "al"}):
                return False
            if len(before) == 1 and capital and before.isascii():
                return False
    return True


def _abbreviation_ends(raw: Sequence[Raw], at: int) -> bool:
    """Say whether a sentence ends after an abbreviation with inner points, such as "U.S." or "a.m."."""
    following = raw[at + 1]
    if following[3] is TokenKind.NEWLINE:
        return True
    return following[4] and following[0] in _STARTERS and following[3] is TokenKind.WORD


_STARTERS = frozenset("the a an it he she they we i in on at but and this that these those there however meanwhile".split())


def _quoted(raw: Sequence[Raw], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """Return token ranges between double quotation marks; an unclosed one lasts to the sentence's end."""
    ranges: list[tuple[int, int]] = []
    opened = -1
    for at in range(first, last + 1):
        if raw[at][0] == '"':
            if opened < 0:
                opened = at
            else:
                if at - opened > 1:
                    ranges.append((opened + 1, at - 1))
                opened = -1
    if 0 <= opened < last:
        ranges.append((opened + 1, last))
    return tuple(ranges)
