"""How far an act is fact: cues in scope, grammar and freshness, weighed against each other."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from watcher.claims import construction as said
from watcher.claims.acts import Act, flies
from watcher.claims.dares import dare
from watcher.claims.grammar import Form
from watcher.claims.history import Dated, Freshness
from watcher.claims.lexis import CueTable, Part, Side
from watcher.claims.model import AHEAD, HAPPENED, Kind, Status
from watcher.claims.powers import threatens_itself
from watcher.claims.scene import Scene
from watcher.claims.scope import cues_over, nearest
from watcher.claims.supposed import asked_in_general, counted_up, in_a_study, in_opinion, long_done, would_mean
from watcher.text.lexicon import Hit

_BOUND = 6
_OWN_DAY = 10
_RIGHT_BEHIND = 2
_OWN_YEAR = 7
"""Words between what was meant and its year: "had plotted to attack an American base in 2023"."""
_MEANT = frozenset({"plotted", "planned", "conspired", "threatened", "intended", "meant", "schemed"})
_EARLY = 4
"""Words between "initial" and what is blamed, which better knowledge replaced: "an initial report blamed the fire on"."""
_TO_COME = ("سي", "ست", "سن", "فسي", "فست", "فسن", "وسي", "وست", "وسن")
"""How an Arabic verb of what is to come begins."""

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
_UNDONE = frozenset({Status.DENIED, Status.NEGATED})
_IN_GENERAL = (said.in_general, in_a_study, in_opinion, long_done, counted_up, asked_in_general)
"""What makes an act of no fresh day none of the news."""
_STRENGTH = (Status.THREATENED, Status.ORDERED, Status.WARNED, Status.CONSIDERED, Status.EXPECTED)


@dataclass(slots=True)
class Decision:
    """A status with the cues that led to it."""

    status: Status
    cues: list[tuple[Status, Hit]] = field(default_factory=list)
    times: list[Dated] = field(default_factory=list)
    conditional: bool = False


def decide(scene: Scene, act: Act, times: Sequence[Dated], others: Sequence[int], default: Status = Status.ACTUAL) -> Decision:
    """Return the status of ``act``; ``others`` are the first tokens of the sentence's other acts, ``times`` its times."""
    governing, conditional = cues_over(scene, act)
    near = [time for time in nearest(act, times, others) if not said.of_something_else(scene, act, time)]
    default = act.table.status if default is Status.ACTUAL else default
    leading = not any(other < act.first for other in others)
    itself = act.verb and threatens_itself(scene, act.hit)
    status = Status.THREATENED if itself else _weigh(scene, act, governing, near, leading=leading, default=default)
    if status in HAPPENED and (_asked(scene) or _may_have(scene, act)):
        status = Status.UNCONFIRMED
    dared = dare(scene)
    if dared >= 0:
        status = Status.HYPOTHETICAL if act.first < dared else Status.THREATENED if status in HAPPENED else status
    if status is Status.ORDERED and said.who_did(scene):
        status = Status.HYPOTHETICAL
    if status in HAPPENED and said.long_after(scene, act, times):
        status = Status.HISTORICAL
    if status not in _UNDONE and said.before_halt(scene, act, times):
        status = Status.HISTORICAL
    dated = any(time.freshness is Freshness.FRESH for time in near)
    if status in HAPPENED and (said.in_case(scene, act) or (not dated and would_mean(scene, act))):
        status = Status.HYPOTHETICAL
    return Decision(status, governing, near, conditional)


def _may_have(scene: Scene, act: Act) -> bool:
    """Say whether an English act is only thought to have been done: "may have conducted strikes", "might have been hit"."""
    if scene.arabic or act.table.outcome or not scene.has("perfect"):
        return False
    at = act.head - 1
    if scene.word(at) == "been":
        at -= 1
    return scene.word(at) == "have" and scene.word(at - 1) in {"may", "might"}


def _asked(scene: Scene) -> bool:
    """Say whether the sentence only asks whether it happened: "Did rockets fall on the base?", but not "Who fired them?"."""
    return scene.word(scene.sentence.last) in {"?", "؟"} and scene.word(scene.sentence.first) in scene.lexis.frame("yes-or-no")


