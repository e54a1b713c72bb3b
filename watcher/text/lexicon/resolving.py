"""Which of the forms that the automaton saw are hits: by case, clitics and sense, the longest of those that overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from watcher.text.document import Document
from watcher.text.lexicon.model import Concept, Form
from watcher.text.lexicon.senses import Test

Found = tuple[int, int, int, int]
"""What the automaton found, in indexes of the stream: where its first word begins, clitic and all, minus its end, where the
pattern begins, and the pattern. In order they are leftmost, then longest first."""


class Naming(NamedTuple):
    """One form behind a pattern of the automaton, ready to be tried where the pattern was found."""

    form: Form
    concept: Concept
    clitics: frozenset[str] | None
    """Arabic proclitics allowed before it; ``None`` where the pattern itself begins with a blank."""
    test: Test | None


Seen = tuple[Found, Sequence[Naming]]
"""A match and what it may name of one type."""


@dataclass(slots=True, unsafe_hash=True)
class Hit:
    """One naming of a concept; never changed, and not frozen only because freezing triples the price of making it."""

    concept: Concept
    form: Form
    first: int
    """Index of its first token; ``last`` is inclusive."""
    last: int
    start: int
    """First character in the document's ``whole``; ``end`` is exclusive."""
    end: int
    sentence: int
    clitic: str = ""
    """Arabic proclitics, folded, that stand before the form within its first word (``"ب"``, ``"وال"``)."""

    @property
    def type(self) -> str:
        """The concept's type."""
        return self.concept.type

    def renamed(self, concept: Concept) -> "Hit":
        """Return the same words as a naming of another concept."""
        return Hit(concept, self.form, self.first, self.last, self.start, self.end, self.sentence, self.clitic)

    def within(self, concept: str) -> bool:
        """Say whether the concept is ``concept`` or lies within it."""
        return concept in self.concept.within


def resolve(document: Document, number: int, seen: Iterable[Seen]) -> list[Hit]:
    """Return the hits of one type in order; of those that overlap the leftmost is kept, then the longest.

    ``number`` is the index of the sentence where they stand.
    """
    text, whole = document.stream.text, document.whole
    hits: list[Hit] = []
    start = end = -1
    named: list[str] = []
    for (word, minus_end, begins, _pattern), namings in seen:
        clitic = text[word:begins]
        first = -1
        for form, concept, clitics, test in namings:
            if clitics is not None and clitic not in clitics:
                continue
            if first < 0:
                first, last, begin, stop = document.place(word - 1, -minus_end - 2)
            here = begin == start and stop == end
            if (begin < end and not here) or (here and concept.id in named):
                continue
            if test is not None and not test(document, first, last, whole[begin:stop]):
                continue
            if not here:
                start, end, named = begin, stop, []
            named.append(concept.id)
            told = "" if clitics is None else clitic
            hits.append(Hit(concept, form, first, last, begin, stop, number, told))
    return hits
