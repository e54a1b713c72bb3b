"""Compile concepts into one automaton and find them in documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick

from watcher.text.document import Document
from watcher.text.lexicon.clitics import ANY, is_arabic, keys
from watcher.text.lexicon.hits import Hit, Hits
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
        self._by_type: dict[str, dict[int, tuple[_Naming, ...]]] = {}
        for pattern, namings in enumerate(self._namings):
            for kind in self._types[pattern]:
                of_kind = tuple(naming for naming in namings if naming.concept.type == kind)
                self._by_type.setdefault(kind, {})[pattern] = of_kind
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

    def scan(self, document: Document) -> Hits:
        """Find all forms in one pass."""
        text = document.stream.text
        # An Arabic pattern has no blank before it: most of what it meets is the end of another word.
        matches = [
            match
            for match in self._automaton.find_overlapping(text)
            if text[match[0]] == " " or text[match[0] - 1] == " " or text[text.rfind(" ", 0, match[0]) + 1 : match[0]] in ANY
        ]
        return Hits(self, document, text, matches)

    def types_of(self, patterns: Iterable[int]) -> frozenset[str]:
        """Return the types of the concepts that the patterns name."""
        types = self._types
        return frozenset().union(*[types[pattern] for pattern in patterns])

    def ids_of(self, patterns: Iterable[int]) -> frozenset[str]:
        """Return the ids of the concepts that the patterns name."""
        ids = self._ids
        return frozenset().union(*(ids[pattern] for pattern in patterns))

    def sorted_by_type(self, matches: Iterable[tuple[int, int, int]]) -> dict[str, list[tuple[int, int, int]]]:
        """Return the automaton's matches by the types that their patterns name."""
        out: dict[str, list[tuple[int, int, int]]] = {}
        for match in matches:
            for kind in self._types[match[2]]:
                out.setdefault(kind, []).append(match)
        return out

    def candidates(
        self, document: Document, text: str, matches: Iterable[tuple[int, int, int]]
    ) -> Iterator[tuple[Form, Concept, int, int]]:
        """Yield forms, concepts and places of matches whose clitics are possible, without trying case and sense."""
        for start, end, pattern in matches:
            word = start + 1 if text[start] == " " else text.rfind(" ", 0, start) + 1
            for form, concept, clitics, _test in self._namings[pattern]:
                if clitics is None or text[word:start] in clitics:
                    yield form, concept, document.folded.start(word - 1), document.folded.end(end - 2)

    def resolve(self, document: Document, text: str, matches: Iterable[tuple[int, int, int]], kind: str) -> tuple[Hit, ...]:
        """Check case, clitics and senses of matches in the stream ``text`` for one type; of overlapping hits keep the longest."""
        found: list[tuple[int, int, int, _Naming, int, int, str]] = []
        whole, tokens, namings, token_range = document.whole, document.tokens, self._by_type[kind], document.token_range
        for start, end, pattern in matches:
            word, clitic = start + 1, ""
            if text[start] != " ":
                word = text.rfind(" ", 0, start) + 1
                clitic = text[word:start]
            first = last = -1
            for naming in namings[pattern]:
                if naming.clitics is not None and clitic not in naming.clitics:
                    continue
                if first < 0:
                    first, last = token_range(word - 1, end - 2)
                    begin, stop = tokens[first][1], tokens[last][2]
                if naming.test is not None and not naming.test(document, first, last, whole[begin:stop]):
                    continue
                found.append((begin, -stop, len(found), naming, first, last, clitic))
        found.sort()
        return _longest(document, found)


def _patterns(form: Form) -> list[tuple[str, frozenset[str] | None]]:
    """Return the automaton's patterns of a form and the clitics allowed before each."""
    out: list[tuple[str, frozenset[str] | None]] = []
    for key in form_keys(form.text):
        if is_arabic(key):
            out += [(base + " ", clitics) for base, clitics in keys(key, noun=not form.verb)]
        else:
            out.append((f" {key} ", None))
    return out


def _longest(document: Document, found: list[tuple[int, int, int, _Naming, int, int, str]]) -> tuple[Hit, ...]:
    """Of overlapping finds, sorted by place, keep the leftmost, then the longest; concepts of one span stay together."""
    kept: list[Hit] = []
    start = end = -1
    here: list[str] = []
    sentence_of = document.sentence_of
    for begin, minus_stop, _order, naming, first, last, clitic in found:
        stop, concept = -minus_stop, naming.concept
        if begin >= end:
            start, end = begin, stop
            here = [concept.id]
        elif begin != start or stop != end or concept.id in here:
            continue
        else:
            here.append(concept.id)
        kept.append(Hit(concept, naming.form, first, last, begin, stop, sentence_of(first), clitic))
    return tuple(kept)
