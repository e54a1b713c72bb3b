"""Which keys a rule is reached by: the rarest that any article must have to raise it, so that cost follows hits, not rules.

A key is the anchor of a phrase (a number), or ``role=concept``, ``kind=...``, ``status=...`` of a claim. A set of keys is an
"at least one of these"; ``None`` says that nothing in particular is needed.
"""

from collections.abc import Iterable

Keys = frozenset[str | int]

# How often a key is met, roughly, compared with others; only the order of magnitude matters.
_FREQUENCY = {"kind": 300, "status": 200, "place": 60, "target": 40, "actor": 30, "weapon": 30, "figure": 100}
_PHRASE = 3


def frequency(keys: Keys) -> int:
    """Return how often at least one of the keys is met, roughly."""
    return sum(_PHRASE if isinstance(key, int) else _FREQUENCY[key.partition("=")[0]] for key in keys)


def rarest(choices: Iterable[Keys | None]) -> Keys | None:
    """Return of several needs that all must be met the one met least often."""
    return min((keys for keys in choices if keys is not None), key=frequency, default=None)


def together(choices: Iterable[Keys | None]) -> Keys | None:
    """Return the need of several alternatives: any key of any of them; ``None`` where one of them needs nothing."""
    out: set[str | int] = set()
    for keys in choices:
        if keys is None:
            return None
        out |= keys
    return frozenset(out) or None
