"""The compiled conditions on words: phrases, names as written, regular expressions, words close together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from watcher.rules.explained import Explained, Found
from watcher.rules.keys import Keys
from watcher.rules.language import Part
from watcher.rules.nodes import WORDS
from watcher.rules.phrases import Phrase, Place
from watcher.rules.view import View
from watcher.text.tokens import TokenKind

_MOST_SPANS = 5
"""Evidence quotes so many places of one condition; more would not convince further."""
_MOST_PLACES = 200


def anchors(phrases: Sequence[Phrase]) -> Keys:
    """Return the keys of several phrases."""
    return frozenset(form.anchor for phrase in phrases for form in phrase.forms)


@dataclass(frozen=True, slots=True)
class TextNode:
    """One of the phrases stands in the part of the article."""

    cost: ClassVar[int] = WORDS
    phrases: tuple[Phrase, ...]
    part: Part
    word: str
    """``text`` or ``exact``, as the analyst wrote it."""

    def find(self, view: View) -> Found | None:
        """Return the first places."""
        present = [phrase for phrase in self.phrases if any(form.anchor in view.anchors for form in phrase.forms)]
        places = [place for phrase in present for place in view.places(phrase, self.part)]
        return Found(spans=_spans(view, places)) if places else None

    def explain(self, view: View) -> Explained:
        """Quote what was found."""
        found = self.find(view)
        what = " or ".join(phrase.told for phrase in self.phrases[:_MOST_SPANS])
        more = f" or {len(self.phrases) - _MOST_SPANS} more" if len(self.phrases) > _MOST_SPANS else ""
        return Explained(
            condition=f"{self.word}: {what}{more}{_told(self.part)}",
            met=found is not None,
            why="" if found else "not in the text",
            spans=found.spans if found else (),
        )

    def keys(self) -> Keys | None:
        """Reach the rule by any of the phrases."""
        return anchors(self.phrases)


@dataclass(frozen=True, slots=True)
class RegexNode:
    """A regular expression finds something in the part of the article, as written."""

    cost: ClassVar[int] = WORDS
    pattern: str
    compiled: Any
    """Of RE2: its time is linear in the text's length, whatever the expression."""
    part: Part

    def find(self, view: View) -> Found | None:
        """Return the first place."""
        document = view.document
        body = document.title_end + 1 if document.title_end else 0
        start, end = {"title": (0, document.title_end), "body": (body, len(document.whole))}.get(
            self.part, (0, len(document.whole))
        )
        found = self.compiled.search(document.whole[start:end])
        if not found:
            return None
        first, last = found.span()
        return Found(spans=(view.span(start + first, start + last),) if last > first else ())

    def explain(self, view: View) -> Explained:
        """Quote what was found."""
        found = self.find(view)
        return Explained(
            condition=f"regex: {self.pattern}{_told(self.part)}",
            met=found is not None,
            why="" if found else "not in the text",
            spans=found.spans if found else (),
        )

    def keys(self) -> Keys | None:
        """No key: an expression may begin with anything."""
        return None


@dataclass(frozen=True, slots=True)
class NearNode:
    """Words of every group stand close together."""

    cost: ClassVar[int] = WORDS
    groups: tuple[tuple[Phrase, ...], ...]
    within: int | None
    """Other words between the first and the last at most; ``None`` asks only for the same sentence."""
    ordered: bool
    part: Part

    def find(self, view: View) -> Found | None:
        """Return the first places that stand close enough."""
        groups = [self._positions(view, group) for group in self.groups]
        if not all(groups):
            return None
        starts = sorted((hit, index) for index, group in enumerate(groups if not self.ordered else groups[:1]) for hit in group)
        for first, index in starts:
            chain = self._chain(first, [group for other, group in enumerate(groups) if other != index])
            if chain and self._close(view, chain):
                return Found(spans=_spans(view, [place for _sentence, _first, _last, place in chain], most=len(chain)))
        return None

    def _positions(self, view: View, group: Sequence[Phrase]) -> list["_Hit"]:
        """Return ``(sentence, first word, last word, place)`` of the group's hits, in order."""
        document = view.document
        hits = []
        for place in dict.fromkeys(place for phrase in group for place in view.places(phrase, self.part)):
            first, last = document.token_at(place.start), document.token_at(place.end - 1)
            hits.append((document.sentence_of(first), first, last, place))
        return sorted(hits, key=_by_word)[:_MOST_PLACES]

    def _chain(self, first: "_Hit", groups: list[list["_Hit"]]) -> list["_Hit"] | None:
        """Follow ``first`` with the soonest hit of every other group, none overlapping."""
        chain = [first]
        left = list(groups)
        while left:
            after = [
                (next((hit for hit in group if hit[1] > chain[-1][2] and (self.within or hit[0] == first[0])), None), index)
                for index, group in enumerate(left[:1] if self.ordered else left)
            ]
            soonest = min(((hit, index) for hit, index in after if hit), key=lambda pair: pair[0][2], default=None)
            if soonest is None or None in [hit for hit, _index in after]:
                return None
            chain.append(soonest[0])
            left.pop(soonest[1])
        return chain

    def _close(self, view: View, chain: Sequence["_Hit"]) -> bool:
        if self.within is None:
            return True
        taken = {word for _sentence, first, last, _place in chain for word in range(first, last + 1)}
        tokens = view.document.tokens
        between = sum(
            tokens[word].kind in (TokenKind.WORD, TokenKind.NUMBER) and word not in taken
            for word in range(chain[0][1], chain[-1][2] + 1)
        )
        return between <= self.within

    def explain(self, view: View) -> Explained:
        """Tell what stands close together, or which group is missing."""
        found = self.find(view)
        groups = [" or ".join(phrase.told for phrase in group) for group in self.groups]
        reach = f"within {self.within} words" if self.within is not None else "in one sentence"
        missing = [told for told, group in zip(groups, self.groups, strict=True) if not self._positions(view, group)]
        why = f"not in the text: {'; '.join(missing)}" if missing else "all in the text, but not close enough together"
        return Explained(
            condition=f"near: {'; '.join(groups)}, {reach}{', in this order' if self.ordered else ''}{_told(self.part)}",
            met=found is not None,
            why="" if found else why,
            spans=found.spans if found else (),
        )

    def keys(self) -> Keys | None:
        """Reach the rule by the group that has the fewest phrases."""
        return min((anchors(group) for group in self.groups), key=len)


_Hit = tuple[int, int, int, Place]


def _by_word(hit: _Hit) -> tuple[int, int]:
    return hit[1], hit[2]


def _spans(view: View, places: Sequence[Place], most: int = _MOST_SPANS) -> tuple[Any, ...]:
    ordered = sorted(dict.fromkeys(places), key=lambda place: (place.start, place.end))
    return tuple(view.span(place.start, place.end) for place in ordered[:most])


def _told(part: Part) -> str:
    return "" if part == "anywhere" else f", in the {part}"
