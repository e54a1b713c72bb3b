"""Who gives the figures of a sentence, in the text's words."""

from collections.abc import Sequence

from watcher.claims.lexis import Lexis
from watcher.text.document import Document, Sentence
from watcher.text.tokens import Token, TokenKind

_LONGEST = 10
"""Words that the name of a source may have."""


def source(document: Document, sentence: Sentence, lexis: Lexis) -> str | None:
    """Return whom the sentence names as its source: ", a doctor said", "according to the ministry", بحسب الشرطة."""
    tokens = document.tokens
    said, according = lexis.frame("toll-said"), lexis.frame("toll-according")
    words = [token.text for token in tokens[sentence.first : sentence.last + 1]]
    if said.isdisjoint(words) and according.isdisjoint(words):
        return None
    for at, text in enumerate(words, sentence.first):
        if text in said:
            first = _back(tokens, at, sentence)
            if sentence.first < first < at:
                return document.whole[tokens[first].start : tokens[at - 1].end]
        elif text in according:
            last = _ahead(tokens, at, sentence)
            first = at + 2 if tokens[min(at + 1, sentence.last)].text == "to" else at + 1
            if first <= last:
                return document.whole[tokens[first].start : tokens[last].end]
    return None


def _back(tokens: Sequence[Token], at: int, sentence: Sentence) -> int:
    """Return where the words before ``at`` begin after a comma; ``at`` itself where no comma is near."""
    first = at
    while first > sentence.first and at - first <= _LONGEST:
        if tokens[first - 1].text == ",":
            return first
        first -= 1
    return at


def _ahead(tokens: Sequence[Token], at: int, sentence: Sentence) -> int:
    """Return the last token before the next mark."""
    last = at
    while last < min(sentence.last, at + _LONGEST) and tokens[last + 1].kind not in {TokenKind.PUNCT, TokenKind.NEWLINE}:
        last += 1
    return last
