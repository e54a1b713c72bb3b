"""Who did what to whom: the part that each name beside an act plays in it."""

from dataclasses import dataclass, field
from enum import StrEnum

from watcher.claims.acts import Act
from watcher.claims.lexis import LEADS, Part
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit
from watcher.text.tokens import TokenKind


class Played(StrEnum):
    """The part of one name."""

    ACTOR = "actor"
    TARGET = "target"
    PLACE = "place"
    SOURCE = "source"
    SPEAKER = "speaker"
    LOOSE = "loose"
    """Named beside the act in no part that grammar tells."""


@dataclass(slots=True)
class Roles:
    """The names around one act by their part, nearest first."""

    actors: list[Hit] = field(default_factory=list)
    targets: list[Hit] = field(default_factory=list)
    loose_targets: list[Hit] = field(default_factory=list)
    """Interests named beside the act in no part that grammar tells."""
    places: list[Hit] = field(default_factory=list)
    loose_places: list[Hit] = field(default_factory=list)
    sources: list[Hit] = field(default_factory=list)


_BACK = 7
_INNER_MARKS = frozenset("\"'-")
_UNKNOWN = 2
_SPEECH = 3


def roles(scene: Scene, act: Act) -> Roles:
    """Return the part of every place, actor and interest of the sentence in ``act``."""
    out = Roles()
    for hit in sorted((*scene.actors, *scene.interests), key=lambda hit: _distance(hit, act)):
        if _of_another(scene, act, hit):
            continue
        played = part_of(scene, act, hit)
        if played is Played.ACTOR:
            out.actors.append(hit)
        elif played in {Played.TARGET, Played.PLACE}:
            out.targets.append(hit)
        elif played is Played.LOOSE and hit.concept.type == "interest":
            out.loose_targets.append(hit)
    if not out.targets:
        out.targets += _owners(scene, act)
    for hit in sorted(scene.places, key=lambda hit: _distance(hit, act)):
        played = place_part(scene, act, hit)
        if played is Played.PLACE:
            out.places.append(hit)
            host = scene.lexis.hosted_at(hit)
            if host is not None and (hit.first > act.last or act.passive):
                out.targets.append(host)
        elif played is Played.SOURCE:
            out.sources.append(hit)
        elif played is Played.LOOSE:
            out.loose_places.append(hit)
    return out


def _owners(scene: Scene, act: Act) -> list[Hit]:
    """Return whoever is hit in "its camp": the last one named before, as long as it did not do the act itself."""
    own = scene.lexis.frame("own")
    for at in range(max(scene.sentence.first, act.first - _BACK), min(scene.sentence.last, act.last + _BACK + 2)):
        if scene.word(at) in own and (scene.arabic or any(0 < asset.first - at <= _SPEECH for asset in scene.assets)):
            named = [
                hit
                for hit in (*scene.actors, *scene.interests)
                if hit.last < at and (hit.last < act.first or hit.first > act.last)
            ]
            named = [hit for hit in named if part_of(scene, act, hit) is Played.SPEAKER]
            if named:
                return [max(named, key=lambda hit: hit.last)]
    return []


