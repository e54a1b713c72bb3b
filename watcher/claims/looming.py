"""Weapons that come in words which tell no act: "shells will come through the roof if", "the road is short for our drones"."""

from watcher.claims.acts import Act, flies
from watcher.claims.construction import or_faces
from watcher.claims.foretold import verbs_ahead
from watcher.claims.grammar import Form
from watcher.claims.lexis import ActTable, Needs, Part
from watcher.claims.model import Kind, Status
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_FEARED = ActTable(Kind.STRIKE, Needs.WEAPON, Part.NOUN, ahead=True, status=Status.EXPECTED)
_OURS = ActTable(Kind.STRIKE, Needs.WEAPON, Part.NOUN, ahead=True, status=Status.THREATENED)
_CAME = ActTable(Kind.STRIKE, Needs.WEAPON, Part.NOUN)
_WARNS = frozenset({Status.THREATENED, Status.WARNED})
_PRESENT = ("ي", "ت", "ن", "س")
_WARNED = 8
"""Words between an Arabic warning and the weapon that is feared."""
_BLAMED = 3
"""Words between "blames" and the weapon: "blames an Israeli jet"."""
_DREAD = 4
"""Words between "for fear of" and the weapon that is feared."""
_NEAR = 6
"""Words behind a weapon within which it is told to come."""


def arrived(scene: Scene) -> list[Act]:
    """Return weapons told to have come, as acts that happened: "Friday's rockets at the base", "the hole a bomb had left"."""
    ends = {time.last for time in scene.times}
    return [
        Act(weapon, _CAME, Kind.STRIKE, (weapon,), Form.NOUN, passive=False)
        for weapon in scene.weapons
        if not scene.arabic
        and flies(weapon)
        and (
            (scene.word(weapon.last + 1) == "had" and scene.word(weapon.last + 2) not in {"spared", "missed", "not", "never"})
            or (scene.word(weapon.first - 1) == "'s" and weapon.first - 2 in ends)
            or _through(scene, weapon)
            or _blamed(scene, weapon)
        )
    ]


def _through(scene: Scene, weapon: Hit) -> bool:
    """Say whether a weapon came through part of a house: "put two missiles through its roof"."""
    at = next((at for at in range(weapon.last + 1, weapon.last + _DREAD) if scene.word(at) in {"through", "down"}), None)
    return at is not None and scene.any_between("breached", at, at + _DREAD + 1)


def _blamed(scene: Scene, weapon: Hit) -> bool:
    """Say whether somebody lays what happened to a weapon: "the Hashd blames a drone"."""
    blamed = not scene.lexis.frames("blame", "alleges").isdisjoint(scene.words(weapon.first - _BLAMED, weapon.first - 1))
    return blamed and (weapon.last == scene.sentence.last or scene.word(weapon.last + 1) in {"for", ",", ";", ".", "and", "but"})


def looming(scene: Scene) -> list[Act]:
    """Return the first weapon that a sentence without an act fears or threatens with, as an act still to come."""
    if not scene.weapons or scene.has("supplies"):
        return []
    for weapon in scene.weapons:
        if not flies(weapon) or {scene.word(weapon.first - 1), scene.word(weapon.last + 1)} & scene.lexis.frame("weapon-part"):
            continue
        ours = _arabic_ours(scene, weapon) if scene.arabic else scene.word(weapon.first - 1) == "our" and not _past(scene, weapon)
        if ours or (_arabic_feared(scene, weapon) if scene.arabic else _feared(scene, weapon)):
            told = not scene.arabic and scene.has("harm") and not scene.has("infinitive") and not scene.cues
            table = _OURS if ours else _CAME if told else _FEARED  # "four hurt as rockets find a tent"
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
    if scene.any_between("dread", weapon.first - _DREAD, weapon.first) or or_faces(scene, weapon.first):
        return True
    if scene.word(weapon.first) in {"from", "by"} and scene.any_between("will", weapon.first - _WARNED, weapon.first):
        return any(
            0 < weapon.first - at <= _WARNED for at in verbs_ahead(scene, weapons=True)
        )  # "will be dealt with from the air"
    if _to_come(scene, weapon):
        return True
    behind = scene.words(weapon.last + 1, weapon.last + _NEAR)
    return not scene.lexis.frame("coming").isdisjoint(behind) and not _past(scene, weapon)


def _to_come(scene: Scene, weapon: Hit) -> bool:
    """Say whether a weapon is to do what is not harmless, or is ready: "its artillery will speak", "rockets are loaded"."""
    if weapon.last + 1 in verbs_ahead(scene, weapons=True):
        return not scene.any_between("unseen", weapon.last, weapon.last + 3)
    be = scene.lexis.frame("passive") | {"have", "has", "stand", "stood"}
    reach = _NEAR + 1 if scene.word(weapon.last + 1) in scene.lexis.frames("source", "place") else 2
    at = next((at for at in range(weapon.last + 1, weapon.last + reach) if scene.word(at) in be), None)
    if at is None or scene.divided(weapon.last, at):
        return False
    behind = [word for word in scene.words(at + 1, at + 3) if word not in {"being", "been", '"', "now", "already"}]
    return behind[:1] != [] and behind[0] in scene.lexis.frames("likely", "readied")


def _arabic_ours(scene: Scene, weapon: Hit) -> bool:
    """Say whether Arabic words threaten with a weapon: "طائراتنا بانتظار الأمر", "سلموهم أو نأتي إليكم بالصواريخ"."""
    if scene.word(weapon.last).endswith("نا"):
        return not scene.word(weapon.last + 1).endswith("ت")
    or_else = scene.lexis.frame("or-else") | {"او"}
    at = next((at for at in range(weapon.first - 1, weapon.first - _NEAR, -1) if scene.word(at) in or_else), None)
    return at is not None and weapon.clitic.startswith("ب") and scene.word(at + 1).startswith(_PRESENT)


def _arabic_feared(scene: Scene, weapon: Hit) -> bool:
    """Say whether somebody warns of a weapon, or it is told to come: "تحذير من مسيرات", "الصواريخ في الطريق"."""
    for cue in scene.cues:
        near = 0 < weapon.first - cue.last <= _WARNED
        if near and scene.lexis.cues[cue.concept.id].status in _WARNS and not scene.divided(cue.last, weapon.first):
            return True
    beside = scene.words(weapon.first - 2, weapon.last + _NEAR)
    return not scene.lexis.frame("coming").isdisjoint(beside)
