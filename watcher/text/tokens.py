"""Words, numbers and punctuation of a folded text, with their places in the original."""

import re
from enum import StrEnum
from functools import cached_property, partial
from itertools import accumulate
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
    r"([^\W\d_][^\W_]+(?:'(?!s\b)[^\W\d_]+)*|(?:[^\W\d_]\.){2,}|[^\W\d_](?:'(?!s\b)[^\W\d_]+)*|'s\b"
    r"|\d+(?:[.,:]\d+)*|\n|\.{2,}|[^\w\s]|_)"
)
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
        pieces = _TOKEN.split(folded.text)
        reached = list(accumulate(map(len, pieces)))
        self._folded = folded
        self._whole = whole
        self.texts = pieces[1::2]
        """Folded."""
        self.begins = reached[:-1:2]
        """Indexes of the folded text where they begin; where they stop is exclusive."""
        self.stops = reached[1::2]

    def start(self, at: int) -> int:
        """Return the index in the original of a token's first character."""
        return self._folded.start(self.begins[at])

    def end(self, at: int) -> int:
        """Return the index in the original behind a token's last character."""
        return self._folded.end(self.stops[at])

    def joined(self, at: int) -> bool:
        """Say whether nothing stands in the original between a token and the next one."""
        return self.stops[at] == self.begins[at + 1] and self.end(at) == self.start(at + 1)

    @cached_property
    def starts(self) -> list[int]:
        """Index in the original of the first character of every token."""
        return self._folded.starts_of(self.begins)

    @cached_property
    def quotes(self) -> list[int]:
        """Indexes of double quotation marks."""
        return [at for at, text in enumerate(self.texts) if text == '"']

    @cached_property
    def all(self) -> list[Token]:
        """Every token with all that is known of it."""
        return self._made(self.texts, self.starts, self._folded.ends_of(self.stops))

    def made(self, first: int, last: int) -> list[Token]:
        """Return the tokens ``first`` to ``last``, inclusive, with all that is known of them."""
        places = range(first, last + 1)
        return self._made(self.texts[first : last + 1], list(map(self.start, places)), list(map(self.end, places)))

    def _made(self, texts: list[str], starts: list[int], ends: list[int]) -> list[Token]:
        word, whole = TokenKind.WORD, self._whole
        kinds = [word if text == _POSSESSIVE else _KINDS[text[0]] for text in texts]
        capitals = [kind is word and whole[start].isupper() for kind, start in zip(kinds, starts, strict=True)]
        return list(map(_token, zip(texts, starts, ends, kinds, capitals, strict=True)))

    def capital(self, at: int) -> bool:
        """Say whether the original of a word begins with a capital letter."""
        return self.kind(at) is TokenKind.WORD and self._whole[self.start(at)].isupper()

    def kind(self, at: int) -> TokenKind:
        """Return what a token is."""
        text = self.texts[at]
        return TokenKind.WORD if text == _POSSESSIVE else _KINDS[text[0]]
