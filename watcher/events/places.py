"""Where events lie, and how two places lie to each other: the backbone of an event's identity."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from watcher.claims.model import Mention
from watcher.events.model import EventPlace
from watcher.text.lexicon import Lexicon

PlaceFinder = Callable[[Mention], EventPlace]

TOWN, DISTRICT, GOVERNORATE, COUNTRY = 1, 2, 3, 4
"""Precision as ACLED codes places."""
_PRECISIONS = {"district": DISTRICT, "governorate": GOVERNORATE, "area": GOVERNORATE, "region": GOVERNORATE, "sea": GOVERNORATE}
SITES = frozenset({"base", "airport", "port", "field", "crossing"})
"""What reports call by the name of the town beside it as well."""
_REACHES = {"area": 250.0, "region": 250.0} | dict.fromkeys(SITES, 15.0)
"""Kilometres within which a place may lie in "western Iraq" and the like, and a site and a town may be one."""
_COASTS = {"country", "port"}
FAR = 60.0
"""Kilometres from which two towns are not one target."""


_SEATS = frozenset(
    {
        "place:ankara",
        "place:baghdad",
        "place:beirut",
        "place:cairo",
        "place:damascus",
        "place:doha",
        "place:jerusalem",
        "place:khartoum",
        "place:kyiv",
        "place:moscow",
        "place:riyadh",
        "place:sanaa",
        "place:tehran",
        "place:tel-aviv",
        "place:washington",
    }
)
"""Cities whose names stand for governments wherever these threaten and are threatened."""


class PlaceRelation(StrEnum):
    """How two places lie to each other."""

    SAME = "same"
    WITHIN = "within"
    """One contains the other: they may be the same place, told less precisely."""
    NEAR = "near"
    """A site and the town beside it, a place in what may be its part of the country, a sea and a country."""
    APART = "apart"
    UNKNOWN = "unknown"


def finder(lexicon: Lexicon) -> PlaceFinder:
    """Return what looks a mention's place up in the lexicon's gazetteer; the same places are named again and again."""

    def find(mention: Mention) -> EventPlace:
        return looked_up(mention.concept, mention.name, mention.within)

    @lru_cache(maxsize=4096)
    def looked_up(concept: str, name: str, within: tuple[str, ...]) -> EventPlace:
        known = lexicon.concepts.get(concept)
        attributes = known.attributes if known else {}
        plain = _by_depth(concept, name, within)
        kind = str(attributes.get("kind") or "")
        return plain.model_copy(
            update={
                "name": known.name if known else plain.name,
                "precision": _precision(kind, plain),
                "latitude": attributes.get("latitude"),
                "longitude": attributes.get("longitude"),
                "kind": kind,
            }
        )

    return find


def _precision(kind: str, plain: EventPlace) -> int:
    """Return how precise a place of a kind is; an area within a city is a district."""
    if not kind:
        return plain.precision
    if kind == "country":
        return COUNTRY
    return DISTRICT if kind == "area" and len(plain.within) > 2 else _PRECISIONS.get(kind, TOWN)


def place_by_depth(mention: Mention) -> EventPlace:
    """Return a place as precise as its chain is deep: a country alone, a governorate in it, a town in that."""
    return _by_depth(mention.concept, mention.name, mention.within)


def _by_depth(concept: str, name: str, chain: Sequence[str]) -> EventPlace:
    within = tuple(one for one in chain if one.startswith("place:")) or (concept,)
    precision = {1: COUNTRY, 2: GOVERNORATE}.get(len(within), TOWN)
    return EventPlace(concept=concept, name=name, within=within, precision=precision)


def without_seats(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the places of a threat: a seat of government counts as its country, since "Baghdad" protests and "Tehran" warns."""
    return [_country(mention) if mention.concept in _SEATS else mention for mention in mentions]


def _country(mention: Mention) -> Mention:
    outermost = [concept for concept in mention.within if concept.startswith("place:")][-1:]
    if not outermost:
        return mention
    name = outermost[0].removeprefix("place:").replace("-", " ").title()
    return replace(mention, concept=outermost[0], name=name, within=tuple(outermost))


def finest(places: Iterable[EventPlace]) -> tuple[EventPlace, ...]:
    """Return the towns in the order given, and seas; what is less precise only where there is no town."""
    found = {place.concept: place for place in places}
    containers = {concept for place in found.values() for concept in place.within[1:]}
    kept = [place for place in found.values() if place.concept not in containers]
    for coarse in (COUNTRY, GOVERNORATE):
        if any(place.precision < coarse for place in kept):
            kept = [place for place in kept if place.precision < coarse or place.kind == "sea"]
    return tuple(sorted(kept, key=lambda place: place.precision))


def country_of(place: EventPlace) -> str:
    """Return the outermost place around ``place``."""
    return place.within[-1] if place.within else place.concept


def province_of(place: EventPlace) -> str | None:
    """Return the place next to the country around ``place``; ``None`` for a country and for a vague part of one."""
    if len(place.within) < 2 or (len(place.within) == 2 and place.kind in {"area", "region"}):
        return None
    return place.within[-2]


def relation(one: Sequence[EventPlace], other: EventPlace | None) -> PlaceRelation:
    """Return how an account's places lie to an event's: the nearest of them counts."""
    if not one or other is None:
        return PlaceRelation.UNKNOWN
    nearest = PlaceRelation.APART
    for place in one:
        found = _relation(place, other)
        if found is PlaceRelation.SAME:
            return found
        if found is PlaceRelation.WITHIN or nearest is PlaceRelation.APART:
            nearest = found
    return nearest


def _relation(one: EventPlace, other: EventPlace) -> PlaceRelation:
    if one.concept == other.concept:
        return PlaceRelation.SAME
    if one.concept in other.within or other.concept in one.within:
        return PlaceRelation.WITHIN
    if (one.kind == "sea" and other.kind in _COASTS) or (other.kind == "sea" and one.kind in _COASTS):
        return PlaceRelation.NEAR
    reach = max(_REACHES.get(one.kind, 0.0), _REACHES.get(other.kind, 0.0))
    if reach == 0.0 or country_of(one) != country_of(other):
        return PlaceRelation.APART
    return PlaceRelation.NEAR if _kilometres(one, other) <= reach else PlaceRelation.APART


def far(one: Sequence[EventPlace], other: EventPlace | None) -> bool:
    """Whether an account names a town far from an event's town, so that not even the same threat is meant."""
    if not one or other is None or max(one[0].precision, other.precision) > DISTRICT:
        return False
    return min(_kilometres(place, other) for place in one) > FAR


def _kilometres(one: EventPlace, other: EventPlace) -> float:
    """Return the distance on a flat map, good enough below 500 km; endless where a coordinate is unknown."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return math.inf
    width = math.cos(math.radians((one.latitude + other.latitude) / 2))
    return 111.2 * math.hypot(one.latitude - other.latitude, (one.longitude - other.longitude) * width)
