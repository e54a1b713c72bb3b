"""Acts of violence in a sentence: which words are one, of which kind, and how far their grammar says they happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from watcher.claims.grammar import Form, grammar, passive, verbal
from watcher.claims.lexis import ActTable, Needs, Part
from watcher.claims.lookalikes import BOMBERS, bomb, civil, no_act
from watcher.claims.model import Kind, Status
from watcher.claims.names import speaks
from watcher.claims.powers import GUNMEN, bombing, dropped, power, threatens_itself, without_weapon
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit


@dataclass(slots=True)
class Act:
    """One act: its words, its kind, the flying weapons beside it and its grammar; never changed."""

    hit: Hit
    table: ActTable
    kind: Kind
    weapons: tuple[Hit, ...]
    form: Form
    passive: bool
    verb: bool = False
    """Used as a verb, not as the name of an act."""
    head: int = field(kw_only=True, default=-1)
    """The verb that carries out an act named by a noun ("carry out a rocket attack"), else the first token."""
    first: int = field(init=False)
    """First token; ``last`` is inclusive."""
    last: int = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.last = self.hit.first, self.hit.last
        self.head = self.first if self.head < 0 else self.head


_WEAPON_REACH = 20
_OBJECT_REACH = 9
_NO_ARABIC = frozenset({"ليس", "ليست", "لم", "غير", "لا", "عدم"})
_AND = ("و", "ف")
_OPENS = frozenset({"open", "opens", "opened", "opening"})
_RELATED = 3
"""Words between a weapon and the Arabic verb that tells who launched it."""
_WATCHERS = frozenset({"actor:turkey", "actor:us", "actor:coalition", "interest:us"})
"""Whose drones watch Iraq and come home from it."""
_LAUNCHER = "launcher"
"""Role of forms for what shoots and does not itself arrive."""
_SKY = frozenset({"from", "by"})
"""How "from the air" and "by air" begin."""
_POWER_REACH = 8
SITES = frozenset({"base", "airport", "field"})
"""Kinds of places at which a bare strike is one from the air."""
_SUBJECT_REACH = 20
_LIGHT = 5
"""Words between "carry out" and what is carried out."""


def acts(scene: Scene) -> list[Act]:
    """Return the acts of a sentence, in order; words whose needs are not met are left out."""
    out = []
    for hit in scene.acts:
        table = scene.lexis.acts[hit.concept.id]
        if table.part is Part.LAUNCH and scene.word(hit.first - 1) in scene.lexis.frame("launcher"):
            continue
        if any(actor.first < hit.first <= actor.last for actor in scene.actors):
            continue  # "كتائب سيد الشهداء"
        if no_act(scene, hit, table):
            continue
        weapons = _weapons(scene, hit, table) if scene.weapons else ()
        kind = _kind(scene, hit, table, weapons) or _went_off(scene, hit, table)
        if kind is not None:
            out.append(
                Act(
                    hit,
                    table,
                    kind,
                    weapons,
                    grammar(scene, hit, table.part),
                    passive(scene, hit, table.part),
                    verbal(scene, hit),
                    head=_head(scene, hit),
                )
            )
    return out


def _head(scene: Scene, hit: Hit) -> int:
    """Return the light verb before an English noun, with nothing but what describes it between, or the first token."""
    if scene.arabic or not scene.has("light-verb"):
        return hit.first
    light, within = scene.lexis.frame("light-verb"), scene.lexis.frame("described")
    for at in range(hit.first - 1, hit.first - _LIGHT - 1, -1):
        word = scene.word(at)
        if word in light:
            return at
        if word not in within and at not in scene.named:
            return hit.first
    return hit.first


def flies(weapon: Hit) -> bool:
    """Say whether a weapon comes through the air."""
    return bool(weapon.concept.attributes.get("flies", True))


def _crashes(scene: Scene, hit: Hit, table: ActTable) -> bool:
    """Say whether an act tells of aircraft with a crew that fell or landed, or what came of it: "died when a jet crashed"."""
    falls = [other.first for other in scene.acts if scene.lexis.acts[other.concept.id].uncrewed]
    if hit.first in falls:
        return True
    return table.outcome and any(_crewed(min(scene.weapons, key=lambda weapon: abs(weapon.first - at))) for at in falls)


def _crewed(weapon: Hit) -> bool:
    return bool(weapon.concept.attributes.get("crewed"))


def _patrolled(scene: Scene, hit: Hit, weapon: Hit) -> bool:
    """Say whether a drone of a state that watches Iraq with such only crashed: "a Turkish drone crashed in the hills"."""
    if scene.arabic or not scene.word(hit.first).startswith("crash") or scene.word(hit.last + 1) in scene.lexis.frame("target"):
        return False
    names = [*scene.actors, *(name for name in scene.interests if name.first <= weapon.first <= name.last)]
    beside = [name for name in names if name.first <= weapon.first and weapon.first - name.last < _RELATED]
    if scene.word(weapon.last + 1) == "of":
        beside += [name for name in names if 0 < name.first - weapon.last <= _RELATED]
    return any(not _WATCHERS.isdisjoint(name.concept.within) for name in beside) or scene.any_between(
        "patrol-drone", weapon.first - _RELATED, hit.first
    )


def _weapons(scene: Scene, hit: Hit, table: ActTable) -> tuple[Hit, ...]:
    part = table.part
    flying = [w for w in scene.weapons if flies(w) and not (_conditional(scene, w, hit) or _traded(scene, w, hit))]
    if _crashes(scene, hit, table):
        flying = [weapon for weapon in flying if not (_crewed(weapon) or civil(scene, weapon) or _patrolled(scene, hit, weapon))]
    if part is Part.LAUNCH and scene.arabic and scene.word(hit.first).endswith(("ه", "ها")):
        return tuple(
            w for w in flying if 0 < hit.first - w.last <= _RELATED or 0 < w.first - hit.last <= _RELATED
        )  # "صاروخ أطلقه", but not "تهديد أطلقه"
    if part is Part.LAUNCH:
        if scene.arabic and hit.clitic in _AND:  # "عادت الطائرات، وأطلقت الفرقة"
            flying = [w for w in flying if w.first > hit.last or not scene.divided(w.last, hit.first)]
        near = [w for w in flying if -_OBJECT_REACH <= w.first - hit.last <= _OBJECT_REACH]
        return tuple(w for w in near if scene.arabic or ":" not in scene.words(hit.last + 1, w.first - 1))
    if part is Part.HARM:
        return tuple(
            w for w in flying if (w.clitic.endswith("ب") or not scene.arabic) and 0 < w.first - hit.last <= _OBJECT_REACH
        )
    if part is Part.ARRIVAL:
        flying = [w for w in flying if w.form.role != _LAUNCHER]  # "the howitzer fell into a ditch"
        reach = _OBJECT_REACH if not scene.arabic else _OBJECT_REACH - 4
        return tuple(
            w for w in flying if 0 <= hit.first - w.last <= _SUBJECT_REACH or (scene.arabic and 0 < w.first - hit.last <= reach)
        )
    if part is Part.INTERCEPTION:
        return tuple(w for w in flying if abs(w.first - hit.first) <= _OBJECT_REACH + 3 and not _only_owned(scene, w))
    return tuple(
        w
        for w in flying
        if abs(w.first - hit.first) <= _WEAPON_REACH and not _of_another(scene, hit, w) and not _done_from_above(scene, hit, w)
    )


def _done_from_above(scene: Scene, hit: Hit, weapon: Hit) -> bool:
    """Say whether aircraft do something else in the next clause: "rust hit it, sprayed from the air"."""
    if scene.arabic or weapon.first < hit.first or not scene.divided(hit.last, weapon.first):
        return False
    return scene.word(weapon.first) in _SKY or (
        _crewed(weapon) and scene.words(weapon.first - 2, weapon.first - 1) == [",", "and"]
    )


def _of_another(scene: Scene, hit: Hit, weapon: Hit) -> bool:
    """Say whether an Arabic act before, in another clause, was done with a weapon: "قصفها بمسيرة، محذرة من هجمات"."""
    if not weapon.clitic.endswith("ب") or weapon.last > hit.first or not scene.any_between("divider", weapon.last, hit.first):
        return False
    return any(0 < weapon.first - other.last <= _OBJECT_REACH for other in scene.acts)


def _traded(scene: Scene, weapon: Hit, hit: Hit) -> bool:
    """Say whether an English weapon before an act is only somebody's trade: "drone makers are targeting farmers"."""
    if scene.arabic or weapon.first > hit.first:
        return False
    at = weapon.last + 1 + (scene.word(weapon.last + 1) == "-")
    return scene.word(at) in scene.lexis.frame("weapon-trade")


