"""Acts of violence in a sentence: which words are one, of which kind, and how far their grammar says they happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from watcher.claims.lexis import ActTable, Needs, Part
from watcher.claims.model import Kind, Status
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit


class Form(StrEnum):
    """The grammar of an act's words."""

    NOUN = "noun"
    PAST = "past"
    PRESENT = "present"
    GERUND = "gerund"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its words, its kind, the flying weapons beside it and its grammar."""

    hit: Hit
    table: ActTable
    kind: Kind
    weapons: tuple[Hit, ...]
    form: Form
    passive: bool
    verb: bool = False
    """Used as a verb, not as the name of an act."""

    @property
    def first(self) -> int:
        """First token."""
        return self.hit.first

    @property
    def last(self) -> int:
        """Last token."""
        return self.hit.last


_WEAPON_REACH = 20
_OBJECT_REACH = 9
_POWER_REACH = 8
_IRREGULAR_PAST = frozenset(
    "struck hit fell shot brought downed took blew knocked sent came flew dove slew burst shelled overran set fallen blown taken flown thrown threw".split()
)
_AMBIGUOUS_PAST = frozenset({"hit", "hits", "burst", "set"})


def acts(scene: Scene) -> list[Act]:
    """Return the acts of a sentence, in order; words whose needs are not met are left out."""
    out = []
    for hit in scene.acts:
        table = scene.lexis.acts[hit.concept.id]
        weapons = _weapons(scene, hit, table.part)
        kind = _kind(scene, hit, table, weapons)
        if kind is not None:
            out.append(Act(hit, table, kind, weapons, grammar(scene, hit, table.part), _passive(scene, hit), _verb(scene, hit)))
    return out


def flies(weapon: Hit) -> bool:
    """Say whether a weapon comes through the air."""
    return bool(weapon.concept.attributes.get("flies", True))


def _weapons(scene: Scene, hit: Hit, part: Part) -> tuple[Hit, ...]:
    flying = [weapon for weapon in scene.weapons if flies(weapon)]
    if part is Part.LAUNCH:
        return tuple(w for w in flying if -_OBJECT_REACH <= w.first - hit.last <= _OBJECT_REACH)
    if part is Part.ARRIVAL:
        reach = _OBJECT_REACH if not scene.arabic else _OBJECT_REACH - 4
        return tuple(
            w for w in flying if 0 < hit.first - w.last <= _OBJECT_REACH + 3 or (scene.arabic and 0 < w.first - hit.last <= reach)
        )
    if part is Part.INTERCEPTION:
        return tuple(w for w in flying if abs(w.first - hit.first) <= _OBJECT_REACH + 3)
    return tuple(w for w in flying if abs(w.first - hit.first) <= _WEAPON_REACH)


def _kind(scene: Scene, hit: Hit, table: ActTable, weapons: tuple[Hit, ...]) -> Kind | None:
    match table.needs:
        case Needs.NOTHING:
            met = True
        case Needs.WEAPON:
            met = bool(weapons)
        case Needs.MILITARY:
            met = bool(weapons or scene.actors or scene.interests)
        case Needs.ARMED:
            met = bool(weapons) or _state_before(scene, hit)
        case Needs.POWER:
            met = bool(weapons) or any(
                abs(actor.first - hit.first) <= _POWER_REACH and power(actor) for actor in (*scene.actors, *scene.interests)
            )
        case Needs.OBJECT:
            met = any(0 < name.first - hit.last <= _OBJECT_REACH - 3 for name in (*scene.interests, *scene.actors))
        case Needs.ARMED_TARGET:
            met = bool(scene.actors or scene.interests or scene.places)
    if met and table.kind is Kind.STRIKE and not weapons and _planted(scene) and table.needs is not Needs.NOTHING:
        return None if table.needs is Needs.ARMED_TARGET else Kind.ATTACK
    if met or table.otherwise is None:
        return table.kind if met else None
    return table.otherwise if _touches(scene, hit) else None


def explained_by_weapon(scene: Scene, act: Act) -> bool:
    """Say whether a blast is laid to a weapon that flies: "a drone had caused the blast", but not "no drones were in the air"."""
    negations = {scene.word(weapon.first - 1) for weapon in act.weapons if abs(weapon.first - act.first) <= _POWER_REACH}
    return bool(negations) and not negations & {"no", "any", "دون", "بدون"}


def wielded(scene: Scene, act: Act) -> bool:
    """Say whether a foreign state's name stands directly before an act: "an Israeli strike"."""
    powers = [actor for actor in (*scene.actors, *scene.interests) if power(actor)]
    if scene.arabic:
        return any(0 < actor.first - act.last <= 1 for actor in powers)
    return any(0 < act.first - actor.last <= 2 for actor in powers)


