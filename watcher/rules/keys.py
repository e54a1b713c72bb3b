"""Which keys a rule is reached by: the rarest that any article must have to raise it, so that cost follows hits, not rules.

A key is the anchor of a phrase (a number), or a ``ClaimKey``. A set of keys is an "at least one of these"; ``None`` says that
nothing in particular is needed.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple, TypeVar

Traits = frozenset[str]
"""What a single claim is or has: ``kind=strike``, ``status=actual``, ``place=place:erbil``."""


class ClaimKey(NamedTuple):
    """What one claim must be, all at once: many articles name a place, few tell of such a claim there."""

    trait: str
    kind: str
    status: str | None
    """``None`` where a rule takes a claim of any status."""
    also: Traits = frozenset()
    """It has at least one of these, too, if there are any."""


Key = int | ClaimKey
Keys = frozenset[Key]
K = TypeVar("K", str, Key)

# How often a key is met, roughly, compared with others; only the order of magnitude matters.
_FREQUENCY = {"kind": 300, "status": 200, "place": 60, "target": 40, "actor": 30, "weapon": 30, "figure": 100}
_PHRASE = 3
_KIND, _STATUS = 3, 5
"""How many times rarer a key gets by a kind, and by a status, beside it."""
_MOST_JOINED = 200
"""A rule that asks for more combinations is reached by fewer joined keys: it is met often in any case."""


def frequency(keys: Iterable[str | Key]) -> float:
    """Return how often at least one of the keys or traits is met, roughly."""
    return sum(map(_frequency, keys))


def _frequency(key: str | Key) -> float:
    if isinstance(key, int):
        return _PHRASE
    if isinstance(key, str):
        return _FREQUENCY[key.partition("=")[0]]
    return _frequency(key.trait) / (_KIND * _STATUS if key.status else _KIND)


def rarest(choices: Iterable[frozenset[K] | None]) -> frozenset[K] | None:
    """Return of several needs that all must be met the one met least often."""
    return min((keys for keys in choices if keys is not None), key=frequency, default=None)


def together(choices: Iterable[frozenset[K] | None]) -> frozenset[K] | None:
    """Return the need of several alternatives: any key of any of them; ``None`` where one of them needs nothing."""
    out: set[K] = set()
    for keys in choices:
        if keys is None:
            return None
        out |= keys
    return frozenset(out) or None


def joined(needs: Sequence[Traits], kinds: Traits, statuses: Traits) -> Keys:
    """Return the keys of a claim that has any trait of each need, rarest first, its kinds and its statuses among them."""
    traits, *others = needs
    also = next((need for need in others if need not in (kinds, statuses)), frozenset[str]())
    few = statuses if len(traits) * len(kinds) * len(statuses) <= _MOST_JOINED else ()
    return frozenset(ClaimKey(*parts, also) for parts in product(traits, kinds, few or (None,)))
