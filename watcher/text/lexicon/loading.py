"""Lexicon files to concepts and forms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from watcher.errors import ConfigError, Noted, together
from watcher.spelling import nearest
from watcher.text.fold import fold
from watcher.text.lexicon.attributes import inherited, mistakes
from watcher.text.lexicon.files import LANGUAGES, ConceptEntry, FormEntry, Forms, Read, entries
from watcher.text.lexicon.gazetteer import places
from watcher.text.lexicon.inflect import arabic_adjective, arabic_noun, arabic_people, arabic_verb, english_noun, english_verb
from watcher.text.lexicon.model import Concept, Form
from watcher.yamlfile import SUFFIXES

_INFLECTIONS = {
    ("en", "nouns"): english_noun,
    ("en", "verbs"): english_verb,
    ("ar", "nouns"): arabic_noun,
    ("ar", "verbs"): arabic_verb,
    ("ar", "demonyms"): arabic_adjective,
}
_WAYS = ("words", "nouns", "verbs", "exact", "demonyms", "people")
_POSITION = ("latitude", "longitude", "precision")
_SPOT = 1
"""Precision of coordinates that tell none: those of a spot or a town."""
_ROLES = {"demonyms": "demonym", "people": "people"}


def load_files(paths: Sequence[Path]) -> tuple[dict[str, Concept], list[Form]]:
    """Read files, and the lexicon files of folders; raise ConfigError that names file and line."""
    known: dict[str, Read] = {}
    forms: list[Form] = []
    noted = Noted()
    for file in (file for path in paths for file in _files(path)):
        with noted.noted():
            for read in (places if file.suffix == ".tsv" else entries)(file):
                forms += _forms(read)
                before = known.get(read.id)
                known[read.id] = read if before is None else _added(before, read)
    noted.tell()
    return _concepts(known), forms


def _files(path: Path) -> list[Path]:
    """Return the lexicon files of a folder in order, or the file itself."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix in SUFFIXES | {".tsv"})


def _forms(read: Read) -> Iterator[Form]:
    for language in LANGUAGES:
        written: Forms = getattr(read.entry, language)
        for way in _WAYS:
            for index, entry in enumerate(getattr(written, way)):
                line = read.form_line(language, way, index)
                for text, role in _inflected(entry, language, way):
                    yield _form(read, entry, text, language=language, line=line, way=way, role=role)


def _inflected(entry: FormEntry, language: str, way: str) -> Iterator[tuple[str, str | None]]:
    """Yield each form that an entry stands for, with the role that it tells."""
    alternatives = [part.strip() for part in entry.form.split("|")]
    inflect = _INFLECTIONS.get((language, way))
    role = entry.role or _ROLES.get(way)
    for text in dict.fromkeys(inflect(alternatives[0]) if inflect and len(alternatives) == 1 else alternatives):
        yield text, role
    if (language, way) == ("ar", "demonyms"):
        for text in arabic_people(entry.form):
            yield text, entry.role or _ROLES["people"]


def _form(read: Read, entry: FormEntry, text: str, *, language: str, line: int, way: str, role: str | None) -> Form:
    return Form(
        text,
        read.id,
        language,
        str(read.file),
        line,
        verb=way == "verbs",
        case="exact" if way == "exact" else entry.case,
        role=role,
        not_before=_folded(entry.not_before),
        not_after=_folded(entry.not_after),
        not_near=_folded(entry.not_near),
        only_before=_folded(entry.only_before),
        only_after=_folded(entry.only_after),
    )


@cache
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words folded; the forms of one entry share them."""
    return tuple(fold(word).text for word in words)


def _concepts(known: Mapping[str, Read]) -> dict[str, Concept]:
    """Return concepts with their full chains; raise ConfigError for an unknown parent or one that lies within itself."""
    wrong = [_unknown(read, parent, known) for read in known.values() for parent in read.entry.within if parent not in known]
    if wrong:
        raise together(wrong)
    concepts: dict[str, Concept] = {}
    for name, read in known.items():
        chain = [name]
        for member in chain:
            for parent in known[member].entry.within:
                if parent == name:
                    raise ConfigError(f"{name!r} lies within itself", file=read.file, line=read.line, mend="cut the circle")
                if parent not in chain:
                    chain.append(parent)
        kind, _, rest = name.partition(":")
        own = inherited(kind, (known[one].entry.attributes for one in chain if one.partition(":")[0] == kind))
        wrong += [
            ConfigError(f"{name!r}: {what}", file=read.file, line=read.line, mend=mend) for what, mend in mistakes(kind, own)
        ]
        attributes = own | (_position(chain, known) if kind == "place" else {})
        concepts[name] = Concept(name, kind, read.entry.name or rest.replace("-", " "), tuple(chain), attributes)
    if wrong:
        raise together(wrong)
    return concepts


def _position(chain: Sequence[str], known: Mapping[str, Read]) -> dict[str, Any]:
    """Return where a place is that has no coordinates of its own: where the nearest lies that it lies in, as coarse as that."""
    around = (known[name].entry.attributes for name in chain)
    placed = next((attributes for attributes in around if _POSITION[0] in attributes), None)
    return {} if placed is None else {"precision": _SPOT, **{name: placed[name] for name in _POSITION if name in placed}}


def _unknown(read: Read, parent: str, known: Mapping[str, Read]) -> ConfigError:
    near = nearest(parent, known)
    mend = f"did you mean {near!r}?" if near else "define it, or mend the id"
    return ConfigError(f"{read.id!r} lies within unknown {parent!r}", file=read.file, line=read.line, mend=mend)


def _added(before: Read, read: Read) -> Read:
    """Return a concept with what a later file adds; whose attributes are the last is where a mistake in them is told."""
    where = read if read.entry.attributes else before
    return replace(before, entry=_merged(before.entry, read.entry), file=where.file, line=where.line)


def _merged(old: ConceptEntry, new: ConceptEntry) -> ConceptEntry:
    """Return what two files together say of one concept; the later name and attributes win."""
    return old.model_copy(
        update={
            "name": new.name or old.name,
            "within": tuple(dict.fromkeys((*old.within, *new.within))),
            "attributes": {**old.attributes, **new.attributes},
        }
    )
