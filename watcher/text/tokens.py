"""Words, numbers and punctuation of a folded text, with their places in the original."""

import re
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import NamedTuple

from watcher.text.fold import Folded


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    PUNCT = "punct"
    NEWLINE = "newline"


class Token(NamedTuple):
    """One word, number, mark of punctuation or line end; a tuple, since an article has a thousand."""

    text: str
    """Folded."""
    start: int
    """First character in the document's ``whole``; ``end`` is exclusive."""
    end: int
    kind: TokenKind
    capital: bool = False
    """The original begins with a capital letter."""
    upper: bool = False
    """The original has at least two letters, all capital."""


# In order: a word, inner apostrophes and all, a possessive 's apart; an abbreviation with inner points; a lone letter; a
# number; a line end; a mark. The likeliest stands first.
_TOKEN = re.compile(
    r"([^\W\d_][^\W_]+(?:'(?!s\b)[^\W\d_]+)*)|((?:[^\W\d_]\.){2,})|([^\W\d_](?:'(?!s\b)[^\W\d_]+)*|'s\b)"
    r"|(\d+(?:[.,:]\d+)*)|(\n)|(?:\.{2,}|[^\w\s]|_)"
)
_ABBREVIATION, _LETTER, _NUMBER, _NEWLINE = 2, 3, 4, 5
_LONG = 40
"""Letters from which on what stands between two blanks is no word that will come again."""
_ENDERS = frozenset({".", "!", "?", "..", "..."})


class _Mark(IntEnum):
    """What a token may do to the sentence."""

    NONE = 0
    BREAK = 1
    QUOTE = 2


class Tokens(NamedTuple):
    """All tokens, and the indexes of those that may end or quote."""

    tokens: list[Token]
    breaks: list[int]
    """Line ends, marks that end sentences, abbreviations with points."""
    quotes: list[int]
    """Double quotation marks."""
    from_folded: dict[int, int]
    """Token by the folded index where it starts; ``to_folded`` by the one where it ends."""
    to_folded: dict[int, int]


_Part = tuple[str, int, int, TokenKind, _Mark]
"""A token between two blanks: its text, where it begins and ends there, its kind, its mark."""


def _divided(chunk: str) -> Iterator[_Part]:
    """Yield the tokens of what stands between two blanks: no token has a blank."""
    for match in _TOKEN.finditer(chunk):
        which, text = match.lastindex or 0, match.group()
        kind, mark = TokenKind.PUNCT, _Mark.NONE
        if 0 < which <= _LETTER:
            kind, mark = TokenKind.WORD, _Mark.BREAK if which == _ABBREVIATION else _Mark.NONE
        elif which == _NUMBER:
            kind = TokenKind.NUMBER
        elif which == _NEWLINE:
            kind, mark = TokenKind.NEWLINE, _Mark.BREAK
        elif text == '"':
            mark = _Mark.QUOTE
        elif text in _ENDERS:
            mark = _Mark.BREAK
        yield text, match.start(), match.end(), kind, mark


@lru_cache(maxsize=1 << 15)
def _known(chunk: str) -> tuple[_Part, ...]:
    """Return the tokens of a short chunk: most are words that were met before."""
    return tuple(_divided(chunk))


def tokenise(folded: Folded, whole: str) -> Tokens:
    """Return every token of a document in order."""
    tokens: list[Token] = []
    breaks: list[int] = []
    quotes: list[int] = []
    from_folded: dict[int, int] = {}
    to_folded: dict[int, int] = {}
    add, new = tokens.append, tuple.__new__  # the class's own constructor costs twice as much
    word = TokenKind.WORD
    shift, steady = folded.shift(0)
    position = index = 0
    for chunk in folded.text.split(" "):
        for text, at, until, kind, mark in _known(chunk) if len(chunk) < _LONG else _divided(chunk):
            start, end = position + at, position + until
            from_folded[start] = to_folded[end] = index
            if end <= steady:
                start += shift
                end += shift
            else:
                shift, steady = folded.shift(end - 1)
                start, end = folded.start(start), folded.end(end)
            if kind is word and whole[start].isupper():
                add(new(Token, (text, start, end, kind, True, end - start > 1 and whole[start:end].isupper())))
            else:
                add(new(Token, (text, start, end, kind, False, False)))
            if mark:
                (breaks if mark is _Mark.BREAK else quotes).append(index)
            index += 1
        position += len(chunk) + 1
    return Tokens(tokens, breaks, quotes, from_folded, to_folded)
