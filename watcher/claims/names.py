"""What a name hangs on: the small words before it, and whether it speaks or suffers."""

from watcher.claims.lexis import LEADS
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit
from watcher.text.tokens import TokenKind

REACH = 7
"""Words that a small word reaches to its name."""
CLOSE = 3
"""Words within which two names or a name and a verb stand side by side."""
_INNER_MARKS = frozenset("\"'-")
_UNKNOWN = 2
_OFFICE = 2
"""Further words in which the office of somebody is named that speaks: "the US military's Central Command said"."""


def lead(scene: Scene, hit: Hit) -> str | None:
    """Return the frame (``target``, ``place``, ``actor``, ``source``) of the small word that a name hangs on."""
    if hit.first not in scene.leads:
        scene.leads[hit.first] = _lead(scene, hit)
    return scene.leads[hit.first]


def _lead(scene: Scene, hit: Hit) -> str | None:
    if hit.clitic.endswith("ب"):
        return "place"
    leading = scene.lexis.leading
    unknown = 0
    for at in range(hit.first - 1, max(scene.sentence.first, hit.first - REACH) - 1, -1):
        word = scene.word(at)
        told = leading.get(word)
        if told in LEADS:
            if any(time.first == at + 1 for time in scene.times):
                return None  # "on Monday"
            return None if told == "actor" and _no_agent(scene, hit, at) else _before_place(scene, at, told)
        if told == "stop" or (scene.kind(at) is TokenKind.PUNCT and word not in _INNER_MARKS):
            return None
        if told is None and at not in scene.named and scene.kind(at) is TokenKind.WORD:
            unknown += 1
            if unknown > _UNKNOWN:
                return None
    return None


def _no_agent(scene: Scene, hit: Hit, at: int) -> bool:
    """Say whether "قبل" is "before" and not "by", or the first of two names behind "أطلقه" is who launched it."""
    if scene.word(at) == "قبل" and scene.word(at - 1) != "من":
        return True
    return scene.arabic and not hit.clitic.startswith("و") and any(at < actor.first < hit.first for actor in scene.actors)


def _before_place(scene: Scene, at: int, frame: str) -> str:
    """Tell "from Iraq" from "20 km from Baghdad" and "some of the Hashd": only what sets out has a source."""
    if frame != "source":
        return frame
    if scene.word(at - 1) in scene.lexis.frame("measured-from"):
        return "place"
    if not scene.arabic:
        return frame
    set_out = scene.any_between("leaving", at - REACH, at)
    sent = any(hit.last == at - 1 for hit in (*scene.acts, *scene.weapons, *(p for p in scene.places if p.form.role is None)))
    return frame if set_out or sent else ""


def speaks(scene: Scene, hit: Hit) -> bool:
    """Say whether a name is whoever says something, or where that is said."""
    known = scene.speakers.get(hit.first)
    if known is None:
        known = scene.speakers[hit.first] = _speaks(scene, hit)
    return known


def _speaks(scene: Scene, hit: Hit) -> bool:
    if not scene.has("speech", "according"):
        return False
    speech, passive = scene.lexis.frame("speech"), False
    reach = CLOSE + (_OFFICE if scene.word(hit.last + 1) == "'s" else 0)
    for word in scene.words(hit.last + 1, hit.last + reach):
        if scene.arabic and word.startswith("و"):
            break
        if word in speech and not passive:
            return True
        passive = word in scene.lexis.frame("passive")
        if (
            word in {",", ";", "،"}
            or word in scene.lexis.frame("place")
            or (scene.arabic and word in scene.lexis.frame("target"))
        ):
            break
    if scene.arabic:
        return scene.any_between("speech", hit.first - CLOSE, hit.first)
    if "according" in scene.words(hit.first - CLOSE, hit.first - 1):
        return True
    return scene.word(hit.first - 1) in {"said", "says"} and scene.word(hit.first - 2) in {",", '"'}


def harmed(scene: Scene, hit: Hit) -> bool:
    """Say whether a name is that of somebody killed or hurt: behind "killed" or "death of", or before "were wounded"."""
    known = scene.victims_named.get(hit.first)
    if known is None:
        known = scene.victims_named[hit.first] = _harmed(scene, hit)
    return known


def _kills(scene: Scene, hit: Hit) -> bool:
    """Say whether armed Americans behind an Arabic verb of harm have its object behind them: "قتل الجيش الأميركي 15 مسلحا"."""
    if not scene.arabic or not hit.concept.attributes.get("acts"):
        return False
    behind = scene.word(hit.last + 1)
    return scene.kind(hit.last + 1) is TokenKind.NUMBER or any(
        0 < victim.first - hit.last <= 2 and not behind.startswith("و") for victim in scene.victims
    )


def _harmed(scene: Scene, hit: Hit) -> bool:
    if not scene.has("harm", "died"):
        return False
    harm = scene.lexis.frame("harm")
    passive = scene.lexis.frame("passive")
    for step in range(1, CLOSE + 2):
        word = scene.word(hit.first - step)
        if word in harm and scene.word(hit.first - step - 1) not in passive:
            return not (step == 1 and _kills(scene, hit))
        if not word or word in {",", ";", "."} or word in scene.lexis.frames("speech", "target", "boundary"):
            break
    after = [scene.word(hit.last + step) for step in range(1, REACH + 1)]
    if after[0] == "'s" and {",", ";"}.isdisjoint(after) and not scene.lexis.frame("died").isdisjoint(after):
        return True  # "Nujaba's missile chief and two aides died"
    after = [word for word in after if word not in scene.lexis.frame("among")]
    if scene.arabic:
        return after[0] in harm or after[1] in harm
    return after[0] in scene.lexis.frame("died") or (
        after[0] in passive | {"have", "has"} and (after[1] in harm or after[2] in harm)
    )
