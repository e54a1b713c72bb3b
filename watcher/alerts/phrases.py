"""What an alert says in the reader's language, composed from fields, so that a report in either language reads in both.

Each language is one table in ``phrases/``; a new language is a new table.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import model_validator

from watcher import yamlfile
from watcher.alerts.model import Topic
from watcher.claims.model import Kind, Qualifier, Role, Status
from watcher.events.model import Change, EventPlace, Reason, Toll
from watcher.model import Settings
from watcher.rules.model import Severity

TABLES = Path(__file__).parent / "phrases"

Names = Callable[[str, str], str | None]
"""``(concept, language)`` to the concept's name in that language, ``None`` where the lexicon has none."""


class Phrases(Settings):
    """One language's table. Patterns take the fields named in braces."""

    language: str
    direction: str
    comma: str
    kinds: Mapping[Kind, str]
    weapons: Mapping[str, str]
    """A kind of strike by its heaviest weapon."""
    statuses: Mapping[Status, str]
    """Patterns around ``{what}``."""
    reasons: Mapping[Reason, str]
    severities: Mapping[Severity, str]
    roles: Mapping[Role, str]
    """Patterns around ``{count}``."""
    qualifiers: Mapping[Qualifier, str]
    """Patterns around ``{count}``."""
    place: str
    precise: Mapping[int, str]
    """How a place coarser than a town is named, by precision."""
    actor: str
    target: str
    weapon: str
    was: str
    reported: str
    """``{source}`` reported it."""
    sources: str
    """``{count}`` independent sources."""
    alone: str
    joined: str
    notices: Mapping[Topic, str]
    labels: Mapping[str, str]
    """Words of messages: what a field is called."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for field, words in (("kinds", Kind), ("statuses", Status), ("reasons", Reason), ("roles", Role), ("notices", Topic)):
            missing = [word.value for word in words if word not in getattr(self, field)]
            if missing:
                raise ValueError(f"{field} lack {', '.join(missing)}")
        return self


@cache
def phrases(language: str) -> Phrases:
    """Return the table of a language; English for one that has none."""
    file = TABLES / f"{language}.yaml"
    return yamlfile.load(file if file.is_file() else TABLES / "en.yaml").validate(Phrases)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a table, English first."""
    return tuple(sorted((file.stem for file in TABLES.glob("*.yaml")), key=lambda name: (name != "en", name)))


def concept_name(concept: str, language: str, names: Names | None) -> str:
    """Name a concept: the lexicon's name in that language, else the id made readable."""
    found = names(concept, language) if names and ":" in concept else None
    if found:
        return found
    head, colon, tail = concept.partition(":")
    return (tail if colon else head).replace("-", " ").title() if colon else concept


def what(kind: Kind, status: Status, weapons: Iterable[str], table: Phrases) -> str:
    """Return the act with its status: "Drone strike expected"."""
    act = table.kinds[kind]
    if kind is Kind.STRIKE:
        act = next((table.weapons[weapon] for weapon in weapons if weapon in table.weapons), act)
    return capitalised(table.statuses[status].format(what=act))


def where(place: EventPlace | None, table: Phrases, names: Names | None) -> str:
    """Return the place with what it lies in; a province is never printed as a town."""
    if place is None:
        return ""
    name = names(place.concept, table.language) if names else None
    own = table.precise.get(place.precision, "{place}").format(place=name or place.name)
    country = next((concept for concept in reversed(place.within) if concept != place.concept), None)
    around = concept_name(country, table.language, names) if country else ""
    return f"{own}{table.comma}{around}" if around and around not in own else own


def counted(toll: Iterable[Toll], table: Phrases) -> str:
    """Return tolls: "14 killed, at least 30 wounded"."""
    parts = [table.roles[one.role].format(count=figure(one, table)) for one in toll if one.best or one.max]
    return table.comma.join(parts)


def figure(toll: Toll, table: Phrases) -> str:
    """Return a figure with how exactly it is known."""
    number = f"{toll.min:,}–{toll.max:,}" if toll.min < toll.best < toll.max else f"{toll.best:,}"
    return table.qualifiers.get(toll.qualifier, "{count}").format(count=number)


def changed(change: Change, table: Phrases) -> str:
    """Return one change: "killed: 14 (was 9)"."""
    roles = {role.value: role for role in Role}
    label = change.what
    if change.what in roles:
        role = table.roles[roles[change.what]]
        told = role.format(count=change.after or "?")
    else:
        label = table.labels.get(change.what, change.what.replace("_", " "))
        told = f"{label}: {change.after or '–'}"
    return f"{told} ({table.was.format(before=change.before)})" if change.before else told


def capitalised(text: str) -> str:
    """Return ``text`` with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
