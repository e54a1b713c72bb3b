"""The acts of one sentence as claims: which kind, how far fact, by whom, against whom, where."""

from collections.abc import Mapping
from datetime import date

from watcher.claims.acts import Act, acts, explained_by_weapon, flies, unexplained, wielded
from watcher.claims.arabic import warned_off
from watcher.claims.assemble import actors, evidence, mentions, span
from watcher.claims.attribution import source
from watcher.claims.blocking import blocker
from watcher.claims.bystanders import survives, vacated
from watcher.claims.carry import Memory
from watcher.claims.direction import Roles, roles
from watcher.claims.grammar import Form
from watcher.claims.history import Dated, Freshness
from watcher.claims.interests import BASES, MISSIONS, USA
from watcher.claims.lexis import Needs, Part
from watcher.claims.looming import arrived, looming
from watcher.claims.model import AHEAD, HAPPENED, Claim, Kind, Status, When
from watcher.claims.mood import Mood
from watcher.claims.names import lead
from watcher.claims.powers import power
from watcher.claims.scene import Scene
from watcher.claims.status import Decision, decide
from watcher.text.lexicon import Hit

_US = "interest:us"
_SHIPS = "interest:us-ships"
_BRANDS = "interest:us-brands"
_FACTION = "actor:iraqi-faction"
_GROUP = "actor:armed-group"
_BACKED = "actor:axis-of-resistance"
_ARMIES = ("actor:iraqi-forces", "actor:krg")
_VERB_REACH = 3
_OBJECT_REACH = 6
_SUBJECT_REACH = 12
_SEEN = frozenset({Status.ACTUAL, Status.ACCUSED, Status.CLAIMED, Status.AFTERMATH})
_UNDONE = frozenset({Status.DENIED, Status.NEGATED})
_SWAYED = HAPPENED | {Status.UNCONFIRMED, Status.EXPECTED}