def _weigh(
    scene: Scene,
    act: Act,
    governing: Sequence[tuple[Status, Hit]],
    near: Sequence[Dated],
    *,
    leading: bool,
    default: Status,
) -> Status:
    told = {status for status, _hit in governing}
    fresh = {time.freshness for time in near}
    recalled = _threatened_then(scene, act, governing, near) or (not leading and _carried_out(scene, act, governing))
    settled = Status.HISTORICAL if recalled else _settled(scene, act, governing, fresh, told)
    if settled is not None:
        return settled
    if Freshness.FRESH in fresh and (
        _dated_apart(scene, act, governing, near) or _yields(scene, governing) or _on_the_day(scene, act, governing, near)
    ):
        told.discard(Status.HISTORICAL)
    meant = scene.arabic and (said.purpose(scene, act) or said.subjunctive(scene, act) or said.promised(scene, act))
    if meant and said.long_meant(scene, act):
        return Status.HISTORICAL
    if act.form is Form.FUTURE or meant:
        return next((status for status in (Status.EXERCISE, Status.NEGATED, Status.DENIED) if status in told), _ahead(told))
    if Freshness.FUTURE in fresh and act.form is not Form.PAST:
        told.add(Status.EXPECTED)
    if {Status.DENIED, Status.UNCONFIRMED} <= told and (not _explained(scene) or _conflicting(scene, governing)):
        told.discard(Status.DENIED)
    if Status.DENIED in told and _known_better(scene):
        told.discard(Status.DENIED)
    if Status.DENIED in told and _explained(scene) and _alleged(scene, act):
        told.discard(Status.DENIED)
        told.add(Status.UNCONFIRMED)
    first = next((status for status in _PRECEDENCE if status in told), None)
    if first is None:
        return _untold(scene, act, leading=leading) if default is Status.ACTUAL else default
    return _ahead(told) if first in AHEAD else first


def _settled(
    scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]], fresh: Collection[Freshness], told: Collection[Status]
) -> Status | None:
    """Return the status that time or grammar gives an act whatever its other cues say, if they do."""
    if _is_past(scene, act, governing, fresh, told):
        return Status.HISTORICAL
    if (
        said.in_condition(scene, act)
        or said.not_yet(scene, act)
        or (scene.arabic and said.counterfactual(scene, act))
        or (Freshness.FRESH not in fresh and (said.reacted_to(scene, act) or said.answered(scene, act)))
    ):
        return Status.HYPOTHETICAL
    open_ = AHEAD.isdisjoint(told)
    if said.held_back(scene, act) or said.hit_nobody(scene, act) or (open_ and said.mistaken(scene, act)):
        return Status.NEGATED
    if act.table.part is not Part.NOUN and act.weapons and said.only_found(scene, act):
        return Status.WARNED if scene.any_between("aimed", act.first - 2, act.first + 1) else Status.NEGATED
    if said.stands_aimed(scene, act):
        return Status.WARNED
    told_off = act.form is Form.PAST or (scene.arabic and act.verb) or scene.word(act.first - 1) == "be"
    otherwise = told_off and said.or_else(scene, act)
    return Status.THREATENED if otherwise or (not act.verb and said.or_faces(scene, act.first)) else None


def _is_past(
    scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]], fresh: Collection[Freshness], told: Collection[Status]
) -> bool:
    """Say whether a look back stands right before the act, or its own time is old and nobody speaks of what is to come."""
    if any(status is Status.HISTORICAL and _binds(scene, cue, act) for status, cue in governing):
        return True
    if Freshness.FRESH not in fresh and any(past(scene, act) for past in _IN_GENERAL):
        return True
    if not AHEAD.isdisjoint(told) or (act.kind is Kind.THREAT and scene.word(act.first).startswith(_TO_COME)):
        return False
    if Freshness.OLD in fresh or Freshness.SINCE in fresh:
        return True
    return Freshness.FRESH not in fresh and said.told_of(scene, act)


def _threatened_then(scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]], near: Sequence[Dated]) -> bool:
    """Say whether the only time is old and tells when somebody threatened: "in 2004 it threatened to", "خطط عام 2019 ل"."""
    if not scene.arabic and any(time.freshness is Freshness.OLD and 0 < time.first - act.last <= _OWN_YEAR for time in near):
        words = [scene.word(cue.first) for status, cue in governing if status in AHEAD]
        return any(word in _MEANT for word in (*words, scene.word(act.first) if act.kind is Kind.THREAT else ""))
    if not near or any(time.freshness is not Freshness.OLD for time in near):
        return False
    return any(status in AHEAD and all(_times_cue(scene, time, cue) for time in near) for status, cue in governing)


