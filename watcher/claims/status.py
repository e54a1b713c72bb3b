"""How far an act is fact: cues in scope, grammar and freshness, weighed against each other."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from watcher.claims.acts import Act
from watcher.claims.grammar import Form
from watcher.claims.history import Dated, Freshness
from watcher.claims.lexis import CueTable, Part, Side
from watcher.claims.model import Claim, Kind, Status
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

AHEAD = frozenset({Status.THREATENED, Status.ORDERED, Status.CONSIDERED, Status.WARNED, Status.EXPECTED})
"""Statuses of what has not happened yet."""
HAPPENED = frozenset({Status.ACTUAL, Status.ATTEMPTED, Status.INTERCEPTED, Status.CLAIMED, Status.ACCUSED, Status.AFTERMATH})
"""Statuses of what is told as having happened."""

_CLAUSE = 30
_BOUND = 6
_OWN_DAY = 10
_CONDITION = 8
_MODAL = 5
_ALSO = 13
_QUALIFIED = 3
_AVERTED = "cue:averted"
"""What is prevented is still feared where it is called possible or imminent: "ways to prevent a possible attack"."""

_PRECEDENCE = (
    Status.EXERCISE,
    Status.NEGATED,
    Status.DENIED,
    Status.HYPOTHETICAL,
    Status.THREATENED,
    Status.ORDERED,
    Status.CONSIDERED,
    Status.WARNED,
    Status.EXPECTED,
    Status.UNCONFIRMED,
    Status.HISTORICAL,
    Status.INTERCEPTED,
    Status.ATTEMPTED,
    Status.CLAIMED,
    Status.ACCUSED,
    Status.AFTERMATH,
)


@dataclass(slots=True)
class Decision:
    """A status with the cues that led to it."""

    status: Status
    cues: list[tuple[Status, Hit]] = field(default_factory=list)
    times: list[Dated] = field(default_factory=list)
    conditional: bool = False


def decide(scene: Scene, act: Act, times: Sequence[Dated], others: Sequence[int], default: Status = Status.ACTUAL) -> Decision:
    """Return the status of ``act``; ``others`` are the first tokens of the sentence's other acts, ``times`` its times."""
    governing, conditional = _governing(scene, act)
    near = nearest(act, times, others)
    default = act.table.status if default is Status.ACTUAL else default
    return Decision(_weigh(scene, act, governing, near, alone=not others, default=default), governing, near, conditional)


def _governing(scene: Scene, act: Act) -> tuple[list[tuple[Status, Hit]], bool]:
    """Return the cues in whose scope an act stands, with what they tell, and whether one is a condition."""
    strong: list[tuple[Status, Hit]] = []
    weak: list[tuple[Status, Hit]] = []
    conditional = spared = False
    for hit in scene.cues:
        table = scene.lexis.cues[hit.concept.id]
        if (table.threats and act.kind is not Kind.THREAT) or not in_scope(scene, act, hit, table):
            continue
        if table.conditional:
            conditional = True
        elif table.status is Status.UNCONFIRMED and any(actor.first == hit.last + 1 for actor in scene.actors):
            continue
        elif table.status is not Status.ACTUAL:
            (weak if table.weak else strong).append((table.status, hit))
        elif 0 < act.first - hit.last <= _BOUND:
            strong.append((Status.DENIED, hit))
        else:
            spared = True
    if any(status is Status.EXPECTED and 0 < hit.first - act.last <= _QUALIFIED for status, hit in strong):
        strong = [(status, hit) for status, hit in strong if hit.concept.id != _AVERTED]
    strong = [(status, hit) for status, hit in strong if not (status is Status.NEGATED and _overtaken(scene, act, hit, strong))]
    if any(_negated_any(scene, hit) for _status, hit in weak):
        strong.append((Status.NEGATED, weak[0][1]))
    if spared:
        strong = [(status, hit) for status, hit in strong if status is not Status.DENIED]
    return strong or weak, conditional


def _overtaken(scene: Scene, act: Act, no: Hit, cues: Sequence[tuple[Status, Hit]]) -> bool:
    """Say whether a "no" is about something else: a comma and a warning stand between it and the act, or a condition does."""
    if no.first > act.last:
        return any(
            scene.lexis.cues[hit.concept.id].conditional and act.last < hit.first and hit.last < no.first for hit in scene.cues
        )
    return any(
        status in AHEAD and no.last < hit.first and hit.last < act.first and scene.any_between("divider", no.last, hit.first)
        for status, hit in cues
    )


