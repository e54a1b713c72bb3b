"""Which weapons reports take for one another."""

from functools import lru_cache

_FAMILIES = {
    "weapon:missile": "rockets",
    "weapon:ballistic-missile": "rockets",
    "weapon:rocket": "rockets",
    "weapon:artillery": "guns",
    "weapon:mortar": "guns",
    "weapon:airstrike-aircraft": "aircraft",
    "weapon:helicopter": "aircraft",
    "weapon:air-bomb": "aircraft",
    "weapon:drone": "drone",
    "weapon:bomb": "bomb",
    "weapon:car-bomb": "bomb",
    "weapon:suicide-bomb": "bomb",
    "weapon:mine": "bomb",
}
"""Arabic has one word for rockets and missiles; a projectile, or any weapon not named here, may be every one of them."""


@lru_cache(maxsize=1_000)
def families(weapons: tuple[str, ...]) -> tuple[str, ...]:
    """Return the families of the given weapons, as concepts, in order; kept, since a report asks so of every candidate."""
    return tuple(dict.fromkeys(_FAMILIES[weapon] for weapon in weapons if weapon in _FAMILIES))