def _only_owned(scene: Scene, weapon: Hit) -> bool:
    """Say whether an English weapon's name only tells what somebody has: "their missile technologies"."""
    return not scene.arabic and scene.word(weapon.last + 1) in scene.lexis.frame("armament")


def _conditional(scene: Scene, weapon: Hit, hit: Hit) -> bool:
    """Say whether a weapon stands in the condition before what would follow: "if a mortar falls, the answer will come"."""
    if scene.arabic or weapon.first > hit.first or not scene.any_between("if", scene.sentence.first - 1, weapon.first):
        return False
    return "," in scene.words(weapon.last + 1, hit.first - 1)


def _kind(scene: Scene, hit: Hit, table: ActTable, weapons: tuple[Hit, ...]) -> Kind | None:
    if not weapons and _by_hand(scene, hit, table):
        return Kind.ATTACK
    match table.needs:
        case Needs.NOTHING:
            met = True
        case Needs.WEAPON:
            met = bool(weapons) or (
                table.part is Part.VERB and (_struck_before(scene, hit) if scene.arabic else _holed(scene, hit, table))
            )
        case Needs.MILITARY:
            met = (
                bool(weapons or scene.actors or scene.interests) or _plain_strike(scene) or _deadly(scene) or _at_site(scene, hit)
            )
        case Needs.ARMED:
            met = bool(weapons) or threatens_itself(scene, hit)
            met = met or (dropped(scene, hit) if bombing(scene, hit) else _state_before(scene, hit))
        case Needs.POWER:
            met = bool(weapons) or any(
                abs(actor.first - hit.first) <= _POWER_REACH and power(actor) for actor in (*scene.actors, *scene.interests)
            )
        case Needs.OBJECT:
            names = (*scene.interests, *scene.actors)
            met = any(0 < name.first - hit.last <= _OBJECT_REACH - 3 for name in names) or (
                passive(scene, hit, table.part) and any(0 < hit.first - name.last <= _SUBJECT_REACH for name in names)
            )
        case Needs.ARMED_TARGET:
            met = bool(scene.actors or scene.interests or scene.places)
    if met and table.kind is Kind.STRIKE and not weapons and _planted(scene, hit) and table.needs is not Needs.NOTHING:
        return None if table.needs is Needs.ARMED_TARGET else Kind.ATTACK
    met = met or without_weapon(scene, hit, table)
    if met or table.otherwise is None:
        return (Kind.STRIKE if _from_the_air(scene, hit) else table.kind) if met else None
    return table.otherwise if _touches(scene, hit) else None