def _negated_any(scene: Scene, cue: Hit) -> bool:
    """Say whether "any" only carries a "no" on: "لم يصدر أي تهديد", "has not made any threat"."""
    return any(
        0 < cue.first - hit.last <= _CONDITION
        and scene.lexis.cues[hit.concept.id].status is Status.NEGATED
        and not scene.any_between("divider", hit.last, cue.first)
        for hit in scene.cues
    )


def _weigh(
    scene: Scene,
    act: Act,
    governing: Sequence[tuple[Status, Hit]],
    near: Sequence[Dated],
    *,
    alone: bool,
    default: Status,
) -> Status:
    told = {status for status, _hit in governing}
    fresh = {time.freshness for time in near}
    settled = _settled(scene, act, governing, fresh, told)
    if settled is not None:
        return settled
    if Freshness.FRESH in fresh and (_dated_apart(scene, act, governing, near) or _yields(scene, governing)):
        told.discard(Status.HISTORICAL)
    if act.form is Form.FUTURE or (scene.arabic and (_purpose(scene, act) or _subjunctive(scene, act))):
        return next((status for status in (Status.EXERCISE, Status.NEGATED) if status in told), _ahead(told))
    if Freshness.FUTURE in fresh and act.form is not Form.PAST:
        told.add(Status.EXPECTED)
    if {Status.DENIED, Status.UNCONFIRMED} <= told and not _explained(scene):
        told.discard(Status.DENIED)
    if Status.DENIED in told and _explained(scene) and scene.any_between("blame", scene.sentence.first - 1, scene.sentence.last):
        told.discard(Status.DENIED)
        told.add(Status.UNCONFIRMED)
    first = next((status for status in _PRECEDENCE if status in told), None)
    if first is None:
        return _untold(scene, act, alone=alone) if default is Status.ACTUAL else default
    return _ahead(told) if first in AHEAD else first


def _settled(
    scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]], fresh: Collection[Freshness], told: Collection[Status]
) -> Status | None:
    """Return the status that time or grammar gives an act whatever its other cues say, if they do."""
    if _is_past(scene, act, governing, fresh, told):
        return Status.HISTORICAL
    if _in_condition(scene, act) or (Freshness.FRESH not in fresh and _reacted_to(scene, act)):
        return Status.HYPOTHETICAL
    if act.table.part is not Part.NOUN and act.weapons and _found(scene, act):
        return Status.WARNED if scene.word(act.first) in scene.lexis.frame("aimed") else Status.NEGATED
    return Status.THREATENED if act.form is Form.PAST and _or_else(scene, act) else None


def _or_else(scene: Scene, act: Act) -> bool:
    """Say whether an act is what somebody is told to expect otherwise: "or see their camps bombed"."""
    if {scene.word(act.first - 1), scene.word(act.first - 2)} & scene.lexis.frame("or-else"):
        return True
    before = [scene.word(act.first - step) for step in range(2, _MODAL + 1)]
    return act.verb and "or" in before and not {"see", "have"}.isdisjoint(before)


def _subjunctive(scene: Scene, act: Act) -> bool:
    """Say whether an Arabic present stands behind "أن" and has not happened: "يريد أن تقصف", but not "قبل أن تقصف"."""
    if act.form is not Form.PRESENT or scene.word(act.first - 1) != "ان":
        return False
    return scene.word(act.first - 2) not in scene.lexis.frame("came-to")


def _is_past(
    scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]], fresh: Collection[Freshness], told: Collection[Status]
) -> bool:
    """Say whether a look back stands right before the act, or its own time is old and nobody speaks of what is to come."""
    if any(status is Status.HISTORICAL and _binds(scene, cue, act) for status, cue in governing):
        return True
    if any(status in AHEAD for status in told):
        return False
    return Freshness.OLD in fresh or Freshness.SINCE in fresh or (Freshness.FRESH not in fresh and _told_of(scene, act))


def _told_of(scene: Scene, act: Act) -> bool:
    """Say whether a clause only tells what sort of people or thing is meant: "militias that have fired rockets at"."""
    if not scene.has("relative-clause"):
        return False
    relative, perfect = scene.lexis.frame("relative-clause"), scene.lexis.frame("perfect")
    for at in range(act.first - 1, max(scene.sentence.first + 1, act.first - _CONDITION), -1):
        if scene.word(at) in scene.lexis.frame("divider"):
            return False
        if scene.word(at) in perfect:
            return scene.word(at - 1) in relative
    return False


