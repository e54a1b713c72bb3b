"""Lexicon files to concepts and forms."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from watcher.errors import ConfigError
from watcher.text.fold import fold
from watcher.text.lexicon.files import LANGUAGES, ConceptEntry, FormEntry, Forms, entries
from watcher.text.lexicon.gazetteer import places
from watcher.text.lexicon.inflect import arabic_adjective, arabic_noun, arabic_people, arabic_verb, english_noun, english_verb
from watcher.text.lexicon.model import Concept, Form

_INFLECTIONS = {
    ("en", "nouns"): english_noun,
    ("en", "verbs"): english_verb,
    ("ar", "nouns"): arabic_noun,
    ("ar", "verbs"): arabic_verb,
    ("ar", "demonyms"): arabic_adjective,
}
_WAYS = ("words", "nouns", "verbs", "exact", "demonyms", "people")
_ROLES = {"demonyms": "demonym", "people": "people"}


def load_files(paths: Sequence[Path]) -> tuple[dict[str, Concept], list[Form]]:
    """Read files, and the lexicon files of folders; raise ConfigError that names file and line."""
    files = [file for path in paths for file in _files(path)]
    read: dict[str, tuple[ConceptEntry, Path, int]] = {}
    forms: list[Form] = []
    for file in files:
        for name, entry, line in (places if file.suffix == ".tsv" else entries)(file):
            forms += _forms(name, entry, str(file), line)
            read[name] = (_merged(read[name][0], entry) if name in read else entry, file, line)
    return _concepts(read), forms


def _files(path: Path) -> list[Path]:
    """Return the lexicon files of a folder in order, or the file itself."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix in {".yaml", ".tsv"})


def _forms(concept: str, entry: ConceptEntry, file: str, line: int) -> Iterator[Form]:
    for language in LANGUAGES:
        forms: Forms = getattr(entry, language)
        for way in _WAYS:
            for written in getattr(forms, way):
                yield from _inflected(concept, written, language, way, file, line)
        if language == "ar":
            for written in forms.demonyms:
                for people in arabic_people(written.form):
                    yield from _inflected(concept, written.model_copy(update={"form": people}), "ar", "people", file, line)


def _inflected(concept: str, written: FormEntry, language: str, way: str, file: str, line: int) -> Iterator[Form]:
    alternatives = [part.strip() for part in written.form.split("|")]
    inflect = _INFLECTIONS.get((language, way))
    if inflect is not None and len(alternatives) == 1:
        alternatives = inflect(alternatives[0])
    for text in dict.fromkeys(alternatives):
        yield Form(
            text,
            concept,
            language,
            file,
            line,
            case="exact" if way == "exact" else written.case,
            verb=way == "verbs",
            role=written.role or _ROLES.get(way),
            not_before=_folded(written.not_before),
            not_after=_folded(written.not_after),
            not_near=_folded(written.not_near),
            only_before=_folded(written.only_before),
            only_after=_folded(written.only_after),
        )


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold(word).text for word in words)


def _concepts(read: Mapping[str, tuple[ConceptEntry, Path, int]]) -> dict[str, Concept]:
    """Return concepts with their full chains; raise ConfigError for an unknown parent."""
    concepts: dict[str, Concept] = {}
    for name, (entry, file, line) in read.items():
        chain = [name]
        for member in chain:
            if member not in read:
                raise ConfigError(
                    f"{name!r} lies within unknown {member!r}", file=file, line=line, mend="define it or mend the id"
                )
            chain += [parent for parent in read[member][0].within if parent not in chain]
        kind, _, rest = name.partition(":")
        concepts[name] = Concept(name, kind, entry.name or rest.replace("-", " "), tuple(chain), entry.attributes)
    return concepts


def _merged(old: ConceptEntry, new: ConceptEntry) -> ConceptEntry:
    """Return what two files together say of one concept; the later name and attributes win."""
    return old.model_copy(
        update={
            "name": new.name or old.name,
            "within": tuple(dict.fromkeys((*old.within, *new.within))),
            "attributes": {**old.attributes, **new.attributes},
        }
    )
