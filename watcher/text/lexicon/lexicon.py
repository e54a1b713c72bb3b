"""Compile concepts into one automaton and find them in documents."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from daachorse import CharwiseDoubleArrayAhoCorasick

from watcher.text.document import Document
from watcher.text.lexicon.clitics import ANY, is_arabic, keys
from watcher.text.lexicon.hits import Hit, Hits
from watcher.text.lexicon.loading import load_files
from watcher.text.lexicon.model import Concept, Form
from watcher.text.lexicon.stream import form_keys, stream

_NEAR = 8


class Lexicon:
    """All concepts of the given files, compiled; made once, then only read."""

    def __init__(self, concepts: Mapping[str, Concept], forms: Iterable[Form]) -> None:
        self.concepts = concepts
        patterns: dict[str, list[tuple[Form, frozenset[str] | None]]] = {}
        for form in forms:
            for key, prefixes in _patterns(form):
                patterns.setdefault(key, []).append((form, prefixes))
        self.forms = [tuple(dict.fromkeys(named)) for named in patterns.values()]
        self._types = [frozenset(concepts[form.concept].type for form, _prefixes in named) for named in self.forms]
        self._automaton = CharwiseDoubleArrayAhoCorasick(list(patterns) or ["\x00"])

    @classmethod
    def load(cls, paths: Sequence[Path]) -> "Lexicon":
        """Read files, and the ``*.yaml`` and ``*.tsv`` files of folders; raise ConfigError that names file and line."""
        return cls(*load_files(paths))

    def scan(self, document: Document) -> Hits:
        """Find all forms in one pass."""
        return Hits(self, document, self._automaton.find_overlapping(stream(document.folded.text)))

    def types_of(self, patterns: Iterable[int]) -> frozenset[str]:
        """Return the types of the concepts that the patterns name."""
        return frozenset().union(*(self._types[pattern] for pattern in patterns))

    def resolve(self, document: Document, found: list[tuple[int, int, int]]) -> tuple[Hit, ...]:
        """Check case, clitics and senses of raw matches; of overlapping hits of one type keep the longest."""
        text = stream(document.folded.text)
        hits: dict[tuple[str, int, int], Hit] = {}
        for start, end, pattern in found:
            if text[start] == " ":
                word = start + 1
                clitic = ""
            else:
                word = text.rfind(" ", 0, start) + 1
                clitic = text[word:start]
            first = last = -1
            for form, prefixes in self.forms[pattern]:
                if prefixes is not None and clitic not in prefixes:
                    continue
                if first < 0:
                    begin = document.folded.start(word - 1)
                    stop = document.folded.end(end - 2)
                    first, last = document.token_at(begin), document.token_at(stop - 1)
                    if document.whole[stop : stop + 1] == "." and document.tokens[last].end == stop + 1:
                        stop += 1
                if form.case != "any" and not _case_holds(form, document, first, last, document.whole[begin:stop]):
                    continue
                if form.guarded and _blocked(form, document, first, last):
                    continue
                concept = self.concepts[form.concept]
                hits.setdefault(
                    (concept.id, begin, stop),
                    Hit(concept, form, first, last, begin, stop, document.tokens[first].sentence, clitic),
                )
        return _longest(hits.values())


def _patterns(form: Form) -> list[tuple[str, frozenset[str] | None]]:
    """Return the automaton's patterns of a form and the clitics allowed before each (``None``: a blank is in the pattern)."""
    out: list[tuple[str, frozenset[str] | None]] = []
    for key in form_keys(form.text):
        if is_arabic(key):
            out += [(base + " ", prefixes) for base, prefixes in keys(key, noun=not form.verb)]
        else:
            out.append((f" {key} ", None))
    return out


def _case_holds(form: Form, document: Document, first: int, last: int, quoted: str) -> bool:
    """Say whether the text's capitals are the form's: all of them (exact), or those that begin its first and last word."""
    if form.case == "exact":
        return quoted.rstrip(".") == form.text.rstrip(".")
    tokens = document.tokens
    head, tail = form.text[0], form.text.rsplit(" ", 1)[-1][0]
    return (tokens[first].capital or not head.isupper()) and (tokens[last].capital or not tail.isupper())


def _blocked(form: Form, document: Document, first: int, last: int) -> bool:
    """Say whether the words around a form tell another sense of it, or do not tell the one it needs."""
    words = [token.text for token in document.tokens[max(0, first - _NEAR) : last + 1 + _NEAR]]
    at = first - max(0, first - _NEAR)
    after = words[at + last - first + 1 :]
    before = words[:at]
    if _begins(after, form.not_before) or _finishes(before, form.not_after):
        return True
    if form.not_near:
        sentence = document.tokens[first].sentence
        around = {token.text for token in document.tokens[max(0, first - _NEAR) : last + 1 + _NEAR] if token.sentence == sentence}
        if not around.isdisjoint(form.not_near):
            return True
    if form.only_before or form.only_after:
        return not (_begins(after, form.only_before) or _finishes(before, form.only_after))
    return False


def _begins(words: list[str], phrases: Sequence[str]) -> bool:
    """Say whether one of the phrases stands at the beginning of ``words``."""
    return any(words[: len(parts)] == parts for parts in (phrase.split(" ") for phrase in phrases))


def _finishes(words: list[str], phrases: Sequence[str]) -> bool:
    """Say whether one of the phrases stands at the end of ``words``; Arabic proclitics on its first word do not matter."""
    for phrase in phrases:
        parts = phrase.split(" ")
        found = words[-len(parts) :]
        if found == parts:
            return True
        if len(found) == len(parts) and found[1:] == parts[1:] and is_arabic(parts[0]) and found[0].endswith(parts[0]):
            return found[0].removesuffix(parts[0]) in ANY
    return False


def _longest(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Of overlapping hits of one type keep the leftmost, then longest; different concepts of one span stay together."""
    kept: list[Hit] = []
    reach: dict[str, tuple[int, int]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        kind = hit.concept.type
        start, end = reach.get(kind, (-1, -1))
        if hit.start < end and (hit.start, hit.end) != (start, end):
            continue
        reach[kind] = (hit.start, hit.end)
        kept.append(hit)
    return tuple(kept)
