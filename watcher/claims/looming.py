"""Weapons that come in words which tell no act: "shells will come through the roof if", "the road is short for our drones"."""

from watcher.claims.acts import Act, flies
from watcher.claims.grammar import Form
from watcher.claims.lexis import ActTable, Needs, Part
from watcher.claims.model import Kind, Status
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_FEARED = ActTable(Kind.STRIKE, Needs.WEAPON, Part.NOUN, ahead=True)
_OURS = ActTable(Kind.STRIKE, Needs.WEAPON, Part.NOUN, ahead=True, status=Status.THREATENED)
_WARNS = frozenset({Status.THREATENED, Status.WARNED})
_NEAR = 6
"""Words behind a weapon within which it is told to come."""


def looming(scene: Scene) -> list[Act]:
    """Return the first weapon that an English sentence without an act fears or threatens with, as an act still to come."""
    if scene.arabic or not scene.weapons or scene.has("supplies"):
        return []
    for weapon in scene.weapons:
        if not flies(weapon) or {scene.word(weapon.first - 1), scene.word(weapon.last + 1)} & scene.lexis.frame("weapon-part"):
            continue
        ours = scene.word(weapon.first - 1) == "our" and not _past(scene, weapon)
        if ours or _feared(scene, weapon):
            table = _OURS if ours else _FEARED
            return [Act(weapon, table, Kind.STRIKE, (weapon,), Form.NOUN, passive=False)]
    return []


def _past(scene: Scene, weapon: Hit) -> bool:
    """Say whether what a weapon did is told: "our drones reached"."""
    after = scene.word(weapon.last + 1)
    return after.endswith("ed") or after in scene.lexis.frame("irregular-past")


def _feared(scene: Scene, weapon: Hit) -> bool:
    """Say whether somebody warns of a weapon or threatens with it, or it is told to come."""
    if any(cue.last < weapon.first and scene.lexis.cues[cue.concept.id].status in _WARNS for cue in scene.cues):
        return True
    behind = scene.words(weapon.last + 1, weapon.last + _NEAR)
    return not scene.lexis.frame("coming").isdisjoint(behind) and not _past(scene, weapon)
