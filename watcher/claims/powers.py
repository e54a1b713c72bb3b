"""Strikes that are told without a weapon: by the power that did it, by whom it did it to, or by what was hit."""

from watcher.claims.grammar import verbal
from watcher.claims.lexis import ActTable
from watcher.claims.model import Status
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_REACH = 20
"""Words before an Arabic verb, or what only a power does, in which the power may stand."""
_OBJECT_REACH = 9
_BESIDE = 3
_DONE_TO = frozenset({"hit", "struck", "pounded", "hammered"})
GUNMEN = "actor:iraqi-insurgents"
_GROUP = "actor:armed-group"
_FACTION = "actor:iraqi-faction"


def power(actor: Hit) -> bool:
    """Say whether somebody is a foreign state or its forces: nobody else strikes from the air as a rule."""
    if actor.concept.type == "interest":
        return bool(actor.concept.attributes.get("acts"))
    return bool(actor.concept.attributes.get("state")) and not actor.within("actor:iraq")


def threatens_itself(scene: Scene, hit: Hit) -> bool:
    """Say whether those who speak would do it themselves: "disarm them or we bomb their camps"."""
    return scene.words(hit.first - 2, hit.first - 1) == ["or", "we"]


def without_weapon(scene: Scene, hit: Hit, table: ActTable) -> bool:
    """Say whether words that may mean a strike do so by who did it where, or by what it hit, though no weapon is told."""
    if table.broad and not hit.form.verb and _on_a_field(scene, hit):
        return True
    if not scene.arabic and _on_a_site(scene, hit):
        return True
    return (table.afar or table.broad) and _from_afar(scene, hit, _REACH if table.afar or hit.form.verb else 1)


def _on_a_site(scene: Scene, hit: Hit) -> bool:
    """Say whether what only arms do was done to a military thing in Iraq: "the radar at Taji was hit again at noon"."""
    if scene.word(hit.first) not in _DONE_TO or scene.word(hit.first - 1) not in {"was", "were", "been"}:
        return False
    near = range(hit.first - 2, max(scene.sentence.first, hit.first - _OBJECT_REACH) - 1, -1)
    if not scene.has("war-site") or not any(scene.word(at) in scene.lexis.frame("war-site") for at in near):
        return False
    return scene.word(hit.last + 1) not in {"by", "with"} and any(place.within("place:iraq") for place in scene.places)


def _from_afar(scene: Scene, hit: Hit, reach: int) -> bool:
    """Say whether a state other than the United States did it in Iraq: what Iran "attacked" there it struck through the air.

    ``reach``: how many words before the act the state may stand: one where it is a noun, "an Iranian attack".
    """
    if not any(place.within("place:iraq") and (scene.arabic or place.form.role is None) for place in scene.places):
        return False
    if _on_a_group(scene, hit):
        return True
    faction = reach == 1 and any(actor.within("actor:iraqi-faction") for actor in scene.actors)
    states = (actor for actor in scene.actors if power(actor) and (faction or not actor.within("actor:us")))
    return any(0 < hit.first - actor.last <= reach for actor in states)


def _on_a_group(scene: Scene, hit: Hit) -> bool:
    """Say whether a power is an Arabic verb's subject and an armed group its object: "استهدفت واشنطن كتائب في العراق".

    What a power "carried out" against a faction, or did in "its targeting" of one, needs no subject beside it.
    """
    if not scene.arabic or scene.has("sanctions"):
        return False
    if not hit.form.verb:
        own = scene.word(hit.first).endswith(("ها", "ه")) or scene.any_between("light-verb", scene.sentence.first - 1, hit.first)
        powers = [name for name in (*scene.actors, *scene.interests) if power(name) and name.last < hit.first]
        return own and bool(powers) and any(0 < a.first - hit.last <= _OBJECT_REACH and a.within(_FACTION) for a in scene.actors)
    powers = [name for name in (*scene.actors, *scene.interests) if power(name) and abs(name.first - hit.first) <= _BESIDE - 1]
    behind = max((name.last for name in powers), default=None)
    return behind is not None and any(0 < actor.first - behind <= _BESIDE and actor.within(_GROUP) for actor in scene.actors)


def _on_a_field(scene: Scene, hit: Hit) -> bool:
    """Say whether an Arabic attack is on an oil or gas field, and no gunmen are told of: "الهجوم على حقل كورمور"."""
    if not scene.arabic or any(actor.concept.id == GUNMEN or actor.concept.attributes.get("jihadist") for actor in scene.actors):
        return False
    fields = (place for place in scene.places if place.concept.attributes.get("kind") == "field")
    return any(0 < place.first - hit.last <= _BESIDE for place in fields)


def bombing(scene: Scene, hit: Hit) -> bool:
    """Say whether English words are a noun of bombs: "a bombing", "a huge bomb", but not "Israel bombs", "is bombing"."""
    if scene.arabic:
        return False
    word = scene.word(hit.first)
    determined = not scene.lexis.frame("determiner").isdisjoint(scene.words(hit.first - _BESIDE, hit.first - 1))
    return not verbal(scene, hit) or (word == "bomb" and determined)


def dropped(scene: Scene, hit: Hit) -> bool:
    """Say whether an English noun of bombs is told as a state's: "Turkey's bombing", "carried out a bombing", "bombed by Iran".

    Whoever only speaks of it did not drop it: "the US condemned a bombing", "the army said a bomb had gone off".
    """
    powers = [name for name in (*scene.actors, *scene.interests) if power(name) or name.within("actor:iraq")]
    if any(0 < hit.first - name.last <= _BESIDE and _own(scene, name, hit) for name in powers):
        return True
    if any(0 < name.first - hit.last <= _OBJECT_REACH and scene.any_between("actor", hit.last, name.first) for name in powers):
        return True
    if any(at < name.first < hit.first for at in scene.where("blame") for name in powers):
        return True
    before = [name.last for name in powers if name.last < hit.first]
    if not before or scene.any_between("speech", before[-1], hit.first):
        return False
    ended = scene.lexis.cues
    if any(ended[cue.concept.id].status is Status.AFTERMATH and before[-1] < cue.first < hit.first for cue in scene.cues):
        return False
    return scene.word(hit.last + 1) == "of" or scene.any_between("light-verb", before[-1], hit.first)


def _own(scene: Scene, name: Hit, hit: Hit) -> bool:
    """Say whether only what describes it stands between a state and a bombing: "Turkish bombing", "Iran's heavy bombing"."""
    return not any(scene.lexis.frame("determiner") & {word} for word in scene.words(name.last + 1, hit.first - 1))
