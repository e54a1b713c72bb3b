"""Who did what to whom: the part that each name beside an act plays in it."""

from dataclasses import dataclass, field

from watcher.claims import arabic, bystanders
from watcher.claims.acts import Act
from watcher.claims.grammar import Form
from watcher.claims.lexis import Part
from watcher.claims.names import CLOSE, REACH, harmed, lead, speaks
from watcher.claims.scene import Scene
from watcher.claims.whereabouts import Played, explains_source, place_part
from watcher.text.lexicon import Hit

_ITS = frozenset({"له", "لها", "لهم", "لنا", "لهما"})

_FACTIONS = "actor:armed-group"
_PRONOUNS = ("هم", "هما")


@dataclass(slots=True)
class Roles:
    """The names around one act by their part, nearest first."""

    actors: list[Hit] = field(default_factory=list)
    targets: list[Hit] = field(default_factory=list)
    loose_targets: list[Hit] = field(default_factory=list)
    """Interests named beside the act in no part that grammar tells."""
    places: list[Hit] = field(default_factory=list)
    loose_places: list[Hit] = field(default_factory=list)
    speakers_places: list[Hit] = field(default_factory=list)
    """Where somebody speaks: who expects a strike expects it there."""
    sources: list[Hit] = field(default_factory=list)


def roles(scene: Scene, act: Act) -> Roles:
    """Return the part of every place, actor and interest of the sentence in ``act``."""
    out = Roles()
    for hit in sorted((*scene.actors, *scene.interests), key=lambda hit: _distance(hit, act)):
        if _of_another(scene, act, hit) or bystanders.spoken_of_later(scene, act, hit) or bystanders.absent(scene, act, hit):
            continue
        if bystanders.of_a_deed_before(scene, act, hit) or bystanders.comes_after(scene, act, hit):
            continue
        played = part_of(scene, act, hit)
        if played is Played.ACTOR:
            out.actors.append(hit)
        elif played in {Played.TARGET, Played.PLACE}:
            out.targets.append(hit)
        elif played is Played.LOOSE and hit.concept.type == "interest":
            out.loose_targets.append(hit)
    _drop_bystanders(scene, act, out)
    if not out.targets:
        out.targets += _owners(scene, act) or _itself(scene, act) or _meant(scene, act, out.actors) or arabic.fearing(scene, act)
        out.actors = [hit for hit in out.actors if hit not in out.targets]
    _place(scene, act, out)
    return out


def _place(scene: Scene, act: Act, out: Roles) -> None:
    """Add the part of every place."""
    for hit in sorted(scene.places, key=lambda hit: _distance(hit, act)):
        if bystanders.of_a_deed_before(scene, act, hit):
            continue
        played = place_part(scene, act, hit)
        strikes = (act.verb and lead(scene, hit) is None) or arabic.intends(scene, act, hit)
        if scene.arabic and strikes and any(hit.first == actor.first for actor in out.actors):
            continue  # the state that struck: "قصفت أنقرة قرى عراقية"
        if played is Played.PLACE:
            out.places.append(hit)
            host = scene.lexis.hosted_at(hit)
            if host is not None and (hit.first > act.last or act.passive):
                out.targets.append(host)
        elif played is Played.SOURCE:
            out.sources.append(hit)
        elif played is Played.LOOSE:
            out.loose_places.append(hit)
        elif played is Played.SPEAKER and hit.form.role is None:
            out.speakers_places.append(hit)


def _drop_bystanders(scene: Scene, act: Act, part: Roles) -> None:
    """Keep as targets of a named act only whom it is "on" or "against", if it says so: "ready Americans for attacks on Iraq"."""
    if scene.arabic or act.verb or act.passive:
        return
    aimed = scene.word(act.last + 1) in scene.lexis.frame("target") and not any(t.first == act.last + 2 for t in scene.times)
    if aimed and scene.word(act.last + 2) in scene.lexis.frame("own"):
        return
    places = (place for place in scene.places if place.form.role is None)
    if any(
        0 < hit.first - act.last <= (REACH if aimed else CLOSE) and lead(scene, hit) in {"target", "place" if aimed else "target"}
        for hit in (*scene.actors, *scene.interests, *places)
    ):
        part.targets = [hit for hit in part.targets if hit.first > act.last or lead(scene, hit) is not None or harmed(scene, hit)]


