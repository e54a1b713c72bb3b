"""How far an act is fact: cues in scope, grammar and freshness, weighed against each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from watcher.claims.acts import Act, Form
from watcher.claims.history import Dated, Freshness
from watcher.claims.lexis import CueTable, Part, Side
from watcher.claims.model import Status
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

AHEAD = frozenset({Status.THREATENED, Status.ORDERED, Status.CONSIDERED, Status.WARNED, Status.EXPECTED})
"""Statuses of what has not happened yet."""
HAPPENED = frozenset({Status.ACTUAL, Status.ATTEMPTED, Status.INTERCEPTED, Status.CLAIMED, Status.ACCUSED, Status.AFTERMATH})
"""Statuses of what is told as having happened."""

_CLAUSE = 30
_BOUND = 6

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
    """Return the status of ``act``; ``others`` are the first tokens of the sentence's other acts, ``times`` its expressions of time."""
    governing: list[tuple[Status, Hit]] = []
    weak: list[tuple[Status, Hit]] = []
    conditional = False
    spared = False
    for hit in scene.cues:
        table = scene.lexis.cues[hit.concept.id]
        if not in_scope(scene, act, hit, table):
            continue
        if table.conditional:
            conditional = True
            continue
        if table.status is Status.ACTUAL:
            spared = True
            continue
        (weak if table.weak else governing).append((table.status, hit))
    governing = governing or weak
    if spared:
        governing = [(status, hit) for status, hit in governing if status is not Status.DENIED]
    near = nearest(act, times, others)
    if any(
        told is Status.HISTORICAL
        and 0 < act.first - cue.last <= _BOUND
        and not scene.any_between("boundary", cue.last, act.first)
        for told, cue in governing
    ):
        return Decision(Status.HISTORICAL, governing, near, conditional)
    if any(time.freshness is Freshness.OLD for time in near):
        if not any(status in AHEAD for status, _hit in governing):
            return Decision(Status.HISTORICAL, governing, near, conditional)
    if act.table.part is Part.INTERCEPTION and default is Status.ACTUAL:
        default = Status.INTERCEPTED
    if act.form is Form.FUTURE or (scene.arabic and _purpose(scene, act)):
        return Decision(_ahead(governing), governing, near, conditional)
    if any(time.freshness is Freshness.FUTURE for time in near) and act.form is not Form.PAST:
        governing.append((Status.EXPECTED, act.hit))
    for status in _PRECEDENCE:
        found = [hit for told, hit in governing if told is status]
        if found:
            if status in AHEAD:
                status = _ahead(governing)
            return Decision(status, governing, near, conditional)
    return Decision(default, governing, near, conditional)


def _ahead(governing: Sequence[tuple[Status, Hit]]) -> Status:
    """Return the strongest of the statuses ahead; a bare future is expected, or threatened where somebody threatens."""
    told = {status for status, _hit in governing}
    for status in (Status.THREATENED, Status.ORDERED, Status.WARNED, Status.CONSIDERED, Status.EXPECTED):
        if status in told:
            return status
    return Status.EXPECTED


def nearest(act: Act, times: Sequence[Dated], others: Sequence[int]) -> list[Dated]:
    """Return the expressions of time that belong to ``act`` rather than to another act of the sentence."""
    out = []
    for time in times:
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
        return False
    after = cue.last < act.first
    if table.side is Side.SENTENCE:
        return True
    if table.side is Side.AFTER and not after or table.side is Side.BEFORE and after:
        return False
    gap = act.first - cue.last if after else cue.first - act.last
    if gap > table.reach:
        return False
    first, last = (cue.last, act.first) if after else (act.last, cue.first)
    if scene.any_between("boundary", first, last):
        return False
    if after and table.status in AHEAD and act.form is Form.PAST:
        return False
    return not (table.status is Status.EXPECTED and gap > 5 and act.form in {Form.PRESENT, Form.PAST})


def _purpose(scene: Scene, act: Act) -> bool:
    """Say whether an Arabic act is what something is for: "خطة لقصف", but not "تعرض لقصف"."""
    if act.hit.clitic not in {"ل", "ول"} or act.hit.form.text.startswith(("يـ", "تـ")):
        return False
    near = {scene.word(act.first - step) for step in (1, 2, 3, 4)}
    if near & (scene.lexis.frame("owing") | scene.lexis.frame("launcher")):
        return False
    return not scene.any_between("undergo", max(scene.sentence.first - 1, act.first - _CLAUSE), act.first)


def looks_back(scene: Scene) -> bool:
    """Say whether a sentence that opens an article makes all of it a look back."""
    return any(
        scene.lexis.cues[hit.concept.id].status is Status.HISTORICAL and scene.lexis.cues[hit.concept.id].side is Side.SENTENCE
        for hit in scene.cues
    )
