"""The phrases of all rules in one automaton: one pass over an article, whatever the number of rules.

A phrase is folded as the lexicon folds its forms; Arabic clitics may stand before its first word. ``*`` within a word stands
for any letters, alone for any one word. Every phrase is reached from its anchor, the longest piece of it without a star.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import re2
from daachorse import DoubleArrayAhoCorasick

from watcher.text.document import Document
from watcher.text.lexicon import clitics
from watcher.text.stream import Stream, form_keys

_STAR = "\ua000"
"""A letter that folding leaves alone, to carry a star through it."""
_MOST_STARS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One spelling of a phrase: with or without the Arabic article."""

    anchor: int
    before: int
    """Words of the phrase before the one in which the anchor begins."""
    after: int
    """Words of the phrase after the one in which the anchor ends."""
    prefixes: frozenset[str] | None
    """Arabic clitics that may stand before the first word; ``None`` for other scripts."""
    shape: Callable[[str], object] | None
    """What the words must look like altogether, where stars leave it open."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One phrase, compiled; there is one of the same words, so that it is known by itself and not by all that it is made of."""

    told: str
    """As the analyst wrote it."""
    exact: bool
    """The original must be spelt as the analyst wrote it, capitals and all."""
    forms: tuple[Form, ...]
    anchors: frozenset[int]
    """Those of its forms: without any of them it stands nowhere."""


class Place(NamedTuple):
    """Where a phrase stands: characters of the document's ``whole``, ``end`` exclusive."""

    start: int
    end: int


class Phrases:
    """Collects phrases, then finds them."""

    def __init__(self) -> None:
        self._anchors: dict[str, int] = {}
        self._known: dict[tuple[str, bool], Phrase] = {}
        self._automaton: DoubleArrayAhoCorasick | None = None

    def __len__(self) -> int:
        return len(self._known)

    def add(self, told: str, *, exact: bool = False) -> Phrase:
        """Return the phrase, the same one for the same words; ValueError where it leaves nothing to look for."""
        known = self._known.get((told, exact))
        if known is None:
            known = self._known[told, exact] = self._compiled(told, exact=exact)
            self._automaton = None
        return known

    def anchors_in(self, stream: Stream) -> dict[int, list[tuple[int, int]]]:
        """Return where each anchor stands in a document's stream, ``(start, end)`` in bytes."""
        if not self._anchors:
            return {}
        if self._automaton is None:
            self._automaton = DoubleArrayAhoCorasick([anchor.encode() for anchor in self._anchors])
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for start, end, anchor in self._automaton.find_overlapping(stream.data):
            found[anchor].append((start, end))
        return found

    def _compiled(self, told: str, *, exact: bool) -> Phrase:
        if told.count("*") > _MOST_STARS:
            raise ValueError(f"{told!r} has more than {_MOST_STARS} stars")
        if exact and "*" in told:
            raise ValueError(f"{told!r}: a name to be matched exactly has no stars")
        forms = []
        for words in form_keys(told.replace("*", _STAR)):
            if not words.strip(f"{_STAR} "):
                raise ValueError(f"{told!r} leaves no letters to look for")
            if not clitics.is_arabic(words):
                spellings: list[tuple[str, frozenset[str] | None]] = [(words, None)]
            else:
                spellings = [(words, clitics.ANY)] if _STAR in words else [*clitics.keys(words)]
            forms += [self._form(*spelling) for spelling in spellings]
        return Phrase(told, exact, tuple(forms), frozenset(form.anchor for form in forms))

    def _form(self, words: str, prefixes: frozenset[str] | None) -> Form:
        """Anchor one spelling at its longest piece without a star; ``prefixes`` may stand before an Arabic one."""
        full = f" {words} "
        anchor = max(full.split(_STAR), key=lambda piece: len(piece.strip(" ")))
        bare = anchor.strip(" ")
        at = full.index(anchor) + len(anchor) - len(anchor.lstrip(" "))
        before, after = full.count(" ", 0, at) - 1, full.count(" ", at + len(bare)) - 1
        if prefixes and before == 0:
            anchor = anchor.lstrip(" ")
        number = self._anchors.setdefault(anchor, len(self._anchors))
        return Form(number, before, after, prefixes, _shape(words, prefixes) if _STAR in words else None)


def _shape(words: str, prefixes: frozenset[str] | None) -> Callable[[str], object]:
    """Return what tells in linear time whether words are those of the phrase."""
    parts = ["[^ ]+" if not word.strip(_STAR) else "[^ ]*".join(map(re2.escape, word.split(_STAR))) for word in words.split(" ")]
    clitic = f"(?:{'|'.join(map(re2.escape, sorted(prefixes)))})" if prefixes else ""
    check: Callable[[str], object] = re2.compile(clitic + " ".join(parts)).fullmatch
    return check


def places_of(phrase: Phrase, anchors: Mapping[int, list[tuple[int, int]]], document: Document) -> list[Place]:
    """Return where a phrase stands in a document, given where all anchors stand in its stream."""
    places = []
    stream = document.stream
    text = stream.text
    for form in phrase.forms:
        for first, after in anchors.get(form.anchor, ()):
            start, end = stream.character(first), stream.character(after)
            words = _words(form, start + (text[start] == " "), end - (text[end - 1] == " "), text)
            if words is None:
                continue
            # The stream has one blank before the text's first character.
            place = Place(document.folded.start(words[0] - 1), document.folded.end(words[1] - 1))
            if not phrase.exact or " ".join(document.whole[place.start : place.end].split()) == phrase.told:
                places.append(place)
    return places


def _words(form: Form, start: int, end: int, text: str) -> tuple[int, int] | None:
    """Widen an anchor to all words of its phrase, if they are the phrase's."""
    if form.shape is None:
        word = start if form.prefixes is None else text.rfind(" ", 0, start) + 1
        return (word, end) if form.prefixes is None or text[word:start] in form.prefixes else None
    start = text.rfind(" ", 0, start) + 1
    for _word in range(form.before):
        start = text.rfind(" ", 0, max(start - 1, 0)) + 1
    end = text.find(" ", end)
    for _word in range(form.after):
        end = text.find(" ", end + 1)
    return (start, end) if end > start and form.shape(text[start:end]) else None
