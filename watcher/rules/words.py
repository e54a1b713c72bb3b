"""The compiled conditions on words: phrases, names as written, regular expressions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from watcher.claims.model import Span
from watcher.rules.explained import Explained, Found
from watcher.rules.keys import Keys
from watcher.rules.language import Part
from watcher.rules.nodes import WORDS
from watcher.rules.phrases import Phrase, Place
from watcher.rules.view import View

_MOST_SPANS = 5
"""Evidence quotes so many places of one condition; more would not convince further."""


def anchors(phrases: Sequence[Phrase]) -> Keys:
    """Return the keys of several phrases."""
    return frozenset().union(*(phrase.anchors for phrase in phrases))


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
        places = [place for phrase in self.phrases for place in view.places(phrase, self.part)]
        return Found(spans=spans_of(view, places)) if places else None

    def explain(self, view: View) -> Explained:
        """Quote what was found."""
        found = self.find(view)
        what = " or ".join(phrase.told for phrase in self.phrases[:_MOST_SPANS])
        more = f" or {len(self.phrases) - _MOST_SPANS} more" if len(self.phrases) > _MOST_SPANS else ""
        return Explained(
            condition=f"{self.word}: {what}{more}{told_part(self.part)}",
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
            condition=f"regex: {self.pattern}{told_part(self.part)}",
            met=found is not None,
            why="" if found else "not in the text",
            spans=found.spans if found else (),
        )

    def keys(self) -> Keys | None:
        """No key: an expression may begin with anything."""
        return None


def spans_of(view: View, places: Sequence[Place], most: int = _MOST_SPANS) -> tuple[Span, ...]:
    """Quote places in order, each once."""
    return tuple(view.span(place.start, place.end) for place in sorted(set(places))[:most])


def told_part(part: Part) -> str:
    """Tell which part of an article is looked at, if not all of it."""
    return "" if part == "anywhere" else f", in the {part}"
