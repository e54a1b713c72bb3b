"""Scenes set: the hits of a document by sentence, and what a sentence puts together itself."""

from dataclasses import replace

from watcher.claims.interests import compose, factions, housed
from watcher.claims.lexis import Lexis
from watcher.claims.scene import Scene
from watcher.text.document import Document, Sentence
from watcher.text.lexicon import Hit, Hits

_FIELDS = {
    "act": "acts",
    "threat": "threats",
    "cue": "cues",
    "blocker": "blockers",
    "time": "times",
    "place": "places",
    "actor": "actors",
    "interest": "interests",
    "weapon": "weapons",
    "asset": "assets",
    "victim": "victims",
}


LONGEST = 160
"""Words of a scene: a longer sentence is cut, so that the work stays linear in the length of any text."""


def _window(document: Document, number: int, window: int) -> Sentence:
    """Return a sentence, or the part of it that a scene may look at."""
    sentence = document.sentences[number]
    if sentence.last - sentence.first < LONGEST:
        return sentence
    first = sentence.first + window * LONGEST
    last = min(sentence.last, first + LONGEST - 1)
    return replace(sentence, first=first, last=last, start=document.tokens[first].start, end=document.tokens[last].end)


def _only_named(scene: Scene, place: Hit) -> bool:
    """Say whether a place only gives its name to a street or a war: "Baghdad Street", "since the war in Iraq"."""
    names = scene.lexis.frame("only-named")
    if any(act.first <= place.first <= act.last for act in scene.acts):
        return False
    return any(scene.word(place.first - step) in names for step in (1, 2, 3)) or scene.word(place.last + 1) in names


def _of_land(scene: Scene, actor: Hit) -> bool:
    """Say whether a country's name or adjective only tells whose land is meant: "close to the Syrian border"."""
    if actor.last > actor.first:
        return False
    if scene.arabic:
        return any(scene.word(actor.first - step) in scene.lexis.frame("land") for step in (1, 2))
    return actor.form.role == "demonym" and scene.word(actor.last + 1) in scene.lexis.frame("land")


def scenes(document: Document, hits: Hits, lexis: Lexis) -> dict[int, Scene]:
    """Return the scenes of the sentences with any hit, by sentence; what the text puts together itself is an interest too."""
    out: dict[int, Scene] = {}
    windows: dict[tuple[int, int], int] = {}
    for hit, name in ((hit, name) for kind, name in _FIELDS.items() for hit in hits.of(kind)):
        window = (hit.first - document.sentences[hit.sentence].first) // LONGEST
        index = hit.sentence if not window else windows.setdefault((hit.sentence, window), len(document.sentences) + len(windows))
        scene = out.get(index)
        if scene is None:
            scene = out[index] = Scene(document, index, hit.sentence, _window(document, hit.sentence, window), lexis)
        getattr(scene, name).append(hit)
    out = dict(sorted(out.items(), key=lambda item: item[1].sentence.first))
    for scene in out.values():
        if scene.places:
            scene.places = [place for place in scene.places if not _only_named(scene, place)]
        if scene.assets and (scene.places or scene.actors):
            factions(scene)
        scene.actors = [actor for actor in scene.actors if not _of_land(scene, actor)]
        if scene.actors:
            named = {at for hit in scene.actors if hit.last > hit.first for at in range(hit.first, hit.last + 1)}
            scene.places = [hit for hit in scene.places if hit.first not in named or hit.last - hit.first > 1]
            compose(scene)
        if scene.assets and scene.interests:
            housed(scene)
    return out
