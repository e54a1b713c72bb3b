"""What the lexicon found in one document."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from watcher.text.document import Document
from watcher.text.lexicon.model import Concept, Form

if TYPE_CHECKING:
    from watcher.text.lexicon.lexicon import Lexicon


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

    def within(self, concept: str) -> bool:
        """Say whether the concept is ``concept`` or lies within it."""
        return concept in self.concept.within


class Found(NamedTuple):
    """What the automaton saw: the stream it read and ``(start, end, pattern)`` of each match in it."""

    text: str
    matches: list[tuple[int, int, int]]


class Hits:
    """All hits of a document, made when first looked at; ``types`` alone is cheap."""

    def __init__(self, lexicon: "Lexicon", document: Document, found: Found) -> None:
        self._lexicon = lexicon
        self.document = document
        self._found = found

    @cached_property
    def types(self) -> frozenset[str]:
        """Types of the concepts that may be hit: a superset, since case and sense are not looked at yet."""
        return self._lexicon.types_of(self._found)

    @cached_property
    def all(self) -> tuple[Hit, ...]:
        """Every hit in order of place; of overlapping hits of one type the longest is kept."""
        return self._lexicon.resolve(self.document, self._found)

    @cached_property
    def _by_type(self) -> dict[str, tuple[Hit, ...]]:
        out: dict[str, list[Hit]] = {}
        for hit in self.all:
            out.setdefault(hit.concept.type, []).append(hit)
        return {kind: tuple(hits) for kind, hits in out.items()}

    @cached_property
    def _by_sentence(self) -> dict[int, tuple[Hit, ...]]:
        out: dict[int, list[Hit]] = {}
        for hit in self.all:
            out.setdefault(hit.sentence, []).append(hit)
        return {sentence: tuple(hits) for sentence, hits in out.items()}

    def of(self, kind: str) -> tuple[Hit, ...]:
        """Return the hits of one type."""
        return self._by_type.get(kind, ())

    def in_sentence(self, sentence: int, kind: str | None = None) -> tuple[Hit, ...]:
        """Return the hits in one sentence, of one type if ``kind`` is given."""
        hits = self._by_sentence.get(sentence, ())
        return hits if kind is None else tuple(hit for hit in hits if hit.concept.type == kind)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)
