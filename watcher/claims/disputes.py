"""One side says a strike happened, the other says none did: then neither is fact."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from watcher.claims.model import Claim, Kind, Status
from watcher.claims.scene import Scene
from watcher.claims.staging import Scenes
from watcher.text.lexicon import Hit
from watcher.text.tokens import TokenKind

_DISPUTED = frozenset({Status.DENIED, Status.UNCONFIRMED})
_VIOLENT = frozenset({Kind.STRIKE, Kind.ATTACK})
_PASSED_ON = frozenset({Kind.STRIKE, Kind.ATTACK, Kind.THREAT})
_UNDONE = frozenset({Status.DENIED, Status.NEGATED})
_COMMAS = frozenset({"،", ",", "؛", ";"})
_OBJECT = 2
"""Words between "blamed" and the act that is blamed itself."""
_ACCUSED = 5
"""The same in Arabic, where whoever is accused stands between."""
_CONTEST = "cue:contest"
_COUNTER = 8
"""Words in which another voice names a cause that is no act."""
_OPENING = 4
"""Words in which a sentence says what it is about."""
_TITLE = 7
"""Words of an office before a colon: "مدير ناحية السعدية:"."""
_THEY = frozenset({"they", "it", "he", "she", "there"})
_DID = frozenset({"did", "was", "were", "had"})
_ENDS = frozenset({"", ",", ".", ";", '"', "and", "but"})
_ASSERTED = frozenset({Status.ACTUAL, Status.CLAIMED, Status.ACCUSED})
_MADE = _ASSERTED | {Status.INTERCEPTED}


def weigh(claims: Sequence[Claim], scenes: Scenes) -> list[Claim]:
    """Return the claims with asserted strikes that somebody flatly denies as unconfirmed, or denied where they are explained."""
    claims = [_answered(_unaware(_one_sided(claim, scenes), scenes), scenes) for claim in claims]
    disowned = [claim for claim in claims if claim.kind is Kind.STRIKE and claim.status is Status.NEGATED]
    if disowned:
        claims = [_disowned(claim, disowned, scenes) for claim in claims]
    claims = [
        claim for claim in _without_rumours(claims, scenes) if not (_noise(claim) and _nothing_flew(scenes[claim.sentence]))
    ]
    denied = [claim for claim in claims if claim.kind is Kind.STRIKE and claim.status in _DISPUTED and _flat(claim)]
    if not denied:
        return _without_noise(claims)
    explained = any(scenes.lexis.cues[cue.concept.id].explains for index in scenes for cue in scenes.cues(index))
    status = Status.DENIED if explained else Status.UNCONFIRMED
    return [
        replace(claim, status=status)
        if claim.kind is Kind.STRIKE
        and claim.status in _ASSERTED | {Status.AFTERMATH}
        and _attributed(scenes[claim.sentence])
        and not claim.figures
        else claim
        for claim in claims
    ]


def _without_rumours(claims: Sequence[Claim], scenes: Scenes) -> list[Claim]:
    """Leave out what only a rumour tells of, and somebody denies in a sentence before or behind."""
    rumoured = [claim for claim in claims if claim.kind in _PASSED_ON and scenes[claim.sentence].has("rumour")]
    if not rumoured or not any(_denies(scenes[index]) for index in scenes.violent):
        return list(claims)
    return [claim for claim in claims if claim not in rumoured or claim.status in _UNDONE]


def _denies(scene: Scene) -> bool:
    """Say whether a sentence that passes nothing on denies what it tells of."""
    denials = (cue for cue in scene.cues if scene.lexis.cues[cue.concept.id].status is Status.DENIED)
    return next(denials, None) is not None and not scene.has("rumour")


def _without_noise(claims: Sequence[Claim]) -> list[Claim]:
    """Leave out a blast without a cause where the article tells of the strike at the same place, or on the same, that made it."""
    struck = {
        name.concept
        for claim in claims
        if claim.kind is Kind.STRIKE and claim.status in _MADE
        for name in (*claim.places, *claim.targets)
        if not name.carried or claim.sentence == 1
    }
    return [
        claim for claim in claims if not (_noise(claim) and struck & {name.concept for name in (*claim.places, *claim.targets)})
    ]


def _noise(claim: Claim) -> bool:
    """Say whether a strike is only supposed, from a blast, and by no words of doubt."""
    supposed = claim.kind is Kind.STRIKE and claim.status is Status.UNCONFIRMED
    return supposed and not any(told.startswith("status:") for told, _words in claim.cues)


def _one_sided(claim: Claim, scenes: Mapping[int, Scene]) -> Claim:
    """Take a strike that one side "speaks of" while another then tells of a fire or names no cause as unconfirmed."""
    open_ = claim.status in _ASSERTED or claim.status is Status.DENIED
    if claim.kind not in {Kind.STRIKE, Kind.ATTACK} or not open_ or claim.sentence not in scenes:
        return claim
    scene = scenes[claim.sentence]
    if claim.status is Status.DENIED:
        open_ = _insisted(scene) or _asserted(scene, claim)
    else:
        open_ = not claim.figures and _contradicted(scene, claim)
    if open_ or _other_cause(scene, claim):
        return replace(claim, status=Status.UNCONFIRMED)
    if not scene.has("counter") or not scene.has("spoke", "blame"):
        return claim
    spoke = next((at for at in scene.where("spoke", "blame") if _speaks_of(scene, at)), None)
    named = {at for act in scene.acts for at in range(act.first, act.last + 1)}
    counters = [at for at in scene.where("counter") if at not in named]
    if spoke is None or not counters or counters[0] < spoke:
        return claim
    return replace(claim, status=Status.UNCONFIRMED)


def _answered(claim: Claim, scenes: Scenes) -> Claim:
    """Take a strike that the next sentence takes back as denied, and one that somebody else there denies as unconfirmed."""
    behind = claim.sentence + 1
    if claim.kind not in _VIOLENT or claim.status not in _MADE | {Status.UNCONFIRMED} or behind not in scenes:
        return claim
    answer = scenes[behind]
    if _not_so(scenes[claim.sentence], answer):
        return replace(claim, status=Status.DENIED)
    denials = [cue for cue in scenes.cues(behind) if scenes.lexis.cues[cue.concept.id].status is Status.DENIED]
    if not denials or claim.status is Status.UNCONFIRMED or claim.kind is not Kind.STRIKE:
        return claim
    first = answer.sentence.first
    if (answer.acts and not answer.arabic) or not any(_of_what_was_told(answer, denial) for denial in denials):
        return claim
    if answer.any_between("what-was-told", first - 1, first + _OPENING) and answer.has("withdrawn"):
        return replace(claim, status=Status.DENIED)
    theirs = {actor.concept for actor in claim.actors} & {actor.concept.id for actor in answer.actors}
    told = not theirs and not claim.figures and _attributed(scenes[claim.sentence])
    return replace(claim, status=Status.UNCONFIRMED) if told else claim


def _not_so(scene: Scene, answer: Scene) -> bool:
    """Say whether a sentence says no more than that what was told is not so ("They did not."), or answers a question."""
    first = answer.sentence.first
    if answer.arabic:
        return False
    if answer.word(first) == "no" and answer.kind(first + 1) is TokenKind.PUNCT:
        return scene.word(scene.sentence.last) == "?"
    if answer.word(first + 2) not in {"not", "n't"} or answer.word(first + 1) not in _DID:
        return False
    return answer.word(first) in _THEY and answer.word(first + 3) in _ENDS


def _unaware(claim: Claim, scenes: Scenes) -> Claim:
    """Take a strike as unconfirmed where the next sentence has somebody who cannot tell of it, or denied if he explains it."""
    behind = claim.sentence + 1
    if claim.kind is not Kind.STRIKE or claim.status not in _MADE or claim.figures or behind not in scenes:
        return claim
    doubted = any(cue.concept.id == _CONTEST for cue in scenes.cues(behind))
    if not doubted and not (scenes.says(behind, "aircraft") and _nothing_flew(scenes[behind])):
        return claim
    if not scenes.says(behind, "speech") or not _attributed(scenes[claim.sentence]):
        return claim
    explained = any(scenes.lexis.cues[cue.concept.id].explains for cue in scenes.cues(behind))
    return replace(claim, status=Status.DENIED if explained else Status.UNCONFIRMED)


def _nothing_flew(scene: Scene) -> bool:
    """Say whether a sentence tells that nothing flew: "no aircraft was in the area", "none of its jets was flying"."""
    for at in scene.where("aircraft"):
        before, behind = scene.words(at - _OPENING, at - 1), scene.words(at + 1, at + _OBJECT)
        if not {"no", "none"}.isdisjoint(before) and not scene.lexis.frame("aloft").isdisjoint(behind):
            return True
    return False


def _disowned(claim: Claim, disowned: Sequence[Claim], scenes: Mapping[int, Scene]) -> Claim:
    """Take a strike that one side tells as unconfirmed where a later sentence has the accused say that they made none.

    ``disowned`` are the strikes that somebody says were not made.
    """
    if claim.kind is not Kind.STRIKE or claim.status not in _ASSERTED or claim.figures or not _attributed(scenes[claim.sentence]):
        return claim
    later = (other for other in disowned if other.sentence > claim.sentence)
    theirs = {name for other in later for actor in other.actors for name in actor.within}
    return replace(claim, status=Status.UNCONFIRMED) if any(theirs & set(actor.within) for actor in claim.actors) else claim


def _of_what_was_told(answer: Scene, denial: Hit) -> bool:
    """Say whether a denial is of the sentence before; in Arabic its object stands right behind: "نفت ذلك"."""
    if not answer.arabic:
        return answer.has("what-was-told")
    return answer.any_between("what-was-told", denial.last, denial.last + _OBJECT + 1)


def _other_cause(scene: Scene, claim: Claim) -> bool:
    """Say whether another voice lays it to something else: "the army says a mortar bomb; the university says an old cistern"."""
    if scene.arabic or not scene.has("names-cause"):
        return False
    act = scene.document.token_at(claim.cues[0][1].start)
    for at in scene.where("names-cause"):
        opened = not {";", ",", "but", "while"}.isdisjoint(scene.words(max(act + 1, at - _OPENING), at - 1))
        weapon = any(at < weapon.first <= at + _OPENING for weapon in scene.weapons)
        hurt = scene.hits.get("casualty", ())  # "police say a watchman is dead"
        told = any(at < other.first <= at + _COUNTER for other in (*scene.acts, *scene.actors, *hurt))
        cause = at + 1 + (scene.word(at + 1) == "that")
        if opened and scene.word(cause) in {"a", "an"} and not weapon and not told:
            return True
    return False


def _contradicted(scene: Scene, claim: Claim) -> bool:
    """Say whether another voice of an English sentence denies behind "but" what the first tells: "but the army denied it"."""
    if scene.arabic or not scene.has("contrast") or not _attributed(scene):
        return False
    act = scene.document.token_at(claim.cues[0][1].start)
    contrast = next((at for at in scene.where("contrast") if at > act), None)
    if contrast is None:
        return False
    return any(
        contrast < cue.first and scene.word(cue.last + 1) in scene.lexis.frame("denied-whole")
        for cue in scene.cues
        if scene.lexis.cues[cue.concept.id].status is Status.DENIED
    ) or any(
        contrast < cue.first and (scene.word(cue.first) == "no" or cue.concept.id == _CONTEST)
        for cue in scene.cues
        if scene.lexis.cues[cue.concept.id].status is Status.UNCONFIRMED
    )


def _insisted(scene: Scene) -> bool:
    """Say whether another voice holds to what the first denies: "the army denied it; the mayor insists that it was one"."""
    denials = [hit.last for hit in scene.cues if scene.lexis.cues[hit.concept.id].status is Status.DENIED]
    held = scene.where("insists") if scene.has("insists") else []
    if not scene.arabic and scene.has("speech"):
        held += [at for at in scene.where("speech") if _did(scene, at)]
    return any(last < at for at in held for last in denials)


def _did(scene: Scene, at: int) -> bool:
    """Say whether somebody says that what was denied happened all the same: "says they did", "say it was"."""
    return scene.word(at + 1) in _THEY and scene.word(at + 2) in _DID and scene.word(at + 3) in _ENDS


def _asserted(scene: Scene, claim: Claim) -> bool:
    """Say whether one voice holds to an Arabic act before another, behind a comma, explains it: "يؤكد ...، والحشد يقول"."""
    if not scene.arabic or not scene.has("asserts"):
        return False
    act = scene.document.token_at(claim.cues[0][1].start)
    denied = [scene.document.token_at(words.start) for decided, words in claim.cues if decided == f"status:{Status.DENIED}"]
    comma = next((at for at in range(act, scene.sentence.last) if scene.word(at) in _COMMAS), None)
    if comma is None or any(at < comma for at in denied):
        return False
    return scene.any_between("asserts", scene.sentence.first - 1, act) and scene.any_between(
        "asserts", comma, scene.sentence.last
    )


def _speaks_of(scene: Scene, at: int) -> bool:
    """Say whether a word is one side's for what happened: "spoke of", "blamed a drone strike"."""
    if scene.word(at) in scene.lexis.frame("spoke"):
        return scene.word(at - 1) not in scene.lexis.frame("which")  # "no truth in reports which spoke of"
    return scene.word(at) in scene.lexis.frame("blame") and any(
        0 < act.first - at <= (_ACCUSED if scene.arabic else _OBJECT) for act in scene.acts
    )


def _flat(claim: Claim) -> bool:
    """Say whether the act itself is denied, not only a hand in it."""
    return any(decided == "status:denied" and "carry" not in words.text for decided, words in claim.cues)


def _attributed(scene: Scene) -> bool:
    """Say whether somebody is named for what the sentence tells, in Arabic before a colon too."""
    first = scene.sentence.first
    return scene.has("speech", "spoke") or (scene.arabic and ":" in scene.words(first + 1, first + _TITLE))