def _from_the_air(scene: Scene, hit: Hit) -> bool:
    """Say whether words that might tell of gunmen are followed by where it came from: "came under fire from the sky"."""
    if scene.arabic:
        return False
    flying = [weapon for weapon in scene.weapons if flies(weapon)]
    if scene.word(hit.first) in _OPENS and any(0 < hit.first - weapon.last <= _RELATED for weapon in flying):
        return True  # "artillery opened fire on"
    return any(scene.word(weapon.first) in {"from", "by"} for weapon in flying if 0 < weapon.first - hit.last <= _RELATED)


def _by_hand(scene: Scene, hit: Hit, table: ActTable) -> bool:
    """Say whether English words that might be a strike tell of gunmen, or of a bomb that was laid, driven or steered."""
    if scene.arabic:
        return False
    if bomb(scene, hit):
        return True
    if table.needs is Needs.MILITARY:
        bombers = (other for other in scene.acts if scene.lexis.acts[other.concept.id].kind is Kind.ATTACK)
        if any(0 < hit.first - other.last <= _RELATED - 1 and scene.word(other.last) in BOMBERS for other in bombers):
            return True
        return any(
            actor.concept.id == GUNMEN
            and 0 < hit.first - actor.last <= _RELATED
            and not scene.any_between("passive", actor.last, hit.first)
            for actor in scene.actors
        )
    return table.part is Part.ARRIVAL and any(
        not flies(weapon) and weapon.concept.id != "weapon:guns" and 0 < hit.first - weapon.last <= _SUBJECT_REACH - _RELATED
        for weapon in scene.weapons
    )


