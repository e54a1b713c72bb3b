"""Words, numbers and punctuation of a folded text, with their places in the original."""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum, StrEnum
from functools import lru_cache, partial
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
    """Token by the folded index where it starts."""


_Part = tuple[str, int, int, int, TokenKind, _Mark, bool, bool]
"""A token between two blanks: its text, where it begins as folded, where it begins and ends as written, its kind, its mark,
whether it begins with a capital letter, whether it has at least two letters, all capital."""


def _parts(chunk: str, written: Callable[[int, int], tuple[int, int]], original: str) -> Iterator[_Part]:
    """Yield the tokens of what stands between two blanks: no token has a blank. ``written`` finds them in ``original``."""
    for match in _TOKEN.finditer(chunk):
        which, text = match.lastindex or 0, match.group()
        start, end = written(*match.span())
        kind, mark, capital = TokenKind.PUNCT, _Mark.NONE, False
        if 0 < which <= _LETTER:
            kind, mark = TokenKind.WORD, _Mark.BREAK if which == _ABBREVIATION else _Mark.NONE
            capital = original[start].isupper()
        elif which == _NUMBER:
            kind = TokenKind.NUMBER
        elif which == _NEWLINE:
            kind, mark = TokenKind.NEWLINE, _Mark.BREAK
        elif text == '"':
            mark = _Mark.QUOTE
        elif text in _ENDERS:
            mark = _Mark.BREAK
        yield text, match.start(), start, end, kind, mark, capital, capital and end - start > 1 and original[start:end].isupper()


@lru_cache(maxsize=1 << 15)
def _known(chunk: str, original: str) -> tuple[_Part, ...]:
    """Return the tokens of a short chunk that folds one to one: most are words that were met before."""
    return tuple(_parts(chunk, lambda start, end: (start, end), original))


_token = partial(tuple.__new__, Token)
"""Makes a token of its fields in half the time that the class's own constructor takes."""


def tokenise(folded: Folded, whole: str) -> Tokens:
    """Return every token of a document in order."""
    tokens: list[Token] = []
    breaks: list[int] = []
    quotes: list[int] = []
    starts: list[int] = []
    add, begins, none = tokens.append, starts.append, _Mark.NONE
    shift, steady = folded.shift(0)
    position = 0
    for chunk in folded.text.split(" "):
        after = position + len(chunk)
        if after > steady:
            shift, steady = folded.shift(position)
        parts: Iterable[_Part]
        if after <= steady and len(chunk) < _LONG:
            base = position + shift
            parts = _known(chunk, whole[base : after + shift])
        else:
            base, parts = 0, _parts(chunk, partial(_written, folded, position), whole)
        for text, at, start, end, kind, mark, capital, upper in parts:
            begins(position + at)
            if mark is not none:
                (breaks if mark is _Mark.BREAK else quotes).append(len(tokens))
            add(_token((text, base + start, base + end, kind, capital, upper)))
        position = after + 1
    return Tokens(tokens, breaks, quotes, dict(zip(starts, range(len(starts)), strict=True)))


def _written(folded: Folded, position: int, start: int, end: int) -> tuple[int, int]:
    """Return where in the original a token stands that begins and ends so many characters behind a folded position."""
    return folded.start(position + start), folded.end(position + end)
