"""Lexicon files: what a person writes, strictly read. The format is told in ``config/lexicon/README.md``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from watcher.errors import together
from watcher.model import Settings
from watcher.text.lexicon.model import Case
from watcher.yamlfile import Document, load


def _worded(form: str) -> str:
    if not all(any(map(str.isalnum, part)) for part in form.split("|")):
        msg = "a form needs a word: letters or digits"
        raise ValueError(msg)
    return form


class FormEntry(Settings):
    """One form, or alternatives divided by ``|``, with its simple senses."""

    form: Annotated[str, AfterValidator(_worded)] = Field(min_length=1)
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    case: Case = "any"
    role: str | None = None


def _entry(value: Any) -> Any:
    if isinstance(value, bool):
        msg = "a form is text, not yes or no; put it in quotes"
        raise ValueError(msg)  # noqa: TRY004  pydantic tells a ValueError in a line
    return {"form": str(value)} if isinstance(value, str | int | float) else value


Entry = Annotated[FormEntry, BeforeValidator(_entry)]


class Forms(Settings):
    """The forms of a concept in one language, by how they are inflected."""

    words: tuple[Entry, ...] = ()
    nouns: tuple[Entry, ...] = ()
    verbs: tuple[Entry, ...] = ()
    exact: tuple[Entry, ...] = ()
    demonyms: tuple[Entry, ...] = ()
    people: tuple[Entry, ...] = ()


def _forms(value: Any) -> Any:
    return {"words": value} if isinstance(value, list) else value


LanguageForms = Annotated[Forms, BeforeValidator(_forms)]


class ConceptEntry(Settings):
    """One concept, or an addition to a concept of another file."""

    meant = MappingProxyType(
        {
            "label": "name",
            "title": "name",
            "parent": "within",
            "parents": "within",
            "in": "within",
            "english": "en",
            "arabic": "ar",
        }
    )

    name: str | None = None
    within: tuple[str, ...] = ()
    attributes: dict[str, Any] = Field(default_factory=dict)
    en: LanguageForms = Forms()
    ar: LanguageForms = Forms()
    fa: LanguageForms = Forms()
    he: LanguageForms = Forms()
    ku: LanguageForms = Forms()
    fr: LanguageForms = Forms()


class LexiconFile(Settings):
    """A whole lexicon file."""

    concepts: dict[str, ConceptEntry]


LANGUAGES = ("en", "ar", "fa", "he", "ku", "fr")


@dataclass(frozen=True, slots=True)
class Read:
    """One concept of one file, with the lines of its parts."""

    id: str
    entry: ConceptEntry
    file: Path
    line: int
    form_line: Callable[[str, str, int], int]
    """Line of a form by language, way of inflection and index."""


def entries(path: Path) -> Iterator[Read]:
    """Yield each concept of a YAML file; raise ConfigError for anything that is not as it should be."""
    document = load(path)
    file = document.validate(LexiconFile)
    wrong = [name for name in file.concepts if not all(name.partition(":")) or name != name.lower()]
    if wrong:
        mend = "write type:name in small letters, such as place:erbil"
        raise together(document.error(f"{name!r} is no concept id", at=("concepts", name), mend=mend) for name in wrong)
    for name, entry in file.concepts.items():
        yield Read(name, entry, path, document.line(("concepts", name)), _lines(document, name))


def _lines(document: Document, concept: str) -> Callable[[str, str, int], int]:
    def line(language: str, way: str, index: int) -> int:
        listed = isinstance(document.data["concepts"][concept].get(language), list)
        return document.line(("concepts", concept, language, *(() if listed else (way,)), index))

    return line