def _went_off(scene: Scene, hit: Hit, table: ActTable) -> Kind | None:
    """Return the attack that it is where an Arabic boat or car goes off beside somebody: "زورق ينفجر قبالة سفينة"."""
    went_off = scene.arabic and table.part is Part.ARRIVAL and _planted(scene, hit) and _touches(scene, hit)
    return Kind.ATTACK if went_off else None


def explained_by_weapon(scene: Scene, act: Act) -> bool:
    """Say whether a blast is laid to a weapon that flies, or one of many attacks; but not by "no drones were in the air"."""
    near = [weapon for weapon in act.weapons if abs(weapon.first - act.first) <= _POWER_REACH]
    if _one_of_a_series(scene, act) or any(_in_pieces(scene, weapon) for weapon in scene.weapons):
        return True
    if scene.arabic:
        near = [w for w in act.weapons if not any(scene.word(w.first - step) in _NO_ARABIC for step in (1, 2, 3))] and near
    near = [weapon for weapon in near if not _only_owned(scene, weapon)]
    negations = {scene.word(weapon.first - 1) for weapon in near}
    return bool(negations) and not negations & {"no", "any", "دون", "بدون"}


def _in_pieces(scene: Scene, weapon: Hit) -> bool:
    """Say whether pieces of a weapon are told of: "was showing reporters the fins of an Israeli bomb"."""
    return not scene.arabic and flies(weapon) and scene.any_between("pieces", weapon.first - _LIGHT, weapon.first)


def _one_of_a_series(scene: Scene, act: Act) -> bool:
    """Say whether an English blast is told to be one of many attacks: "the latest in a string of attacks on restaurants"."""
    if scene.arabic or not scene.has("series"):
        return False
    behind = (other for other in scene.acts if other.first > act.last and not other.form.verb)
    attacks = {other.last for other in behind if scene.lexis.acts[other.concept.id].needs is not Needs.ARMED_TARGET}
    return any(not attacks.isdisjoint(range(at + 1, at + _RELATED + 1)) for at in scene.where("series") if at > act.last)


def wielded(scene: Scene, act: Act) -> bool:
    """Say whether an act is a foreign state's: "an Israeli strike", "the United States is expected to strike"."""
    powers = [actor for actor in (*scene.actors, *scene.interests) if power(actor)]
    if scene.arabic:
        return any(0 < actor.first - act.last <= 1 for actor in powers)
    return any(0 < act.first - actor.last <= 2 or _would(scene, actor, act) for actor in powers)


def _would(scene: Scene, actor: Hit, act: Act) -> bool:
    """Say whether only what tells of tense and of intent stands between somebody and what they do."""
    gap = act.first - actor.last - 1
    meant = scene.lexis.frame("infinitive")
    return (
        act.verb
        and actor.form.role is None
        and 0 < gap <= _POWER_REACH - 2
        and scene.word(act.first - 1) in meant
        and not scene.divided(actor.last, act.first)
    )


