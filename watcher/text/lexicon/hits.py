"""What the lexicon found in one document."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from sys import maxsize

from watcher.text.document import Document
from watcher.text.lexicon.model import Concept, Form
from watcher.text.lexicon.resolving import Candidate, Found, Hit, Table, resolve

Named = Mapping[str, Sequence[Hit]]
"""What the lexicon found in one sentence, by type."""
_NONE: tuple[Hit, ...] = ()


class SentenceHits(Named):
    """The hits in one sentence by type, in order of place; those of a type are made when they are first asked for."""

    __slots__ = ("_before", "_candidates", "_document", "_hits", "_number")

    def __init__(
        self, document: Document, number: int, candidates: Mapping[str, list[Candidate]], before: "SentenceHits | None"
    ) -> None:
        self._document = document
        self._number = number
        self._candidates = candidates
        """What may be a hit, by type."""
        self._before = before
        """The sentence before where what stands there reaches into this one: of what overlaps only the first is kept."""
        self._hits: dict[str, list[Hit]] = {}

    def get(self, kind: str, default: Sequence[Hit] = _NONE) -> Sequence[Hit]:  # type: ignore[override]  # no other default
        """Return the hits of a type, nothing where there are none."""
        if kind not in self._candidates:
            return default
        hits = self._hits.get(kind)
        if hits is None:
            hits = self._hits[kind] = self._resolved(kind)
        return hits or default

    def may_name(self, kind: str) -> bool:
        """Say whether any words may be a hit of a type: case and sense are not looked at yet."""
        return kind in self._candidates

    def may_name_any(self, kinds: frozenset[str]) -> bool:
        """Say so of one of some types."""
        return not kinds.isdisjoint(self._candidates)

    def _resolved(self, kind: str) -> list[Hit]:
        document, number = self._document, self._number
        sentence = document.sentences[number]
        if self._before is None:
            return resolve(document, number, self._candidates[kind], sentence.first, sentence.last + 1)
        hits = resolve(document, number, self.reaching(kind), 0, sentence.last + 1)
        return [hit for hit in hits if hit.first >= sentence.first]

    def reaching(self, kind: str) -> list[Candidate]:
        """Return what may be a hit here, and before that in the sentences that reach into this one."""
        own = self._candidates.get(kind, [])
        return own if self._before is None else self._before.reaching(kind) + own

    def __getitem__(self, kind: str) -> Sequence[Hit]:
        if hits := self.get(kind):
            return hits
        raise KeyError(kind)

    def __contains__(self, kind: object) -> bool:
        return bool(self.get(str(kind)))

    def __iter__(self) -> Iterator[str]:
        return (kind for kind in self._candidates if self.get(kind))

    def __len__(self) -> int:
        return sum(1 for _kind in self)


class Hits:
    """All hits of a document, made when the first are asked for; ``patterns`` and ``types`` alone are cheap."""

    def __init__(self, table: Table, document: Document, matches: list[Found]) -> None:
        self._table = table
        self.document = document
        self._matches = matches

    @cached_property
    def patterns(self) -> set[int]:
        """The patterns that the automaton saw."""
        return {match[3] for match in self._matches}

    @cached_property
    def types(self) -> frozenset[str]:
        """Types of the concepts that may be hit: a superset, since case and sense are not looked at yet."""
        return frozenset(naming.kind for pattern in self.patterns for naming in self._table[pattern])

    def each(self, kind: str) -> Iterator[Hit]:
        """Yield the hits of a type in order of place, made one sentence after another."""
        for named in self.by_sentence.values():
            if named.may_name(kind):
                yield from named.get(kind)

    def between(self, first: int, last: int, *kinds: str) -> Iterator[Hit]:
        """Yield the hits of some types, or of every one, in the sentences ``first`` to ``last``, by sentence and type."""
        for number in range(first, last + 1):
            named = self.by_sentence.get(number)
            if named is not None:
                for kind in kinds or tuple(named):
                    yield from named.get(kind)

    def of(self, *kinds: str) -> tuple[Hit, ...]:
        """Return the hits of some types in order of place; of overlapping hits of one type the longest is kept."""
        if len(kinds) == 1:
            return tuple(self.each(kinds[0]))
        return tuple(sorted((hit for kind in kinds for hit in self.each(kind)), key=lambda hit: (hit.start, -hit.end)))

    @cached_property
    def all(self) -> tuple[Hit, ...]:
        """Every hit of every type in order of place."""
        return self.of(*dict.fromkeys(naming.kind for match in self._matches for naming in self._table[match[3]]))

    @cached_property
    def by_sentence(self) -> dict[int, SentenceHits]:
        """The hits of every sentence in which the automaton saw anything, in order of place."""
        out: dict[int, SentenceHits] = {}
        begins, table = self.document.sentence_begins, self._table
        candidates: defaultdict[str, list[Candidate]] = defaultdict(list)
        named: SentenceHits | None = None
        behind = reach = 0
        for match in self._matches:
            if match[0] >= behind:  # in another sentence than the match before
                number = bisect_right(begins, match[0] - 1)
                behind = begins[number] + 1 if number < len(begins) else maxsize
                candidates = defaultdict(list)
                named = SentenceHits(self.document, number - 1, candidates, named if match[0] < reach else None)
                out[number - 1] = named
            if -match[1] > reach:  # noqa: PLR1730  # `max` costs three times as much, for every match
                reach = -match[1]
            for naming in table[match[3]]:
                candidates[naming[0]].append((match, naming))
        return out

    def candidates(self) -> Iterator[tuple[Form, Concept, int, int]]:
        """Yield every form the automaton saw with its place, whatever its case and sense: for telling people why."""
        text, folded = self.document.stream.text, self.document.folded
        for word, minus_end, start, pattern in self._matches:
            for naming in self._table[pattern]:
                if naming.clitics is None or text[word:start] in naming.clitics:
                    yield naming.form, naming.concept, folded.start(word - 1), folded.end(-minus_end - 2)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)
