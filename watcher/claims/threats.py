"""Threats against somebody: by their own words, by a feared act, by a protector's alert, by the end of a truce."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from watcher.claims.acts import Act, flies
from watcher.claims.arabic import led_by_lam, opens_clause
from watcher.claims.assemble import actors, evidence, mentions, span
from watcher.claims.attribution import source
from watcher.claims.blocking import blocker
from watcher.claims.carry import Memory
from watcher.claims.direction import Roles
from watcher.claims.foretold import foretold, foretold_strike, is_foe
from watcher.claims.grammar import Form, grammar
from watcher.claims.history import Dated
from watcher.claims.interests import MISSIONS
from watcher.claims.lexis import ActTable, Needs, Part, ThreatTable
from watcher.claims.menacing import means_violence, military, own_kept_off
from watcher.claims.model import AHEAD, HAPPENED, Claim, Kind, Status
from watcher.claims.names import lead, speaks
from watcher.claims.powers import power
from watcher.claims.scene import Scene
from watcher.claims.status import Decision, decide
from watcher.claims.warned_off import americans_threaten, power_warns, tells_foes
from watcher.text.lexicon import Hit

US = "interest:us"
_WORDS = ActTable(Kind.THREAT, Needs.NOTHING, Part.VERB)
_OWN_WORDS = ThreatTable(Status.THREATENED, "phrase", "foretold")
_NEGATED_TOO = frozenset({"ended", "no", "unsafe", "foretold"})
"""What threats that a "no" belongs to ask: "the truce is no more", "no American ship would cross in peace"."""
_UNDONE = frozenset({Status.NEGATED, Status.DENIED, Status.HISTORICAL, Status.EXERCISE})
_PLANNED = frozenset({Status.THREATENED, Status.ORDERED, Status.CONSIDERED})
_FBI = "actor:fbi"
_USA = "place:usa"
_IRAQ = "place:iraq"
_FACTION = "actor:iraqi-faction"
_ARMED = "actor:armed-group"
_NEIGHBOURS = frozenset({"actor:israel", "actor:iran", "actor:turkey"})
"""States that strike Iraq, or would."""
_SUFFERED = frozenset({"be", "expect"})
"""Verbs whose subject is the one who is threatened."""
_NEAR = 7
_CLOSE = 4
_NAMED_BY = 2
"""Words before a truce within which a time only names it: "the May truce"."""


class Threats:
    """The threats of one sentence."""

    def __init__(
        self, scene: Scene, times: Sequence[Dated], senses: Mapping[str, Hit], memory: Memory, told: Sequence[Claim]
    ) -> None:
        self._scene = scene
        self._times = times
        self._senses = senses
        self._memory = memory
        self._told = told

    def claims(self) -> list[Claim]:
        """Return a claim for each feared act and for the words that threaten."""
        against = [claim for hit in self._scene.threats for claim in self._by_power(hit)]
        if power_warns(self._scene):
            return against
        at_home = self._found_out if not self._scene.arabic else self._at_home
        out = against + [replace(claim, kind=Kind.THREAT) for claim in map(at_home, self._told) if _feared(claim)]
        for hit in self._scene.threats:
            out += self._worded(hit)
        told = any(claim.status is not Status.HYPOTHETICAL for claim in self._told)  # "if they strike again, no ship will pass"
        return out or self._of_ours() or ([] if told else self._foretold())

    def _of_ours(self) -> list[Claim]:
        """Return that nobody threatens Americans where they tell their enemies something themselves."""
        ours = tells_foes(self._scene)
        if ours is None:
            return []
        claim = self._claim(ours, _OWN_WORDS, [ours], [self._scene.lexis.standing_for(ours, US)])
        return [replace(claim, status=Status.NEGATED)]

    def _foretold(self) -> list[Claim]:
        """Return the threat that somebody armed, or a state, makes in words of their own."""
        told = foretold(self._scene)
        if told is not None:
            return self._with_strike(self._claim(told.whom[0], _OWN_WORDS, told.by, told.whom), [])
        told = foretold_strike(self._scene)
        if told is not None:
            return [replace(self._claim(told.whom[0], _OWN_WORDS, told.by, told.whom), kind=Kind.STRIKE)]
        return []

    def _found_out(self, claim: Claim) -> Claim:
        """Take an attack that the FBI foresees for one on their citizens: "a plot to bomb a mall, the FBI said"."""
        scene = self._scene
        fbi = next((actor for actor in scene.actors if actor.concept.id == _FBI), None)
        away = any(not place.within(_USA) for place in scene.places)
        if fbi is None or away or claim.targets or claim.status not in AHEAD:
            return claim
        return replace(claim, targets=mentions(scene.document, [scene.lexis.standing_for(fbi, US)]))

    def _at_home(self, claim: Claim) -> Claim:
        """Take an attack that is warned of inside the United States for one on their citizens: "هجمات داخل الولايات المتحدة"."""
        scene = self._scene
        if claim.status is not Status.WARNED:
            return claim
        ours = [hit for hit in scene.actors if hit.concept.id == "actor:us" and hit.form.role != "demonym"]
        inside = [hit for hit in ours if lead(scene, hit) == "place"]
        inside += [hit for hit in scene.places if hit.concept.id == "place:usa" and self._soil(hit)]
        inside = [scene.lexis.standing_for(hit, US) for hit in inside if hit.start > claim.cues[0][1].end]
        return replace(claim, targets=mentions(scene.document, inside)) if inside else claim

    def _soil(self, hit: Hit) -> bool:
        """Say whether a country is where something may come, or its soil is: "هجمات على الأراضي الأميركية"."""
        scene = self._scene
        land = hit.form.role is None or scene.word(hit.first - 1) in scene.lexis.frame("land")
        return land and lead(scene, hit) in {"target", "place"}

    def _worded(self, hit: Hit) -> list[Claim]:
        scene = self._scene
        table: ThreatTable = scene.lexis.threats[hit.concept.id]
        if self._other_sense(hit) or not means_violence(self._scene, hit, table) or self._of_foes(hit) or self._nobody(hit):
            return []
        if americans_threaten(scene, hit, table):
            return []
        targets = self._targets(hit, table)
        at_home = [] if targets else self._threatened_by_neighbour(hit, table)
        if not (targets or at_home) or scene.any_between("reacting", hit.first - _CLOSE, hit.first):
            return []  # "in retaliation for a plot"
        claim = self._claim(hit, table, [actor for actor in scene.actors if actor.last < hit.first], targets or at_home)
        if at_home:
            return [replace(claim, kind=Kind.STRIKE)]
        return self._with_strike(claim, targets if table.strikes else [])

    def _of_foes(self, hit: Hit) -> bool:
        """Say whether somebody armed is told to suffer it: "the Pentagon says that Iranian boats in range will be hit"."""
        scene = self._scene
        if scene.arabic or _SUFFERED.isdisjoint(scene.words(hit.first, hit.last)):
            return False
        before = [name for name in (*scene.actors, *scene.interests) if 0 < hit.first - name.last <= _CLOSE]
        nearest = max(before, key=lambda name: name.last, default=None)
        return nearest is not None and is_foe(nearest.concept) and not speaks(scene, nearest)

    def _nobody(self, hit: Hit) -> bool:
        """Say whether nothing of theirs is told to be it: "no runway they use is a target", "none of them is a target"."""
        scene = self._scene
        if (
            scene.arabic
            or scene.word(hit.first) not in {"is", "are", "be", "was", "were"}
            or scene.lexis.threats[hit.concept.id].asks
        ):
            return False
        none = [at for at in range(hit.first - 1, hit.first - _NEAR - 1, -1) if scene.word(at) in {"no", "none", "neither"}]
        return bool(none) and not scene.divided(none[0], hit.first)

    def _with_strike(self, claim: Claim, targets: Sequence[Hit]) -> list[Claim]:
        """Return a threat, and the strike in Iraq that it is where it speaks of other weapons than those used, or of forces."""
        used = {name for told in self._told if told.status in HAPPENED for name in told.weapons}
        armed = any(flies(weapon) and weapon.concept.id not in used for weapon in self._scene.weapons)
        strike = armed or any(military(target) for target in targets)
        return [claim, replace(claim, kind=Kind.STRIKE)] if strike and any(_IRAQ in at.within for at in claim.places) else [claim]

    def _by_power(self, hit: Hit) -> list[Claim]:
        """Return the strike that a foreign state threatens a faction, or Iraq, with: "their camps live on borrowed time"."""
        scene = self._scene
        table: ThreatTable = scene.lexis.threats[hit.concept.id]
        if not table.strikes or table.part != "phrase" or table.asks == "ended":
            return []
        powers = [actor for actor in scene.actors if power(actor) and self._says(actor, hit)]
        kept_off = own_kept_off(scene, hit)
        if not powers or self._other_sense(hit) or not (kept_off or means_violence(self._scene, hit, table)):
            return []
        factions = [actor for actor in scene.actors if actor.within(_FACTION) and not speaks(scene, actor)]
        leads = {"place", "target", None} if scene.arabic else {"place", "target"}
        places = [place for place in scene.places if place.within(_IRAQ) and lead(scene, place) in leads]
        if not factions and not places:
            return []
        claim = replace(self._claim(hit, table, powers, factions), kind=Kind.STRIKE)
        return [replace(claim, status=Status.NEGATED) if kept_off else claim]

    def _says(self, actor: Hit, hit: Hit) -> bool:
        """Say whether somebody speaks the words: before a colon, too; in Arabic whoever is named first does."""
        scene = self._scene
        if speaks(scene, actor) and not scene.arabic:
            return True
        if not scene.arabic:
            return actor.first - scene.sentence.first <= 1 and ":" in scene.words(actor.last + 1, actor.last + _NEAR)
        first = actor is scene.actors[0] and not any(name.last < actor.first for name in scene.interests)
        spoke = speaks(scene, actor) or scene.any_between("said-of", actor.first - 3, hit.first)
        return spoke and (first or actor.last > hit.first)

    def _other_sense(self, hit: Hit) -> bool:
        return blocker(self._scene, hit, self._senses, armed=bool(self._scene.weapons), beside=False) is not None

    def _claim(self, hit: Hit, table: ThreatTable, by: list[Hit], targets: list[Hit]) -> Claim:
        """Return what words that threaten claim."""
        scene = self._scene
        act = Act(hit, _WORDS, Kind.THREAT, (), Form.NOUN, passive=False)
        others = [other.first for other in scene.acts if not hit.first <= other.first <= hit.last]
        times = [time for time in self._times if table.asks != "ended" or not 0 < hit.first - time.last <= _NAMED_BY]
        decision = decide(scene, act, times, others, table.status)
        undone = _UNDONE - ({Status.NEGATED} if table.asks in _NEGATED_TOO or self._closes(table, decision) else set())
        denied = any(told is Status.DENIED for told, _hit in decision.cues)
        status = Status.DENIED if denied else decision.status if decision.status in undone else table.status
        where = [place for place in map(scene.lexis.place_of, targets) if place is not None]
        places, carried = self._places(targets)
        return Claim(
            kind=Kind.THREAT,
            status=status,
            actors=actors(scene, by),
            targets=mentions(scene.document, targets),
            places=mentions(scene.document, where) + mentions(scene.document, places, carried=carried),
            attributed_to=source(scene),
            conditional=decision.conditional,
            cues=(
                (f"threat:{status}", span(scene.document, hit.start, hit.end)),
                *((f"status:{told}", span(scene.document, cue.start, cue.end)) for told, cue in decision.cues),
            ),
            evidence=evidence(scene, hit),
            sentence=scene.number,
        )

    def _closes(self, table: ThreatTable, decision: Decision) -> bool:
        """Say whether only what the protector does for an alert is negative: "suspended services over security threats"."""
        closes = self._scene.lexis.frame("closes")
        negated = (cue for told, cue in decision.cues if told is Status.NEGATED)
        return table.part == "alert" and all(self._scene.word(cue.first) in closes for cue in negated)

    def _places(self, targets: Sequence[Hit]) -> tuple[list[Hit], bool]:
        """Return where the one who is threatened is, and whether that was taken over; a faction does so at home, if no ships."""
        scene = self._scene
        places, carried = self._memory.places(scene, Roles(loose_places=[p for p in scene.places if p.form.role != "demonym"]))
        ashore = not targets or any(not hit.within("interest:us-ships") for hit in targets)
        home = next((hit for hit in scene.actors if hit.within(_FACTION)), None) if ashore else None
        return ([scene.lexis.at_home(home)], False) if home is not None and not places else (places, carried)

    def _their_own(self, hit: Hit) -> bool:
        """Say whether the threat is to what belongs to whoever was named before: "threatened to kill its engineers"."""
        scene = self._scene
        words = scene.words(hit.last + 1, min(hit.last + _NEAR, scene.sentence.last))
        return any(word in scene.lexis.frame("own") or (scene.arabic and word.endswith("ها")) for word in words)

    def _own_threat(self, beside: Sequence[Hit], hit: Hit) -> bool:
        """Say whether the only ones named before an English threat make it themselves: "a US firm threatened to sue"."""
        scene = self._scene
        if scene.arabic or scene.any_between("passive", hit.first - _CLOSE, hit.first):
            return False
        subject = next((other for other in beside if other.first - scene.sentence.first <= 1), None)
        return subject is not None and not any(actor.last < hit.first for actor in scene.actors if actor.form.role is None)

    def _suffered(self, hit: Hit) -> bool:
        """Say whether whoever stands before an English threat is threatened: "the base is threatened by the militia"."""
        scene = self._scene
        by = not scene.arabic and scene.word(hit.last + 1) == "by"
        return by and scene.any_between("passive", hit.first - _CLOSE, hit.first)

    def _targets(self, hit: Hit, table: ThreatTable) -> list[Hit]:
        """Return who is threatened: for verbs whoever follows, else whoever is named, else for a truce whoever it is with."""
        scene = self._scene
        protector = table.asks == "protector"
        named = [o for o in scene.interests if not self._subject(o, hit) or (protector and o.within(MISSIONS))]
        hosts = [scene.lexis.hosted_at(place) for place in scene.places]
        named += [host for host in hosts if host is not None]
        if table.part == "verb":
            if self._suffered(hit):
                foe = any(0 < actor.first - hit.last <= _CLOSE + 1 and is_foe(actor.concept) for actor in scene.actors)
                before = [other for other in scene.interests if other.last < hit.first]
                return before[-1:] if foe else []
            alongside = scene.lexis.frame("alongside")
            if scene.arabic:
                named = [
                    other
                    for other in named
                    if other.first > hit.last + 1 or other.concept.attributes.get("sector") != "government"
                ]
            beside = [other for other in named if hit.first - other.last > _CLOSE or other.first > hit.last]
            beside = [other for other in beside if other.concept.attributes.get("acts") is not True or lead(scene, other)]
            armed = any(actor.within(_ARMED) and actor.last < hit.first for actor in scene.actors)
            if not scene.arabic:
                beside = [] if self._others(hit) else beside
                end = next((at for at in range(hit.last, scene.sentence.last) if scene.word(at) == ";"), scene.sentence.last)
                named = [other for other in named if other.first < end]
            named = [
                other
                for other in named
                if other.first > hit.last and self._meant(other, hit) and scene.word(other.first - 1) not in alongside
            ]
            named = named or (beside if armed or (self._their_own(hit) and not self._own_threat(beside, hit)) else [])
        if named:
            return named
        if (
            table.country
            or self._told_off(hit)
            or (scene.arabic and any(actor.within(_ARMED) and actor.first > hit.last for actor in scene.actors))
        ):
            powers = [actor for actor in scene.actors if actor.concept.id == "actor:us" and self._threatened(actor, hit, table)]
            if powers:
                return [scene.lexis.standing_for(power, US) for power in powers[:1]]
        if table.carries:
            return self._memory.interests(scene, US)
        return []

    def _threatened_by_neighbour(self, hit: Hit, table: ThreatTable) -> list[Hit]:
        """Return the Iraqis whom another state than the United States threatens: "التهديدات الإسرائيلية للعراق"."""
        scene = self._scene
        if not scene.arabic or hit.form.verb or not table.strikes or any(claim.kind is Kind.STRIKE for claim in self._told):
            return []
        states = (actor for actor in scene.actors if not _NEIGHBOURS.isdisjoint(actor.concept.within))
        by = next((actor for actor in states if 0 < actor.first - hit.last < _CLOSE), None)
        if by is None:
            return []
        behind = [name for name in (*scene.actors, *scene.places) if name.first > by.last]
        meant = [name for name in behind if led_by_lam(name) or lead(scene, name) == "target"]
        if not all(name.within("actor:iraq") or name.within(_IRAQ) or name.within(_FACTION) for name in meant):
            return []
        return [name for name in behind if name.within(_FACTION) or (name in meant and name.within("actor:iraq"))]

    def _meant(self, other: Hit, hit: Hit) -> bool:
        """Say whether whoever follows a threat is meant by it: behind "if" only who is to leave, "if US soldiers stay"."""
        scene = self._scene
        done = (claim.cues[0][1].start for claim in self._told if claim.status in HAPPENED)
        if any(hit.end < start < other.start for start in done):
            return False  # "vowed to find those who fired at the embassy"
        if not hit.form.verb and not scene.arabic and "," in scene.words(hit.last + 1, other.first - 1):
            return False  # "ignoring US warnings, the group fired at the embassy"
        conditional = scene.any_between("if", hit.last, other.first)
        return not conditional or scene.any_between("staying", other.last, other.last + _CLOSE + 1)

    def _others(self, hit: Hit) -> bool:
        """Say whether a verb threatens somebody else: "threatened to kill a British captive"."""
        return any(0 < actor.first - hit.last <= _CLOSE and not actor.within("actor:us") for actor in self._scene.actors)

    def _threatened(self, power: Hit, hit: Hit, table: ThreatTable) -> bool:
        """Say whether the United States as such is the one threatened, not the one who threatens."""
        scene = self._scene
        to_leave = power.form.role == "demonym" and scene.word(power.last + 1) in scene.lexis.frame("leaving-home")
        if to_leave or (power.first > hit.last and scene.any_between("avenging", hit.last, power.first)):
            return True  # "vowed to respond to the American strike"
        if speaks(scene, power) or power.form.role in {"demonym", "leader"}:
            return False
        if table.part != "verb":
            return not any(power.last < actor.first and actor.last < hit.first for actor in scene.actors)
        if scene.arabic and scene.any_between("if", hit.last, power.first):
            return False  # who attacks first, "إذا هاجمت أميركا إيران"
        if scene.arabic and lead(scene, power) != "target" and not led_by_lam(power):
            beside = power.first == hit.last + 1 and any(0 < hit.first - actor.last <= 2 for actor in scene.actors)
            return beside or any(hit.last < actor.first < power.first for actor in scene.actors)
        return power.first > hit.last

    def _told_off(self, hit: Hit) -> bool:
        """Say whether somebody armed warns the United States off force: "Iran warned the US not to intervene in the Gulf"."""
        scene = self._scene
        if scene.arabic or not scene.word(hit.first).startswith("warn") or not scene.has("uses-force"):
            return False
        foe = any(is_foe(actor.concept) and 0 < hit.first - actor.last <= _NEAR for actor in scene.actors)
        ours = next((actor for actor in scene.actors if actor.within("actor:us") and 0 < actor.first - hit.last <= 2), None)
        if not foe or ours is None:
            return False
        at = ours.last + 1
        while any(time.first <= at <= time.last for time in scene.times) or scene.word(at) == "on":
            at += 1
        off = scene.words(at, at + 1) == ["not", "to"] or scene.word(at) == "against"
        return off and scene.any_between("uses-force", at, at + _CLOSE + 1)

    def _subject(self, other: Hit, hit: Hit) -> bool:
        """Say whether somebody threatens or tells of it himself: "لوح الجيش الأميركي بقصف", "الجيش الأميركي سيقصف الفصائل"."""
        scene = self._scene
        if scene.arabic and other.concept.attributes.get("acts"):
            colon = other.last < hit.first and scene.word(other.last + 1) == ":"
            strikes = (
                other.last == hit.first - 1
                and grammar(scene, hit, Part.VERB) is Form.FUTURE
                and any(name.first > hit.last and lead(scene, name) is None for name in (*scene.actors, *scene.places))
            )
            if colon or strikes or any(opens_clause(scene, verb, other) for verb in scene.threats):
                return True
        return (other.last < hit.first or not scene.arabic) and speaks(scene, other)


def _feared(claim: Claim) -> bool:
    """Say whether an act against somebody is still to come, and not one that the United States itself plans or threatens."""
    if claim.status not in AHEAD or not claim.targets:
        return False
    ours = any("actor:us" in actor.within for actor in claim.actors)
    return not (ours and claim.status in _PLANNED)