def unexplained(scene: Scene, places: Sequence[Hit]) -> bool:
    """Say whether a blast is one that may have been a strike: at a base, or heard somewhere and nobody says why."""
    if any(_military(place) for place in places) or (places and any(flies(weapon) for weapon in scene.weapons)):
        return True
    heard = any(word in scene.lexis.frame("heard") for word in scene.words(scene.sentence.first, scene.sentence.last))
    return heard and any(scene.lexis.cues[cue.concept.id].status is Status.UNCONFIRMED for cue in scene.cues)


def _military(place: Hit) -> bool:
    return place.concept.attributes.get("kind") in {"base", "airport"}


def _at_site(scene: Scene, hit: Hit) -> bool:
    """Say whether an Arabic strike stands right beside a base or an oil field: "حقل كورمور على موعد مع ضربة أخرى"."""
    sites = (place for place in scene.places if place.concept.attributes.get("kind") in SITES)
    return scene.arabic and any(abs(place.first - hit.first) <= _POWER_REACH for place in sites)


def _planted(scene: Scene, hit: Hit) -> bool:
    """Say whether the sentence tells of a bomb that was laid, driven or worn; "bombs" is no bomb where it is a verb."""
    verbs = {actor.last + 1 for actor in scene.actors if power(actor) and actor.form.role is None}
    if verbal(scene, hit):
        verbs.add(hit.first)
    return any(not flies(weapon) and weapon.first not in verbs for weapon in scene.weapons)


def _holed(scene: Scene, hit: Hit, table: ActTable) -> bool:
    """Say whether an English verb of damage tells what a bomb that was laid did: "a tanker was holed by a limpet mine"."""
    if not table.outcome or not scene.weapons or not scene.interests:
        return False
    return _planted(scene, hit)


def _plain_strike(scene: Scene) -> bool:
    """Say whether other words of the sentence are a strike by themselves: then a bare "strike" is that one."""
    return any(
        scene.lexis.acts[hit.concept.id].needs is Needs.NOTHING and scene.lexis.acts[hit.concept.id].kind is Kind.STRIKE
        for hit in scene.acts
    )


def _deadly(scene: Scene) -> bool:
    """Say whether people came to harm at a place that is named: "a fighter died in a strike on Baghdad"."""
    return bool(scene.places) and scene.has("harm", "died")


def _struck_before(scene: Scene, hit: Hit) -> bool:
    """Say whether an Arabic verb has a strike for its subject: "غارة ليلية استهدفت", "القصف طال"."""
    return any(
        0 < hit.first - other.last <= _OBJECT_REACH
        and scene.lexis.acts[other.concept.id].needs is Needs.NOTHING
        and scene.lexis.acts[other.concept.id].kind is Kind.STRIKE
        and not scene.divided(other.last, hit.first)
        and not scene.any_between("boundary", other.last, hit.first)
        for other in scene.acts
    )


def _touches(scene: Scene, hit: Hit) -> bool:
    """Say whether words that also mean much else stand beside somebody or something that can be attacked."""
    return any(abs(name.first - hit.first) <= _WEAPON_REACH for name in (*scene.interests, *scene.actors, *scene.places))


def _state_before(scene: Scene, hit: Hit) -> bool:
    """Say whether somebody armed stands before a verb as its subject; jihadists lay their bombs, they do not drop them."""
    behind = _RELATED - 1 if scene.arabic else 0
    return (
        any(
            (actor.first < hit.first or 0 < actor.first - hit.last <= behind) and not actor.concept.attributes.get("jihadist")
            for actor in scene.actors
        )
        or any(interest.first < hit.first for interest in scene.interests)
        or (scene.word(hit.first - 2) in {"we", "us"} and any(speaks(scene, actor) for actor in scene.actors))
    )
