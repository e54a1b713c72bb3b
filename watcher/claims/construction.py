"""What the words around an act make of it, whatever else is told: a condition, a find, a purpose, an infinitive."""

from collections.abc import Sequence
from itertools import pairwise

from watcher.claims.acts import Act, flies
from watcher.claims.grammar import Form, grammar
from watcher.claims.history import Dated, Freshness
from watcher.claims.lexis import Part
from watcher.claims.model import AHEAD, Kind
from watcher.claims.names import CLOSE
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit
from watcher.text.tokens import TokenKind

_CLAUSE = 30
_BOUND = 6
_CONDITION = 8
_NAMED = 3
"""Words between "if" and an act that is its subject: "if the assassinations continue"."""
_MODAL = 5
_ALSO = 13
_ANSWERED = 10
_IN_ANSWER = tuple(
    ["in", word, join] for word, join in (("response", "to"), ("retaliation", "for"), ("reprisal", "for"), ("revenge", "for"))
)
_ANSWERS = frozenset(word for _in, word, _join in _IN_ANSWER)
_SEEMING = "cue:seeming"
_STANDING = frozenset({"are", "is", "stand", "stands", "remain", "remains"})
_WERE = frozenset({"were", "was", "been"})
_BY_THEN = frozenset({"already", "now", "still"})
"""Between "were" and "aimed" they tell how weapons stand, and not that they were fired."""


def or_else(scene: Scene, act: Act) -> bool:
    """Say whether an act is what somebody is told to expect otherwise: "or see their camps bombed", "leave or be shot"."""
    if scene.words(act.first - 2, act.first - 1) == ["or", "be"]:
        return True
    if not scene.lexis.frame("or-else").isdisjoint(scene.words(act.first - 2, act.first - 1)):
        return True
    before = scene.words(act.first - _MODAL, act.first - 2)
    return act.verb and "or" in before and not {"see", "have"}.isdisjoint(before)


def who_did(scene: Scene) -> bool:
    """Say whether a sentence, or the end of it, only asks who has done it: "Who authorised those men to attack it?"."""
    last = scene.sentence.last
    if scene.arabic or "?" not in scene.words(last - _NAMED, last):
        return False
    asks = [at for at in range(scene.sentence.first, last) if scene.word(at) == "who"]
    return bool(asks) and scene.kind(asks[-1] - 1) is not TokenKind.WORD


def or_faces(scene: Scene, first: int) -> bool:
    """Say whether what begins at a token is what somebody is told to face otherwise: "withdraw or face new attacks"."""
    undergo = scene.lexis.frame("undergo")
    return any(scene.word(at - 1) == "or" and scene.word(at) in undergo for at in range(first - _MODAL + 1, first))


def subjunctive(scene: Scene, act: Act) -> bool:
    """Say whether an Arabic present stands behind "أن" and has not happened: "يريد أن تقصف", but not "قبل أن تقصف"."""
    if act.form is not Form.PRESENT or scene.word(act.first - 1) != "ان":
        return False
    return scene.word(act.first - 2) not in scene.lexis.frame("came-to")


def in_condition(scene: Scene, act: Act) -> bool:
    """Say whether an act is only what something else depends on: "if it strikes American bases", "إذا استمرت الهجمات"."""
    if act.form is Form.FUTURE or not (scene.has("if", "if-not") or scene.word(scene.sentence.first) == "had"):
        return False
    divider = scene.lexis.frame("divider")
    subject = act.form is Form.NOUN and not (scene.arabic or act.verb or act.head < act.first)
    reach = _NAMED if subject else _ALSO if scene.word(act.head - 1) == "or" else _CONDITION
    for at in range(act.head - 1, max(scene.sentence.first, act.head - reach) - 1, -1):
        if _begins_condition(scene, at, act):
            return scene.word(at) in scene.lexis.frame("if-not") or scene.word(at - 1) not in scene.lexis.frame("asked")
        if scene.word(at) in divider and at not in scene.named:
            return False
    return False


def _begins_condition(scene: Scene, at: int, act: Act) -> bool:
    """Say whether "if", "ما لم" or a leading "had" stands at a token."""
    word = scene.word(at)
    if word in scene.lexis.frame("if-not"):
        return scene.word(at - 1).removeprefix("و") in {"ما", "ان"}
    if word == "had":
        return at == scene.sentence.first and scene.any_between("would", act.last, scene.sentence.last)
    return word in scene.lexis.frame("if")


