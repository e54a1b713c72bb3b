"""Names beside an act that it does not befall: they are another act's, a condition's or a speaker's, or are blamed for it."""

from watcher.claims.acts import Act
from watcher.claims.grammar import Form
from watcher.claims.model import Kind
from watcher.claims.names import CLOSE, REACH, lead
from watcher.claims.scene import Scene
from watcher.claims.whereabouts import in_clause_before
from watcher.text.lexicon import Hit

_PART_IN = "cue:part-in"
_LAID = {"on": "lays-on", "to": "lays-to"}
"""Frames of the verbs that lay an act at the door of whoever follows the word."""
_DEED = 14
"""Words between "who" and whom he had hit."""


def named_as_culprit(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether somebody lays an English act at a name's door: "bombs fell on it, and it blamed the Americans"."""
    if scene.arabic or not scene.has("blame", "holds", *_LAID.values()):
        return False
    at = hit.first - 1 - (scene.word(hit.first - 1) in scene.lexis.frame("determiner"))
    if at <= act.last:
        return False
    if _laid_at(scene, act, hit, at):
        return True
    if scene.word(at) in scene.lexis.frame("blame"):
        return True
    held = scene.word(at) in scene.lexis.frame("holds") and scene.word(hit.last + 1) == "responsible"
    return held or (scene.word(at) == "at" and scene.word(at - 1) == "finger")


def _laid_at(scene: Scene, act: Act, hit: Hit, at: int) -> bool:
    """Say whether an act is blamed "on" or attributed "to" the last so named: "blamed the raid on the post on the militia"."""
    word = scene.word(at)
    if word not in _LAID or any(scene.word(name.first - 1) == word for name in scene.actors if name.first > hit.last):
        return False
    verb = next((verb for verb in scene.where(_LAID[word]) if verb < at), None)
    return verb is not None and "for" not in scene.words(verb + 1, act.first - 1)


def fires_itself(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether Americans are the subject of what is fired: "American guards fired tear gas and warning shots at a crowd"."""
    if scene.arabic or act.passive or (act.kind is not Kind.ATTACK and not _opens(scene, act, hit)):
        return False
    fired = next((other.first for other in scene.acts if hit.last < other.first <= act.first and _fires(scene, other)), None)
    return fired is not None and not scene.any_between("passive", hit.last, fired) and not scene.divided(hit.last, fired)


def _opens(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a base or a ship right before a verb shells somebody: "a US base fired mortars at", not "rockets at a base"."""
    armed = any(weapon.last < hit.first for weapon in scene.weapons)
    return act.first - hit.last == 1 and _fires(scene, act.hit) and lead(scene, hit) is None and not armed


def _fires(scene: Scene, other: Hit) -> bool:
    return scene.word(other.first) in {"fire", "fires", "fired", "firing", "opened", "opens", "shoot", "shoots", "shot"}


def spoken_of_later(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an act only opens what somebody then says of a name: "After the raid, it said that US troops"."""
    if scene.arabic or not scene.has("speech"):
        return False
    opening = scene.words(scene.sentence.first, act.first - 1)
    if opening[:1] == [] or scene.lexis.frame("boundary").isdisjoint(opening) or "," in opening:
        return False
    speech = scene.lexis.frame("speech")
    said = next((at for at in range(hit.first - 1, act.last, -1) if scene.word(at) in speech), None)
    return said is not None and "," in scene.words(act.last + 1, said) and "," not in scene.words(said, hit.first)


def told_of_before(scene: Scene, act: Act, hit: Hit, frame: str | None) -> bool:
    """Say whether an interest is another act's: "threatened Americans over the raids that hit the brigade"."""
    if frame is None and in_clause_before(scene, act, hit):
        return True
    if scene.arabic or act.passive or scene.word(act.first - 1) not in scene.lexis.frame("relative"):
        return False
    return any(hit.last < other.first and other.last == act.first - 2 for other in scene.acts)


def with_its_own(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether the act has a subject and an object of its own behind a conjunction, so that a name before it has no part."""
    if scene.arabic or not act.verb or not scene.any_between("boundary", hit.last, act.first):
        return False
    names = (*scene.actors, *scene.interests)
    subject = any(hit.last < other.first and other.last < act.first for other in names)
    return subject and any(0 < other.first - act.last <= CLOSE for other in (*names, *scene.places))


def answered(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name behind an act suffered only what the act answers: "strikes as it responds to the killing of troops"."""
    if scene.arabic:
        return scene.any_between("answer", act.last, hit.first)
    answers, joins = scene.lexis.frame("answer"), scene.lexis.frame("answer-to")
    at = next((at for at in range(hit.first - 1, act.last, -1) if scene.word(at) in answers), None)
    if at is None or not (scene.word(at + 1) in joins or scene.word(at).startswith("aveng")):
        return False
    return not scene.divided(at, hit.first)


def survives(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an English act is what whoever is named lived through: "the Iraqi premier survived a drone attack"."""
    if scene.arabic or act.verb or not scene.has("survived"):
        return False
    lived = next((at for at in scene.where("survived") if hit.last < at < act.first), None)
    if lived is None or lived - hit.last > REACH or scene.divided(hit.last, act.first):
        return False
    return not any(scene.any_between(frame, hit.last, lived) for frame in ("speech", "boundary", "target"))


def in_condition(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name suffers only the condition of what follows: "if a round falls on the base, the answer will come"."""
    if scene.arabic or not scene.has("if"):
        return False
    lead_in = next(
        (at for at in range(hit.first - 1, scene.sentence.first - 1, -1) if scene.word(at) in scene.lexis.frame("if")), None
    )
    if lead_in is None or scene.any_between("divider", lead_in, hit.first):
        return False
    fulfilled = any(lead_in < other.first and other.last < hit.first for other in scene.acts)
    return fulfilled and "," in scene.words(hit.last + 1, act.first - 1)


def in_condition_behind(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name suffers only the condition behind an English act: "would be bombed if it fires at Americans"."""
    if scene.arabic or not scene.has("if"):
        return False
    at = next((at for at in scene.where("if") if act.last < at < hit.first), None)
    return at is not None and any(at < other.first and other.last < hit.first for other in scene.acts)


def absent(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether another part of an English sentence tells that none of theirs was there: "; no American ship was near"."""
    if scene.arabic or hit.first < act.last or "no" not in scene.words(hit.first - 2, hit.first - 1):
        return False
    return scene.divided(act.last, hit.first)


def does_it(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an interest is the subject of a verb with an object of its own: "Chevron attacked the cabinet's decision"."""
    if scene.arabic or not act.verb or act.form is not Form.PAST or act.first - hit.last != 1 or act.weapons:
        return False
    if any(0 < weapon.first - act.last <= CLOSE for weapon in scene.weapons):
        return False  # "the convoy hit a mine"
    behind = act.last + 1
    names = (*scene.actors, *scene.interests, *scene.places)
    return scene.word(behind) in scene.lexis.frame("determiner") or any(name.first == behind for name in names)


def does_another(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether somebody behind an act that is only named does another: "in a new attack, the brigades fired at"."""
    if scene.arabic or act.verb or lead(scene, hit) is not None:
        return False
    return any(hit.last < other.first for other in scene.acts)


def stands_with_actor(scene: Scene, hit: Hit) -> bool:
    """Say whether a base is only where those who act stand: "American gunners at Tower 22 hit the launcher"."""
    if scene.arabic or lead(scene, hit) not in {"place", "target"}:
        return False
    return any(other.concept.attributes.get("acts") and 0 < hit.first - other.last <= CLOSE for other in scene.interests)


def vacated(scene: Scene) -> bool:
    """Say whether an English sentence tells that the Americans of a base are there no longer: "no Americans are there"."""
    if not scene.has("moved-out", "present"):
        return False
    frame = scene.lexis.frame
    for hit in (*scene.actors, *scene.interests):
        if not (hit.within("actor:us") or hit.within("interest:us")):
            continue
        behind = scene.words(hit.last + 1, hit.last + CLOSE)
        if scene.word(hit.first - 1) == "no" and not frame("present").isdisjoint(behind):
            return True
        gone = not frame("moved-out").isdisjoint(behind[:2])
        if gone and (scene.times or not frame("long-since").isdisjoint(scene.words(hit.last + 1, scene.sentence.last))):
            return True
    return False


def of_a_deed_before(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether somebody was hit before by whoever suffers now: "the man who fired at the embassy was killed by a drone"."""
    if scene.arabic or hit.last > act.first:
        return False
    who = next((at for at in range(hit.first - 1, hit.first - _DEED, -1) if scene.word(at) == "who"), None)
    if who is None or scene.divided(who, hit.first) or not scene.any_between("passive", hit.last, act.first):
        return False
    deeds = (*scene.acts, *(cue for cue in scene.cues if cue.concept.id == _PART_IN))
    return any(who <= deed.first < hit.first for deed in deeds)


def comes_after(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether people or ships only do something behind a semicolon: "fired on a ship; an American frigate took the call"."""
    if scene.arabic or not (hit.concept.attributes.get("acts") or hit.within("interest:us-citizens")):
        return False
    between = scene.words(act.last + 1, hit.first - 1)
    if ";" not in between[-CLOSE:] or scene.any_between("passive", hit.last, hit.last + REACH):
        return False
    return not any(scene.any_between(frame, hit.last, hit.last + REACH) for frame in ("present", "harm"))
