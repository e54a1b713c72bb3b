"""Scenes set: the hits of a document by sentence, and what a sentence puts together itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from watcher.claims.foretold import may_foretell
from watcher.claims.interests import compose, factions, housed, seated
from watcher.claims.lexis import Lexis, Part
from watcher.claims.scene import Scene
from watcher.text.document import Document, Sentence, SentenceKind
from watcher.text.lexicon import Hit, Hits, Named

_TYPES = frozenset({"act", "threat", "cue", "blocker", "time", "place", "actor", "interest", "weapon", "asset", "victim"})
"""What the lexicon finds that makes a scene."""
_LIKENED = 5
"""Words between a thing and what it is likened to."""
_ABROAD = 6
"""Words behind a name within which the place stands where it is borne."""
_THEM = ("ها", "هما", "هم", "ته")
LONGEST = 160
"""Words of a scene: a longer sentence is cut, so that the work stays linear in the length of any text."""


def _only_named(scene: Scene, place: Hit) -> bool:
    """Say whether a place only gives its name to a street or a war: "Baghdad Street", "since the war in Iraq"."""
    if any(act.first <= place.first <= act.last for act in scene.acts):
        return False
    if scene.arabic and _named_for(scene, place):
        return True
    if _namesake(scene, place) or _bordered(scene, place):
        return True
    return scene.has("only-named") and (
        scene.any_between("only-named", place.first - 4, place.first)
        or scene.word(place.last + 1) in scene.lexis.frame("only-named")
    )


def _named_for(scene: Scene, place: Hit) -> bool:
    """Say whether an Arabic school, quarter or inn only bears a name, since it stands abroad: "مدرسة بغداد في خان يونس"."""
    if not scene.any_between("named-for", place.first - 2, place.first):
        return False
    country = place.concept.within[-1]
    return any(
        0 < other.first - place.last <= _ABROAD and country not in other.concept.within and other.form.role is None
        for other in scene.places
    )


def _bordered(scene: Scene, place: Hit) -> bool:
    """Say whether a country is only what another borders on: "in the south-east, near the border with Iraq"."""
    if scene.word(place.first - 1) not in {"with", "مع"} or scene.word(place.first - 2) not in scene.lexis.frame("land"):
        return False
    return any(
        other is not place and other.form.role is None and place.concept.id not in other.concept.within for other in scene.places
    )


def _namesake(scene: Scene, place: Hit) -> bool:
    """Say whether a place gives its name to something that stands elsewhere: "Basra Road in Kuwait City", "Baghdad, Arizona"."""
    behind = place.last + 2
    if scene.word(place.last + 1) == ",":
        return scene.word(behind) in scene.lexis.frame("american-state")
    if scene.word(place.last + 1) not in scene.lexis.frame("named-after") or scene.word(behind) not in {"in", ","}:
        return False
    where = next((other for other in scene.places if other.first == behind + 1), None)
    return (
        where is not None and not where.within(place.concept.id) and not set(where.concept.within) & set(place.concept.within[1:])
    )


def _of_land(scene: Scene, actor: Hit) -> bool:
    """Say whether a country's name or adjective only tells whose land is meant: "close to the Syrian border"."""
    if actor.last > actor.first or not scene.has("land"):
        return False
    if scene.arabic:
        return scene.any_between("land", actor.first - 3, actor.first)
    return actor.form.role == "demonym" and scene.word(actor.last + 1) in scene.lexis.frame("land")


class _Part(NamedTuple):
    """A sentence, or a part of a long one, with what the lexicon found in it."""

    number: int
    """Index of the sentence."""
    sentence: Sentence
    hits: Named


