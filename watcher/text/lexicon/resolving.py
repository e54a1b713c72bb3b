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

    kind: str
    """The concept's type."""
    form: Form
    concept: Concept
    clitics: frozenset[str] | None
    """Arabic proclitics allowed before it; ``None`` where the pattern itself begins with a blank."""
    test: Test | None


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


def resolve(document: Document, number: int, matches: Iterable[Found], table: Table) -> dict[str, list[Hit]]:
    """Return the hits by type, in order; of those of a type that overlap the leftmost is kept, then the longest.

    ``number`` is the index of the sentence where they stand.
    """
    text, whole, place = document.stream.text, document.whole, document.place
    out: dict[str, list[Hit]] = {}
    for word, minus_end, begins, pattern in matches:
        clitic = text[word:begins]
        first = -1
        for kind, form, concept, clitics, test in table[pattern]:
            if clitics is not None and clitic not in clitics:
                continue
            if first < 0:
                first, last, start, end = place(word - 1, -minus_end - 2)
            hits = out.get(kind)
            if hits and start < hits[-1].end and not _also_here(hits, concept, start, end):
                continue
            if test is not None and not test(document, first, last, whole[start:end]):
                continue
            hit = Hit(concept, form, first, last, start, end, number, "" if clitics is None else clitic)
            if hits is None:
                out[kind] = [hit]
            else:
                hits.append(hit)
    return out


def _also_here(hits: Sequence[Hit], concept: Concept, start: int, end: int) -> bool:
    """Say whether the last hit stands in the very place, and none there names a concept."""
    here = hits[-1].start == start and hits[-1].end == end
    return here and not any(hit.start == start and hit.concept is concept for hit in hits)
