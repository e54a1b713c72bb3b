"""Words, numbers and punctuation of a folded text, with their places in the original."""

import re
from enum import StrEnum
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
# number; a line end; a mark. The likeliest stands first, and the blank that mostly follows is taken along, since looking
# at it again costs as much as a word.
_TOKEN = re.compile(
    r"(?:([^\W\d_][^\W_]+(?:'(?!s\b)[^\W\d_]+)*)|((?:[^\W\d_]\.){2,})|([^\W\d_](?:'(?!s\b)[^\W\d_]+)*|'s\b)"
    r"|(\d+(?:[.,:]\d+)*)|(\n)|(\.{2,}|[^\w\s]|_)) ?"
)
_ABBREVIATION, _LETTER, _NUMBER, _MARK = 2, 3, 4, 6
_ENDERS = frozenset({".", "!", "?", "..", "..."})


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


def tokenise(folded: Folded, whole: str) -> Tokens:
    """Return every token of a document in order."""
    tokens: list[Token] = []
    breaks: list[int] = []
    quotes: list[int] = []
    from_folded: dict[int, int] = {}
    to_folded: dict[int, int] = {}
    add, new = tokens.append, tuple.__new__  # the class's own constructor costs twice as much
    word, enders = TokenKind.WORD, _ENDERS
    source = folded.text
    shift, steady = folded.shift(0)
    for index, match in enumerate(_TOKEN.finditer(source)):
        which = match.lastindex or _MARK
        begin, stop = match.start(), match.end(which)
        text = source[begin:stop]
        from_folded[begin] = to_folded[stop] = index
        if stop <= steady:
            begin += shift
            stop += shift
        else:
            shift, steady = folded.shift(stop - 1)
            begin, stop = folded.start(begin), folded.end(stop)
        if which <= _LETTER:
            if which == _ABBREVIATION:
                breaks.append(index)
            if whole[begin].isupper():
                add(new(Token, (text, begin, stop, word, True, stop - begin > 1 and whole[begin:stop].isupper())))
            else:
                add(new(Token, (text, begin, stop, word, False, False)))
        elif which == _MARK:
            if text == '"':
                quotes.append(index)
            elif text in enders:
                breaks.append(index)
            add(new(Token, (text, begin, stop, TokenKind.PUNCT, False, False)))
        elif which == _NUMBER:
            add(new(Token, (text, begin, stop, TokenKind.NUMBER, False, False)))
        else:
            breaks.append(index)
            add(new(Token, (text, begin, stop, TokenKind.NEWLINE, False, False)))
    return Tokens(tokens, breaks, quotes, from_folded, to_folded)
