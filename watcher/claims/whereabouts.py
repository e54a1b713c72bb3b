"""Where an act is: the part that each place beside it plays."""

from enum import StrEnum
from itertools import pairwise

from watcher.claims.acts import Act
from watcher.claims.lexis import Part
from watcher.claims.names import CLOSE, REACH, lead, speaks
from watcher.claims.powers import power
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_TOLD = 10
"""Words behind "according to" in which a place is where whoever tells it is."""


class Played(StrEnum):
    """The part of one name."""

    ACTOR = "actor"
    TARGET = "target"
    PLACE = "place"
    SOURCE = "source"
    SPEAKER = "speaker"
    LOOSE = "loose"
    """Named beside the act in no part that grammar tells."""


def place_part(scene: Scene, act: Act, hit: Hit) -> Played:
    """Return the part of a place: where the act is, where it came from, where somebody speaks, or none that can be told."""
    frame = lead(scene, hit)
    if act.first <= hit.first <= act.last:
        return Played.PLACE
    if hit.form.role == "demonym":
        return _demonym_part(scene, act, hit, frame)
    if frame == "source" or _apposed_source(scene, hit) or explains_source(scene, hit):
        departed = frame == "source" and scene.any_between("departure", hit.first - REACH, hit.first)
        return Played.LOOSE if departed else Played.SOURCE  # "ordered the departure of families from Erbil"
    if (
        (hit.first > act.last and scene.any_between("according", max(act.last, hit.first - _TOLD), hit.first))
        or speaks(scene, hit)
        or _across(scene, hit)
        or scene.word(hit.first - 1) in scene.lexis.frame("addressed")
        or _metonym(scene, act, hit, frame)
        or _planner(scene, act, hit)
        or _possessor(scene, act, hit, frame)
        or _flown_over(scene, act, hit)
        or _travelled_to(scene, act, hit)
    ):
        return Played.SPEAKER
    if (
        _unconditional(scene, act, hit)
        or (frame == "target" and _taken(scene, act, hit))
        or in_clause_before(scene, act, hit)
        or _of_the_answered(scene, act, hit)
        or _behind_its_doer(scene, act, hit)
        or _behind_its_teller(scene, act, hit)
        or (scene.arabic and _elsewhere(scene, act, hit))
    ):
        return Played.LOOSE
    return Played.PLACE if frame in {"target", "place"} or _beside(scene, act, hit) else Played.LOOSE


def explains_source(scene: Scene, hit: Hit) -> bool:
    """Say whether a name only explains an English one that something set out from: "from Tower 22, the US outpost in Jordan"."""
    determiner = scene.lexis.frame("determiner")
    at = hit.first - 1
    if scene.word(at) in determiner:
        at -= 1
    elif scene.word(at) == ",":
        return False
    join = scene.word(at)
    if scene.arabic or join not in {",", "in", "near", "outside", "of", "at"} or at in scene.named:
        return False
    if any(site.last == at - 1 and _from(scene, site) for site in scene.assets):
        return True
    explained = [name for name in (*scene.places, *scene.interests) if name.last == at - 1 and name.form.role != "people"]
    if join == "at":  # "from the American base at Incirlik", but not "from Iraq at Israel"
        site = any(place.first == hit.first for place in scene.places)
        explained = [name for name in explained if site and name.concept.type == "interest"]
    return any(lead(scene, name) == "source" or explains_source(scene, name) for name in explained)


def _from(scene: Scene, site: Hit) -> bool:
    """Say whether something set out from a base that has no name: "from a base in Diego Garcia", "from an American airfield"."""
    before = scene.words(site.first - CLOSE, site.first - 1)
    if "from" not in before or "," in before:
        return False
    return any(word in scene.lexis.frame("determiner") for word in before[before.index("from") + 1 :])