def unexplained(scene: Scene, places: Sequence[Hit]) -> bool:
    """Say whether a blast is one that may have been a strike: at a base, or heard somewhere and nobody says why."""
    if any(_military(place) for place in places):
        return True
    heard = any(
        token.text in scene.lexis.frame("heard") for token in scene.tokens[scene.sentence.first : scene.sentence.last + 1]
    )
    return heard and any(scene.lexis.cues[cue.concept.id].status is Status.UNCONFIRMED for cue in scene.cues)


def _military(place: Hit) -> bool:
    return place.concept.attributes.get("kind") in {"base", "airport"}


def _planted(scene: Scene) -> bool:
    """Say whether the sentence tells of a bomb that was laid, driven or worn."""
    return any(not flies(weapon) for weapon in scene.weapons)


def _touches(scene: Scene, hit: Hit) -> bool:
    """Say whether words that also mean much else stand beside somebody or something that can be attacked."""
    return any(abs(name.first - hit.first) <= _WEAPON_REACH for name in (*scene.interests, *scene.actors, *scene.places))


def power(actor: Hit) -> bool:
    """Say whether somebody is a foreign state or its forces: nobody else strikes from the air as a rule."""
    if actor.concept.type == "interest":
        return bool(actor.concept.attributes.get("acts"))
    return bool(actor.concept.attributes.get("state")) and not actor.within("actor:iraq")


def _state_before(scene: Scene, hit: Hit) -> bool:
    """Say whether an armed actor stands before a verb as its subject, or beside it."""
    return any(actor.first < hit.first for actor in scene.actors) or any(
        interest.first < hit.first for interest in scene.interests
    )


def grammar(scene: Scene, hit: Hit, part: Part) -> Form:
    """Return the grammar of an act's or a threat's first word."""
    word = scene.word(hit.first)
    if scene.arabic:
        return _arabic(word, hit)
    if word.endswith("ing"):
        return Form.GERUND
    if word.endswith("ed") or word in _IRREGULAR_PAST:
        before = {scene.word(hit.first - step) for step in (1, 2)}
        if word in _AMBIGUOUS_PAST and before & scene.lexis.frame("infinitive"):
            return Form.PRESENT
        if before & scene.lexis.frame("bare-be"):
            return Form.PRESENT
        return Form.PAST
    if part is Part.NOUN or not hit.form.verb:
        return Form.NOUN
    if scene.word(hit.first - 1) in scene.lexis.frame("infinitive"):
        return Form.PRESENT
    return Form.PRESENT if word.endswith("s") else Form.NOUN


def _arabic(word: str, hit: Hit) -> Form:
    plain = word.removeprefix("و").removeprefix("ف") if len(word) > 4 else word
    if len(plain) > 4 and plain[0] == "س" and plain[1] in "يتن" and hit.form.text[0] in "سيتن" and not hit.clitic:
        return Form.FUTURE
    if hit.clitic.endswith(("ال", "لل", "ب", "ل", "ك")):
        return Form.NOUN
    if not hit.form.verb:
        return Form.NOUN if not plain.endswith("ت") or plain.endswith("ات") else Form.PAST
    if plain[0] in "يت" or (plain[0] == "ن" and not plain.endswith("ت")):
        return Form.PRESENT
    return Form.PAST


def _verb(scene: Scene, hit: Hit) -> bool:
    """Say whether the words are a verb: by their form, or since a pronoun or "to" stands before ("if it strikes")."""
    return hit.form.verb or (not scene.arabic and scene.word(hit.first - 1) in scene.lexis.frame("before-verb"))


def _passive(scene: Scene, hit: Hit) -> bool:
    if scene.arabic:
        return False
    if any(scene.word(hit.first - step) in scene.lexis.frame("passive") for step in (1, 2)):
        return not scene.word(hit.first).endswith("ing") or scene.word(hit.first - 1) == "being"
    return scene.word(hit.last + 1) in scene.lexis.frame("actor")
