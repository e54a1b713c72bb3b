"""What somebody armed foretells of American interests, in words that no list holds: "should sleep with their boots on".

It is a threat unless words of peace, law or business stand beside it; what the lexicon's own threats and acts tell comes first.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from watcher.claims.lexis import Lexis
from watcher.claims.names import speaks
from watcher.claims.scene import Scene
from watcher.text.lexicon import Concept, Hit, Named

_US = "interest:us"
_OURS = "actor:us"
_FOES = frozenset({"actor:armed-group", "actor:iran", "actor:north-korea"})
MILITIA = "asset:militia"
_OWNED = ("interest", "asset", "place")
_AHEAD = re.compile(r"[وف]?س[يتن][^ا]\w{2,}")
"""The Arabic future stands in the verb: "ستجدون". A future's root seldom begins with ا, unlike that of nouns in س."""
_FACTION = "actor:iraqi-faction"
_ENEMIES = {
    "actor:israel": frozenset({_FACTION}),
    "actor:turkey": frozenset({"actor:pkk", "actor:ybs"}),
    "actor:iran": frozenset({"actor:iranian-kurdish-parties"}),
}
"""Whom the neighbours that strike Iraq strike there."""
_SAFETY = "benign:safety"
_USE = "benign:use"
_WHOLE = frozenset({"text", "sentence", "both"})
_REACH = 12
"""Words between whoever is spoken of and the verb that foretells."""
_COMMAS = frozenset({",", ";"})
_BEFORE = 6
"""Words before that verb in which its subject, or the "no" of it, stands."""


class Foretold(NamedTuple):
    """Who foretells something of whom."""

    by: list[Hit]
    whom: list[Hit]


def may_foretell(named: Named, words: Sequence[str], lexis: Lexis) -> bool:
    """Say at a glance whether a sentence names somebody armed and what may be American, and speaks of what is to come."""
    foes = any(is_foe(actor.concept) for actor in named.get("actor", ()))
    if not foes and not any(asset.concept.id == MILITIA for asset in named.get("asset", ())):
        return False
    return any(kind in named for kind in _OWNED) and any(_ahead(word, lexis) for word in words)


def foretold(scene: Scene) -> Foretold | None:
    """Return who foretells what of whom, where a sentence that tells nothing else does."""
    foes = [actor for actor in scene.actors if is_foe(actor.concept)]
    verbs = verbs_ahead(scene) if foes or militia(scene) else []
    if not verbs or other_sense(scene):
        return None
    hosts = (scene.lexis.hosted_at(place) for place in scene.places)
    ours = [hit for hit in (*scene.interests, *hosts) if hit is not None and hit.within(_US) and not speaks(scene, hit)]
    verbs = [at for at in verbs if not _withheld(scene, at, ours)]
    whom = [hit for hit in ours if any(abs(at - hit.first) <= _REACH for at in verbs)]
    by = [foe for foe in foes if _foretells(scene, foe, verbs)]
    if not whom or not (by or (not foes and militia(scene))):
        return None
    return None if _american(scene, by[0] if by else whom[0]) else Foretold(by, whom)


def foretold_strike(scene: Scene) -> Foretold | None:
    """Return which state foretells what of whom it strikes in Iraq: "Tehran said that the separatists in Koya would"."""
    powers = [actor for actor in scene.actors if actor.concept.within[-1] in _ENEMIES]
    verbs = verbs_ahead(scene) if powers else []
    if not verbs or other_sense(scene):
        return None
    here = any(place.within("place:iraq") and place.form.role is None for place in scene.places)
    for power in (power for power in powers if _foretells(scene, power, verbs)):
        theirs = _ENEMIES[power.concept.within[-1]]
        enemies = [hit for hit in scene.actors if not theirs.isdisjoint(hit.concept.within) and not _voiced(scene, hit)]
        whom = [hit for hit in enemies if any(abs(at - hit.first) <= _REACH for at in verbs)]
        if whom and (here or whom[0].within(_FACTION)):
            return Foretold([power], whom)
    return None


