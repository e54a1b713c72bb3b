"""An article in passages of a few sentences: what the judge is asked about; it was taught on the first of each text."""

from collections.abc import Iterator

from watcher.model import datum
from watcher.text.document import Document
from watcher.text.lexicon import Hit, Hits

MOST_SENTENCES = 3
MOST_CHARACTERS = 400
"""A passage of one sentence may be longer; so much of it is read."""
MOST_PASSAGES = 2
"""An article is asked about at its beginning, where its news stands: what is judged further down is mostly background."""


@datum
class Passage:
    """Sentences ``first`` to ``last`` (inclusive) of a document, characters ``start`` to ``end``."""

    first: int
    last: int
    start: int
    end: int

    @property
    def read_to(self) -> int:
        """The character behind the last that is read of it."""
        return min(self.end, self.start + MOST_CHARACTERS)

    def beginnings(self, document: Document) -> Iterator["Passage"]:
        """Yield it without its last sentences, the longest first."""
        for last in range(self.last - 1, self.first - 1, -1):
            yield Passage(self.first, last, self.start, document.sentences[last].end)

    def read(self, document: Document) -> str:
        """Return what is read of it."""
        return document.whole[self.start : self.read_to]


def passages(document: Document) -> Iterator[Passage]:
    """Yield the passages of a document in order, its headline with the first."""
    first = count = 0
    sentences = document.sentences
    for number, sentence in enumerate(sentences):
        if number == first:
            continue
        if number - first >= MOST_SENTENCES or sentence.end - sentences[first].start > MOST_CHARACTERS:
            yield Passage(first, number - 1, sentences[first].start, sentences[number - 1].end)
            first, count = number, count + 1
            if count == MOST_PASSAGES:
                return
    if sentences:
        yield Passage(first, len(sentences) - 1, sentences[first].start, sentences[-1].end)


def within(hits: Hits, passage: Passage, *kinds: str) -> Iterator[Hit]:
    """Yield the hits of some types, or of every type, that begin in what is read of a passage."""
    end = passage.start + MOST_CHARACTERS
    return (hit for hit in hits.between(passage.first, passage.last, *kinds) if hit.start < end)
