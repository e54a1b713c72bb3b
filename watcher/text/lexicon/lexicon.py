"""Compile concepts into one automaton and find them in documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from daachorse import CharwiseDoubleArrayAhoCorasick

from watcher.text.document import Document
from watcher.text.lexicon.clitics import ANY, is_arabic, keys
from watcher.text.lexicon.hits import Hits
from watcher.text.lexicon.loading import load_files
from watcher.text.lexicon.model import Concept, Form
from watcher.text.lexicon.resolving import Naming
from watcher.text.lexicon.senses import test_of
from watcher.text.stream import form_keys


class Lexicon:
    """All concepts of the given files, compiled; made once, then only read."""

    def __init__(self, concepts: Mapping[str, Concept], forms: Iterable[Form]) -> None:
        self.concepts = concepts
        self._names: dict[tuple[str, str], str] = {}
        patterns: dict[str, list[Naming]] = {}
        for form in forms:
            if form.role is None:
                self._names.setdefault((form.concept, form.language), form.text)
            test = test_of(form)
            for key, clitics in _patterns(form):
                known = patterns.setdefault(key, [])
                if not any(
                    naming.concept.id == form.concept and naming.clitics == clitics and naming.test is None for naming in known
                ):
                    concept = concepts[form.concept]
                    known.append(Naming(concept.type, form, concept, clitics, test))
        self._table = list(map(tuple, patterns.values()))
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
        for pattern, namings in zip(self.patterns, self._table, strict=False):
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
        return Hits(self._table, document, matches)

    def concepts_of(self, pattern: int) -> frozenset[str]:
        """Return the ids of the concepts that a pattern of the automaton may name."""
        return frozenset(naming.concept.id for naming in self._table[pattern])


def _patterns(form: Form) -> list[tuple[str, frozenset[str] | None]]:
    """Return the automaton's patterns of a form and the clitics allowed before each."""
    out: list[tuple[str, frozenset[str] | None]] = []
    for key in form_keys(form.text):
        if is_arabic(key):
            out += [(base + " ", clitics) for base, clitics in keys(key, noun=not form.verb)]
        else:
            out.append((f" {key} ", None))
    return out
