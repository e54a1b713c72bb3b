"""Which of the forms that the automaton saw are hits: by case, clitics and sense, the longest of those that overlap."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from watcher.text.document import Document
from watcher.text.lexicon.model import Concept, Form
from watcher.text.lexicon.senses import Test

Found = tuple[int, int, int, int]
"""What the automaton found, in indexes of the stream: where its first word begins, clitic and all, minus its end, where the
pattern begins, and the pattern. In order they are leftmost, then longest first."""


class Naming(NamedTuple):
    """One form behind a pattern of the automaton, ready to be tried where the pattern was found."""

    kind: str
    """The concept's type."""
    form: Form
    concept: Concept
    clitics: frozenset[str] | None
    """Arabic proclitics allowed before it; ``None`` where the pattern itself begins with a blank."""
    test: Test | None


Candidate = tuple[Found, Naming]
"""What the automaton found and one form that it may be."""
Table = Sequence[Sequence[Naming]]
"""For each pattern of the automaton what it may name."""


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


def resolve(document: Document, number: int, candidates: Iterable[Candidate], low: int, high: int) -> list[Hit]:
    """Return the hits of one type, in order; of those that overlap the leftmost is kept, then the longest.

    ``candidates`` are in order, and begin at token ``low`` or behind it and before token ``high``; ``number`` is the index of
    the sentence where they stand.
    """
    text, whole = document.stream.text, document.whole
    token_begins, token_stops, starts, ends = document.places
    hits: list[Hit] = []
    begun = covered = -1
    for (word, minus_end, begins, _pattern), (_kind, form, concept, clitics, test) in candidates:
        clitic = ""
        if clitics is not None:
            clitic = text[word:begins]
            if clitic not in clitics:
                continue
        stop = -minus_end - 2
        first = last = bisect_right(token_begins, word - 1, low, high) - 1
        if token_stops[first] != stop:
            last = bisect_right(token_begins, stop - 1, first) - 1
        start, end = starts[first], ends[last]
        if start < covered and not (start == begun and end == covered and _new_here(hits, concept, start)):
            continue
        if test is not None and not test(document, first, last, whole[start:end]):
            continue
        hits.append(Hit(concept, form, first, last, start, end, number, clitic))
        begun, covered = start, end
    return hits


def _new_here(hits: Sequence[Hit], concept: Concept, start: int) -> bool:
    """Say whether no hit at the last place, where those hits stand that came last, names a concept."""
    here = takewhile(lambda hit: hit.start == start, reversed(hits))
    return not any(hit.concept is concept for hit in here)
