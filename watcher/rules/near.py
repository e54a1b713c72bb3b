"""The compiled condition on closeness: words of several groups, few other words between them, or in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from watcher.rules.explained import Explained, Found
from watcher.rules.keys import Keys, frequency
from watcher.rules.language import Part
from watcher.rules.nodes import WORDS
from watcher.rules.phrases import Phrase, Place
from watcher.rules.view import View
from watcher.rules.words import anchors, spans_of, told_part

_MOST_PLACES = 200
"""Places of one group that are looked at: the work stays bounded in any text."""

Places = Sequence[Place]


@dataclass(frozen=True, slots=True)
class NearNode:
    """Words of every group stand close together."""

    cost: ClassVar[int] = WORDS
    groups: tuple[tuple[Phrase, ...], ...]
    within: int | None
    """Other words between them at most; ``None`` asks only for the same sentence."""
    ordered: bool
    part: Part

    def find(self, view: View) -> Found | None:
        """Return the first places that stand close enough."""
        there = view.anchors.keys()
        if any(all(there.isdisjoint(phrase.anchors) for phrase in group) for group in self.groups):
            return None
        groups = [self._places(view, group) for group in self.groups]
        if not all(groups):
            return None
        starts = groups[:1] if self.ordered else groups
        for first, index in sorted((place, index) for index, group in enumerate(starts) for place in group):
            chain = self._chain(first, [group for other, group in enumerate(groups) if other != index])
            if chain and self._close(view, chain):
                return Found(spans=spans_of(view, chain, most=len(chain)))
        return None

    def _places(self, view: View, group: Sequence[Phrase]) -> Places:
        return sorted({place for phrase in group for place in view.places(phrase, self.part)})[:_MOST_PLACES]

    def _chain(self, first: Place, groups: list[Places]) -> Places | None:
        """Follow ``first`` with the soonest place of every other group, none overlapping."""
        chain = [first]
        left = list(groups)
        while left:
            choices = left[:1] if self.ordered else left
            after = [next((place for place in group if place.start >= chain[-1].end), None) for group in choices]
            found = [(place.end, index, place) for index, place in enumerate(after) if place]
            if len(found) < len(after):
                return None
            _end, index, place = min(found)
            chain.append(place)
            left.pop(index)
        return chain

    def _close(self, view: View, chain: Places) -> bool:
        if self.within is None:
            document = view.document
            first, last = (document.sentence_of(document.token_at(place.start)) for place in (chain[0], chain[-1]))
            return first == last
        whole = view.document.whole
        between = [
            word
            for before, after in pairwise(chain)
            for word in whole[before.end : after.start].split()
            if any(letter.isalnum() for letter in word)
        ]
        return len(between) <= self.within

    def explain(self, view: View) -> Explained:
        """Tell what stands close together, or which group is missing."""
        found = self.find(view)
        groups = [" or ".join(phrase.told for phrase in group) for group in self.groups]
        reach = f"within {self.within} words" if self.within is not None else "in one sentence"
        missing = [told for told, group in zip(groups, self.groups, strict=True) if not self._places(view, group)]
        why = f"not in the text: {'; '.join(missing)}" if missing else "all in the text, but not close enough together"
        return Explained(
            condition=f"near: {'; '.join(groups)}, {reach}{', in this order' if self.ordered else ''}{told_part(self.part)}",
            met=found is not None,
            why="" if found else why,
            spans=found.spans if found else (),
        )

    def keys(self) -> Keys | None:
        """Reach the rule by the group that is rarest: the one with the fewest, longest phrases."""
        longest = [-min(len(phrase.told) for phrase in group) for group in self.groups]
        keys = [anchors(group) for group in self.groups]
        return min(zip(map(frequency, keys), longest, range(len(keys)), keys, strict=True))[-1]