def not_yet(scene: Scene, act: Act) -> bool:
    """Say whether a clause of time puts an act ahead: "before the first tanker is boarded", "the moment a bomb falls"."""
    if scene.arabic or not act.verb or not scene.has("before-it"):
        return False
    if scene.word(act.first - 1) not in {"is", "are"} and not (act.form is Form.PRESENT and scene.has("will")):
        return False
    lead_in = max((at for at in scene.where("before-it") if 0 < act.first - at <= _CONDITION), default=None)
    return lead_in is not None and not scene.any_between("divider", lead_in, act.first)


def in_case(scene: Scene, act: Act) -> bool:
    """Say whether an act is only a condition: "في حال الهجوم على إيران", "in the event Israel launches an air strike"."""
    if not scene.has("in-case"):
        return False
    words = scene.lexis.frame("in-case")
    if not scene.arabic:
        near = range(act.head - 1, act.head - _CONDITION, -1)
        at = next((at for at in near if scene.word(at) in words and scene.words(at - 2, at - 1) == ["in", "the"]), None)
        return at is not None and not scene.any_between("divider", at, act.first)
    if act.form is not Form.NOUN:
        return False
    at = next((at for at in range(act.first - 1, act.first - _MODAL, -1) if scene.word(at) in words), None)
    return at is not None and not any(scene.any_between(frame, at, act.first) for frame in ("boundary", "divider"))


def reacted_to(scene: Scene, act: Act) -> bool:
    """Say whether attacks of no day are only what somebody answers or fends off: "the right to respond to attacks"."""
    if act.verb or not scene.word(act.last).endswith("s"):
        return False
    joins = scene.lexis.frame("reacted-to")
    at = next((act.first - step for step in (1, 2) if scene.word(act.first - step) in joins), None)
    return at is not None and scene.any_between("reacting", at - 3, at)


def answered(scene: Scene, act: Act) -> bool:
    """Say whether an act is only why another is planned: "plans to bomb Iraq in response to an attack that killed two"."""
    if scene.arabic:
        return False
    before = range(max(scene.sentence.first, act.first - _ANSWERED), act.first)
    at = next((at for at in before if scene.word(at) in _ANSWERS and scene.words(at - 1, at + 1) in _IN_ANSWER), None)
    if at is None or any(place.first > at for place in scene.places if place.form.role is None):
        return False
    planned = any(cue.last < at and scene.lexis.cues[cue.concept.id].status in AHEAD for cue in scene.cues)
    return planned and not scene.any_between("divider", at, act.first)


def presupposed(scene: Scene, act: Act, cue: Hit) -> bool:
    """Say whether only a part in an act is uncertain, and not the act: "may have been used in the attack"."""
    if act.verb or scene.word(cue.last + 1) != "have":
        return False
    took, joins = scene.lexis.frame("took-part"), scene.lexis.frame("part-in")
    return any(scene.word(at) in took and scene.word(at + 1) in joins for at in range(cue.last + 2, act.first - 1))


def told_behind(scene: Scene, act: Act, cue: Hit) -> bool:
    """Say whether a cue opens the clause that tells of an act: "the campaign that it is planning", "الضربة التي تعتزم"."""
    at = act.last + 1
    near = _MODAL if scene.arabic else _BOUND
    if act.verb or scene.word(at) not in scene.lexis.frame("clause-of") or not at < cue.first <= at + near:
        return False
    acts = any(at < other.first < cue.first for other in scene.acts)
    return not acts and not scene.any_between("divider", at, cue.first)


def carried_out(scene: Scene, act: Act, words: Hit) -> bool:
    """Say whether a threat is recalled beside what came of it: "attacked the base, as it had threatened to do"."""
    more = scene.any_between("more-of", words.last, act.last + _CONDITION)
    return scene.word(words.first - 1) == "had" and not more


def long_after(scene: Scene, act: Act, times: Sequence[Dated]) -> bool:
    """Say whether a sentence opens with a year long gone and tells what came of it: "In the wake of the 2020 raid, it fired"."""
    opening = next((time for time in times if time.last < act.first), None)
    if opening is None or any(time.freshness is not Freshness.OLD for time in times):
        return False
    dated = scene.word(opening.last)[:1].isdigit() and opening.last - scene.sentence.first < _CONDITION
    return dated and scene.any_between("wake", scene.sentence.first - 1, opening.first)


