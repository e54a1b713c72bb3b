"""Whether words that also threaten lawsuits, walkouts or nobody threaten violence here."""

from watcher.claims.dares import dare
from watcher.claims.foretold import is_foe, militia, other_sense, verbs_ahead
from watcher.claims.grammar import Form, grammar
from watcher.claims.interests import MISSIONS
from watcher.claims.lexis import Part, ThreatTable
from watcher.claims.model import Status
from watcher.claims.names import speaks
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_ARMED = "actor:armed-group"
_UNLESS = frozenset({"unless", "until"})
_CONDITIONS = _UNLESS | {"if", "should"}
_BESIDE = frozenset({"presence", "voice", "plotters", "chosen", "dared"})
"""What threats ask that threaten nothing by their own words."""
_NEAR = 7
_CLOSE = 3
_FAR = 12
_ON = 3
"""Words before "renewed" in which "not" stands."""
_TERM = 16
"""Words between a truce and what tells of its end, its term among them."""
"""Words between a threat and whoever or whatever makes it one."""


def means_violence(scene: Scene, hit: Hit, table: ThreatTable) -> bool:
    """Say whether words that also threaten lawsuits or walkouts threaten violence here."""
    match table.asks:
        case "violence" | "given":
            means = (
                _violent(scene, hit, table) and (table.asks == "violence" or _given(scene, hit)) and not own_kept_off(scene, hit)
            )
        case "ended":
            means = any(_ended(scene, at) for at in range(hit.first - _NEAR - 1, hit.last + _TERM))
        case "no" | "unsafe":
            means = scene.any_between("unseen", hit.first - _NEAR, hit.first) and (table.asks == "no" or _armed(scene))
        case "future":
            means = grammar(scene, hit, Part.VERB) is Form.FUTURE and _hostile(scene, hit)
        case "protector":
            means = _protects(scene, hit)
        case "ruin":
            means = _violent(scene, hit, table) and (scene.has("address") or bool(verbs_ahead(scene)))
        case "presence":
            means = _unwelcome(scene, hit)
        case "foe":
            means = _armed(scene)
        case "unrelieved":
            means = not any(abs(word.first - hit.first) <= _NEAR - 3 for word in scene.benign)
        case "plotters" | "chosen":
            means = _plotted(scene, hit, table)
        case "voice" | "dared":
            means = 0 <= dare(scene) < hit.first if table.asks == "dared" else bool(verbs_ahead(scene)) and not other_sense(scene)
        case _:
            means = True
    return means


def _armed(scene: Scene) -> bool:
    """Say whether the sentence names somebody armed who is no friend of the United States."""
    return any(is_foe(actor.concept) for actor in scene.actors) or militia(scene)


def _violent(scene: Scene, hit: Hit, table: ThreatTable) -> bool:
    """Say whether a sentence has an act, a weapon, other words that threaten, or somebody armed who may mean them."""
    worded = any(
        scene.lexis.threats[other.concept.id].asks not in _BESIDE | {"violence"} and other is not hit for other in scene.threats
    )
    armed = any(
        (actor.concept.id != "actor:us" and actor.first < hit.first) or is_foe(actor.concept) for actor in scene.actors
    ) or militia(scene)
    if scene.arabic:
        armed = armed or any(
            0 < actor.first - hit.last <= 8 or (actor.within(_ARMED) and speaks(scene, actor))
            for actor in scene.actors
            if not _office(actor)
        )  # words in a subject's name, or behind what he is quoted with
        armed = armed or _soldiers(scene, hit, table)
    if scene.benign and not (scene.arabic or any(is_foe(actor.concept) for actor in scene.actors)):
        armed = False  # "Moscow warned American firms that they would have to sell"
    return bool(scene.acts or scene.weapons or worded or armed)


def own_kept_off(scene: Scene, hit: Hit) -> bool:
    """Say whether somebody's own aircraft are what stays away: "told Erbil that its jets will stay away from Kandil"."""
    if scene.arabic or scene.word(hit.first) not in {"stay", "keep", "steer"}:
        return False
    return any(0 < hit.first - weapon.last <= _CLOSE for weapon in scene.weapons) and not scene.any_between(
        "unseen", hit.first - _CLOSE, hit.first
    )


def _given(scene: Scene, hit: Hit) -> bool:
    """Say whether somebody has been given the time that is told: "gave the Americans until the end of June"."""
    if scene.arabic or scene.word(hit.first - 1) in scene.lexis.frame("perfect") | {"had"}:
        return True
    return scene.any_between("gives", hit.first - _FAR, hit.first)


