"""Whether it is the United States that warns somebody off, which threatens nobody of theirs."""

from watcher.claims.arabic import led_by_lam
from watcher.claims.foretold import MILITIA, is_foe
from watcher.claims.interests import MISSIONS
from watcher.claims.lexis import ThreatTable
from watcher.claims.model import Status
from watcher.claims.names import lead
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_US = "interest:us"
_ARMED = "actor:armed-group"
_WARNING = frozenset({Status.WARNED, Status.THREATENED})
_WAITS = frozenset({"await", "awaits", "awaiting", "awaited", "wait", "waiting", "stand", "standing", "stood"})
"""How words begin by which armed men stand ready for an order, Americans too."""
_NEAR = 7
_CLOSE = 4
_TITLE = 3
"""Words before a name with which a sentence begins: "Mr. Biden", "The President"."""


def power_warns(scene: Scene) -> bool:
    """Say whether it is the United States that warns somebody off: "Washington warned Tehran that any attack on"."""
    warnings = [cue for cue in scene.cues if scene.lexis.cues[cue.concept.id].status in _WARNING]
    if not warnings:
        return False
    ours = [
        hit
        for hit in (*scene.actors, *scene.interests)
        if hit.within("actor:us") or (hit.within(_US) and hit.concept.attributes.get("acts") and not led_by_lam(hit))
    ]
    others = [hit for hit in scene.actors if not hit.within("actor:us")]
    others += [asset for asset in scene.assets if asset.concept.id == MILITIA]
    for cue in warnings:
        first, last = (cue.last, cue.last + _NEAR) if scene.arabic else (cue.first - _NEAR, cue.first)
        subject = next(
            (hit for hit in ours if first < hit.first < last and not scene.any_between("boundary", hit.last, cue.first)), None
        )
        suffered = not scene.arabic and scene.word(cue.last + 1) == "by"  # "US forces are threatened by the brigades"
        if subject is None or suffered or (scene.arabic and (_behind(scene, cue, subject) or _second(scene, cue, subject))):
            continue
        after = max(cue.last, subject.last)
        if any(after < other.first <= after + _CLOSE for other in others) and not any(
            after < our.first <= after + 2 for our in scene.interests
        ):
            return True
    return False


def tells_foes(scene: Scene) -> Hit | None:
    """Return the United States where it tells its enemies something, or vows: "Washington told Tehran that any tanker would"."""
    if scene.arabic or not scene.has("tells-foes"):
        return None
    told = scene.where("tells-foes")
    for ours in (hit for hit in (*scene.actors, *scene.interests) if hit.within("actor:us") or hit.within(MISSIONS)):
        at = next((at for at in told if 0 < at - ours.last <= _CLOSE), None)
        if at is None or scene.divided(ours.last, at) or any(ours.last < other.first < at for other in scene.actors):
            continue
        foe = any(
            is_foe(other.concept) and 0 < other.first - at <= _CLOSE for other in scene.actors
        ) and "that" not in scene.words(at + 1, at + 2)
        if foe or (scene.word(at) not in {"told", "tells"} and scene.word(at - 1) not in {"was", "were", "been", "by"}):
            return ours
    return None


def americans_threaten(scene: Scene, hit: Hit, table: ThreatTable) -> bool:
    """Say whether an English sentence begins with the United States, who threatens: "Washington has threatened to close it"."""
    waits = scene.word(hit.first) in _WAITS
    if scene.arabic or not (table.part == "verb" or waits) or scene.any_between("passive", hit.first - _CLOSE, hit.first):
        return False
    names = sorted((*scene.actors, *scene.interests, *scene.places), key=lambda name: name.first)
    first = next((name for name in names if name.last < hit.first), None)
    if first is None or first.first - scene.sentence.first > _TITLE or hit.first - first.last > (_NEAR if waits else _CLOSE):
        return False
    ours = any(
        name.first == first.first and (name.within("actor:us") or (name.within(_US) and name.concept.attributes.get("acts")))
        for name in names
    )
    return ours and not scene.any_between("boundary", first.last, hit.first)


def _second(scene: Scene, cue: Hit, name: Hit) -> bool:
    """Say whether somebody armed stands between an Arabic threat and a name, and is its subject: "هددت الفصائل واشنطن"."""
    return any(cue.last < actor.first and actor.last < name.first and actor.within(_ARMED) for actor in scene.actors)


def _behind(scene: Scene, cue: Hit, name: Hit) -> bool:
    """Say whether an Arabic name is no subject of the threat before it: another clause's, or the one threatened ("ضد")."""
    return scene.divided(cue.last, name.first) or lead(scene, name) == "target"