def _owners(scene: Scene, act: Act) -> list[Hit]:
    """Return whoever is hit in "its camp": the last one named before, as long as it did not do the act itself."""
    if not scene.has("own") and not (scene.arabic and scene.assets):
        return []
    own = scene.lexis.frame("own")
    for at in range(max(scene.sentence.first, act.first - REACH), min(scene.sentence.last, act.last + REACH + 2)):
        word = scene.word(at)
        if at == act.first - 1 and scene.word(act.first).endswith("وا"):
            continue  # "مقاتليها قصفوا"
        if (word in own or (word in _ITS and _its(scene, at))) and (
            scene.arabic or word == "theirs" or any(0 < asset.first - at <= CLOSE for asset in scene.assets)
        ):
            named = [
                hit
                for hit in (*scene.actors, *scene.interests)
                if hit.last < at and (hit.last < act.first or hit.first > act.last)
            ]
            shot = act.table.part is Part.INTERCEPTION  # "the troops shot down a drone over their camp"
            spoke = {Played.SPEAKER, Played.ACTOR} if shot or (_its(scene, at) and at < act.first) else {Played.SPEAKER}
            named = [hit for hit in named if word == "theirs" or part_of(scene, act, hit) in spoke]
            if named:
                return [max(named, key=lambda hit: hit.last)]
    return []


def _itself(scene: Scene, act: Act) -> list[Hit]:
    """Return the ship or base that "it" is, behind a weapon's arrival: "sank a boat that was speeding at it"."""
    if scene.arabic or act.table.part is not Part.ARRIVAL or "it" not in scene.words(act.last + 1, act.last + CLOSE + 2):
        return []
    return [hit for hit in scene.interests if hit.last < act.first][-1:]


def _its(scene: Scene, at: int) -> bool:
    """Say whether "لها" or "له" behind something says whose it is: "مقرا لها"."""
    return scene.word(at) in _ITS and any(0 < at - asset.last <= 1 for asset in scene.assets)


def _meant(scene: Scene, act: Act, actors: list[Hit]) -> list[Hit]:
    """Return whom an Arabic act's own pronoun means: "غادر قادة الفصائل بغداد تحسبا لاستهدافهم", "حريق في السفينة بعد قصفها"."""
    if not scene.arabic or act.first != act.last:
        return []
    word = scene.word(act.first)
    suffered = word.endswith("ها") and scene.words(act.last + 1, act.last + 2) == ["من", "قبل"]
    led_to = word.endswith(("ه", "ها")) and not act.verb and scene.word(act.first - 1) in scene.lexis.frame("subordinate")
    if not (suffered or led_to or word.endswith(_PRONOUNS)) or scene.word(act.last + 1).startswith("ل"):
        return []
    named = (*scene.actors, *scene.interests) if led_to else scene.actors
    before = [hit for hit in named if hit.last < act.first and (hit.within(_FACTIONS) or hit.concept.type == "interest")]
    meant = max(before, key=lambda hit: hit.last, default=None)
    if meant is None:
        return []
    if meant in actors:
        actors.remove(meant)
    return [meant]