def _soldiers(scene: Scene, hit: Hit, table: ThreatTable) -> bool:
    """Say whether nobody known threatens American soldiers, with nothing that the law does: "توعد بيان الجنود الأميركيين"."""
    if table.part != "verb" or table.status is not Status.THREATENED or scene.has("lawful"):
        return False
    ours = any(actor.within("actor:us") for actor in scene.actors)
    return not ours and any(military(name) and 0 < name.first - hit.last <= _FAR for name in scene.interests)


def _protects(scene: Scene, hit: Hit) -> bool:
    """Say whether an American authority tells its citizens or staff, or closes: "دعت السفارة رعاياها إلى المغادرة"."""
    ours = [
        name for name in (*scene.actors, *scene.interests) if name.form.role != "demonym" or name.within("interest:us-missions")
    ]
    spoke = any(
        name.first < hit.first and (name.concept.id == "actor:us" or name.within("interest:us-missions")) for name in ours
    )
    told = any(name.within("interest:us-citizens") or name.within("interest:us-companies") for name in scene.interests)
    closed = scene.any_between("closes", scene.sentence.first - 1, hit.first) and any(
        name.within(MISSIONS) for name in scene.interests
    )
    return spoke and (told or closed)


def _unwelcome(scene: Scene, hit: Hit) -> bool:
    """Say whether somebody armed speaks of what follows if they stay, or unless they leave."""
    worded = any(scene.lexis.threats[other.concept.id].asks not in _BESIDE for other in scene.threats)
    if worded or not any(is_foe(actor.concept) for actor in scene.actors):
        return False
    go = scene.word(hit.first) in scene.lexis.frame("goes")
    before = scene.words(max(scene.sentence.first, hit.first - _NEAR - 1), hit.first - 1)
    condition = next((word for word in reversed(before) if word in _CONDITIONS), "")
    return condition in _UNLESS if go else condition in _CONDITIONS - _UNLESS


def _plotted(scene: Scene, hit: Hit, table: ThreatTable) -> bool:
    """Say whether those who were found out had Americans in view: "a cell that had filmed the embassy"."""
    if table.asks == "chosen":  # "the embassy was among the targets of the men arrested"
        found = scene.any_between("plotters", hit.last, scene.sentence.last + 1)
        return found and any(0 < hit.first - name.last <= _NEAR for name in scene.interests)
    if not scene.any_between("plotters", scene.sentence.first - 1, scene.sentence.last + 1):
        return False
    return any(0 < name.first - hit.last <= _NEAR and not speaks(scene, name) for name in scene.interests)


def _hostile(scene: Scene, hit: Hit) -> bool:
    """Say whether somebody armed foretells it, or those who speak of themselves: "the brigades: their bases will burn"."""
    if scene.word(hit.first).removeprefix("و").removeprefix("ف").startswith("سن"):
        return True
    if scene.any_between("our-arms", scene.sentence.first - 1, hit.first):
        return True
    return any(is_foe(actor.concept) and actor.last < hit.first for actor in scene.actors)


def _ended(scene: Scene, at: int) -> bool:
    """Say whether a word tells an end: "is over", "has expired", but not "over aid" or "that ended the fighting"."""
    word, before = scene.word(at), scene.word(at - 1)
    if word in scene.lexis.frame("goes-on"):
        return before == "not" or scene.words(at - 2, at - 1) == ["not", "be"]
    if before == "not" or _goes_on(scene, at):
        return False
    if word == "out":
        return before in {"run", "runs", "ran", "running"}
    if word == "over":
        return before in scene.lexis.frame("passive") | {"now", "'s"}
    return word in scene.lexis.frame("ended") and before not in scene.lexis.frame("relative")


def _goes_on(scene: Scene, at: int) -> bool:
    """Say whether what was to end goes on, as the sentence tells behind it: "due to lapse at midnight, has been renewed"."""
    if scene.arabic or not scene.has("goes-on"):
        return False
    leads = scene.lexis.frames("passive", "will") | {"to"}
    behind = (on for on in scene.where("goes-on") if on > at)
    return any(scene.word(on - 1) in leads and "not" not in scene.words(on - _ON, on - 1) for on in behind)


def _office(actor: Hit) -> bool:
    """Say whether a name is only an American office's or leader's: "وزير الدفاع الأميركي"."""
    return actor.within("actor:us") and actor.form.role in {"demonym", "leader"}


def military(hit: Hit) -> bool:
    """Say whether somebody is an American soldier, or something of theirs."""
    return hit.concept.attributes.get("sector") == "military"
