"""An article as the claims engine reads it: folded, in tokens, sentences and clauses, all with offsets into the original."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from watcher.text.clauses import clauses
from watcher.text.fold import Folded, fold
from watcher.text.language import detect
from watcher.text.sentences import Sentence, SentenceKind, split
from watcher.text.stream import Stream
from watcher.text.tokens import Token, TokenKind, Tokens


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters ``start`` to ``end`` of the document and their text."""

    start: int
    end: int
    text: str


class Document:
    r"""Title and text of one article; what not every article needs is made when it is first asked for.

    Offsets count characters of ``whole``: ``title + "\\n" + text``, or ``text`` where there is no title.
    """

    def __init__(self, title: str, text: str, language: str | None = None) -> None:
        self.title = title
        self.whole = f"{title}\n{text}" if title else text
        self.title_end = len(title)
        """Index in ``whole`` where the title ends; 0 without a title."""
        self.language = language or detect(self.whole)
        """The language told by the source, or the one that the text shows."""
        self.folded: Folded = fold(self.whole)
        self.stream = Stream(self.folded.text)
        """What automata read of it."""

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(self.folded, self.whole)

    @cached_property
    def tokens(self) -> list[Token]:
        """Every word, number, mark and line end in order."""
        return self._tokens.all

    def tokens_of(self, first: int, last: int) -> list[Token]:
        """Return the tokens ``first`` to ``last``, inclusive, without making the others."""
        return self._tokens.made(first, last)

    @cached_property
    def words(self) -> list[str]:
        """The folded texts of all tokens: at hand before the tokens are made."""
        return self._tokens.texts

    @property
    def digits(self) -> list[int]:
        """Indexes of the tokens that are digits alone."""
        return self._tokens.digits

    def capital(self, token: int) -> bool:
        """Say whether the token at an index is a word that begins with a capital letter."""
        return self._tokens.capital(token)

    @cached_property
    def kind(self) -> Callable[[int], TokenKind]:
        """Returns what the token at an index is; the tokens' own method, asked so often."""
        return self._tokens.kind

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Headline, sentences and bullets in order; every token belongs to one."""
        return split(self._tokens, self.title_end)

    @cached_property
    def sentence_begins(self) -> list[int]:
        """Indexes of the folded text where the sentences begin."""
        begins = self._tokens.begins
        return [begins[sentence.first] for sentence in self.sentences]

    @cached_property
    def _firsts(self) -> list[int]:
        return [sentence.first for sentence in self.sentences]

    def sentence_of(self, token: int) -> int:
        """Return the index of the sentence that holds the token at index ``token``."""
        return bisect_right(self._firsts, token) - 1

    @cached_property
    def places(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Where each token begins and stops in the folded text, and where it starts and ends in the original."""
        tokens = self._tokens
        return tokens.begins, tokens.stops, tokens.starts, tokens.ends

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Return where the tokens ``first`` to ``last``, inclusive, begin and end in the original."""
        return self._tokens.starts[first], self._tokens.ends[last]

    def token_at(self, position: int) -> int:
        """Return the index of the token that holds, or else follows, the character at ``position``."""
        index = bisect_right(self._tokens.starts, position) - 1
        return index if index >= 0 and self._tokens.ends[index] > position else index + 1

    def clauses(self, sentence: Sentence | int) -> tuple[tuple[int, int], ...]:
        """Return ``(first, last)`` token indexes of each clause of a sentence, ``last`` inclusive."""
        if isinstance(sentence, int):
            sentence = self.sentences[sentence]
        return clauses(self.tokens, sentence.first, sentence.last)

    def quote(self, start: int, end: int) -> Quote:
        """Return characters ``start`` to ``end`` with their text."""
        return Quote(start, end, self.whole[start:end])


def read(title: str, text: str, language: str | None = None) -> Document:
    """Return the document of an article in plain text; any Unicode is accepted."""
    return Document(title, text, language)


__all__ = ["Document", "Quote", "Sentence", "SentenceKind", "Token", "read"]