def _of_another(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether another act stands between, far enough from this one to have the name for itself."""
    if hit.first <= act.last:
        return False
    return any(
        act.last + REACH - 2 < other.first and other.last < hit.first and not scene.lexis.acts[other.concept.id].outcome
        for other in scene.acts
    )


def _distance(hit: Hit, act: Act) -> int:
    return hit.first - act.last if hit.first > act.last else act.first - hit.last


def part_of(scene: Scene, act: Act, hit: Hit) -> Played:
    """Return the part of an actor or interest."""
    before = hit.last < act.first
    frame = lead(scene, hit)
    led_to = before and act.table.outcome and not act.passive and not (scene.arabic and harmed(scene, hit))
    if before and (arabic.suffers(scene, act, hit) or bystanders.survives(scene, act, hit)):
        return Played.TARGET
    does = (
        bystanders.named_as_culprit(scene, act, hit) or _plans(scene, act, hit)
        if not before
        else (_blamed(scene, act, hit) or _launching(scene, act, hit) or (led_to and frame is None))
    )
    if does or arabic.intends(scene, act, hit):
        return Played.ACTOR
    if scene.arabic and hit.concept.type == "actor" and hit.form.role == "demonym" and not act.verb and hit.first == act.last + 1:
        return Played.ACTOR  # "ضد أي هجوم إسرائيلي"
    if frame == "actor" or arabic.comes_from(scene, act, hit) or arabic.ascribed(scene, hit):
        return Played.TARGET if _at_home(scene, hit) or _close_by(scene, act, hit) else Played.ACTOR
    explains = explains_source(scene, hit)
    if before and not explains and hit.concept.type == "interest" and bystanders.told_of_before(scene, act, hit, frame):
        return Played.LOOSE
    if explains or _of_the_cause(scene, act, hit):
        played = Played.SPEAKER  # of what the act answers: "ردا على مقتل جنودها"
    elif harmed(scene, hit):
        played = Played.LOOSE if scene.any_between("subordinate", act.last, hit.first) else Played.TARGET
    elif before and act.verb and not act.passive and bystanders.stands_with_actor(scene, hit):
        played = Played.SPEAKER
    elif frame in {"target", "place"}:
        governed = not led_to and (not before or (_governed(scene, act, hit) if frame == "target" else act.passive))
        played = Played.TARGET if governed else Played.LOOSE
    elif frame == "source" and (_sets_out(scene, hit) if hit.concept.type == "interest" else not scene.arabic):
        played = Played.ACTOR if hit.concept.type != "interest" else Played.SPEAKER
    else:
        played = _before(scene, act, hit) if before else _after(scene, act, hit)
    return played


def _of_the_cause(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name belongs to what an act answers, or to the condition that it depends on."""
    if hit.last < act.first:
        return bystanders.in_condition(scene, act, hit)
    return bystanders.answered(scene, act, hit) or bystanders.in_condition_behind(scene, act, hit)


def _launching(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an English participle tells what those named right before it do: "the militias in Iraq launching drones at"."""
    if scene.arabic or act.form is not Form.GERUND or act.table.part is not Part.LAUNCH or hit.concept.type != "actor":
        return False
    between = range(hit.last + 1, act.first)
    places = scene.lexis.frame("place")
    return all(at in scene.named or scene.word(at) in places for at in between)


def _sets_out(scene: Scene, hit: Hit) -> bool:
    """Say whether something sets out from the very base that is named: "aircraft from Ain al-Asad", "from a US airfield"."""
    site = not scene.arabic and not hit.concept.attributes.get("acts")
    determiner = site and scene.word(hit.first - 1) in scene.lexis.frame("determiner")
    return scene.word(hit.first - (2 if determiner else 1)) in scene.lexis.frame("source")


def _blamed(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether somebody accuses whoever is named of the act that follows, or that one speaks of what his country will do."""
    if scene.any_between("homeland", act.first - 3, act.first):
        return True
    accused = scene.any_between("blame", scene.sentence.first - 1, hit.first)
    return accused and not scene.any_between("speech", hit.last, act.first)


def _at_home(scene: Scene, hit: Hit) -> bool:
    """Say whether a name behind "by" only uses what is hit: "a base used by American advisers"."""
    if not scene.has("uses"):
        return False
    by, uses = scene.lexis.frame("actor"), scene.lexis.frame("uses")
    return any(scene.word(hit.first - step) in by and scene.word(hit.first - step - 1) in uses for step in (1, 2, 3))


def _close_by(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether "by" tells what an English weapon came down beside: "two shells fell by the base"."""
    site = hit.concept.type == "interest" and not hit.concept.attributes.get("acts")
    return not scene.arabic and site and (act.table.part is Part.ARRIVAL or not act.passive)


def _governed(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name before an act, behind "on" or "against", is still that act's target."""
    said = not scene.arabic and scene.any_between("speech", hit.last, act.first)
    if said and any(scene.word(at + 1) == "that" for at in scene.where("speech") if hit.last < at < act.first):
        return False  # "a group that fights the occupation says that jets bombed it"
    return act.verb or act.table.part is not Part.NOUN or not scene.any_between("boundary", hit.last, act.first)


def _before(scene: Scene, act: Act, hit: Hit) -> Played:
    interest = hit.concept.type == "interest"
    if scene.arabic and act.verb and scene.any_between("subordinate", hit.last, act.first):
        return Played.LOOSE
    if arabic.positions(scene, act, hit) or (scene.any_between("undergo", hit.last, act.first) and not _launched(scene, act)):
        return Played.TARGET
    apart = scene.any_between("boundary", hit.last, act.first) and not _told_of_first(scene, act, hit)
    if act.passive and not apart and not _another_between(scene, act, hit):
        return Played.TARGET if not _weapon_between(scene, act, hit) else Played.ACTOR
    if scene.any_between("speech", hit.last, act.first) and not scene.any_between("light-verb", hit.last, act.first):
        return Played.SPEAKER
    died = _died_of(scene, act)
    if hit.last < died:
        return (
            Played.LOOSE if any(hit.last < other.first < died for other in (*scene.actors, *scene.interests)) else Played.TARGET
        )
    return _interest_before(scene, act, hit) if interest else Played.ACTOR


def _launched(scene: Scene, act: Act) -> bool:
    """Say whether an act is the object of a verb right before it: "launched sustained air strikes"."""
    return any(
        0 < act.first - other.last <= CLOSE and scene.lexis.acts[other.concept.id].part is Part.LAUNCH for other in scene.acts
    )


def _died_of(scene: Scene, act: Act) -> int:
    """Return where an English sentence tells that the act killed or hurt whoever stands before: "was killed by an air raid"."""
    if scene.arabic or act.verb:
        return -1
    harm, passive = scene.lexis.frame("harm"), scene.lexis.frame("passive")
    by = next((at for at in range(act.first - 1, act.first - CLOSE - 2, -1) if scene.word(at) in {"by", "in"}), -1)
    return by - 1 if scene.word(by - 1) in harm and not passive.isdisjoint(scene.words(by - 3, by - 2)) else -1


def _told_of_first(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether only a clause about whoever is hit stands between: "soldiers who were visiting the city were attacked"."""
    if scene.arabic or scene.word(act.first - 1) not in {"were", "was"}:
        return False
    who = next((at for at in range(hit.last + 1, act.first) if scene.word(at) == "who"), None)
    if who is None or scene.divided(hit.last, who) or scene.any_between("boundary", hit.last, who):
        return False
    return not {"after", "because", "when", "since", "while"} & set(scene.words(hit.last + 2, act.first - 1))


def _interest_before(scene: Scene, act: Act, hit: Hit) -> Played:
    """Return the part of an interest named before an active act: only armed ones act themselves."""
    if scene.arabic and speaks(scene, hit):
        return Played.SPEAKER
    if scene.any_between("if", hit.last, act.first) or arabic.told_apart(scene, act, hit):
        return Played.LOOSE
    if (
        bystanders.fires_itself(scene, act, hit)
        or bystanders.with_its_own(scene, act, hit)
        or bystanders.does_it(scene, act, hit)
    ):
        return Played.SPEAKER
    if scene.word(hit.first - 1) in scene.lexis.frame("houses"):
        return Played.LOOSE
    intercepts = act.table.part is Part.INTERCEPTION and hit.within("interest:us-ships")
    return Played.ACTOR if hit.concept.attributes.get("acts") and not intercepts else Played.TARGET


def _another_between(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether another name stands nearer to a passive act: that one suffers it."""
    return any(
        hit.last < other.first and other.last < act.first and lead(scene, other) != "place"
        for other in (*scene.actors, *scene.interests)
    )


def _weapon_between(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a weapon stands between: then the weapon is the passive verb's subject and the name is whose it is."""
    owned = scene.lexis.frame("armament")  # "every base within our missile range will be"
    return any(hit.last < weapon.first < act.first and scene.word(weapon.last + 1) not in owned for weapon in scene.weapons)


def _after(scene: Scene, act: Act, hit: Hit) -> Played:
    interest = hit.concept.type == "interest"
    divided = scene.divided(act.last, hit.first)
    if speaks(scene, hit) and not (interest and hit.first - act.last <= CLOSE and not divided):
        return Played.SPEAKER
    blamed = scene.arabic and any(scene.any_between(frame, act.last, hit.first) for frame in ("blame", "if"))
    if blamed or (divided and not interest and bystanders.does_another(scene, act, hit)):
        return Played.SPEAKER  # whoever blames, or is blamed for, what was told before, or meets a condition
    if scene.arabic and arabic.object_joined(scene, act) and hit.first - act.last <= CLOSE:
        return Played.ACTOR
    if scene.arabic and not scene.any_between("subordinate", act.last, hit.first):
        subject = arabic.verb_subject if interest else arabic.subject
        return Played.ACTOR if arabic.operates(scene, act, hit) or subject(scene, act, hit) else Played.TARGET
    if (act.passive and not _feared(act, scene)) or scene.any_between("subordinate", act.last, hit.first):
        return Played.LOOSE
    return Played.TARGET


def _plans(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether the English clause that tells of an act has somebody for its subject: "the raids that Iran is planning"."""
    if scene.arabic or act.verb or scene.word(act.last + 1) not in scene.lexis.frame("clause-of"):
        return False
    return hit.first == act.last + (3 if scene.word(act.last + 2) == "the" else 2)


def _feared(act: Act, scene: Scene) -> bool:
    """Say whether nothing stands before a passive act that it could hit."""
    return not any(hit.last < act.first for hit in (*scene.interests, *scene.actors))
