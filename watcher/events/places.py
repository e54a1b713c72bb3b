"""Where events lie, and how two places lie to each other: the backbone of an event's identity."""

import math
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from watcher.claims.model import Mention
from watcher.events.model import EventPlace
from watcher.text.lexicon import Lexicon

PlaceFinder = Callable[[Mention], EventPlace]

TOWN, DISTRICT, GOVERNORATE, COUNTRY = 1, 2, 3, 4
"""Precision as ACLED codes places."""
_PRECISIONS = {"district": DISTRICT, "governorate": GOVERNORATE, "area": GOVERNORATE, "region": GOVERNORATE, "sea": GOVERNORATE}
_SITES = {"base", "airport", "port", "field", "crossing"}
"""What reports call by the nearest town's name as well."""
SITE_REACH = 15.0
"""Kilometres within which a site and a town may be one place."""
AREA_REACH = 250.0
"""Kilometres from the middle of "western Iraq" and the like within which a place may lie in it."""

FAR = 60.0
"""Kilometres from which two towns are not one target."""


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
    """Return what looks a mention's place up in the lexicon's gazetteer."""

    def find(mention: Mention) -> EventPlace:
        known = lexicon.concepts.get(mention.concept)
        attributes = known.attributes if known else {}
        plain = place_by_depth(mention)
        kind = str(attributes.get("kind") or "")
        return plain.model_copy(
            update={
                "precision": COUNTRY if kind == "country" else _PRECISIONS.get(kind, TOWN) if kind else plain.precision,
                "latitude": attributes.get("latitude"),
                "longitude": attributes.get("longitude"),
                "kind": kind,
            }
        )

    return find


def place_by_depth(mention: Mention) -> EventPlace:
    """Return a place as precise as its chain is deep: a country alone, a governorate in it, a town in that."""
    within = tuple(concept for concept in mention.within if concept.startswith("place:")) or (mention.concept,)
    precision = {1: COUNTRY, 2: GOVERNORATE}.get(len(within), TOWN)
    return EventPlace(concept=mention.concept, name=mention.name, within=within, precision=precision)


def finest(places: Iterable[EventPlace]) -> tuple[EventPlace, ...]:
    """Return the most precise places in the order given, without those that only contain another or name a whole country."""
    found = {place.concept: place for place in places}
    containers = {concept for place in found.values() for concept in place.within[1:]}
    kept = [place for place in found.values() if place.concept not in containers]
    if any(place.precision < COUNTRY for place in kept):
        kept = [place for place in kept if place.precision < COUNTRY]
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
    relations = {_relation(place, other) for place in one}
    return next(found for found in PlaceRelation if found in relations)


def _relation(one: EventPlace, other: EventPlace) -> PlaceRelation:
    if one.concept == other.concept:
        return PlaceRelation.SAME
    if one.concept in other.within or other.concept in one.within:
        return PlaceRelation.WITHIN
    if "sea" in {one.kind, other.kind} and {"country", "port"} & {one.kind, other.kind}:
        return PlaceRelation.NEAR
    if country_of(one) != country_of(other):
        return PlaceRelation.APART
    reach = AREA_REACH if {one.kind, other.kind} & {"area", "region"} else SITE_REACH if {one.kind, other.kind} & _SITES else 0.0
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