def _times_cue(scene: Scene, time: Dated, cue: Hit) -> bool:
    """Say whether a time belongs to whoever threatens or plans: before an English past, right behind an Arabic verb."""
    if scene.arabic:
        return 0 < time.first - cue.last <= _RIGHT_BEHIND
    return scene.word(cue.first).endswith("ed") and 0 < cue.first - time.last <= _OWN_DAY


def _carried_out(scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]]) -> bool:
    """Say whether the sentence has told already what an act was threatened with."""
    words = [cue for status, cue in governing if status is Status.THREATENED] + ([act.hit] if act.kind is Kind.THREAT else [])
    return any(said.carried_out(scene, act, hit) for hit in words)


def _untold(scene: Scene, act: Act, *, leading: bool) -> Status:
    """Return the status of an act that no cue governs."""
    if scene.words(act.first - 2, act.first - 1) == ["how", "to"]:
        return Status.HYPOTHETICAL  # "learned how to bring down drones"
    if act.table.part is Part.INTERCEPTION:
        return Status.INTERCEPTED
    if said.debated(scene, act) or _counts_targets(scene, act):
        return Status.CONSIDERED
    if said.braced_for(scene, act):
        return Status.EXPECTED
    if act.kind is Kind.ATTACK and (act.form in {Form.NOUN, Form.GERUND} or not act.hit.form.verb) and _alert(scene):
        return Status.WARNED
    return Status.EXPECTED if (leading and said.meant(scene, act)) or said.also_meant(scene, act) else Status.ACTUAL


def _counts_targets(scene: Scene, act: Act) -> bool:
    """Say whether an act only names what would be hit: "sets 35 strike targets", but not "strike targets depot"."""
    return scene.word(act.last + 1) == "targets" and scene.word(act.first - 1).isdigit()


def _alert(scene: Scene) -> bool:
    """Say whether a protector's alert names what is feared."""
    return any(scene.lexis.threats[hit.concept.id].part == "alert" for hit in scene.threats)


def _explained(scene: Scene) -> bool:
    """Say whether the sentence explains the noise otherwise."""
    return any(scene.lexis.cues[cue.concept.id].explains for cue in scene.cues)


def _known_better(scene: Scene) -> bool:
    """Say whether an explanation gave way to a weapon: "first thought a gas leak and now said to be a missile"."""
    harmless = [cue for cue in scene.cues if scene.lexis.cues[cue.concept.id].explains]
    return any(
        cue.last < weapon.first
        and flies(weapon)
        and (scene.any_between("now-known", cue.last, weapon.first) or scene.any_between("seemed", cue.first - 4, cue.first))
        for cue in harmless
        for weapon in scene.weapons
    )


def _conflicting(scene: Scene, governing: Sequence[tuple[Status, Hit]]) -> bool:
    """Say whether reports contradict one another, so that what explains the noise is one of two stories."""
    doubts = (cue for status, cue in governing if status is Status.UNCONFIRMED)
    return any(scene.word(cue.first) in {"conflicting", "contradictory"} for cue in doubts)


def _alleged(scene: Scene, act: Act) -> bool:
    """Say whether somebody is blamed for an act that the sentence explains otherwise, or one side alleges it first."""
    blamed = [
        at for at in scene.where("blame") if at < scene.sentence.last and not scene.any_between("at-first", at - _EARLY, at)
    ]
    return bool(blamed) or scene.any_between("alleges", scene.sentence.first - 1, act.first)


def _dated_apart(scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]], near: Sequence[Dated]) -> bool:
    """Say whether an act has its own fresh day behind it and every look back stands in another part of the sentence."""
    if not any(time.freshness is Freshness.FRESH and 0 < time.first - act.last <= _OWN_DAY for time in near):
        return False
    return all(
        scene.divided(min(cue.last, act.last), max(cue.first, act.first))
        for status, cue in governing
        if status is Status.HISTORICAL
    )


def _on_the_day(scene: Scene, act: Act, governing: Sequence[tuple[Status, Hit]], near: Sequence[Dated]) -> bool:
    """Say whether the look back only names the act's own day: "hit it on Wednesday, the tenth anniversary of the war"."""
    return any(
        time.freshness is Freshness.FRESH
        and act.last < time.first
        and scene.word(time.last + 1) == ","
        and all(cue.first - time.last > 0 for status, cue in governing if status is Status.HISTORICAL)
        and any(0 < cue.first - time.last <= _BOUND for status, cue in governing if status is Status.HISTORICAL)
        for time in near
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