class Violence:
    """The acts of one sentence; where ``mood`` looks back or tells of an exercise, only a fresh day makes news."""

    def __init__(self, scene: Scene, times: list[Dated], senses: Mapping[str, Hit], memory: Memory, mood: Mood) -> None:
        self._scene = scene
        self._times = times
        self._senses = senses
        self._memory = memory
        self._mood = mood

    def claims(self) -> list[Claim]:
        """Return a claim for each act that is not another sense, nor the same event in other words."""
        out: list[Claim] = []
        seen: set[tuple[object, ...]] = set()
        ahead: dict[int, Status] = {}
        found = acts(self._scene)
        if all(act.table.needs is Needs.ARMED_TARGET or _of_weapons(self._scene, act) for act in found):
            found = arrived(self._scene) or found or looming(self._scene)
        for act in found:
            if self._told_already(act, out):
                continue
            if blocker(self._scene, act.hit, self._senses, armed=self._armed(act)):
                continue
            decision = decide(self._scene, act, self._times, [other.first for other in found if _apart(self._scene, act, other)])
            if act.form is Form.NOUN and decision.status in AHEAD:
                ahead[act.last] = decision.status
            elif act.form is Form.PRESENT and self._scene.arabic and decision.status in HAPPENED:
                decision.status = next(
                    (ahead[act.first - step] for step in (1, 2, 3) if act.first - step in ahead), decision.status
                )
            if decision.status in _SWAYED and not any(time.freshness is Freshness.FRESH for time in decision.times):
                decision.status = self._mood.at(self._scene.index) or decision.status
            claim = self._claim(act, decision, seen)
            if claim is not None:
                out.append(claim)
        return out

    def _told_already(self, act: Act, told: list[Claim]) -> bool:
        """Say whether an act is what another strike led to ("فقتلت"), or a blast that a strike made or did not make."""
        strikes = {claim.status for claim in told if claim.kind is Kind.STRIKE}
        if strikes and act.table.outcome and act.hit.clitic == "ف":
            return True
        if act.table.needs is Needs.ARMED_TARGET:
            return bool(strikes & (HAPPENED | _UNDONE))
        return act.table.outcome and bool(strikes & (HAPPENED | {Status.HISTORICAL}))

    def _armed(self, act: Act) -> bool:
        """Say whether nobody could take the act for a walkout or a deal: by its words, a weapon or a power beside it."""
        plain = act.table.needs is Needs.NOTHING and act.kind is Kind.STRIKE
        return bool(act.weapons) or plain or wielded(self._scene, act)

    def _claim(self, act: Act, decision: Decision, seen: set[tuple[object, ...]]) -> Claim | None:
        scene = self._scene
        part = roles(scene, act)
        part.targets = [hit for hit in part.targets if not (_is_weapon(act) and hit.first <= act.first <= hit.last)]
        places, carried = self._memory.places(scene, part)
        ahead = decision.status in AHEAD
        self._complete(act, part, places, ahead=ahead)
        if not places and decision.status is Status.AFTERMATH:
            places += [scene.lexis.at_home(hit) for hit in scene.actors[:1] if hit.concept.id == "actor:iraq"]  # "Iraq condemns"
        if not places and not part.sources and not scene.arabic:
            there = [
                place for place in part.speakers_places if (ahead and not _government(scene, place)) or _witnessed(scene, place)
            ]
            places = there or ([] if ahead else _hunted_there(part))
        kind = _kind(scene, act, decision.status, part, places)
        if kind is None or (act.table.ahead and decision.status not in AHEAD):
            return None
        if act.table.needs is Needs.ARMED_TARGET and self._memory.planted and not act.weapons:
            return None
        status = decision.status
        if (
            kind is Kind.STRIKE
            and act.table.needs is Needs.ARMED_TARGET
            and status in _SEEN
            and not explained_by_weapon(scene, act)
        ):
            if _blast_at_theirs(scene, act, part) and not self._memory.explained:
                kind = Kind.ATTACK
            else:
                status = Status.UNCONFIRMED
        essence = (kind, status, _ids(part.actors), _ids(part.targets), _ids(places), tuple(decision.times))
        if essence in seen:
            return None
        seen.add(essence)
        document = scene.document
        return Claim(
            kind=kind,
            status=status,
            actors=actors(scene, part.actors),
            targets=mentions(document, part.targets),
            places=mentions(document, places, carried=carried),
            weapons=tuple(dict.fromkeys(weapon.concept.id for weapon in act.weapons)),
            when=_when(decision.times),
            attributed_to=source(scene),
            days=_days(self._times),
            conditional=decision.conditional,
            cues=(
                (f"act:{kind}", span(document, act.hit.start, act.hit.end)),
                *((f"status:{told}", span(document, hit.start, hit.end)) for told, hit in decision.cues),
            ),
            evidence=evidence(scene, act.hit),
            sentence=scene.number,
        )

    def _complete(self, act: Act, part: Roles, places: list[Hit], *, ahead: bool) -> None:
        """Name the interest that is hit where only its place is told, and the place where only the interest is."""
        scene, lexis = self._scene, self._scene.lexis
        if not part.targets and not any(actor.within("actor:us") or actor.within(_US) for actor in part.actors):
            part.targets += [hit for hit in part.loose_targets if not hit.concept.attributes.get("acts")]
            host = lexis.hosted_at(places[0]) if places and not part.targets else None
            part.targets += [host] if host else []
        if scene.has("target", "place") and not any(hit.within(_US) for hit in (*part.targets, *part.actors)):
            meant = self._memory.base(scene, places) or self._memory.mission(scene)
            part.targets += [meant] if meant else []
        if act.table.part is Part.INTERCEPTION and not scene.arabic and all(_names_place(scene, hit) for hit in part.targets):
            part.targets += _own_base(scene, act, part)
        if not scene.arabic and vacated(scene):
            part.targets = [hit for hit in part.targets if not hit.within(_US)]
        if ahead and not part.targets and not scene.arabic:
            part.targets += [hit for hit in scene.interests if _addressed(scene, hit)]
        if ahead and all(hit.within(_GROUP) for hit in part.targets) and not warned_off(scene, act):
            self._complete_feared(part, places)
        if not places:
            home = next((hit for hit in scene.actors if hit.within(_FACTION) and hit not in part.targets), None)
            ashore = any(hit.within(_US) and not hit.within(_SHIPS) for hit in part.targets)
            places += [lexis.at_home(home)] if home and ashore else []
        if scene.arabic and not part.places and (ahead or not places):
            places += [lexis.at_home(hit) for hit in part.targets[:1] if hit.concept.id == "actor:iraq"]
        if not places and not scene.arabic:
            hosts = (*part.targets, *part.actors)[:1]
            armies = [hit for hit in hosts if any(hit.within(army) for army in _ARMIES)]
            people = [hit for hit in part.targets[:1] if hit.concept.id == "actor:iraq" and _of_the_country(scene, act, hit)]
            places += [lexis.at_home(hit) for hit in armies or people]
        if not places:
            against = any(hit.concept.attributes.get("jihadist") for hit in part.targets)
            places += [lexis.at_home(actor) for actor in part.actors[:1] if _at_home(scene, actor, jihadists=against)]
        if not places and any(asset.concept.attributes["names"] == MISSIONS for asset in scene.assets):
            places += [hit for hit in part.sources if hit.within("place:baghdad")]  # "rockets from Sadr City at the embassy"
        known = {hit.concept.id for hit in places}
        at = [place for place in map(lexis.place_of, part.targets) if place is not None]
        places[:0] = [place for place in at if place.concept.id not in known]

    def _complete_feared(self, part: Roles, places: list[Hit]) -> None:
        """Take who fears a power's strike as its target: a faction that empties its camps, Baghdad that is warned."""
        scene = self._scene
        theirs = [hit for hit in scene.actors if hit.within(_FACTION)]
        if not part.places and not part.targets:
            by_power = any(power(hit) for hit in (*scene.actors, *scene.interests))
            part.targets += [hit for hit in theirs if by_power or (scene.arabic and lead(scene, hit) == "place")]
        if not places and not any(hit.within(_FACTION) for hit in part.targets) and any(power(hit) for hit in part.actors):
            warned = next((hit for hit in scene.actors if hit.within("actor:iraq")), None)
            places += [scene.lexis.at_home(warned)] if warned else []


