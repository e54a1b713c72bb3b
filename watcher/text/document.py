"""An article as the claims engine reads it: folded, in tokens, sentences and clauses, all with offsets into the original."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from watcher.text.clauses import clause_starts
from watcher.text.fold import Folded, fold
from watcher.text.language import detect
from watcher.text.sentences import Sentence, SentenceKind, split
from watcher.text.tokens import Token, tokenise


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters ``start`` to ``end`` of the document and their text."""

    start: int
    end: int
    text: str


class Document:
    """Title and text of one article; everything costly is made when it is first asked for.

    Offsets count characters of ``whole``: ``title + "\\n" + text``, or ``text`` where there is no title.
    """

    def __init__(self, title: str, text: str, language: str | None = None) -> None:
        self.title = title
        self.whole = f"{title}\n{text}" if title else text
        self.title_end = len(title)
        """Index in ``whole`` where the title ends; 0 without a title."""
        self._language = language
        self.folded: Folded = fold(self.whole)

    @cached_property
    def language(self) -> str:
        """The language told by the source, or the one that the text shows."""
        return self._language or detect(self.whole)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every word, number, mark and line end, with its sentence and clause."""
        return self._read[0]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Headline, sentences and bullets in order."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[tuple[Token, ...], tuple[Sentence, ...]]:
        raw = tokenise(self.folded, self.whole)
        sentences = split(raw, self.whole, self.title_end)
        tokens: list[Token] = []
        for index, sentence in enumerate(sentences):
            starts = clause_starts(raw, sentence.first, sentence.last, sentence.quoted)
            clause = 0
            for at in range(sentence.first, sentence.last + 1):
                if clause + 1 < len(starts) and at >= starts[clause + 1]:
                    clause += 1
                tokens.append(Token(*raw[at], index, clause))
        return tuple(tokens), sentences

    @cached_property
    def token_starts(self) -> list[int]:
        """Where each token starts, for bisection."""
        return [token.start for token in self.tokens]

    def token_at(self, position: int) -> int:
        """Return the index of the token that holds, or else follows, the character at ``position``."""
        index = bisect_right(self.token_starts, position) - 1
        if index >= 0 and self.tokens[index].end > position:
            return index
        return index + 1

    def clauses(self, sentence: Sentence | int) -> tuple[tuple[int, int], ...]:
        """Return ``(first, last)`` token indexes of each clause of a sentence, ``last`` inclusive."""
        if isinstance(sentence, int):
            sentence = self.sentences[sentence]
        tokens = self.tokens
        bounds = [sentence.first]
        bounds += [
            index for index in range(sentence.first + 1, sentence.last + 1) if tokens[index].clause != tokens[index - 1].clause
        ]
        return tuple(zip(bounds, [*[bound - 1 for bound in bounds[1:]], sentence.last], strict=True))

    def quote(self, start: int, end: int) -> Quote:
        """Return characters ``start`` to ``end`` with their text."""
        return Quote(start, end, self.whole[start:end])


def read(title: str, text: str, language: str | None = None) -> Document:
    """Return the document of an article in plain text; any Unicode is accepted."""
    return Document(title, text, language)


__all__ = ["Document", "Quote", "Sentence", "SentenceKind", "Token", "read"]