def _untold(scene: Scene, act: Act, *, alone: bool) -> Status:
    """Return the status of an act that no cue governs."""
    if act.table.part is Part.INTERCEPTION:
        return Status.INTERCEPTED
    if act.form in {Form.NOUN, Form.GERUND} and act.kind is Kind.ATTACK and _alert(scene):
        return Status.WARNED
    return Status.EXPECTED if (alone and _infinitive(scene, act)) or _also_to(scene, act) else Status.ACTUAL


def _in_condition(scene: Scene, act: Act) -> bool:
    """Say whether an act is only what something else depends on: "if it strikes American bases"."""
    if not act.verb or not (scene.has("if") or scene.word(scene.sentence.first) == "had"):
        return False
    for at in range(act.first - 1, max(scene.sentence.first, act.first - _CONDITION) - 1, -1):
        word = scene.word(at)
        if word in scene.lexis.frame("if"):
            return scene.word(at - 1) not in scene.lexis.frame("asked")
        if word == "had" and at == scene.sentence.first and scene.any_between("would", act.last, scene.sentence.last):
            return True
        if word in scene.lexis.frame("divider"):
            return False
    return False


def _reacted_to(scene: Scene, act: Act) -> bool:
    """Say whether attacks of no day are only what somebody answers or fends off: "the right to respond to attacks"."""
    if act.verb or not scene.word(act.first).endswith("s"):
        return False
    joins = scene.lexis.frame("reacted-to")
    at = next((act.first - step for step in (1, 2) if scene.word(act.first - step) in joins), None)
    return at is not None and scene.any_between("reacting", at - 3, at)


def _found(scene: Scene, act: Act) -> bool:
    """Say whether the weapons of an act were only found: "launchers aimed at the base were found", "a cache was destroyed"."""
    if not scene.has("found"):
        return False
    found, divider = scene.lexis.frame("found"), scene.lexis.frame("divider") - {"-"} | scene.lexis.frame("subordinate")
    for step in (-1, 1):
        at = act.first + step
        while scene.word(at) and scene.word(at) not in divider:
            if scene.word(at) in found:
                return True
            at += step
    return False


def _alert(scene: Scene) -> bool:
    """Say whether a protector's alert names what is feared."""
    return any(scene.lexis.threats[hit.concept.id].part == "alert" for hit in scene.threats)


def _explained(scene: Scene) -> bool:
    """Say whether the sentence explains the noise otherwise."""
    return any(scene.lexis.cues[cue.concept.id].explains for cue in scene.cues)


def _infinitive(scene: Scene, act: Act) -> bool:
    """Say whether an English act is only meant: "a free hand to hit", but not "used drones to hit"."""
    if scene.word(act.first - 1) != "to" or not act.verb:
        return False
    return not any(scene.word(act.first - step) in scene.lexis.frame("means") for step in range(2, _BOUND + 2))


def _also_to(scene: Scene, act: Act) -> bool:
    """Say whether "and" joins a bare verb to an infinitive: "to hijack planes and blow up", "would mine the strait and hit"."""
    word = scene.word(act.first)
    either = word in scene.lexis.frame("ambiguous-past")
    past = act.form is Form.PAST and not either
    if not act.verb or scene.word(act.first - 1) != "and" or past or word.endswith(("s", "ing")):
        return False
    meant = scene.lexis.frame("infinitive") - ({"to"} if either else frozenset())
    return any(scene.word(act.first - step) in meant for step in range(3, _ALSO))


def _dated_apart(scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]], near: Sequence[Dated]) -> bool:
    """Say whether an act has its own fresh day behind it and every look back stands in another part of the sentence."""
    if not any(time.freshness is Freshness.FRESH and 0 < time.first - act.last <= _OWN_DAY for time in near):
        return False
    return all(
        scene.any_between("divider", min(cue.last, act.last), max(cue.first, act.first))
        for status, cue in governing
        if status is Status.HISTORICAL
    )


def _yields(scene: Scene, governing: Sequence[tuple[Status, Hit]]) -> bool:
    """Say whether every look back is a habit, which a fresh day outweighs."""
    return all(scene.lexis.cues[cue.concept.id].yields for status, cue in governing if status is Status.HISTORICAL)


def _binds(scene: Scene, cue: Hit, act: Act) -> bool:
    """Say whether a look back stands directly before the act: "the anniversary of the raid"."""
    table: CueTable = scene.lexis.cues[cue.concept.id]
    if table.side is not Side.SENTENCE:
        return table.binds
    return 0 < act.first - cue.last <= _BOUND and not scene.any_between("boundary", cue.last, act.first)


def _ahead(told: Collection[Status]) -> Status:
    """Return the strongest of the statuses ahead; a bare future is expected, or threatened where somebody threatens."""
    return next((status for status in _STRENGTH if status in told), Status.EXPECTED)