def _blast_at_theirs(scene: Scene, act: Act, part: Roles) -> bool:
    """Say whether a blast tore through an American mission or brand abroad: "a blast ripped through a fast-food restaurant"."""
    if scene.arabic or not scene.has("tears") or scene.has("heard", "beside"):
        return False
    hit = next((hit for hit in part.targets if hit.within(MISSIONS) or hit.within(_BRANDS)), None)
    if scene.has("american-state") or any(place.within(USA) for place in scene.places):
        return False
    return hit is not None and scene.any_between("tears", act.last, hit.first)


def _of_weapons(scene: Scene, act: Act) -> bool:
    """Say whether English words only take up weapons or name where they fly: "denied firing them", "Sunday's rockets on it"."""
    if scene.arabic:
        return False
    taken_up = act.table.part is Part.LAUNCH and scene.word(act.last + 1) in {"them", "it", "from"}
    return taken_up or (act.table.ahead and any(weapon.first == act.first for weapon in scene.weapons))


def _is_weapon(act: Act) -> bool:
    """Say whether an act is only a weapon that is told to come, which is nobody's target: "expecting American aircraft"."""
    return act.hit.concept.type == "weapon"


def _names_place(scene: Scene, hit: Hit) -> bool:
    return any(place.first == hit.first for place in scene.places)