def _of_another(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether another act stands between, far enough from this one to have the name for itself."""
    if hit.first <= act.last:
        return False
    return any(
        act.last + _BACK - 2 < other.first and other.last < hit.first and not scene.lexis.acts[other.concept.id].outcome
        for other in scene.acts
    )


def _distance(hit: Hit, act: Act) -> int:
    return hit.first - act.last if hit.first > act.last else act.first - hit.last


def lead(scene: Scene, hit: Hit) -> str | None:
    """Return the frame (``target``, ``place``, ``actor``, ``source``) of the small word that a name hangs on."""
    if hit.first not in scene.leads:
        scene.leads[hit.first] = _lead(scene, hit)
    return scene.leads[hit.first]


def _lead(scene: Scene, hit: Hit) -> str | None:
    if hit.clitic.endswith("ب"):
        return "place"
    leading = scene.lexis.leading
    unknown = 0
    for at in range(hit.first - 1, max(scene.sentence.first, hit.first - _BACK) - 1, -1):
        token = scene.tokens[at]
        told = leading.get(token.text)
        if told in LEADS:
            return _before_place(scene, at, told)
        if told == "stop" or (token.kind is TokenKind.PUNCT and token.text not in _INNER_MARKS):
            return None
        if told is None and at not in scene.named and token.kind is TokenKind.WORD:
            unknown += 1
            if unknown > _UNKNOWN:
                return None
    return None


def _before_place(scene: Scene, at: int, frame: str) -> str:
    """Let "in an attack on", "north of", "close to" keep the frame that is nearest to the name."""
    if frame == "source" and scene.word(at - 1) in {"kilometres", "kilometers", "km", "miles", "far", "away"}:
        return "place"
    return frame


def speaks(scene: Scene, hit: Hit) -> bool:
    """Say whether a name is whoever says something, or where that is said."""
    speech = scene.lexis.frame("speech")
    after = [scene.word(hit.last + step) for step in range(1, _SPEECH + 1)]
    for word in after:
        if word in speech:
            return True
        if word in {",", ";"} or word in scene.lexis.frame("place"):
            break
    before = [scene.word(hit.first - step) for step in range(1, _SPEECH + 1)]
    if scene.arabic:
        return before[0] in speech or before[1] in speech
    return "according" in before or (before[0] in {"said", "says"} and before[1] in {",", '"'})


def part_of(scene: Scene, act: Act, hit: Hit) -> Played:
    """Return the part of an actor or interest."""
    before = hit.last < act.first
    frame = lead(scene, hit)
    interest = hit.concept.type == "interest"
    if (
        before
        and scene.any_between("blame", scene.sentence.first - 1, hit.first)
        and not scene.any_between("speech", hit.last, act.first)
    ):
        return Played.ACTOR
    if frame == "actor":
        return Played.TARGET if _at_home(scene, hit) else Played.ACTOR
    if harmed(scene, hit):
        return Played.TARGET
    if frame == "target":
        return Played.TARGET if not before or _governed(scene, act, hit) else Played.LOOSE
    if frame == "place":
        return Played.TARGET if not before or act.passive else Played.LOOSE
    if frame == "source" and not interest and not scene.arabic:
        return Played.ACTOR
    return _before(scene, act, hit) if before else _after(scene, act, hit)


def harmed(scene: Scene, hit: Hit) -> bool:
    """Say whether a name is that of somebody killed or hurt: behind "killed" or "death of", or before "were wounded"."""
    harm = scene.lexis.frame("harm")
    passive = scene.lexis.frame("passive")
    for step in range(1, _SPEECH + 2):
        word = scene.word(hit.first - step)
        if word in harm and scene.word(hit.first - step - 1) not in passive:
            return True
        if (
            not word
            or word in {",", ";", "."}
            or any(word in scene.lexis.frame(name) for name in ("speech", "target", "boundary"))
        ):
            break
    after = [scene.word(hit.last + step) for step in (1, 2, 3)]
    if scene.arabic:
        return after[0] in harm or after[1] in harm
    return after[0] in scene.lexis.frame("died") or (
        after[0] in passive | {"have", "has"} and (after[1] in harm or after[2] in harm)
    )


def _at_home(scene: Scene, hit: Hit) -> bool:
    """Say whether a name behind "by" only uses what is hit: "a base used by American advisers"."""
    by, uses = scene.lexis.frame("actor"), scene.lexis.frame("uses")
    return any(scene.word(hit.first - step) in by and scene.word(hit.first - step - 1) in uses for step in (1, 2, 3))


def _governed(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name before an act, behind "on" or "against", is still that act's target."""
    return act.verb or act.table.part is not Part.NOUN or not scene.any_between("boundary", hit.last, act.first)


def _before(scene: Scene, act: Act, hit: Hit) -> Played:
    lexis = scene.lexis
    interest = hit.concept.type == "interest"
    between = scene.words(hit.last + 1, act.first - 1)
    if any(word in lexis.frame("undergo") for word in between):
        return Played.TARGET
    if act.passive and not any(word in lexis.frame("boundary") for word in between) and not _another_between(scene, act, hit):
        return Played.TARGET if not _weapon_between(scene, act, hit) else Played.ACTOR
    if any(word in lexis.frame("speech") for word in between) and not any(word in lexis.frame("light-verb") for word in between):
        return Played.SPEAKER
    if interest and (
        not hit.concept.attributes.get("acts") or (act.table.part is Part.INTERCEPTION and hit.within("interest:us-ships"))
    ):
        return Played.TARGET
    return Played.ACTOR


def _another_between(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether another name stands nearer to a passive act: that one suffers it."""
    return any(hit.last < other.first and other.last < act.first for other in (*scene.actors, *scene.interests))


def _weapon_between(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a weapon stands between: then the weapon is the passive verb's subject and the name is whose it is."""
    return any(hit.last < weapon.first < act.first for weapon in scene.weapons)


def _after(scene: Scene, act: Act, hit: Hit) -> Played:
    lexis = scene.lexis
    interest = hit.concept.type == "interest"
    if speaks(scene, hit) and not (interest and hit.first - act.last <= _SPEECH):
        return Played.SPEAKER
    between = scene.words(act.last + 1, hit.first - 1)
    if scene.arabic:
        demonym = hit.form.role == "demonym"
        light = any(scene.word(act.first - step) in lexis.frame("light-verb") for step in (1, 2)) or any(
            word in lexis.frame("light-verb") for word in between
        )
        if demonym and not interest and len(between) <= _SPEECH:
            return Played.ACTOR
        if light and not interest:
            return Played.ACTOR
        if act.verb and not interest and len(between) <= _SPEECH and _later_target(scene, act, hit):
            return Played.ACTOR
        return Played.TARGET
    if (act.passive and not _feared(act, scene)) or any(word in lexis.frame("boundary") for word in between):
        return Played.LOOSE
    return Played.TARGET


def _feared(act: Act, scene: Scene) -> bool:
    """Say whether nothing stands before a passive act that it could hit."""
    return not any(hit.last < act.first for hit in (*scene.interests, *scene.actors))


def _later_target(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether another name follows: after an Arabic verb the first name is its subject, the second its object."""
    return any(other.first > hit.last and other is not hit for other in (*scene.actors, *scene.interests, *scene.places))


def place_part(scene: Scene, act: Act, hit: Hit) -> Played:
    """Return the part of a place: where the act is, where it came from, where somebody speaks, or none that can be told."""
    lexis = scene.lexis
    before = hit.last < act.first
    frame = lead(scene, hit)
    if {scene.word(hit.first - step) for step in (1, 2, 3)} & lexis.frame("only-named"):
        return Played.SPEAKER
    if hit.form.role == "demonym":
        if act.first <= hit.first <= act.last or _homeland(scene, act):
            return Played.PLACE
        if 0 < act.first - hit.last <= _SPEECH:
            return Played.SPEAKER
        return Played.LOOSE if frame in {"target", "place"} and not speaks(scene, hit) else Played.SPEAKER
    if (frame == "source" and _leaves(scene, hit)) or _apposed_source(scene, hit):
        return Played.SOURCE
    if (
        speaks(scene, hit)
        or _metonym(scene, act, hit, frame)
        or _possessor(scene, act, hit, frame)
        or (act.table.part is Part.LAUNCH and _flown_over(scene, hit))
    ):
        return Played.SPEAKER
    if frame in {"target", "place"}:
        return Played.PLACE
    between = scene.words(hit.last + 1, act.first - 1) if before else scene.words(act.last + 1, hit.first - 1)
    if before and len(between) <= _SPEECH and not act.verb:
        return Played.PLACE
    if not before and act.verb and not act.passive and len(between) < _BACK and "," not in between:
        return Played.PLACE
    if not before and len(between) <= _SPEECH:
        return Played.PLACE
    if any(word in lexis.frame("undergo") for word in between) or (before and act.passive):
        return Played.PLACE
    return Played.LOOSE


def _metonym(scene: Scene, act: Act, hit: Hit, frame: str | None) -> bool:
    """Say whether a capital or a country is named for its government: "if Washington intervened"."""
    if frame is not None or not any(actor.first == hit.first for actor in scene.actors):
        return False
    return (hit.last < act.first and not act.passive) or hit.first - act.last > _SPEECH


def _homeland(scene: Scene, act: Act) -> bool:
    """Say whether the act is on "his country" or "its territory"."""
    words = scene.words(act.last + 1, min(act.last + _SPEECH, scene.sentence.last))
    return any(word in scene.lexis.frame("homeland") for word in words)


def _possessor(scene: Scene, act: Act, hit: Hit, frame: str | None) -> bool:
    """Say whether a country is named only for its ministry or its president: "Iraq's foreign ministry condemned the raid"."""
    if hit.concept.attributes.get("kind") != "country" or scene.word(hit.last + 1) != "'s":
        return False
    if any(0 < other.first - hit.last <= _BACK - 2 for other in scene.places):
        return False
    return frame is None and not (hit.first > act.last and act.verb and hit.first - act.last <= _SPEECH)


def _flown_over(scene: Scene, hit: Hit) -> bool:
    """Say whether what was launched only crossed the place."""
    words = scene.words(hit.first, hit.last + 1)
    return "airspace" in words or "الاجواء" in words or "اجواء" in words


def _apposed_source(scene: Scene, hit: Hit) -> bool:
    """Say whether a place only explains another one that something set out from: "launched from the Rabia area, inside Iraq"."""
    sources = scene.lexis.frame("source")
    leaving = scene.lexis.frame("leaving")
    return any(
        scene.word(hit.first - step) in sources and scene.word(hit.first - step - 1) in leaving for step in range(2, _BACK + 2)
    ) and not any(
        act.last < hit.first and hit.first - act.last < _BACK - 1 for act in scene.acts if scene.word(act.first) not in leaving
    )


def _leaves(scene: Scene, hit: Hit) -> bool:
    """Say whether a place behind "from" is where something was launched or came from."""
    if not scene.arabic:
        return True
    words = {scene.word(hit.first - step) for step in range(1, 6)}
    return bool(words & scene.lexis.frame("leaving")) or scene.word(hit.first - 1) in scene.lexis.frame("source")