def before_halt(scene: Scene, act: Act, times: Sequence[Dated]) -> bool:
    """Say whether attacks of no day only open what tells that such are to end: "After several attacks, it suspended them"."""
    if scene.arabic or act.verb or not scene.word(act.last).endswith("s"):
        return False
    if not scene.any_between("wake", max(scene.sentence.first, act.first - _CONDITION) - 1, act.first):
        return False
    end = next((at for at in range(act.last + 1, scene.sentence.last) if scene.word(at) == ","), None)
    if end is None or any(time.freshness is Freshness.FRESH and time.first < end for time in times):
        return False
    halts = [at for at in scene.where("halting") if at > end]
    return bool(halts) and not scene.any_between("halting", scene.sentence.first - 1, end)


def only_found(scene: Scene, act: Act) -> bool:
    """Say whether the weapons of an act were only found: "launchers aimed at the base were found", "a cache was destroyed"."""
    if not scene.has("found"):
        return False
    found, divider = scene.lexis.frame("found"), scene.lexis.frames("divider", "subordinate")
    if scene.word(act.first) in scene.lexis.frame("aimed"):
        divider -= {","}  # "found two rockets, wired to a timer and pointing at the camp"
    for places in (range(act.first - 1, scene.sentence.first - 1, -1), range(act.first + 1, scene.sentence.last + 1)):
        for at in places:
            if scene.word(at) in divider and scene.word(at) != "-":
                break
            if scene.word(at) in found and not (at > act.last and _finds(scene, act, at)):
                return True
    return False


def _finds(scene: Scene, act: Act, found: int) -> bool:
    """Say whether "found" behind an act is not what became of it: "bombed a cave found last week", "any cave found"."""
    if scene.word(found + 1) in scene.lexis.frame("determiner") or scene.any_between("whichever", found - _NAMED - 1, found):
        return True
    alone = act.verb and not act.passive and act.form is Form.PAST and scene.word(act.first) not in scene.lexis.frame("aimed")
    return not scene.arabic and alone and scene.word(found - 1) not in scene.lexis.frame("passive")


def stands_aimed(scene: Scene, act: Act) -> bool:
    """Say whether weapons only point at somebody: "missiles are aimed at it", "نصب منصات صواريخ موجهة نحو القاعدة"."""
    if scene.word(act.first) not in scene.lexis.frame("aimed"):
        return False
    if not scene.arabic:
        before = scene.words(act.first - _NAMED, act.first - 1)
        return not _STANDING.isdisjoint(before) or (not _WERE.isdisjoint(before) and not _BY_THEN.isdisjoint(before))
    at_hand = scene.any_between("launcher", act.first - _ALSO, act.first)
    return at_hand and not scene.any_between("leaving", scene.sentence.first - 1, act.first)


def meant(scene: Scene, act: Act) -> bool:
    """Say whether an English act is only meant: "a free hand to hit", but not "used drones to hit"."""
    if scene.word(act.first - 1) == "be" and scene.word(act.first - 2) == "to":
        return act.verb  # "American tourists to be hit"
    if scene.word(act.first - 1) != "to" or not act.verb or act.form is Form.GERUND:
        return False
    if not scene.arabic and act.form is Form.PAST and scene.word(act.first) not in scene.lexis.frame("ambiguous-past"):
        return False  # "drones nobody has owned up to struck a post"
    return not any(scene.word(act.first - step) in scene.lexis.frame("means") for step in range(2, _BOUND + 2))


def hit_nobody(scene: Scene, act: Act) -> bool:
    """Say whether somebody tells that they did it to nobody: "we struck nobody", but not "the rocket hit nobody"."""
    if scene.arabic or not act.verb or act.weapons:
        return False
    behind = scene.words(act.last + 1, act.last + 2)
    return behind == ["no", "one"] or behind[:1] in (["nobody"], ["nothing"], ["none"])


def debated(scene: Scene, act: Act) -> bool:
    """Say whether an act with its object is what somebody speaks about: "that hitting the militias is a matter of weather"."""
    if scene.arabic or act.form is not Form.GERUND or scene.word(act.first - 1) not in {"that", "", '"', ","}:
        return False
    behind = scene.words(act.last + 1, act.last + _CONDITION)
    return behind[:1] != [] and behind[0] in scene.lexis.frame("determiner") and not {"is", "would", "will"}.isdisjoint(behind)