def _own_base(scene: Scene, act: Act, part: Roles) -> list[Hit]:
    """Return the base of nobody else at which Americans shoot weapons down: "the US intercepted drones targeting a base"."""
    if not any(hit.within(_US) or hit.within("actor:us") for hit in part.actors):
        return []
    aimed = [asset for asset in scene.assets if asset.concept.attributes["names"] == BASES and asset.first > act.last]
    names = {name.last for name in (*scene.actors, *scene.places, *scene.interests)}
    free = [asset for asset in aimed if names.isdisjoint({asset.first - 1, asset.first - 2})]
    return [asset.renamed(scene.lexis.interests[BASES]) for asset in free[:1]]


def _hunted_there(part: Roles) -> list[Hit]:
    """Return Iraq where it tells of jihadists who were hit: it does so of those at home."""
    jihadists = any(hit.concept.attributes.get("jihadist") for hit in part.targets)
    return [place for place in part.speakers_places if jihadists and place.within("place:iraq")]


def _at_home(scene: Scene, actor: Hit, *, jihadists: bool) -> bool:
    """Say whether Iraq's own forces or aircraft strike, who do so at home, or Iraq ``jihadists``: "مقاتلات F16 العراقية"."""
    return actor.within("actor:iraqi-forces") or (
        actor.within("actor:iraq") and (jihadists or any(weapon.last == actor.first - 1 for weapon in scene.weapons))
    )


