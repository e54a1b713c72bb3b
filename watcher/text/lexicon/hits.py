"""What the lexicon found in one document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from watcher.text.document import Document
from watcher.text.lexicon.model import Concept, Form

Found = tuple[int, int, int, int]
"""What the automaton found, in indexes of the stream: where its first word begins, clitic and all, minus its end, where the
pattern begins, and the pattern. In order they are leftmost, then longest first."""


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


Named = Mapping[str, Sequence[Hit]]
"""What the lexicon found in one sentence, by type."""


class Resolver(Protocol):
    """What makes hits of the automaton's matches: the lexicon."""

    def types_of(self, patterns: Iterable[int]) -> frozenset[str]:
        """Return the types of the concepts that the patterns name."""
        ...

    def ids_of(self, patterns: Iterable[int]) -> frozenset[str]:
        """Return the ids of the concepts that the patterns name."""
        ...

    def candidates(self, document: Document, matches: Iterable[Found]) -> Iterator[tuple[Form, Concept, int, int]]:
        """Yield forms, concepts and places of matches, without trying case and sense."""
        ...

    def resolve(self, document: Document, matches: Iterable[Found]) -> dict[str, list[Hit]]:
        """Return the hits of matches in order, by type."""
        ...


class Hits:
    """All hits of a document, made when the first are asked for; ``types`` and ``concepts`` alone are cheap."""

    def __init__(self, lexicon: Resolver, document: Document, matches: list[Found]) -> None:
        self._lexicon = lexicon
        self.document = document
        self._matches = matches

    @cached_property
    def _patterns(self) -> set[int]:
        return {match[3] for match in self._matches}

    @cached_property
    def types(self) -> frozenset[str]:
        """Types of the concepts that may be hit: a superset, since case and sense are not looked at yet."""
        return self._lexicon.types_of(self._patterns)

    @cached_property
    def concepts(self) -> frozenset[str]:
        """Ids of the concepts that may be hit: a superset like ``types``."""
        return self._lexicon.ids_of(self._patterns)

    @cached_property
    def _by_type(self) -> dict[str, tuple[Hit, ...]]:
        return {kind: tuple(hits) for kind, hits in self._lexicon.resolve(self.document, self._matches).items()}

    def of(self, *kinds: str) -> tuple[Hit, ...]:
        """Return the hits of some types in order of place; of overlapping hits of one type the longest is kept."""
        if len(kinds) == 1:
            return self._by_type.get(kinds[0], ())
        return tuple(sorted((hit for kind in kinds for hit in self.of(kind)), key=lambda hit: (hit.start, -hit.end)))

    @cached_property
    def all(self) -> tuple[Hit, ...]:
        """Every hit of every type in order of place."""
        return tuple(sorted((hit for kind in self._by_type for hit in self.of(kind)), key=lambda hit: (hit.start, -hit.end)))

    @cached_property
    def by_sentence(self) -> Mapping[int, Named]:
        """Every hit, each sentence's by type in order of place; sentences without any are left out."""
        out: dict[int, dict[str, list[Hit]]] = {}
        for kind, hits in self._by_type.items():
            before, of_kind = -1, list[Hit]()
            for hit in hits:
                if hit.sentence != before:
                    before, of_kind = hit.sentence, []
                    out.setdefault(before, {})[kind] = of_kind
                of_kind.append(hit)
        return out

    def candidates(self) -> Iterator[tuple[Form, Concept, int, int]]:
        """Yield every form the automaton saw with its place, whatever its case and sense: for telling people why."""
        yield from self._lexicon.candidates(self.document, self._matches)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)
