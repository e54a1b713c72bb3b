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
_FOES = frozenset({"actor:armed-group", "actor:iran"})
MILITIA = "asset:militia"
_OWNED = ("interest", "asset", "place")
_AHEAD = re.compile(r"[وف]?س[يتن][^ا]\w{2,}")
"""The Arabic future stands in the verb: "ستجدون". A future's root seldom begins with ا, unlike that of nouns in س."""
_REACH = 12
"""Words between whoever is spoken of and the verb that foretells."""


class Foretold(NamedTuple):
    """Who foretells something of whom."""

    by: list[Hit]
    whom: list[Hit]


def may_foretell(named: Named, words: Sequence[str], lexis: Lexis) -> bool:
    """Say at a glance whether a sentence names somebody armed and what may be American, and speaks of what is to come."""
    foes = any(is_foe(actor.concept) for actor in named.get("actor", ()))
    if not foes and not any(asset.concept.id == MILITIA for asset in named.get("asset", ())):
        return False
    if not any(kind in named for kind in _OWNED) or named.get("benign"):
        return False
    return any(_ahead(word, lexis) for word in words)


def foretold(scene: Scene) -> Foretold | None:
    """Return who foretells what of whom, where a sentence that tells nothing else does."""
    foes = [actor for actor in scene.actors if is_foe(actor.concept)]
    if not foes or scene.benign:
        return None
    hosts = (scene.lexis.hosted_at(place) for place in scene.places)
    ours = [hit for hit in (*scene.interests, *hosts) if hit is not None and hit.within(_US) and not speaks(scene, hit)]
    verbs = [at for at in range(scene.sentence.first, scene.sentence.last + 1) if _ahead(scene.word(at), scene.lexis)]
    whom = [hit for hit in ours if any(abs(at - hit.first) <= _REACH for at in verbs)]
    by = [foe for foe in foes if _foretells(scene, foe, verbs)]
    return Foretold(by, whom) if by and whom and not _american(scene, by[0]) else None


def is_foe(actor: Concept) -> bool:
    """Say whether somebody is armed and no friend of the United States."""
    return not _FOES.isdisjoint(actor.within)


def _ahead(word: str, lexis: Lexis) -> bool:
    """Say whether a word tells of what is to come."""
    return word in lexis.frame("foretells") or (_AHEAD.fullmatch(word) is not None and word not in lexis.frame("no-future"))


def _foretells(scene: Scene, foe: Hit, verbs: Sequence[int]) -> bool:
    """Say whether somebody stands before what is foretold, or speaks behind it, and not in a condition."""
    if scene.any_between("if", scene.sentence.first - 1, foe.first):
        return False
    return speaks(scene, foe) or any(foe.last < at for at in verbs)


def _american(scene: Scene, foe: Hit) -> bool:
    """Say whether an American speaks of the foe: "an American general said that the militia would"."""
    for name in (*scene.actors, *scene.interests):
        if (name.within(_OURS) or name.within(_US)) and speaks(scene, name):
            return True
    return any(actor.within(_OURS) and actor.form.role is None and actor.last < foe.first for actor in scene.actors)
