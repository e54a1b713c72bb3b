"""Words that are written like an act of violence and are none: things, counted targets, goods that are dropped, a time of day."""

from watcher.claims.lexis import ActTable, Needs
from watcher.claims.powers import power
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit
from watcher.text.tokens import TokenKind

BOMBERS = frozenset({"bomber", "bombers", "bomb", "bombs"})
_OBJECT_REACH = 9
_WEAPON_BEHIND = 4
_WORDS = 3
"""Words behind "with" within which charges or a fine stand."""
_OWNER = 6
"""Words between a drone and whose it is."""
_BORNE = frozenset({"with", "loading", "load", "loaded", "loads", "carrying", "carry", "carried", "carries", "of"})
"""Words behind which bombs are things: "will come back with bombs"."""
_CARRIED = frozenset({"shoulder", "air", "sea", "submarine", "ship", "ground", "surface", "hand", "tube", "gas", "coal", "oil"})
_GROUP = "actor:armed-group"
_CARRIERS = frozenset({"weapon:helicopter", "weapon:airstrike-aircraft"})
"""What may drop anything."""


def no_act(scene: Scene, hit: Hit, table: ActTable) -> bool:
    """Say whether words of the lexicon are no act where they stand."""
    if table.needs is Needs.POWER and _blast_before(scene, hit):
        return True
    if _at_daybreak(scene, hit) or _counted(scene, hit) or _named_thing(scene, hit):
        return True
    if not scene.weapons and scene.word(hit.last) in {"on", "at"} and any(time.first == hit.last + 1 for time in scene.times):
        return hit.last > hit.first  # "were fired on Tuesday"
    return _with_words(scene, hit) or _dropped_goods(scene, hit)


def _counted(scene: Scene, hit: Hit) -> bool:
    """Say whether "targets" are things that are counted, and not what somebody does: "a list of 35 targets"."""
    return scene.word(hit.first) == "targets" and scene.word(hit.first - 1)[:1].isdigit()


def _named_thing(scene: Scene, hit: Hit) -> bool:
    """Say whether what is written like an English verb is a thing: "fell into a ditch", "a bomb had been found"."""
    word = scene.word(hit.first)
    covers = (weapon for weapon in scene.weapons if weapon.first < hit.first <= weapon.last)
    if not scene.arabic and word == "bombs" and any(weapon.concept.attributes.get("flies", True) for weapon in covers):
        return True  # "a dozen mortar bombs were handed over"
    if word == "bombs" and scene.word(hit.first - 1) in _BORNE:
        return True
    if not scene.arabic and scene.word(hit.first - 1) == "-" and scene.word(hit.first - 2) in _CARRIED:
        return True  # "a shoulder-fired missile"
    if scene.arabic or not hit.form.verb or word.endswith(("ed", "ing")) or word in scene.lexis.frame("irregular-past"):
        return False
    if word not in BOMBERS:
        return scene.word(hit.first - 1) in {"a", "an"}
    dealt_with = scene.word(hit.first - 1) in scene.lexis.frame("disarms")
    return dealt_with or (word == "bomb" and scene.word(hit.last + 1) in {"had", "was", "is"})


def bomb(scene: Scene, hit: Hit) -> bool:
    """Say whether an English act is a bomb, which somebody laid: "a bomb on the road wrecked a lorry", "with bombs"."""
    if scene.arabic or scene.word(hit.first) not in BOMBERS:
        return False
    if any(weapon.first < hit.first <= weapon.last for weapon in scene.weapons):
        return True  # "drove a truck bomb into the gate"
    return scene.word(hit.first - 1) in {"a", "an"} | scene.lexis.frame("before-thing")


def _with_words(scene: Scene, hit: Hit) -> bool:
    """Say whether somebody hits with no weapon, or unarmed: "hit the group with sanctions", "bombarded it with complaints"."""
    if scene.arabic or scene.weapons or not hit.form.verb or "with" not in scene.words(hit.last + 1, hit.last + _OBJECT_REACH):
        return False
    if any(
        0 < benign.first - hit.last <= _OBJECT_REACH + 1 and scene.word(benign.first - 1) == "with" for benign in scene.benign
    ):
        return True
    at = next(at for at in range(hit.last + 1, hit.last + _OBJECT_REACH + 1) if scene.word(at) == "with")
    if not scene.lexis.frame("with-words").isdisjoint(scene.words(at + 1, at + _WORDS)):
        return True
    return not any(power(actor) or actor.within(_GROUP) for actor in (*scene.actors, *scene.interests) if actor.last < hit.first)


def _dropped_goods(scene: Scene, hit: Hit) -> bool:
    """Say whether aircraft drop what is no weapon: "a helicopter dropped rice", but not "dropped two bombs", "dropped on"."""
    behind = hit.last + 1
    if not scene.word(hit.first).startswith("drop") or scene.word(behind) in scene.lexis.frames("target", "place", "boundary"):
        return False
    if scene.kind(behind) is not TokenKind.WORD or any(0 < weapon.first - hit.last <= _WEAPON_BEHIND for weapon in scene.weapons):
        return False
    return any(weapon.concept.id in _CARRIERS and weapon.last < hit.first for weapon in scene.weapons)


def _blast_before(scene: Scene, hit: Hit) -> bool:
    """Say whether an Arabic verb only tells where a blast was: "انفجار ضرب قاعدة"."""
    return scene.arabic and any(
        other.last == hit.first - 1 and scene.lexis.acts[other.concept.id].needs is Needs.ARMED_TARGET for other in scene.acts
    )


def _at_daybreak(scene: Scene, hit: Hit) -> bool:
    """Say whether "فجرا" tells when, and not that two blew something up."""
    return scene.arabic and scene.word(hit.first) == "فجرا"


def civil(scene: Scene, weapon: Hit) -> bool:
    """Say whether a drone is that of somebody who arms none: "a drone of the traffic police", "a photographer's drone"."""
    if scene.arabic or not scene.has("civil-owner"):
        return False
    behind = scene.word(weapon.last + 1) in {"of", "from", "belonging", "used", "owned", "hired"}
    owners = weapon.last + _OWNER if behind else weapon.last
    return scene.any_between("civil-owner", weapon.first - _WORDS, owners) and not scene.any_between(
        "speech", weapon.first - _WORDS, weapon.first
    )
