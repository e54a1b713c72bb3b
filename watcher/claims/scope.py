"""Which cues and which times of a sentence govern an act."""

from collections.abc import Sequence

from watcher.claims import construction as said
from watcher.claims.acts import Act
from watcher.claims.grammar import Form
from watcher.claims.history import Dated, Freshness
from watcher.claims.lexis import CueTable, Side
from watcher.claims.model import AHEAD, Kind, Status
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_BOUND = 6
_CONDITION = 8
_MODAL = 5
_QUALIFIED = 3
_UNDOING = frozenset({Status.NEGATED, Status.DENIED})
_REACHES_IN = AHEAD | _UNDOING
"""Cues that may share words with their act: "will come" and "come through"."""
_UNDONE = _UNDOING | {Status.ACTUAL}
"""What only a hand in it is denied of, too."""
_DOUBTS = frozenset({Status.UNCONFIRMED, Status.EXPECTED})
_AND = "وف"
_PRESENT = frozenset("يتن")
_BUT = frozenset({"and", "but", "then", "لكنه", "لكنها", "لكنهم"})
_SINCE_THEN = frozenset({"after", "since", "following", "of"})
_GOES_ON = frozenset({"resume", "resumes", "back", "restart", "continue", "begin", "start"})
_SUBJECT = 3
"""Words between "and" and the verb of what is said next, whoever says it among them."""
_AVERTED = "cue:averted"
"""What is prevented is still feared where it is called possible or imminent: "ways to prevent a possible attack"."""


def cues_over(scene: Scene, act: Act) -> tuple[list[tuple[Status, Hit]], bool]:
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
        elif table.status in _DOUBTS and _of_somebody(scene, act, hit, table):
            continue
        elif table.status is Status.NEGATED and scene.any_between("doubting", hit.first, act.first):
            strong.append((Status.EXPECTED, hit))  # "few doubt that the jets will be back"
        elif table.status is not Status.ACTUAL and not _of_a_hand(scene, act, hit, table):
            (weak if table.weak else strong).append((table.status, hit))
        elif 0 < act.first - hit.last <= _BOUND and not _certain(scene, hit, act):
            strong.append((Status.DENIED, hit))
        else:
            spared = True
    if any(status is Status.EXPECTED and 0 < hit.first - act.last <= _QUALIFIED for status, hit in strong):
        strong = [(status, hit) for status, hit in strong if hit.concept.id != _AVERTED]
    strong = [_resumed(scene, act, status, hit) for status, hit in strong]
    strong = [(status, hit) for status, hit in strong if not (status is Status.NEGATED and _overtaken(scene, act, hit, strong))]
    if any(_negated_any(scene, hit) for _status, hit in weak):
        strong.append((Status.NEGATED, weak[0][1]))
    if spared:
        strong = [(status, hit) for status, hit in strong if status is not Status.DENIED]
    if act.kind is not Kind.THREAT and any(status in AHEAD for status, _hit in strong or weak):
        strong += _over(scene, act)
    return strong or weak, conditional