def _unconditional(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a condition stands between: "bases in Iraq will be hit if", "يتعرض لهجوم إذا لم يمنع الرد على إسرائيل"."""
    if hit.last < act.first:
        return scene.any_between("if", hit.last, act.first)
    return scene.arabic and scene.any_between("if", act.last, hit.first)


def _taken(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether another act before has the place for its own: "attacks on Iraq after a drone launched by"."""
    return scene.any_between("boundary", hit.last, act.first) and _after_another(scene, act, hit)


def in_clause_before(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name belongs to another act, whose clause ends with ", and": "hit the embassy in Baghdad, and he vowed"."""
    if scene.arabic or hit.last > act.first or not _after_another(scene, act, hit):
        return False
    between = scene.words(hit.last + 1, act.first - 1)
    return any(mark == "," and word in {"and", "but"} for mark, word in pairwise(between))


def _after_another(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name stands close behind another act, and both before this one."""
    return hit.last < act.first and any(0 < hit.first - other.last <= REACH for other in scene.acts if other.last < act.first)


def _of_the_answered(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an English place is where another act was, which this one answers: "in response to bombings in Baghdad"."""
    if scene.arabic or not scene.has("avenging"):
        return False
    return any(
        act.last < other.first < hit.first
        and hit.first - other.last <= CLOSE
        and scene.any_between("avenging", act.last, other.first)
        for other in scene.acts
    )


def _behind_its_doer(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an English place only tells who did what befell another: "groups in Iraq fire at Israel"."""
    if scene.arabic or not act.verb or act.passive or hit.last > act.first:
        return False
    doers = [actor for actor in scene.actors if 0 < hit.first - actor.last <= REACH - 2]
    leads = scene.lexis.frame("place")
    sits = any(
        scene.word(doer.last + 1) in leads
        and all(at in scene.named or scene.word(at) in leads | {"and"} for at in range(doer.last + 1, hit.first))
        for doer in doers
    )
    return (sits or _one_of_two_sides(scene, hit)) and any(
        act.last < other.first and not other.within(hit.concept.id) and place_part(scene, act, other) is Played.PLACE
        for other in scene.places
    )


def _behind_its_teller(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an English place is where those are who tell of an act elsewhere: "a group in Iraq said it hit Eilat"."""
    if scene.arabic or hit.last > act.first or not scene.any_between("speech", hit.last, act.first):
        return False
    return any(
        act.last < other.first and not _of_one_country(other, hit) and place_part(scene, act, other) is Played.PLACE
        for other in scene.places
    )


def _of_one_country(one: Hit, other: Hit) -> bool:
    return one.concept.within[-1] == other.concept.within[-1]


def _one_of_two_sides(scene: Scene, hit: Hit) -> bool:
    """Say whether a country is one of two between which something happens: "fighting between Iran and Iraq"."""
    if hit.concept.attributes.get("kind") != "country":
        return False
    first = hit.first
    if scene.word(first - 1) == "and":
        first = next((other.first for other in scene.places if other.last == first - 2), first)
    return scene.word(first - 1) == "between"


def _beyond_its_target(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether the act has its target and a new clause begins behind it: "الضربات على إسرائيل، كما قالت مصادر في بغداد"."""
    return scene.divided(act.last, hit.first) and any(
        act.last < other.first <= act.last + REACH
        and lead(scene, other) == "target"
        and scene.divided(other.last, hit.first)
        and not set(other.concept.within) & set(hit.concept.within)
        for other in scene.places
    )


def _elsewhere(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether Arabic grammar gives a place to another act, to a clause behind or before, or to the act's subject."""
    return (
        _behind_another(scene, act, hit)
        or _beyond_its_target(scene, act, hit)
        or _before_its_own(scene, act, hit)
        or _of_its_subject(scene, act, hit)
    )


def _of_its_subject(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an Arabic verb's subject is at home in a place and hits another: "استهدفت الفصائل في العراق إسرائيل"."""
    if not act.verb or scene.word(hit.first - 1) != "في":
        return False
    subject = any(actor.first == act.last + 1 and actor.last == hit.first - 2 for actor in scene.actors)
    return subject and any(other.first == hit.last + 1 and not other.clitic and other.form.role is None for other in scene.places)


def _before_its_own(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a clause ends behind a place and the act in the next has its own: "في العراق، بعد أن ضربت طهران إسرائيل"."""
    if hit.last > act.first or not scene.any_between("boundary", hit.last, act.first):
        return False
    return any(
        0 < other.first - act.last <= REACH - 2
        and lead(scene, other) in {"target", "place"}
        and not set(other.concept.within) & set(hit.concept.within)
        for other in scene.places
    )


def _behind_another(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an act far behind this one stands nearer to the place: "will hit Iraq after an attack on the Golan"."""
    return any(
        act.last + REACH < other.first and 0 < hit.first - other.last <= REACH and not scene.lexis.acts[other.concept.id].outcome
        for other in scene.acts
    )


def _demonym_part(scene: Scene, act: Act, hit: Hit, frame: str | None) -> Played:
    """Return the part of a country that an adjective names: rarely where the act is ("on Iraqi soil", "Iraqi targets")."""
    if _homeland(scene, act):
        doer = next((other for other in scene.places if 0 < act.first - other.last <= CLOSE), None)
        return (
            Played.SPEAKER if doer is not None and hit.concept.id == doer.concept.id else Played.PLACE
        )  # "Iraqis fear Israeli strikes on their soil"
    of_it = scene.arabic and not act.verb and hit.first == act.last + 1  # "بقصف تركي"
    if of_it or 0 < act.first - hit.last <= CLOSE or frame not in {"target", "place"} or speaks(scene, hit):
        return Played.SPEAKER
    return Played.LOOSE


def _beside(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a place with no small word before it is where the act is: "the Erbil attack", "Kirkuk was shelled"."""
    if hit.last < act.first:
        between = scene.words(hit.last + 1, act.first - 1)
        if act.passive or (len(between) <= CLOSE and not act.verb):
            return True
    else:
        between = scene.words(act.last + 1, hit.first - 1)
        if len(between) <= CLOSE or (act.verb and not act.passive and len(between) < REACH and "," not in between):
            return True
    return not scene.lexis.frame("undergo").isdisjoint(between)


def _metonym(scene: Scene, act: Act, hit: Hit, frame: str | None) -> bool:
    """Say whether a capital or a country is named for its government: "if Washington intervened", "in a U.S. attack"."""
    if (
        not scene.arabic
        and any(actor.first == hit.first and power(actor) for actor in scene.actors)
        and _right_before(scene, hit)
    ):
        return True
    if frame is not None or not any(actor.first == hit.first for actor in scene.actors) or scene.word(hit.first - 1) == "to":
        return False
    return (hit.last < act.first and not act.passive) or hit.first - act.last > CLOSE


def _planner(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a capital is the subject of the clause that tells of an act: "the campaign that Washington is planning"."""
    named = not scene.arabic and any(actor.first == hit.first and power(actor) for actor in scene.actors)
    return named and hit.first == act.last + 2 and scene.word(act.last + 1) in scene.lexis.frame("clause-of")


def _right_before(scene: Scene, hit: Hit) -> bool:
    """Say whether the name of an act follows a name directly."""
    return any(other.first == hit.last + 1 and not other.form.verb for other in scene.acts)


def _across(scene: Scene, hit: Hit) -> bool:
    """Say whether a border town is named for the other country's side of it: "on Syria's side of the crossing at Qaim"."""
    side = next((at for at in range(hit.first - REACH, hit.first) if scene.word(at) == "side"), None)
    if side is None or scene.word(side + 1) != "of":
        return False
    owner = next((other for other in (*scene.places, *scene.actors) if 0 < side - other.last <= CLOSE - 1), None)
    return owner is not None and owner.concept.type == "place" and not hit.within(owner.concept.id)


def _homeland(scene: Scene, act: Act) -> bool:
    """Say whether the act is on "his country" or "its territory"."""
    return scene.any_between("homeland", act.last, act.last + CLOSE + 1)


def _possessor(scene: Scene, act: Act, hit: Hit, frame: str | None) -> bool:
    """Say whether a country is named only for its ministry or its president: "Iraq's foreign ministry condemned the raid"."""
    if scene.word(hit.last + 1) == "'s" and scene.word(hit.last + 2) in scene.lexis.frame("of-a-state"):
        return True  # "Baghdad's term for a tanker"
    if hit.concept.attributes.get("kind") != "country" or scene.word(hit.last + 1) != "'s":
        return False
    if any(0 < other.first - hit.last <= REACH - 2 for other in scene.places):
        return False
    return frame is None and not (hit.first > act.last and act.verb and hit.first - act.last <= CLOSE)


def _flown_over(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether what was launched only crossed the place, or in Arabic crossed it before it came down elsewhere."""
    if scene.arabic and hit.last < act.first and scene.any_between("crosses", hit.first - CLOSE - 1, hit.first):
        return True
    words = scene.words(hit.first, hit.last + 1)
    if not scene.arabic and scene.word(hit.first - 1) == "over" and scene.word(hit.first - 2) in scene.lexis.frame("crosses"):
        return act.table.part is Part.LAUNCH  # "fired missiles at Israel that passed over Iraq"
    return act.table.part is Part.LAUNCH and not {"airspace", "الاجواء", "اجواء"}.isdisjoint(words)


def _travelled_to(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an English place behind an act is only where people travel: "and flights to Mashhad were cancelled"."""
    behind = not scene.arabic and hit.first > act.last and scene.word(hit.first - 1) == "to"
    return behind and scene.word(hit.first - 2) in scene.lexis.frame("journeys")


def _set_out_from(scene: Scene, hit: Hit) -> bool:
    """Say whether an Arabic weapon's way begins at a spot that a place explains: "انطلق صاروخان من سفح جبل في دهوك نحو"."""
    at = next((at for at in range(hit.first - 1, hit.first - REACH, -1) if scene.word(at) == "من"), None)
    if at is None or not scene.any_between("leaving", at - CLOSE - 2, at):
        return False
    named = (*scene.weapons, *scene.actors, *scene.times)
    if scene.word(at + 1) in scene.lexis.frame("sort") or any(other.first == at + 1 for other in named):
        return False
    if any(at < act.first < hit.first for act in scene.acts):
        return False
    return not any(scene.any_between(frame, at, hit.first) for frame in ("target", "divider"))


def _apposed_source(scene: Scene, hit: Hit) -> bool:
    """Say whether a place only explains another one that something set out from: "launched from the Rabia area, inside Iraq"."""
    if not scene.has("leaving"):
        return False
    if scene.arabic and _set_out_from(scene, hit):
        return True
    sources = scene.lexis.frame("source")
    leaving = scene.lexis.frame("leaving")
    before = scene.words(max(scene.sentence.first, hit.first - REACH - 2), max(hit.first - 2, 0))
    return any(word in sources and ahead in leaving for ahead, word in pairwise(before)) and not any(
        act.last < hit.first and hit.first - act.last < REACH - 1 for act in scene.acts if scene.word(act.first) not in leaving
    )
