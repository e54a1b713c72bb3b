"""What a sentence leaves unsaid: the place taken over from the headline, the dateline or a neighbouring sentence."""

from collections.abc import Sequence
from functools import cached_property

from watcher.claims.acts import flies
from watcher.claims.direction import Roles
from watcher.claims.interests import BASES, MISSIONS
from watcher.claims.names import lead, speaks
from watcher.claims.scene import Scene
from watcher.claims.staging import Scenes
from watcher.text.lexicon import Hit, Hits

_COUNTRIES = 2
"""Countries of which one sentence may tell so that another's act is in one of them."""


class Memory:
    """The places of one article by sentence."""

    def __init__(self, scenes: Scenes, hits: Hits) -> None:
        self._scenes = scenes
        self._hits = hits
        self._known: dict[int, list[Hit]] = {}

    @cached_property
    def planted(self) -> bool:
        """Whether the article tells of a bomb that was laid, driven or worn."""
        return any(not flies(weapon) for weapon in self._hits.each("weapon"))

    @cached_property
    def explained(self) -> bool:
        """Whether the article lays what was heard to something harmless."""
        return any(self._scenes.lexis.cues[cue.concept.id].explains for cue in self._hits.each("cue"))

    def places(self, scene: Scene, part: Roles) -> tuple[list[Hit], bool]:
        """Return the places of an act, and whether they were taken over."""
        if part.places:
            return _precise(part.places), False
        sources = {name for hit in part.sources for name in hit.concept.within}
        loose = [hit for hit in part.loose_places if hit.concept.id not in sources]
        if loose:
            return _precise(loose), False
        if part.sources:
            return [], False
        for index in self._order(scene.index):
            found = [hit for hit in self._of(index) if hit.concept.id not in sources]
            if len({hit.concept.within[-1] for hit in found}) > _COUNTRIES:
                return [], False  # a survey of the world tells nothing of this act
            if found:
                return _precise(found), True
        return [], False

    def interests(self, scene: Scene, concept: str) -> list[Hit]:
        """Return the nearest interests within ``concept`` that other sentences name."""
        for index in self._order(scene.index):
            found = [hit for hit in self._scenes[index].interests if hit.within(concept)]
            if found:
                return found
        return []

    def base(self, scene: Scene, places: Sequence[Hit]) -> Hit | None:
        """Return the base of a sentence, where another one says of "the base" that it houses American forces."""
        sites = [place for place in places if place.concept.attributes.get("kind") in {"base", "airport"}]
        sites += [asset for asset in scene.assets if asset.concept.attributes["names"] == BASES]
        if not sites or not self._housing or scene.index in self._housing:
            return None
        return sites[0].renamed(scene.lexis.interests[BASES])

    def mission(self, scene: Scene) -> Hit | None:
        """Return "the embassy" of a sentence, where one before it names the American one."""
        named = (asset for asset in scene.assets if asset.concept.attributes["names"] == MISSIONS)
        bare = next((hit for hit in named if hit.first == hit.last and (hit.clitic.endswith("ال") or not scene.arabic)), None)
        if bare is None or any(abs(name.first - bare.last) <= 1 for name in (*scene.actors, *scene.places)):
            return None
        before = (self._scenes[at] for at in range(max(0, scene.index - 2), scene.index) if at in self._scenes)
        ours = any(hit.within(MISSIONS) for other in before for hit in other.interests)
        return bare.renamed(scene.lexis.interests[MISSIONS]) if ours else None

    @cached_property
    def _housing(self) -> frozenset[int]:
        """Which sentences say of "the base", which they do not name, that it houses American forces."""
        if self._hits.document.stream.plain:
            return frozenset()  # only Arabic words have an article of their own letters
        told = (index for index in self._scenes.saying("houses") if any(map(_bare, self._scenes.assets(index))))
        return frozenset(
            index for index in told if any(hit.concept.id == BASES and _bare(hit) for hit in self._scenes[index].interests)
        )

    def _order(self, index: int) -> list[int]:
        """Return the other sentences, the one before first, then earlier ones, the headline, then those that follow."""
        before = [at for at in range(index - 1, max(-1, index - 4), -1) if at in self._scenes]
        heads = [at for at in self._scenes.headlines if at != index]
        after = [at for at in range(index + 1, index + 3) if at in self._scenes]
        return [*before, *heads, *after]

    def _of(self, index: int) -> list[Hit]:
        known = self._known.get(index)
        if known is None:
            scene = self._scenes[index]
            known = [hit for hit in scene.places if lead(scene, hit) != "source" and not speaks(scene, hit)]
            self._known[index] = known
        return known


def _bare(hit: Hit) -> bool:
    """Say whether one Arabic word with the article names something: "القاعدة"."""
    return hit.first == hit.last and hit.clitic.endswith("ال")


def _precise(places: list[Hit]) -> list[Hit]:
    """Return places, the most precise first."""
    return sorted(places, key=lambda hit: hit.concept.attributes.get("precision", 3))
