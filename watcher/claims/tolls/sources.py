"""Who gives the figures of a sentence, in the text's words."""

from collections.abc import Sequence

from watcher.claims.lexis import Lexis
from watcher.text.document import Document, Sentence
from watcher.text.tokens import TokenKind

_LONGEST = 10
"""Words that the name of a source may have."""


def source(document: Document, sentence: Sentence, lexis: Lexis) -> str | None:
    """Return whom the sentence names as its source: ", a doctor said", "according to the ministry", بحسب الشرطة."""
    all_words = document.words
    said, according = lexis.frame("toll-said"), lexis.frame("toll-according")
    words = all_words[sentence.first : sentence.last + 1]
    if said.isdisjoint(words) and according.isdisjoint(words):
        return None
    for at, text in enumerate(words, sentence.first):
        if text in said:
            first = _back(all_words, at, sentence)
            if sentence.first < first < at:
                return _text(document, first, at - 1)
        elif text in according:
            last = _ahead(document, at, sentence)
            first = at + 2 if all_words[min(at + 1, sentence.last)] == "to" else at + 1
            if first <= last:
                return _text(document, first, last)
    return None


def _text(document: Document, first: int, last: int) -> str:
    start, end = document.extent(first, last)
    return document.whole[start:end]


def _back(words: Sequence[str], at: int, sentence: Sentence) -> int:
    """Return where the words before ``at`` begin after a comma; ``at`` itself where no comma is near."""
    first = at
    while first > sentence.first and at - first <= _LONGEST:
        if words[first - 1] == ",":
            return first
        first -= 1
    return at


def _ahead(document: Document, at: int, sentence: Sentence) -> int:
    """Return the last token before the next mark."""
    last = at
    while last < min(sentence.last, at + _LONGEST) and document.kind(last + 1) not in {TokenKind.PUNCT, TokenKind.NEWLINE}:
        last += 1
    return last