def also_meant(scene: Scene, act: Act) -> bool:
    """Say whether "and" joins a bare verb to an infinitive: "to hijack planes and blow up", "would mine the strait and hit"."""
    word = scene.word(act.first)
    either = word in scene.lexis.frame("ambiguous-past")
    past = act.form is Form.PAST and not either
    if not act.verb or scene.word(act.first - 1) != "and" or past or word.endswith(("s", "ing")):
        return False
    meant = scene.lexis.frame("infinitive") - ({"to"} if either else frozenset())
    return any(scene.word(act.first - step) in meant for step in range(3, _ALSO))


def purpose(scene: Scene, act: Act) -> bool:
    """Say whether an Arabic act is what something is for: "خطة لقصف", but not "تعرض لقصف" or "تصدت لقصف"."""
    meant = [word for step in range(1, _MODAL + 1) if (word := scene.word(act.first - step)) in scene.lexis.frame("purpose")]
    if any(word.startswith("س") for word in meant) or any(scene.word(act.first - step) in meant for step in (1, 2, 3)):
        return True
    if act.hit.clitic not in {"ل", "ول"} or act.hit.form.text.startswith(("يـ", "تـ")) or counterfactual(scene, act):
        return False
    near = {scene.word(act.first - step) for step in (1, 2, 3, 4)}
    if near & (scene.lexis.frame("owing") | scene.lexis.frame("launcher")):
        return False
    before = max(scene.sentence.first - 1, act.first - _CLAUSE)
    return not any(scene.any_between(frame, before, act.first) for frame in ("undergo", "withstand"))


def promised(scene: Scene, act: Act) -> bool:
    """Say whether the name of an act has a verb of the future behind it: "ضربة قريبة ستستهدف"."""
    verbs = [other for other in scene.acts if 0 < other.first - act.last <= CLOSE and other.form.verb]
    return act.form is Form.NOUN and any(grammar(scene, verb, Part.VERB) is Form.FUTURE for verb in verbs)


def long_meant(scene: Scene, act: Act) -> bool:
    """Say whether an Arabic act was meant before what is told: "كان قد أرسلهم لمهاجمة", "ضربت أفرادا كانوا يستعدون لإطلاق"."""
    was = scene.lexis.frame("pluperfect")
    near = range(act.first - 1, act.first - _CONDITION, -1)
    if any(scene.word(at) == "قد" and scene.any_between("pluperfect", at - _MODAL, at) for at in near):
        return True
    meaning = next((at for at in near if scene.word(at) in was and scene.word(at + 1).startswith("ي")), None)
    return meaning is not None and any(
        other.last < meaning and scene.lexis.acts[other.concept.id].kind is Kind.STRIKE for other in scene.acts
    )


def braced_for(scene: Scene, act: Act) -> bool:
    """Say whether somebody is told what to do by the time an English act comes: "told to leave before Thursday's shelling"."""
    if scene.arabic or act.form not in {Form.NOUN, Form.GERUND} or not scene.has("bidden"):
        return False
    before = next((at for at in range(act.first - 1, act.first - _MODAL, -1) if scene.word(at) in {"before", "ahead"}), None)
    if before is None or scene.divided(before, act.first):
        return False
    bidden = next((at for at in scene.where("bidden") if at < before), None)
    return bidden is not None and "to" in scene.words(bidden + 1, before - 1) and not scene.divided(bidden, before)


def in_next_statement(scene: Scene, act: Act, at: int) -> bool:
    """Say whether a word stands behind a semicolon in what is told of something else: "hit it; the troops left years ago"."""
    if scene.arabic or ";" not in (between := scene.words(act.last + 1, at - 1)):
        return False
    semicolon = act.last + 1 + between.index(";")
    if any(semicolon < other.first < at and not scene.lexis.acts[other.concept.id].ahead for other in scene.acts):
        return False
    return scene.word(semicolon + 1) not in scene.lexis.frame("what-was-told")


def of_something_else(scene: Scene, act: Act, time: Dated) -> bool:
    """Say whether a time behind an English verb tells when something else was: "bombed a depot found last week"."""
    if scene.arabic or time.first < act.last:
        return False
    if not act.verb or act.form is not Form.PAST:
        return in_next_statement(scene, act, time.first)
    at = time.first - 1 - (scene.word(time.first - 1) in scene.lexis.frame("time-lead"))
    word = scene.word(at)
    participle = word.endswith("ed") or word in scene.lexis.frame("irregular-past")
    if participle and at > act.last + 1 and not any(other.first <= at <= other.last for other in scene.acts):
        return scene.word(at - 1) not in scene.lexis.frames("passive", "perfect", "joining")
    return in_next_statement(scene, act, time.first)


