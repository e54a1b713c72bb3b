"""What the attributes of a concept may say, by its type: ``config/lexicon/README.md`` tells what each of them means."""

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from watcher.spelling import nearest

_STATUSES = (
    *("actual", "attempted", "intercepted", "claimed", "accused", "aftermath", "unconfirmed", "denied", "negated"),
    *("threatened", "ordered", "considered", "warned", "expected", "hypothetical", "historical", "exercise"),
)
ASKED: Mapping[str, Mapping[str, Collection[str] | type[int]]] = {
    "act": {
        "kind": ("strike", "attack"),
        "needs": ("nothing", "weapon", "military", "armed", "armed-target", "power", "object"),
        "part": ("noun", "verb", "arrival", "launch", "interception", "harm"),
    },
    "threat": {"status": _STATUSES, "part": ("phrase", "verb", "alert")},
    "cue": {"status": _STATUSES, "side": ("after", "before", "either", "sentence"), "reach": int},
    "blocker": {"scope": ("both", "near", "object", "sentence", "subject", "text")},
    "casualty": {
        "role": ("killed", "wounded", "missing", "captured", "displaced", "released", "lump"),
        "side": ("either", "noun", "object", "subject", "toll"),
    },
    "setting": {
        "kind": (
            *("war", "military", "violence", "past", "accident", "disaster", "disease", "crime"),
            *("sport", "story", "business"),
        )
    },
    "asset": {
        "names": (
            *("interest:us-bases", "interest:us-missions", "interest:us-companies", "interest:us-ships"),
            *("interest:us-forces", "interest:us-citizens", "interest:us-interests", "actor:iraqi-faction"),
        )
    },
    "time": {"kind": ("fresh", "old", "since", "future", "weekday", "month", "unit", "ago")},
}
"""Attributes that a concept of a type must have, its own or inherited, with the values they may have; ``int``: a whole number."""
_DEGREES = {"latitude": 90.0, "longitude": 180.0}
_PRECISIONS = (1, 2, 3)
_PLACED = ("latitude", "longitude", "precision")
_MEANT = {"lat": "latitude", "lon": "longitude", "lng": "longitude", "long": "longitude"}


def inherited(kind: str, chain: Iterator[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the attributes of a concept from those of its ``chain``, itself first: words have what the words above them have."""
    out: dict[str, Any] = {}
    for attributes in chain if kind in ASKED else (next(chain),):
        out = {**attributes, **out}
    return out


def mistakes(kind: str, attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the attributes of a concept, and how to mend it."""
    for name, values in ASKED.get(kind, {}).items():
        allowed = "a whole number" if isinstance(values, type) else " or ".join(values)
        if name not in attributes:
            yield f"the attribute {name!r} is missing", f"write {allowed}, or let it lie within a concept of its type"
        elif not (isinstance(attributes[name], int) if isinstance(values, type) else attributes[name] in values):
            near = None if isinstance(values, type) else nearest(str(attributes[name]), values)
            yield f"the attribute {name!r} is {attributes[name]!r}", f"did you mean {near!r}?" if near else f"write {allowed}"
    if kind == "place":
        yield from _misplaced(attributes)


def _misplaced(attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, meant in _MEANT.items():
        if name in attributes:
            yield f"the attribute {name!r} is unknown", f"did you mean {meant!r}?"
    if not any(name in attributes for name in _PLACED):
        return
    for name, most in _DEGREES.items():
        value = attributes.get(name)
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if value is None:
            yield f"the attribute {name!r} is missing", "a position has latitude and longitude"
        elif not number or abs(value) > most:
            yield f"the attribute {name!r} is {value!r}", f"write degrees, from {-most:g} to {most:g}"
    if attributes.get("precision", 1) not in _PRECISIONS:
        mend = "write 1 for a spot or a town, 2 for a district, 3 for a region or a country"
        yield f"the attribute 'precision' is {attributes['precision']!r}", mend
