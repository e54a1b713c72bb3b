"""Compile concepts into one automaton and find them in documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick

from watcher.text.document import Document
from watcher.text.lexicon.clitics import ANY, is_arabic, keys
from watcher.text.lexicon.hits import Found, Hit, Hits
from watcher.text.lexicon.loading import load_files
from watcher.text.lexicon.model import Concept, Form
from watcher.text.lexicon.senses import Test, test_of
from watcher.text.stream import form_keys


class _Naming(NamedTuple):
    """One form behind a pattern of the automaton, ready to be tried where the pattern was found."""

    form: Form
    concept: Concept
    clitics: frozenset[str] | None
    """Arabic proclitics allowed before it; ``None`` where the pattern itself begins with a blank."""
    test: Test | None


class Lexicon:
    """All concepts of the given files, compiled; made once, then only read."""

    def __init__(self, concepts: Mapping[str, Concept], forms: Iterable[Form]) -> None:
        self.concepts = concepts
        self._names: dict[tuple[str, str], str] = {}
        patterns: dict[str, list[_Naming]] = {}
        for form in forms:
            if form.role is None:
                self._names.setdefault((form.concept, form.language), form.text)
            test = test_of(form)
            for key, clitics in _patterns(form):
                known = patterns.setdefault(key, [])
                if not any(
                    naming.concept.id == form.concept and naming.clitics == clitics and naming.test is None for naming in known
                ):
                    known.append(_Naming(form, concepts[form.concept], clitics, test))
        self._namings = [tuple(namings) for namings in patterns.values()]
        self._types = [frozenset(naming.concept.type for naming in namings) for namings in self._namings]
        self._ids = [frozenset(naming.concept.id for naming in namings) for namings in self._namings]
        self.patterns = list(patterns) or ["\x00"]
        """What the automaton looks for, each with a blank where a word ends."""
        self._automaton = CharwiseDoubleArrayAhoCorasick(self.patterns)

    @classmethod
    def load(cls, paths: Sequence[Path]) -> "Lexicon":
        """Read files, and the ``*.yaml`` and ``*.tsv`` files of folders; raise ConfigError that names file and line."""
        return cls(*load_files(paths))

    def name(self, concept: str, language: str) -> str | None:
        """Return what a concept is called in a language: its name in English, else the first form that the files give there."""
        known = self.concepts.get(concept)
        return known.name if known and language == "en" else self._names.get((concept, language))

    def forms(self) -> Iterator[tuple[str, Form, Concept]]:
        """Yield what each form looks like in folded text, Arabic ones without article and clitics, with its concept."""
        for pattern, namings in zip(self.patterns, self._namings, strict=False):
            for naming in namings:
                yield pattern.strip(), naming.form, naming.concept

    def scan(self, document: Document) -> Hits:
        """Find all forms in one pass."""
        text = document.stream.text
        matches = []
        for start, end, pattern in self._automaton.find_overlapping(text):
            if text[start] == " ":
                matches.append((start + 1, -end, start, pattern))
            else:  # an Arabic pattern has no blank before it: much of what it meets is the end of another word
                word = text.rfind(" ", 0, start) + 1
                if text[word:start] in ANY:
                    matches.append((word, -end, start, pattern))
        matches.sort()
        return Hits(self, document, matches)

    def types_of(self, patterns: Iterable[int]) -> frozenset[str]:
        """Return the types of the concepts that the patterns name."""
        types = self._types
        return frozenset().union(*[types[pattern] for pattern in patterns])

    def ids_of(self, patterns: Iterable[int]) -> frozenset[str]:
        """Return the ids of the concepts that the patterns name."""
        ids = self._ids
        return frozenset().union(*(ids[pattern] for pattern in patterns))

    def candidates(self, document: Document, matches: Iterable[Found]) -> Iterator[tuple[Form, Concept, int, int]]:
        """Yield forms, concepts and places of matches whose clitics are possible, without trying case and sense."""
        text = document.stream.text
        for word, minus_end, start, pattern in matches:
            for form, concept, clitics, _test in self._namings[pattern]:
                if clitics is None or text[word:start] in clitics:
                    yield form, concept, document.folded.start(word - 1), document.folded.end(-minus_end - 2)

    def resolve(self, document: Document, matches: Iterable[Found]) -> dict[str, list[Hit]]:
        """Check case, clitics and senses of matches; of overlapping hits of one type keep the leftmost, then the longest."""
        text, whole, sentence_of = document.stream.text, document.whole, document.sentence_of
        kept: dict[str, _Kept] = {}
        for word, minus_end, start, pattern in matches:
            first = -1
            for form, concept, clitics, test in self._namings[pattern]:
                clitic = "" if clitics is None else text[word:start]
                if clitics is not None and clitic not in clitics:
                    continue
                if first < 0:
                    first, last = document.token_range(word - 1, -minus_end - 2)
                    begin, stop = document.extent(first, last)
                of_type = kept.get(concept.type)
                if of_type is None:
                    of_type = kept[concept.type] = _Kept()
                here = begin == of_type.start and stop == of_type.end
                if (begin < of_type.end and not here) or (here and concept.id in of_type.concepts):
                    continue
                if test is not None and not test(document, first, last, whole[begin:stop]):
                    continue
                if not here:
                    of_type.start, of_type.end = begin, stop
                    of_type.concepts.clear()
                of_type.concepts.append(concept.id)
                of_type.hits.append(Hit(concept, form, first, last, begin, stop, sentence_of(first), clitic))
        return {kind: of_type.hits for kind, of_type in kept.items()}


class _Kept:
    """The hits of one type, and the stretch and the concepts of the last: what overlaps it is not kept."""

    __slots__ = ("concepts", "end", "hits", "start")

    def __init__(self) -> None:
        self.start = self.end = -1
        self.concepts: list[str] = []
        self.hits: list[Hit] = []


def _patterns(form: Form) -> list[tuple[str, frozenset[str] | None]]:
    """Return the automaton's patterns of a form and the clitics allowed before each."""
    out: list[tuple[str, frozenset[str] | None]] = []
    for key in form_keys(form.text):
        if is_arabic(key):
            out += [(base + " ", clitics) for base, clitics in keys(key, noun=not form.verb)]
        else:
            out.append((f" {key} ", None))
    return out