class Scenes(Mapping[int, Scene]):
    """The scenes of the sentences that may have any hit, in order of place; each is set when it is first asked for.

    Most sentences have no act, no threat and no weapon: they are asked for only where one beside them leaves something unsaid.
    """

    def __init__(self, document: Document, hits: Hits, lexis: Lexis) -> None:
        self._document = document
        self.lexis = lexis
        self._parts = _parts(document, hits)
        self._set: dict[int, Scene] = {}

    def __getitem__(self, index: int) -> Scene:
        scene = self._set.get(index)
        if scene is None:
            number, sentence, hits = self._parts[index]
            scene = self._set[index] = Scene(self._document, index, number, sentence, self.lexis, hits)
            if scene.arabic and not scene.weapons and index - 1 in self._parts:
                scene.weapons = _meant(scene, self._parts[index - 1].hits.get("weapon", ()))
            _set(scene)
        return scene

    def __iter__(self) -> Iterator[int]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __contains__(self, index: object) -> bool:
        return index in self._parts

    @cached_property
    def violent(self) -> tuple[int, ...]:
        """Those with an act, a threat or a weapon, or in which somebody armed may foretell something, in order."""
        return tuple(index for index, part in self._parts.items() if self._is_violent(part))

    def _is_violent(self, part: _Part) -> bool:
        hits = part.hits
        if hits.get("act") or hits.get("threat") or hits.get("weapon"):
            return True
        sentence = part.sentence
        return may_foretell(hits, self._document.words[sentence.first : sentence.last + 1], self.lexis)

    def cues(self, index: int) -> Sequence[Hit]:
        """Return the cues of a scene, which need not be set for that."""
        return self._parts[index].hits.get("cue", ())

    def acts(self, index: int) -> Sequence[Hit]:
        """Return the words of a scene that may tell acts, likewise."""
        return self._parts[index].hits.get("act", ())

    def assets(self, index: int) -> Sequence[Hit]:
        """Return the words of a scene that may tell what is somebody's, likewise."""
        hits = self._parts[index].hits
        return (*hits.get("asset", ()), *hits.get("interest", ()))

    def says(self, index: int, frame: str) -> bool:
        """Say whether a scene has a small word of a frame, likewise."""
        sentence = self._parts[index].sentence
        return not self.lexis.frame(frame).isdisjoint(self._document.words[sentence.first : sentence.last + 1])

    def saying(self, frame: str) -> Iterator[int]:
        """Yield those with a small word of a frame, which need not be set for that."""
        small, words = self.lexis.frame(frame), self._document.words
        for index, (_number, sentence, _hits) in self._parts.items():
            if not small.isdisjoint(words[sentence.first : sentence.last + 1]):
                yield index

    @cached_property
    def headlines(self) -> tuple[int, ...]:
        """Those of headlines."""
        return tuple(index for index, part in self._parts.items() if part.sentence.kind is SentenceKind.HEADLINE)


def _parts(document: Document, hits: Hits) -> dict[int, _Part]:
    """Return what becomes a scene, in order of place; the first part of a cut sentence has its index, others their own."""
    out: dict[int, _Part] = {}
    further = len(document.sentences)
    for number, named in hits.by_sentence.items():
        if not named.may_name_any(_TYPES):
            continue
        sentence = document.sentences[number]
        if sentence.last - sentence.first < LONGEST:
            out[number] = _Part(number, sentence, named)
            continue
        for order, (window, found) in enumerate(_windows(sentence, named)):
            index = further if order else number
            further += 1 if order else 0
            out[index] = _Part(number, _window(document, sentence, window), found)
    return out


def _windows(sentence: Sentence, named: Named) -> list[tuple[int, Named]]:
    """Divide the hits of a long sentence by its parts, in order of place."""
    windows: dict[int, dict[str, list[Hit]]] = {}
    for kind, found in named.items():
        for hit in found:
            windows.setdefault((hit.first - sentence.first) // LONGEST, {}).setdefault(kind, []).append(hit)
    return sorted(windows.items())


def _window(document: Document, sentence: Sentence, window: int) -> Sentence:
    """Return the part of a long sentence that a scene may look at."""
    first = sentence.first + window * LONGEST
    last = min(sentence.last, first + LONGEST - 1)
    start, end = document.extent(first, last)
    return replace(sentence, first=first, last=last, start=start, end=end)


def _meant(scene: Scene, weapons: Sequence[Hit]) -> list[Hit]:
    """Return the weapon of the sentence before that an Arabic interception means: "رصدت مسيرتان. وقال إن الدفاعات أسقطتهما"."""
    downing = (act for act in scene.acts if scene.lexis.acts[act.concept.id].part is Part.INTERCEPTION)
    meant = next((act for act in downing if scene.word(act.last).endswith(_THEM)), None)
    return [meant.renamed(weapons[-1].concept)] if meant is not None and weapons else []


def _likened(scene: Scene, weapon: Hit) -> bool:
    """Say whether what is no weapon is only likened to one: "hailstones like artillery shells"."""
    if scene.arabic:
        return False
    subjects = (word for word in scene.blockers if scene.lexis.blockers[word.concept.id].scope == "subject")
    return any(
        0 < weapon.first - word.last <= _LIKENED and scene.word(word.last + 1) in {"like", "as", "the"} for word in subjects
    )


def _set(scene: Scene) -> None:
    """Leave out what only gives its name, and add what the sentence puts together itself."""
    if scene.blockers and scene.weapons:
        scene.weapons = [weapon for weapon in scene.weapons if not _likened(scene, weapon)]
    if scene.places:
        scene.places = [place for place in scene.places if not _only_named(scene, place)]
    if scene.assets and (scene.places or scene.actors):
        factions(scene)
    if scene.actors:
        scene.actors = [actor for actor in scene.actors if not _of_land(scene, actor)]
    if scene.actors:
        named = {at for hit in scene.actors if hit.last > hit.first for at in range(hit.first, hit.last + 1)}
        scene.places = [hit for hit in scene.places if hit.first not in named or hit.last - hit.first > 1]
        compose(scene)
    if scene.assets and not scene.arabic:
        seated(scene)
    if scene.assets and (scene.interests or scene.actors):
        housed(scene)