def _of_the_country(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether those hit are people of a country, and not only its state: "Iraqis", "Iraq's premier survived"."""
    return hit.form.role is not None or survives(scene, act, hit)


def _addressed(scene: Scene, hit: Hit) -> bool:
    """Say whether somebody is told what to expect: "Americans told rockets may follow", "advised citizens to"."""
    if hit.within(MISSIONS):
        return _tells_staff(scene, hit)
    behind = hit.last + 1 + (scene.word(hit.last + 1) in scene.lexis.frame("passive"))
    return not scene.lexis.frame("alerted").isdisjoint((scene.word(hit.first - 1), scene.word(behind)))


def _tells_staff(scene: Scene, mission: Hit) -> bool:
    """Say whether a mission tells its people what to do: "the consulate in Erbil has told staff to", "advised its citizens"."""
    alerted = scene.lexis.frame("alerted")
    at = next((at for at in range(mission.last + 1, mission.last + _OBJECT_REACH) if scene.word(at) in alerted), None)
    return at is not None and scene.any_between("staff", at, at + _VERB_REACH + 1) and not scene.divided(mission.last, at)


def _government(scene: Scene, place: Hit) -> bool:
    """Say whether a capital is named for a foreign state that strikes: "the campaign that Washington is planning"."""
    return any(actor.first == place.first and power(actor) for actor in scene.actors)


def _witnessed(scene: Scene, place: Hit) -> bool:
    """Say whether those who live at a place tell what befell it: "villagers near Daquq say", "police in Baiji said"."""
    if (
        not scene.arabic
        and place.concept.attributes.get("kind") != "country"
        and scene.any_between("witness", place.last, place.last + (3 if scene.word(place.last + 1) == "'s" else 2))
    ):
        return True  # "Kirkuk police said", "Amedi's mayor says"
    return scene.any_between("witness", place.first - _VERB_REACH - 1, place.first)


def _ids(hits: list[Hit]) -> tuple[str, ...]:
    return tuple(hit.concept.id for hit in hits)


def _carries(scene: Scene, act: Act, other: Act) -> bool:
    """Say whether an Arabic verb behind has the act itself for its object: "الغارة التي قتلت ... نفذتها طائرة"."""
    return act.last < other.first and scene.word(other.first).endswith(("ها", "ه"))


def _apart(scene: Scene, act: Act, other: Act) -> bool:
    """Say whether another act is an event of its own, and not what this one led to or its verb ("an air strike hit")."""
    if act.form is Form.NOUN and other.table.part is Part.LAUNCH and scene.arabic and _carries(scene, act, other):
        return False
    if other is act or other.table.outcome or _one_event(act, other):
        return False
    return not (_its_verb(scene, act, other) or _done_by(scene, act, other))


def _done_by(scene: Scene, act: Act, other: Act) -> bool:
    """Say whether an English act is what did another that is told of as suffered: "were killed by a fuel truck bomb"."""
    if scene.arabic or not act.passive or other.form is not Form.NOUN or not 0 < other.first - act.last <= _OBJECT_REACH:
        return False
    return scene.word(act.last + 1) == "by" and not scene.divided(act.last, other.first)


def _its_verb(scene: Scene, act: Act, other: Act) -> bool:
    """Say whether an English act is the subject of a verb further on: "an attack on the base in October struck the hall"."""
    if scene.arabic or act.form is not Form.NOUN or other.form is not Form.PAST or not other.verb or other.passive:
        return False
    between = (*scene.weapons, *scene.acts)
    return 0 < other.first - act.last <= _SUBJECT_REACH and not (
        any(act.last < hit.first < other.first for hit in between)
        or any(scene.any_between(frame, act.last, other.first) for frame in ("divider", "boundary", "relative", "speech"))
    )


def _one_event(act: Act, other: Act) -> bool:
    """Say whether an act and its verb are one event: "bomb attacks have targeted", "sent a drone crashing into"."""
    if 0 < other.first - act.last <= _VERB_REACH or (act.verb and other.form is Form.NOUN and 0 < act.first - other.last <= 2):
        return True
    return act.form is Form.GERUND and other.table.part is Part.LAUNCH and 0 < act.first - other.last <= _OBJECT_REACH


def _kind(scene: Scene, act: Act, status: Status, part: Roles, places: list[Hit]) -> Kind | None:
    """Return the kind; an attack that is only ahead counts as a strike where nothing but a strike would do it."""
    if act.table.needs is Needs.ARMED_TARGET:
        if not act.weapons and any(_drives(scene, hit) for hit in part.targets):
            return Kind.ATTACK
        armed = any(hit.within(_FACTION) or hit.within(_US) or _of_iraq(hit, places) for hit in part.targets)
        armed = armed or (not scene.arabic and any(power(hit) for hit in part.actors))
        return Kind.STRIKE if armed or unexplained(scene, places) else None
    if act.kind is Kind.ATTACK and status is Status.UNCONFIRMED and (act.table.broad or _heard_flying(scene)):
        return Kind.STRIKE
    if act.kind is Kind.ATTACK and act.table.broad and status in AHEAD:
        faction = any(hit.within(_FACTION) for hit in part.targets)
        forces = any(hit.concept.attributes.get("sector") == "military" for hit in part.targets)
        ours = any(hit.within(_US) for hit in part.targets)
        powers = [hit for hit in (*scene.actors, *part.actors) if power(hit) and not (ours and hit.within("actor:us"))]
        state = any(hit not in part.targets for hit in powers)
        if faction or state or (forces and places):
            return Kind.STRIKE
    return act.kind


def _heard_flying(scene: Scene) -> bool:
    """Say whether something that flies is told of beside what nobody explains: "guards swear they heard an aircraft"."""
    return scene.has("aircraft") or any(map(flies, scene.weapons))


def _of_iraq(hit: Hit, places: list[Hit]) -> bool:
    """Say whether those whom Iran backs are hit in Iraq: "an arms depot of an Iran-backed militia north of Baghdad"."""
    return hit.concept.id == _BACKED and any(place.within("place:iraq") for place in places)


def _drives(scene: Scene, hit: Hit) -> bool:
    """Say whether Americans are on the road, where what blows up beside them was laid: "انفجار استهدف رتلا للتحالف"."""
    return hit.within(_US) and not scene.lexis.frame("convoy").isdisjoint(scene.words(hit.first, hit.last))


def _days(times: list[Dated]) -> tuple[date, ...]:
    return tuple(dict.fromkeys(time.day for time in times if time.day is not None and time.precision == 1))


def _when(times: list[Dated]) -> When | None:
    for time in times:
        if time.day is not None:
            return When(day=time.day, precision=time.precision)
    return None