def verbs_ahead(scene: Scene, *, weapons: bool = False) -> list[int]:
    """Return where a sentence tells of what is to come, and of no harmless thing: words of peace, of law or of business.

    ``weapons``: what weapons do is harmless too where it is no use of them, "drones will film the marathon".
    """
    benign = [word for word in scene.benign if weapons or word.concept.id != _USE]
    return [
        at
        for at in range(scene.sentence.first, scene.sentence.last + 1)
        if _ahead(scene.word(at), scene.lexis)
        and not _unreal(scene, at)
        and not any(_harmless(scene, at, word) for word in benign)
    ]


def _unreal(scene: Scene, at: int) -> bool:
    """Say whether an English word tells what did not come to pass: "would have let the army", but not "would have to leave"."""
    return scene.words(at, at + 1) == ["would", "have"] and (
        scene.word(at + 2).endswith("ed") or scene.word(at + 2) in {"been", "let", "put", "seen", "given", "made", "become"}
    )


def _harmless(scene: Scene, at: int, benign: Hit) -> bool:
    """Say whether a word makes what is foretold harmless: "will return", "talks will resume", but not "will not sleep safely"."""
    if benign.concept.id == _SAFETY and (scene.word(at) == "should" or scene.any_between("unseen", at - _BEFORE, benign.first)):
        return False  # "should sleep with their boots on"
    if scene.arabic:
        return True
    verb = benign.form.verb or benign.concept.id == _SAFETY
    if not verb:
        return abs(benign.first - at) <= _REACH
    return 0 < benign.first - at <= _REACH and _COMMAS.isdisjoint(scene.words(at, benign.first))


def _withheld(scene: Scene, at: int, ours: Sequence[Hit]) -> bool:
    """Say whether somebody only foretells what they will not do: "would not touch American ships"."""
    if scene.arabic or not scene.any_between("unseen", at, at + 2):
        return False
    if not scene.lexis.frame("leaves-alone").isdisjoint(scene.words(at + 2, at + 3)):
        return True
    return not any(0 < at - hit.last <= _REACH for hit in ours)


def other_sense(scene: Scene) -> bool:
    """Say whether a word of sport, of markets or of the stage stands in the sentence."""
    tables = (scene.lexis.blockers[hit.concept.id] for hit in scene.blockers)
    return any(table.scope in _WHOLE and not table.group for table in tables)


def militia(scene: Scene) -> bool:
    """Say whether a militia is told of whose country nothing names: "the faction's channel promised"."""
    return any(asset.concept.id == MILITIA for asset in scene.assets)


def is_foe(actor: Concept) -> bool:
    """Say whether somebody is armed and no friend of the United States."""
    return not _FOES.isdisjoint(actor.within)


def is_hunted(actor: Concept) -> bool:
    """Say whether a neighbour of Iraq strikes somebody there."""
    return any(not theirs.isdisjoint(actor.within) for theirs in _ENEMIES.values())


def _ahead(word: str, lexis: Lexis) -> bool:
    """Say whether a word tells of what is to come."""
    return word in lexis.frame("foretells") or (_AHEAD.fullmatch(word) is not None and word not in lexis.frame("no-future"))


def _foretells(scene: Scene, foe: Hit, verbs: Sequence[int]) -> bool:
    """Say whether somebody stands before what is foretold, or speaks behind it, and not in a condition."""
    if scene.any_between("if", scene.sentence.first - 1, foe.first) and not _voiced(scene, foe):
        return False
    return _voiced(scene, foe) or any(foe.last < at for at in verbs)


def _voiced(scene: Scene, foe: Hit) -> bool:
    """Say whether somebody tells it: "a commander of the group wrote", "the faction's channel promised"."""
    return speaks(scene, foe) or scene.any_between("promises", foe.last, foe.last + _BEFORE)


def _american(scene: Scene, foe: Hit) -> bool:
    """Say whether an American speaks of the foe: "an American general said that the militia would"."""
    for name in (*scene.actors, *scene.interests):
        if (name.within(_OURS) or name.within(_US)) and speaks(scene, name):
            return True
    return any(actor.within(_OURS) and actor.form.role is None and actor.last < foe.first for actor in scene.actors)