def held_back(scene: Scene, act: Act) -> bool:
    """Say whether somebody is to be kept from an act: "fails to stop the militias from attacking"."""
    if act.form is not Form.GERUND or scene.word(act.first - 1) != "from":
        return False
    stop = next((at for at in scene.where("held-back") if act.first - _CONDITION < at < act.first - 1), None)
    return stop is not None and not scene.any_between("unstoppable", stop - _NAMED, stop)


def in_general(scene: Scene, act: Act) -> bool:
    """Say whether an act of no day is told as what somebody keeps doing: "have attacked and will continue to", "By targeting"."""
    before = scene.word(act.first - 1)
    if act.form is Form.NOUN and not scene.arabic:
        return _there_were_many(scene, act)
    if act.form is Form.GERUND:
        return before == "by" and act.first - 1 == scene.sentence.first
    if act.form is not Form.PAST or before not in scene.lexis.frame("perfect"):
        return False
    ahead = [scene.word(at) for at in range(act.last + 1, act.last + _CONDITION)]
    return any(one == "and" and other in scene.lexis.frame("infinitive") for one, other in pairwise(ahead))


def _there_were_many(scene: Scene, act: Act) -> bool:
    """Say whether acts are only counted up: "there has been a series of air strikes", "there have been dozens of attacks"."""
    if not scene.has("many-such"):
        return False
    there = next((at for at in range(act.first - _CONDITION, act.first) if scene.word(at) == "there"), None)
    if there is None or not scene.any_between("perfect", there, act.first):
        return False
    return scene.any_between("many-such", there, act.first) and not scene.any_between("divider", there, act.first)


def counterfactual(scene: Scene, act: Act) -> bool:
    """Say whether an act is what did not happen: "لولا الغبار لأصابت الطائرة البرج", "لو أرادوا قصف القاعدة لفعلوا"."""
    if not scene.has("unreal"):
        return False
    unreal = scene.lexis.frame("unreal")
    if act.hit.clitic == "ل" and act.hit.form.verb:
        return any(word in unreal for word in scene.words(scene.sentence.first, act.first - 1))
    near = range(act.first - 1, max(scene.sentence.first, act.first - _MODAL) - 1, -1)
    lead = next((at for at in near if scene.word(at) in unreal), None)
    return lead is not None and act.form is Form.NOUN and not scene.divided(lead, act.first)


def mistaken(scene: Scene, act: Act) -> bool:
    """Say whether an act is only what something was taken for: "what sounded like an air strike was a generator"."""
    if act.form not in {Form.NOUN, Form.GERUND} or scene.arabic or not scene.has("turned-out"):
        return False
    frame = scene.lexis.frame
    found = next((at for at in range(act.last + 1, scene.sentence.last) if scene.word(at) in frame("turned-out")), None)
    if found is None or ";" in scene.words(act.last, found) or scene.word(found + 1) in frame("noticed"):
        return False
    weapons = [weapon for weapon in scene.weapons if flies(weapon)]
    if any(found < other.first <= found + _MODAL for other in (*weapons, *scene.acts)):
        return False  # "was a rocket attack"
    if not frame("in-truth").isdisjoint(scene.words(found + 1, found + 3)):
        return True
    taken = any(cue.concept.id == _SEEMING and 0 < act.first - cue.last <= _MODAL for cue in scene.cues)
    quoted = scene.word(act.first - 1) == scene.word(act.last + 1) == '"'
    return taken or (quoted and scene.word(found + 1) in frame("determiner"))


def told_of(scene: Scene, act: Act) -> bool:
    """Say whether a clause only tells what sort of people or thing is meant: "militias that have fired rockets at"."""
    if not scene.has("relative-clause"):
        return False
    frame = scene.lexis.frame
    relative, perfect, divider = frame("relative-clause"), frame("perfect"), frame("divider")
    for at in range(act.first - 1, max(scene.sentence.first + 1, act.first - _CONDITION), -1):
        word = scene.word(at)
        if word in divider:
            return False
        if word in perfect:
            return scene.word(at - 1) in relative
    return False