def _of_somebody(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether a doubt is who did it or whose it is, and not that it was hit: "قصف مواقع يعتقد أنها تابعة لهم"."""
    if table.status is Status.EXPECTED:
        return scene.any_between("hand", cue.last, cue.last + 2)  # "احتمال ضلوعهم في هجوم"
    belongs = cue.first > act.last and scene.any_between("belongs", cue.last, cue.last + _QUALIFIED)
    return belongs or any(actor.first == cue.last + 1 for actor in scene.actors)


def _of_a_hand(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether an Arabic denial is of a hand in the act: "نافية وجود أي تنسيق مع أنقرة بشأن تلك الضربات"."""
    return table.status is Status.DENIED and scene.any_between("hand", cue.last, min(cue.last + _CONDITION, act.first))


def _over(scene: Scene, act: Act) -> list[tuple[Status, Hit]]:
    """Return the cues by which the danger of an act is over: they undo what was feared, not what happened."""
    tables = [(hit, scene.lexis.cues[hit.concept.id]) for hit in scene.cues]
    return [(table.status, hit) for hit, table in tables if table.threats and in_scope(scene, act, hit, table)]


def _certain(scene: Scene, denial: Hit, act: Act) -> bool:
    """Say whether somebody denies a hand in what is told as fact: "denied being behind Monday's attack", "في القصف"."""
    if scene.arabic:
        return act.hit.clitic.endswith("ال") or scene.any_between("this", act.first - 2, act.first)
    return not act.verb and not {"'s", "the"}.isdisjoint(scene.words(denial.last + 1, act.first - 1))


def _overtaken(scene: Scene, act: Act, no: Hit, cues: Sequence[tuple[Status, Hit]]) -> bool:
    """Say whether a "no" is about something else: a comma and a warning stand between it and the act, or a condition does."""
    if no.first > act.last:
        return any(
            scene.lexis.cues[hit.concept.id].conditional and act.last < hit.first and hit.last < no.first for hit in scene.cues
        )
    return any(
        status in AHEAD and no.last < hit.first and hit.last < act.first and scene.divided(no.last, hit.first)
        for status, hit in cues
    )


def _resumed(scene: Scene, act: Act, status: Status, halt: Hit) -> tuple[Status, Hit]:
    """Return a cue, or what tells that what it halted is to go on: "the bombing, paused in March, will be back by May"."""
    if scene.arabic or status is not Status.NEGATED or halt.first < act.last:
        return status, halt
    again = (
        hit
        for hit in scene.cues
        if halt.last < hit.first
        and scene.lexis.cues[hit.concept.id].status is Status.EXPECTED
        and not _GOES_ON.isdisjoint(scene.words(hit.first, hit.last))
    )
    resumed = next(again, None)
    return (status, halt) if resumed is None else (Status.EXPECTED, resumed)


def _negated_any(scene: Scene, cue: Hit) -> bool:
    """Say whether "any" only carries a "no" on: "لم يصدر أي تهديد", "has not made any threat"."""
    return any(
        0 < cue.first - hit.last <= _CONDITION
        and scene.lexis.cues[hit.concept.id].status is Status.NEGATED
        and not scene.divided(hit.last, cue.first)
        for hit in scene.cues
    )


def in_scope(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether a cue governs an act."""
    if cue.first <= act.last and cue.last >= act.first:
        return table.side is Side.SENTENCE or (cue.first < act.first and table.status in _REACHES_IN)
    if table.side is Side.SENTENCE or (table.status in AHEAD and said.told_behind(scene, act, cue)):
        return not _of_something_else(scene, act, cue, table)
    after = cue.last < act.first
    first, last = (cue.last, act.first) if after else (act.last, cue.first)
    if table.side is (Side.BEFORE if after else Side.AFTER) or not _reaches(scene, act, cue, table):
        return False
    if after and (_unbound(scene, act, cue, table) or _said_anew(scene, table, first, last)):
        return False
    if table.status is Status.EXPECTED and (_done(scene, first, last) if after else scene.divided(first, last)):
        return False
    told = table.status is Status.EXPECTED and last - first > _MODAL and act.form in {Form.PRESENT, Form.PAST}
    return not (told or _done_already(act, table, after=after) or _beside_it(scene, act, cue, table))


def _reaches(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether nothing cuts a cue off from an act; "any" carries a "no" on: "لم يتعرض المقر الذي تديره الشركة لأي قصف"."""
    first, last = (cue.last, act.first) if cue.last < act.first else (act.last, cue.first)
    if table.status is Status.NEGATED and last == act.first and scene.word(act.first - 1) in scene.lexis.frame("any"):
        return not scene.divided(first, last)
    gap = act.head - first if first < act.head < last else last - first
    return gap <= table.reach and not _cut_off(scene, act, table, first, last)


def _of_something_else(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether an exercise or a look back, which colours a sentence, is another's in it, or an explanation is denied."""
    if table.explains and not {"not", "nor"}.isdisjoint(scene.words(cue.first - _QUALIFIED, cue.first - 1)):
        return True  # "started by a drone, not by a gas leak"
    if table.status is Status.HISTORICAL:
        return said.in_next_statement(scene, act, cue.first)
    return table.status is Status.EXERCISE and _elsewhere(scene, act, cue)


def _elsewhere(scene: Scene, act: Act, cue: Hit) -> bool:
    """Say whether an exercise is another's: "will sink it if the drills go on", "in response to drills"."""
    condition = [cue.first for cue in scene.cues if scene.lexis.cues[cue.concept.id].conditional]
    if any(act.last < at < cue.first or (at < cue.first < act.first and scene.divided(cue.last, act.first)) for at in condition):
        return True
    if scene.any_between("answering", act.last, cue.first):
        return True
    return scene.any_between("meanwhile", min(cue.last, act.last), max(cue.first, act.first))


def _because(scene: Scene, act: Act) -> bool:
    """Say whether words that threaten are only why something else is done: "تعليق خدماتها بسبب تهديدات"."""
    return act.kind is Kind.THREAT and scene.word(act.first) in scene.lexis.frame("boundary")


def _unbound(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether a cue before an act says nothing of it: it governs verbs only, or what is to come, or what came of it."""
    if (table.verbs and not act.verb and act.head == act.first) or (table.status in AHEAD and _of_a_day(scene, act)):
        return True
    return _no_cue(scene, act, cue, table) or _of_what_came(scene, act, cue, table) or _because(scene, act)


def _no_cue(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether a cue before an act is none: "قد" behind a clitic or "كان", or before a past, "وجه" with no "ب" behind."""
    if table.bare:
        past = table.present and not _before_present(scene, cue)
        return past or bool(cue.clitic) or scene.any_between("pluperfect", cue.first - _MODAL, cue.first)
    return bool(table.joined) and not any(word.startswith(table.joined) for word in scene.words(cue.last + 1, act.first))


def _of_a_day(scene: Scene, act: Act) -> bool:
    """Say whether an act is named with its day, and so has happened: "vowed to punish those behind Monday's deadly raid"."""
    if act.verb or not scene.times:
        return False
    possessive = next((at for at in range(act.first - 1, act.first - _QUALIFIED - 1, -1) if scene.word(at) == "'s"), None)
    return possessive is not None and any(time.last == possessive - 1 for time in scene.times)


def _before_present(scene: Scene, cue: Hit) -> bool:
    """Say whether an Arabic present, or its "no", follows: "قد تقع", "قد لا تقع", but not "كانت صفحات قد تداولت"."""
    behind = scene.word(cue.last + 1)
    return behind == "لا" or (behind[:1] in _PRESENT and not behind.endswith("ت"))


def _of_what_came(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether a "no" is of what came of an act ("لم تسفر الهجمات عن إصابات"), or sets a number ("لم تقصف سوى مرتين")."""
    if table.status is not Status.NEGATED:
        return False
    return scene.word(cue.last + 1) in scene.lexis.frame("came-of") or scene.any_between("except", act.last, act.last + _BOUND)


def _beside_it(scene: Scene, act: Act, cue: Hit, table: CueTable) -> bool:
    """Say whether an act is fact and something beside it is not: "threatened to sue over the strike", "may have died in it"."""
    if table.status is Status.THREATENED and not act.verb and "over" in scene.words(act.first - _QUALIFIED, act.first - 1):
        return True
    if table.status not in AHEAD:
        return False
    before = cue.last < act.first and (_gone_by(scene, act, cue) or _did_harm(scene, act) or _that_did(scene, act))
    return before or said.presupposed(scene, act, cue)


def _that_did(scene: Scene, act: Act) -> bool:
    """Say whether an English act is known by what it did: "ordered the strike that killed the general"."""
    if scene.arabic or act.verb or scene.word(act.last + 1) not in {"that", "which"}:
        return False
    return scene.word(act.last + 2) in scene.lexis.frame("harm") and "the" in scene.words(act.first - _QUALIFIED, act.first - 1)


def _did_harm(scene: Scene, act: Act) -> bool:
    """Say whether an English act is told to have harmed somebody: "will hear families of those killed by a car bomb"."""
    if scene.arabic:
        return False
    by = next((at for at in range(act.first - 1, act.first - _QUALIFIED - 1, -1) if scene.word(at) == "by"), None)
    return by is not None and scene.word(by - 1) in scene.lexis.frame("harm") and scene.word(by - 2) not in {"be", "being"}


def _gone_by(scene: Scene, act: Act, cue: Hit) -> bool:
    """Say whether a warning only tells since when an act goes on: "Within hours of the ultimatum, jets were bombing the camp"."""
    if scene.arabic or "," not in scene.words(cue.last + 1, act.first - 1):
        return False
    before = scene.words(cue.first - _QUALIFIED, cue.first - 1)
    return not _SINCE_THEN.isdisjoint(before) and act.form in {Form.GERUND, Form.NOUN}


def _done_already(act: Act, table: CueTable, *, after: bool) -> bool:
    """Say whether a verb in the past stands against a cue of what is to come: "struck the camp and threatened"."""
    return table.status in AHEAD and act.form is Form.PAST and (after or (act.verb and not act.passive))


def _done(scene: Scene, first: int, last: int) -> bool:
    """Say whether what is thought likely is past: "likely conducted strikes", but not "likely to be launched"."""
    if not scene.any_between("done", first, last):
        return False
    be = scene.lexis.frame("bare-be")
    return any(scene.word(at) in scene.lexis.frame("done") and scene.word(at - 1) not in be for at in range(first + 1, last))


def _cut_off(scene: Scene, act: Act, table: CueTable, first: int, last: int) -> bool:
    """Say whether another statement begins between a cue and an act; a denial reaches through "the reports which"."""
    through = scene.lexis.frame("which") if table.status is Status.DENIED else frozenset()
    if table.status is Status.UNCONFIRMED:
        through = frozenset({";", "؛"})
    if not scene.has("boundary", "as"):
        return False
    boundary = scene.lexis.frame("boundary") - through
    within = {at for act in scene.acts if act.last > act.first for at in range(act.first, act.last + 1)}  # "go after"
    finite = act.head < act.first or act.form in {Form.PAST, Form.PRESENT}
    return any(
        (scene.word(at) in boundary and at not in within and not _leads_on(scene, scene.word(at), scene.word(at + 1)))
        or (finite and _as_somebody(scene, at))
        for at in range(first + 1, last)
    )


def _as_somebody(scene: Scene, at: int) -> bool:
    """Say whether "as" begins a clause of its own: "fears grow as Israel strikes"."""
    if scene.word(at) not in scene.lexis.frame("as"):
        return False
    return any(at < name.first <= at + 2 for name in (*scene.actors, *scene.interests, *scene.weapons))


def _leads_on(scene: Scene, word: str, behind: str) -> bool:
    """Say whether a boundary begins no statement: "when to strike"; somebody answers with what follows ("بالرد بقصف")."""
    return behind == "to" or (word in scene.lexis.frame("answer") and behind.startswith("ب"))


def _said_anew(scene: Scene, table: CueTable, first: int, last: int) -> bool:
    """Say whether whoever denied one thing then says another, the act itself or before it: "denied it and threatened"."""
    if table.status not in _UNDONE:
        return False
    anew = scene.lexis.frame("said-anew")
    for at in range(first + 2, last + 1):
        word = scene.word(at)
        if word in scene.lexis.frame("adding") and "that" not in scene.words(at - _SUBJECT, at - 1):
            return True
        if scene.arabic:
            if (word[0] in _AND and word[1:] in anew) or (word in anew and scene.word(at - 1) in _BUT):
                return True
        elif word in anew and not _BUT.isdisjoint(scene.words(max(first + 1, at - _SUBJECT), at - 1)):
            return "that" not in scene.words(at - _SUBJECT, at - 1)
    return False


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
