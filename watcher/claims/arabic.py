"""Who does what by Arabic grammar: which name behind or before an Arabic act is its subject."""

from watcher.claims.acts import Act
from watcher.claims.construction import told_behind
from watcher.claims.lexis import LEADS, Part
from watcher.claims.model import AHEAD, Status
from watcher.claims.names import CLOSE, REACH
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_OURS = ("ن", "سن")
_POSITIONS = "interest:us-bases"
"""What bases and camps are named for, whosever they are."""
_FEAR = 9
"""Words between what tells of fear and the act that is feared."""


def intends(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name stands behind what its bearer means to do: "الضربة التي تعتزم إسرائيل توجيهها"."""
    if not scene.arabic or hit.first < act.last:
        return False
    return any(
        cue.last == hit.first - 1 and scene.lexis.cues[cue.concept.id].status in AHEAD and told_behind(scene, act, cue)
        for cue in scene.cues
    )


def warned_off(scene: Scene, act: Act) -> bool:
    """Say whether somebody is warned off an act that would hit the warner: "حذرت واشنطن الفصائل من مهاجمة قواتها"."""
    if (
        not scene.arabic
        or act.verb
        or scene.word(act.first - 1) != "من"
        or scene.word(act.last + 1) not in scene.lexis.frame("own")
    ):
        return False
    return any(cue.last < act.first and scene.lexis.cues[cue.concept.id].status is Status.WARNED for cue in scene.cues)


def suffers(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an Arabic verb of suffering stands before a name, and the act behind it: "تعرض رتل للتحالف لانفجار"."""
    if not scene.arabic:
        return False
    if not scene.any_between("undergo", hit.first - REACH, hit.first):
        return False
    if any(hit.last < other.first and other.last < act.first for other in scene.acts):
        return False
    return scene.word(act.first).startswith("ل") or not scene.divided(hit.last, act.first)


def fearing(scene: Scene, act: Act) -> list[Hit]:
    """Return the interest that an Arabic sentence says fears the act: "وضعت واشنطن قواتها في حالة تأهب خوفا من هجوم"."""
    if not scene.arabic or not scene.has("fears") or scene.word(act.first - 1) in scene.lexis.frame("purpose"):
        return []
    fears = scene.lexis.frame("fears")
    at = next((at for at in range(act.first - 1, act.first - _FEAR, -1) if scene.word(at) in fears), None)
    if at is None:
        return []
    afraid = [hit for hit in scene.interests if hit.first <= at + CLOSE and hit.last < act.first]
    return [max(afraid, key=lambda hit: hit.last)] if afraid else []


def comes_from(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether only "من" and adjectives stand between the name of an act and who did it: "هجوم محتمل من الفصائل"."""
    if not scene.arabic or hit.concept.type != "actor" or act.verb or scene.word(hit.first - 1) != "من":
        return False
    between = range(act.last + 1, hit.first - 1)
    told = {at for cue in scene.cues for at in range(cue.first, cue.last + 1)}
    return len(between) < CLOSE and all(at in told or scene.word(at).endswith(("ي", "يه")) for at in between)


def ascribed(scene: Scene, hit: Hit) -> bool:
    """Say whether an act is laid at somebody's door: "نسب الهجوم إلى الفصائل"."""
    return scene.word(hit.first - 1) == "الي" and scene.any_between("ascribe", scene.sentence.first - 1, hit.first)


def told_apart(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an Arabic act that is no verb only tells when or why something else was: "استدعى السفير إثر قصف"."""
    return scene.arabic and not act.verb and scene.any_between("boundary", hit.last, act.first)


def positions(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether an Arabic verb's subject is what a faction holds, which suffers it: "مواقع للفصائل ستضرب"."""
    if not scene.arabic or not act.verb or act.first - hit.last > CLOSE or any(w.first < act.first for w in scene.weapons):
        return False
    return any(
        0 < hit.first - asset.last <= 1 and asset.concept.attributes["names"] == _POSITIONS for asset in scene.assets
    ) and not scene.divided(hit.last, act.first)


def object_joined(scene: Scene, act: Act) -> bool:
    """Say whether an Arabic verb carries whom it hits, so that its subject follows: "اغتالته مسيرة أميركية"."""
    return act.verb and act.last == act.first and scene.word(act.first).endswith(("ته", "تها", "تهم", "تهما"))


def verb_subject(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether armed Americans behind the Arabic verb that opens a clause are its subject: "قصفت القوات الأميركية موقعا".

    Unwritten vowels leave "استهدفت القوات الأميركية" open: whoever is aimed at needs no object behind.
    """
    either = scene.word(act.first) in scene.lexis.frame("noun-or-verb")
    if not (act.verb or either) or not hit.concept.attributes.get("acts") or led_by_lam(hit):
        return False
    if hit.first != act.last + 1:
        return act.verb and _flies_first(scene, act, hit)
    if not opens_clause(scene, act.hit, hit):
        return False
    aimed = either or scene.word(act.first) in scene.lexis.frame("aims")
    return not aimed or any(scene.word(at).endswith("ا") or _named_at(scene, at) for at in range(hit.last + 1, hit.last + REACH))


def opens_clause(scene: Scene, verb: Hit, name: Hit) -> bool:
    """Say whether an Arabic verb opens a clause, and the name right behind it is of its gender: "لوح الجيش", "قد تقصف القوات"."""
    before, word = scene.word(verb.first - 1), scene.word(verb.first)
    if name.first != verb.last + 1 or (before and before not in scene.lexis.frame("opens-clause")):
        return False
    feminine = word.endswith("ت") or word.removeprefix("و").removeprefix("ف").removeprefix("س").startswith("ت")
    return feminine is scene.word(name.first).endswith(("ات", "يه"))


def operates(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether somebody's operation or raid is the verb's subject: "استهدفت عملية للجيش الأميركي مقرا"."""
    return (
        act.verb and led_by_lam(hit) and hit.first == act.last + 2 and scene.word(act.last + 1) in scene.lexis.frame("operation")
    )


def _flies_first(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether American aircraft of two words open the clause behind the verb, and what they hit follows them."""
    named = any(weapon.first == act.last + 1 and weapon.last >= hit.first for weapon in scene.weapons)
    behind = scene.word(hit.last + 1)
    led = scene.lexis.leading.get(behind) in LEADS or behind[:1] == "ب"
    return named and act.table.part is not Part.INTERCEPTION and bool(behind) and not led


def _named_at(scene: Scene, at: int) -> bool:
    """Say whether something that can be hit is named at a token, with no preposition joined to it."""
    return any(
        other.first == at and not other.clitic.endswith("ب") and not led_by_lam(other)
        for other in (*scene.actors, *scene.interests, *scene.assets)
        if not any(weapon.first <= at <= weapon.last for weapon in scene.weapons)
    )


def subject(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a name behind an Arabic act did it: as its adjective, as a light verb's subject, or as a verb's first name."""
    owns = led_by_lam(hit) or scene.word(hit.first).startswith("لل")
    if owns and not any(weapon.last == hit.first - 1 for weapon in scene.weapons):
        return False  # it owns what is hit: "قصفت طائرة مقرا للحشد"
    if act.verb and scene.word(act.first).removeprefix("و").removeprefix("ف").startswith(_OURS):
        return False  # "نقصف", "سنقصف": whoever speaks does it
    close = hit.first - act.last - 1 <= CLOSE
    if close and (hit.form.role == "demonym" or (act.verb and (_more_follow(scene, hit) or _launches(scene, act, hit)))):
        return True
    if scene.any_between("light-verb", act.first - CLOSE, act.first):
        return not any(0 < act.first - other.last <= CLOSE for other in scene.actors)  # "وجهت إسرائيل ضربات إلى مواقع الفصائل"
    return scene.any_between("light-verb", act.last, hit.first)


def _launches(scene: Scene, act: Act, hit: Hit) -> bool:
    """Say whether a weapon follows whoever an Arabic verb of launching names first."""
    return act.table.part is Part.LAUNCH and any(hit.last < weapon.first <= hit.last + CLOSE for weapon in scene.weapons)


def _more_follow(scene: Scene, hit: Hit) -> bool:
    """Say whether another name follows: after an Arabic verb the first name is its subject, the second its object."""
    return any(other.first > hit.last for other in (*scene.actors, *scene.interests, *scene.places))


def led_by_lam(hit: Hit) -> bool:
    """Say whether the preposition "ل", and not the article, is joined to a name."""
    return hit.clitic.endswith("ل") and not hit.clitic.endswith("ال")
