"""What an alert says in the reader's language, composed from fields, so that a report in either language reads in both.

Each language is one table in ``phrases/``; a new language is a new table.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from watcher import yamlfile
from watcher.alerts.model import Topic
from watcher.claims.model import Kind, Qualifier, Role, Status
from watcher.events.model import Change, EventPlace, Reason, Toll
from watcher.model import Settings
from watcher.rules.model import Severity

_LEADING = re.compile(r"\d+")
TABLES = Path(__file__).parent / "phrases"

Names = Callable[[str, str], str | None]
"""``(concept, language)`` to the concept's name in that language, ``None`` where the lexicon has none."""


class Phrases(Settings):
    """One language's table. Patterns take the fields named in braces."""

    language: str
    direction: str
    comma: str
    kinds: Mapping[Kind, str]
    acts: Mapping[Kind, Mapping[str, str]]
    """A kind by its heaviest weapon: a drone strike, a shooting."""
    weapons: Mapping[str, str]
    statuses: Mapping[Status, str]
    """Patterns around ``{what}``."""
    plain: Mapping[Kind, tuple[Status, ...]]
    """Where the kind says the status already: a threat that is threatened."""
    status_names: Mapping[Status, str]
    reasons: Mapping[Reason, str]
    severities: Mapping[Severity, str]
    roles: Mapping[Role, str]
    """Patterns around ``{count}``."""
    qualifiers: Mapping[Qualifier, str]
    """Patterns around ``{count}``."""
    place: str
    precise: Mapping[str, str]
    """How a district or a governorate is named, by the gazetteer's kind."""
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
    names: Mapping[str, str] = Field(default_factory=dict)
    """Names of concepts where a language's first form of the lexicon would be too narrow."""
    values: Mapping[str, str]
    """Words of the flow: classes of victims, the unknown claimant."""
    labels: Mapping[str, str]
    """Words of messages: what a field is called."""
    links: Mapping[str, str]
    """What links in mails are called, and what their pages say."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        complete: dict[str, type[StrEnum]] = {
            "kinds": Kind,
            "statuses": Status,
            "status_names": Status,
            "reasons": Reason,
            "severities": Severity,
            "roles": Role,
            "notices": Topic,
        }
        for field, words in complete.items():
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


def concept_name(concept: str, table: Phrases, names: Names | None) -> str:
    """Name a concept: the table's own name, the lexicon's in that language, else the id made readable."""
    found = table.names.get(concept) or (names(concept, table.language) if names and ":" in concept else None)
    if found:
        return found
    head, colon, tail = concept.partition(":")
    return (tail if colon else head).replace("-", " ").title() if colon else concept


def what(kind: Kind, status: Status, weapons: Iterable[str], table: Phrases) -> str:
    """Return the act with its status: "Drone strike expected"."""
    by_weapon = table.acts.get(kind, {})
    act = next((by_weapon[weapon] for weapon in weapons if weapon in by_weapon), table.kinds[kind])
    pattern = "{what}" if status in table.plain.get(kind, ()) else table.statuses[status]
    return capitalised(pattern.format(what=act))


def where(place: EventPlace | None, table: Phrases, names: Names | None) -> str:
    """Return the place with what it lies in; a province is never printed as a town."""
    if place is None:
        return ""
    name = names(place.concept, table.language) if names else None
    own = table.precise.get(place.kind, "{place}").format(place=name or place.name)
    country = next((concept for concept in reversed(place.within) if concept != place.concept), None)
    around = concept_name(country, table, names) if country else ""
    return f"{own}{table.comma}{around}" if around and around not in own else own


def counted(toll: Iterable[Toll], table: Phrases) -> str:
    """Return tolls: "14 killed, at least 30 wounded"."""
    parts = [table.roles[one.role].format(count=figure(one, table)) for one in toll if one.best or one.max]
    return table.comma.join(parts)


def figure(toll: Toll, table: Phrases) -> str:
    """Return a figure with how exactly it is known."""
    number = f"{toll.min:,}–{toll.max:,}" if toll.min < toll.best < toll.max else f"{toll.best:,}"
    return table.qualifiers.get(toll.qualifier, "{count}").format(count=number)


def changed(change: Change, toll: Iterable[Toll], table: Phrases, names: Names | None) -> str:
    """Return one change: "9 killed (was 4)"; ``toll`` is the event's, after it."""
    now = {one.role.value: one for one in toll}
    if change.what in now:
        role = now[change.what]
        told = table.roles[role.role].format(count=figure(role, table))
        before = _LEADING.match(change.before or "")
        return f"{told} ({table.was.format(before=before.group())})" if before else told

    def valued(value: str | None) -> str:
        return table.comma.join(_valued(one, table, names) for one in (value or "").split(", ") if one)

    told = f"{table.labels.get(change.what, change.what.replace('_', ' '))}: {valued(change.after) or table.labels['none']}"
    return f"{told} ({table.was.format(before=valued(change.before))})" if change.before else told


def _valued(value: str, table: Phrases, names: Names | None) -> str:
    """Return one value of a change as a person reads it."""
    if value in table.status_names:
        return table.status_names[Status(value)]
    if ":" in value:
        return concept_name(value, table, names)
    return table.values.get(value, value)


def capitalised(text: str) -> str:
    """Return ``text`` with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
