"""The concepts that rules may name, as the lexicon knows them: short names to ids, what lies within what, and where."""

import math
from typing import NamedTuple

from watcher.spelling import nearest
from watcher.text.document import read
from watcher.text.lexicon import Lexicon

_TYPES = {
    "place": ("place",),
    "actor": ("actor", "agency", "interest", "place"),
    "target": ("actor", "interest", "victim", "place", "agency"),
    "weapon": ("weapon",),
}
_DEEPER = 0.1
"""Of a letter: what a name weighs more than that of what it lies in, where one of them was meant."""
_EARTH_KM = 6371.0
_PRECISE = 2
"""ACLED precision: a town or a district stands near a site; the middle of a governorate tells nothing."""


class Point(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float

    def km(self, other: "Point") -> float:
        """Return the great-circle distance (haversine)."""
        north, other_north = math.radians(self.latitude), math.radians(other.latitude)
        east = math.radians(other.longitude - self.longitude)
        half = math.sin((other_north - north) / 2) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
        return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def key_of(role: str, concept: str) -> str:
    """Return the key by which a rule asks for a concept in a role, or for a kind or a status."""
    return f"{role}={concept}"


class UnknownConceptError(Exception):
    """The lexicon has no such concept; ``near`` is the nearest name it has."""

    def __init__(self, role: str, name: str, near: str | None) -> None:
        super().__init__(f"{role} {name!r} is not in the lexicon")
        self.near = near


class Vocabulary:
    """A lexicon as rules ask it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._concepts = lexicon.concepts
        self._resolved: dict[tuple[str, str], str] = {}
        self._keys: dict[tuple[str, str], frozenset[str]] = {}

    def resolve(self, role: str, name: str) -> str:
        """Return the id of ``iraq``, ``Ain al-Asad`` or ``place:iraq`` in a role; raise UnknownConceptError."""
        known = self._resolved.get((role, name))
        if known is None:
            known = self._resolved[role, name] = self._find(role, name)
        return known

    def _find(self, role: str, name: str) -> str:
        if ":" in name and name in self._concepts:
            return name
        short = name.strip().lower().replace(" ", "-")
        for sort in _TYPES[role]:
            if (found := f"{sort}:{short}") in self._concepts:
                return found
        raise UnknownConceptError(role, name, self.nearest(role, name.strip().rpartition(":")[2]))

    def nearest(self, role: str, name: str) -> str | None:
        """Return the short name of what texts call so, else of what is spelt likest, a country before a town in it."""
        for _form, concept, start, end in self._lexicon.scan(read("", name)).candidates():
            if concept.type in _TYPES[role] and (start, end) == (0, len(name)):
                return concept.id.partition(":")[2]
        depth = {
            concept.partition(":")[2]: len(known.within)
            for concept, known in self._concepts.items()
            if concept.partition(":")[0] in _TYPES[role]
        }
        return nearest(name.replace(" ", "-"), depth, lambda one: _DEEPER * depth[one])

    def keys(self, role: str, concept: str) -> frozenset[str]:
        """Return the keys of a concept in a role, ``place=place:erbil`` and so on up its chain."""
        known = self._keys.get((role, concept))
        if known is None:
            above = self._concepts[concept].within if concept in self._concepts else (concept,)
            known = self._keys[role, concept] = frozenset(key_of(role, each) for each in above)
        return known

    def point(self, concept: str, *, precise: bool = True) -> Point | None:
        """Return where a place is, where the gazetteer says so; ``precise`` asks for towns and districts only."""
        known = self._concepts.get(concept)
        if known is None or "latitude" not in known.attributes:
            return None
        if precise and int(known.attributes.get("precision", _PRECISE + 1)) > _PRECISE:
            return None
        return Point(float(known.attributes["latitude"]), float(known.attributes["longitude"]))

    def name(self, concept: str) -> str:
        """Return a concept's name as a person reads it."""
        known = self._concepts.get(concept)
        return known.name if known else concept
