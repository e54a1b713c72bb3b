"""Words, numbers and punctuation of a folded text, with their places in the original."""

import re
from enum import StrEnum
from functools import cached_property, partial
from itertools import accumulate
from operator import add
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


# In order: a word, inner apostrophes and all, a possessive 's apart; an abbreviation with inner points; a lone letter; a
# number; a line end; a mark. The likeliest stands first.
_TOKEN = re.compile(
    r"[^\W\d_][^\W_]+(?:'(?!s\b)[^\W\d_]+)*|(?:[^\W\d_]\.){2,}|[^\W\d_](?:'(?!s\b)[^\W\d_]+)*|'s\b"
    r"|\d+(?:[.,:]\d+)*|\n|\.{2,}|[^\w\s]|_"
)
_MARKS = frozenset(".,:;")
"""What mostly stands behind a word, and never makes one token with what stands before it."""
_POSSESSIVE = "'s"
"""The one word that begins with a mark."""


class _Kinds(dict[str, TokenKind]):
    """The kind of a token by its first character, found once."""

    def __missing__(self, first: str) -> TokenKind:
        if first.isalnum():
            kind = TokenKind.NUMBER if first.isdecimal() else TokenKind.WORD
        else:
            kind = TokenKind.NEWLINE if first == "\n" else TokenKind.PUNCT
        self[first] = kind
        return kind


_KINDS = _Kinds()
_token = partial(tuple.__new__, Token)
"""Makes a token of its fields in half the time that the class's own constructor takes."""


class Tokens:
    """The tokens of a document in lists side by side, each made when first asked for: most articles need their texts alone."""

    def __init__(self, folded: Folded, whole: str) -> None:
        self._folded = folded
        self._whole = whole
        self.texts: list[str] = []
        """Folded."""
        self.begins: list[int] = []
        """Indexes of the folded text where they begin; where they stop is exclusive."""
        self.odd: list[int] = []
        """Indexes of those that are not words with a blank on either side; all marks are among them."""
        self._divide(folded.text)
        self.stops = list(map(add, self.begins, map(len, self.texts)))

    def _divide(self, folded: str) -> None:
        """Divide a text at blanks, which no token has inside it: between them mostly a word stands, or a word and a mark."""
        chunks = folded.split(" ")
        places = list(accumulate(map((1).__add__, map(len, chunks)), initial=0))
        texts, begins, odd, done = self.texts, self.begins, self.odd, 0
        for at in [at for at, chunk in enumerate(chunks) if not chunk.isalpha()]:
            texts += chunks[done:at]
            begins += places[done:at]
            done = at + 1
            chunk, begin, first = chunks[at], places[at], len(texts)
            word, mark = chunk[:-1], chunk[-1:]
            if mark in _MARKS and word.isalpha():
                texts += (word, mark)
                begins += (begin, begin + len(word))
                odd += (first, first + 1)
            else:
                for match in _TOKEN.finditer(chunk):
                    texts.append(match[0])
                    begins.append(begin + match.start())
                odd += range(first, len(texts))
        texts += chunks[done:]
        begins += places[done:-1]

    @cached_property
    def starts(self) -> list[int]:
        """Index in the original of the first character of every token."""
        return self._folded.starts_of(self.begins)

    @cached_property
    def ends(self) -> list[int]:
        """Index in the original behind the last character of every token."""
        return self._folded.ends_of(self.stops)

    def joined(self, at: int) -> bool:
        """Say whether nothing stands in the original between a token and the next one."""
        return self.stops[at] == self.begins[at + 1] and self.ends[at] == self.starts[at + 1]

    @cached_property
    def quotes(self) -> list[int]:
        """Indexes of double quotation marks."""
        return [at for at in self.odd if self.texts[at] == '"']

    @property
    def digits(self) -> list[int]:
        """Indexes of those that are digits alone."""
        return [at for at in self.odd if self.texts[at].isdigit()]

    @cached_property
    def all(self) -> list[Token]:
        """Every token with all that is known of it."""
        return self.made(0, len(self.texts) - 1)

    def made(self, first: int, last: int) -> list[Token]:
        """Return the tokens ``first`` to ``last``, inclusive, with all that is known of them."""
        here, word, whole = slice(first, last + 1), TokenKind.WORD, self._whole
        texts, starts = self.texts[here], self.starts[here]
        kinds = [word if text == _POSSESSIVE else _KINDS[text[0]] for text in texts]
        capitals = [kind is word and whole[start].isupper() for kind, start in zip(kinds, starts, strict=True)]
        return list(map(_token, zip(texts, starts, self.ends[here], kinds, capitals, strict=True)))

    def capital(self, at: int) -> bool:
        """Say whether the original of a word begins with a capital letter."""
        return self.kind(at) is TokenKind.WORD and self._whole[self.starts[at]].isupper()

    def kind(self, at: int) -> TokenKind:
        """Return what a token is."""
        text = self.texts[at]
        return TokenKind.WORD if text == _POSSESSIVE else _KINDS[text[0]]
