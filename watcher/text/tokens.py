"""Words, numbers and punctuation of a folded text, with their places in the original."""

import re
from dataclasses import dataclass
from enum import StrEnum

from watcher.text.fold import Folded


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    PUNCT = "punct"
    NEWLINE = "newline"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, mark of punctuation or line end."""

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
    sentence: int = -1
    clause: int = -1
    """Index of the clause within the sentence."""


# An abbreviation with inner points, a number, a word with inner apostrophes (a possessive 's stands apart), a line end, a mark.
TOKEN = re.compile(
    r"(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_](?:[^\W\d_]|\d|'(?!s\b)(?=[^\W\d_]))*|'s\b)"
    r"|(?P<number>\d+(?:[.,:]\d+)*)"
    r"|(?P<newline>\n)"
    r"|(?P<punct>\.{2,}|[^\w\s]|_)"
)
_KINDS = {kind.value: kind for kind in TokenKind}


def tokenise(folded: Folded, whole: str) -> list[tuple[str, int, int, TokenKind, bool, bool]]:
    """Return ``(text, start, end, kind, capital, upper)`` of each token, ``start`` and ``end`` in ``whole``."""
    out = []
    exact = not folded.starts
    for match in TOKEN.finditer(folded.text):
        begin, stop = match.span()
        if not exact:
            begin, stop = folded.start(begin), folded.end(stop)
        kind = _KINDS[match.lastgroup or "punct"]
        capital = upper = False
        if kind is TokenKind.WORD:
            capital = whole[begin].isupper()
            upper = capital and stop - begin > 1 and whole[begin:stop].isupper()
        out.append((match.group(), begin, stop, kind, capital, upper))
    return out