_STRENGTH = (Status.THREATENED, Status.ORDERED, Status.WARNED, Status.CONSIDERED, Status.EXPECTED)


def nearest(act: Act, times: Sequence[Dated], others: Sequence[int]) -> list[Dated]:
    """Return the expressions of time that belong to ``act`` rather than to another act of the sentence."""
    out = []
    for time in times:
        if time.freshness is Freshness.SINCE and all(other.freshness is not Freshness.FRESH for other in times):
            out.append(time)
            continue
        own = _gap(time, act.first, act.last)
        if all(own <= _gap(time, other, other) for other in others):
            out.append(time)
    return out


def _gap(time: Dated, first: int, last: int) -> float:
    """Return the distance; a time after its act is nearer than one before it."""
    return time.first - last if time.first > last else (first - time.last) + 0.5


def in_scope(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether a cue governs an act."""
    if cue.first <= act.last and cue.last >= act.first:
        return table.side is Side.SENTENCE or (cue.first < act.first and table.status is Status.NEGATED)
    if table.side is Side.SENTENCE:
        return True
    after = cue.last < act.first
    first, last = (cue.last, act.first) if after else (act.last, cue.first)
    gap = last - first
    if table.side is (Side.BEFORE if after else Side.AFTER) or gap > table.reach or _cut_off(scene, table, first, last):
        return False
    if (after and table.bare and cue.clitic) or _done_already(act, table, after=after):
        return False
    if table.status is Status.EXPECTED and (_done(scene, first, last) if after else scene.any_between("divider", first, last)):
        return False
    return not (table.status is Status.EXPECTED and gap > _MODAL and act.form in {Form.PRESENT, Form.PAST})


def _done_already(act: Act, table: CueTable, *, after: bool) -> bool:
    """Say whether a verb in the past stands against a cue of what is to come: "struck the camp and threatened"."""
    return table.status in AHEAD and act.form is Form.PAST and (after or (act.verb and not act.passive))


def _done(scene: Scene, first: int, last: int) -> bool:
    """Say whether what is thought likely is past: "likely conducted strikes", but not "likely to be launched"."""
    if not scene.any_between("done", first, last):
        return False
    be = scene.lexis.frame("bare-be")
    return any(scene.word(at) in scene.lexis.frame("done") and scene.word(at - 1) not in be for at in range(first + 1, last))


def _cut_off(scene: Scene, table: CueTable, first: int, last: int) -> bool:
    """Say whether another statement begins between a cue and an act; a denial reaches through "the reports which"."""
    through = scene.lexis.frame("which") if table.status is Status.DENIED else frozenset()
    if table.status is Status.UNCONFIRMED:
        through = frozenset({";", "؛"})
    if not scene.has("boundary"):
        return False
    words = scene.words(first + 1, last - 1)
    return any(word in scene.lexis.frame("boundary") and word not in through for word in words)


def _purpose(scene: Scene, act: Act) -> bool:
    """Say whether an Arabic act is what something is for: "خطة لقصف", but not "تعرض لقصف"."""
    meant = [word for step in range(1, _MODAL + 1) if (word := scene.word(act.first - step)) in scene.lexis.frame("purpose")]
    if any(word.startswith("س") for word in meant) or any(scene.word(act.first - step) in meant for step in (1, 2, 3)):
        return True
    if act.hit.clitic not in {"ل", "ول"} or act.hit.form.text.startswith(("يـ", "تـ")):
        return False
    near = {scene.word(act.first - step) for step in (1, 2, 3, 4)}
    if near & (scene.lexis.frame("owing") | scene.lexis.frame("launcher")):
        return False
    return not scene.any_between("undergo", max(scene.sentence.first - 1, act.first - _CLAUSE), act.first)


def opening(scene: Scene, told: Sequence[Claim] = ()) -> Status | None:
    """Return what the first sentence makes of a whole article: a look back or an exercise, or nothing.

    ``told`` are its claims: a look back whose own acts are fresh is none.
    """
    statuses = {claim.status for claim in told}
    cues = {
        table.status
        for table in (scene.lexis.cues[hit.concept.id] for hit in scene.cues)
        if table.side is Side.SENTENCE and table.status in {Status.HISTORICAL, Status.EXERCISE}
    }
    if statuses & HAPPENED:
        return None
    if Status.HISTORICAL in cues or statuses == {Status.HISTORICAL}:
        return Status.HISTORICAL
    return Status.EXERCISE if Status.EXERCISE in cues else None
