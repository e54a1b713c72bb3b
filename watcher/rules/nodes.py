"""The compiled conditions of a rule: trees, claims, likeness and what is known of the article."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import ClassVar, Protocol

from watcher.rules.explained import NOTHING, Explained, Found
from watcher.rules.facets import TreeFacet
from watcher.rules.keys import Keys, Traits, frequency, joined, rarest, together
from watcher.rules.values import Comparison
from watcher.rules.view import View
from watcher.text.fold import fold

CHEAP, WORDS, ENCODER = range(3)
_NEAREST = 3
"""How many claims are shown that came near to meeting a condition."""


class Node(Protocol):
    """One condition on one article."""

    @property
    def cost(self) -> int:
        """CHEAP, WORDS or ENCODER: dearer ones are asked last."""
        ...

    def find(self, view: View) -> Found | None:
        """Return what met the condition, ``None`` where nothing did."""
        ...

    def explain(self, view: View) -> Explained:
        """Tell in words why it is met or not."""
        ...

    def keys(self) -> Keys | None:
        """Return keys of which an article that meets it has at least one."""
        ...


class TreeNode:
    """All of ``all_of``, any of ``any_of`` (where there are any) and none of ``none_of`` hold."""

    def __init__(self, all_of: Sequence[Node], any_of: Sequence[Node], none_of: Sequence[Node]) -> None:
        self._all, self._any, self._none = (
            tuple(sorted(nodes, key=lambda node: node.cost)) for nodes in (all_of, any_of, none_of)
        )
        self.cost = max(node.cost for nodes in (self._all, self._any, self._none) for node in nodes)
        steps = ((self._all, self._find_all), (self._any, self._find_any), (self._none, self._find_none))
        self._steps = tuple(step for nodes, step in sorted(steps, key=lambda step: self._cost(step[0])) if nodes)

    def find(self, view: View) -> Found | None:
        """Ask the cheap branches first, and one that needs the encoder only where every other holds."""
        found = []
        for step in self._steps:
            part = step(view)
            if part is None:
                return None
            found.append(part)
        return _joined(found)

    @staticmethod
    def _cost(nodes: Sequence[Node]) -> int:
        return max((node.cost for node in nodes), default=CHEAP)

    def _find_all(self, view: View) -> Found | None:
        found = []
        for node in self._all:
            part = node.find(view)
            if part is None:
                return None
            found.append(part)
        return _joined(found)

    def _find_any(self, view: View) -> Found | None:
        found: list[Found] = []
        for node in self._any:
            if found and node.cost == ENCODER:
                break
            part = node.find(view)
            if part is not None:
                found.append(part)
        return _joined(found) if found else None

    def _find_none(self, view: View) -> Found | None:
        return NOTHING if all(node.find(view) is None for node in self._none) else None

    def explain(self, view: View) -> Explained:
        """Explain every branch."""
        branches = []
        for word, nodes in (("all", self._all), ("any", self._any), ("none", self._none)):
            if not nodes:
                continue
            parts = tuple(node.explain(view) for node in nodes)
            met = all(part.met for part in parts) if word == "all" else any(part.met for part in parts) is (word == "any")
            branches.append(Explained(condition=f"{word} of", met=met, parts=parts))
        return branches[0] if len(branches) == 1 else _conjunction(branches)

    def keys(self) -> Keys | None:
        """Reach the rule by its rarest branch."""
        return rarest([*(node.keys() for node in self._all), together(node.keys() for node in self._any)])


class ClaimNode:
    """One claim of the article meets every facet."""

    cost = CHEAP

    def __init__(self, facets: TreeFacet, kinds: Traits, statuses: Traits) -> None:
        self._facets = facets
        self._needs = tuple(sorted(facets.needs(), key=frequency))
        self._keys = joined(self._needs, kinds, statuses)

    def find(self, view: View) -> Found | None:
        """Return every claim that meets all facets, and its words."""
        facts = [fact for fact in view.facts_with(self._needs) if self._facets.holds(fact)]
        if not facts:
            return None
        return Found(tuple(fact.number for fact in facts), tuple(fact.claim.evidence for fact in facts))

    def explain(self, view: View) -> Explained:
        """Explain each claim that meets it, or else the claims that come nearest."""
        told = [(fact, self._facets.explain(fact)) for fact in view.facts]
        met = any(part.met for _fact, part in told)
        shown = [(fact, part) for fact, part in told if part.met] or sorted(
            told, key=lambda pair: -sum(facet.met for facet in pair[1].parts)
        )[:_NEAREST]
        parts = tuple(
            Explained(
                condition=f"claim {fact.number + 1}",
                met=part.met,
                spans=(fact.claim.evidence,),
                parts=part.parts or (part,),
                claim=fact.number,
            )
            for fact, part in shown
        )
        why = "" if parts else "the article makes no claim"
        return Explained(condition="one claim of which all hold", met=met, why=why, parts=parts)

    def keys(self) -> Keys | None:
        """Reach the rule by the claim's rarest trait, with its kind and status."""
        return self._keys


class LikeNode:
    """A sentence means much the same as an example."""

    cost = ENCODER

    def __init__(self, examples: tuple[str, ...], threshold: float) -> None:
        self._examples = examples
        self._threshold = threshold

    def find(self, view: View) -> Found | None:
        """Return the likest sentence, if like enough."""
        score, sentence = view.likest(self._examples)
        return Found(spans=(sentence,)) if sentence and score >= self._threshold else None

    def explain(self, view: View) -> Explained:
        """Tell how like the likest sentence is."""
        score, sentence = view.likest(self._examples)
        return Explained(
            condition=f"like {len(self._examples)} example{'s'[: len(self._examples) > 1]}, cosine {self._threshold} or more",
            met=sentence is not None and score >= self._threshold,
            why=f"the likest sentence has {score:.2f}" if sentence else "there is no sentence",
            spans=(sentence,) if sentence else (),
        )

    def keys(self) -> Keys | None:
        """Meaning has no key."""
        return None


@dataclass(frozen=True, slots=True)
class NameNode:
    """A field of the article (``source``, ``feed``, ``author``, ``tag``, ``language``) is one of these names."""

    cost: ClassVar[int] = CHEAP
    field: str
    names: tuple[str, ...]

    def find(self, view: View) -> Found | None:
        """Compare without case; ``*`` stands for any letters."""
        values = [fold(value).text for value in self._values(view)]
        return NOTHING if any(fnmatchcase(value, name) for value in values for name in self.names) else None

    def _values(self, view: View) -> tuple[str, ...]:
        article = view.article
        if self.field == "language":
            return (view.analysis.language,)
        value = article.tags if self.field == "tag" else getattr(article, self.field)
        return value if isinstance(value, tuple) else (value,) if value else ()

    def explain(self, view: View) -> Explained:
        """Name the field's value."""
        values = ", ".join(self._values(view))
        return Explained(
            condition=f"{self.field}: {' or '.join(self.names)}",
            met=self.find(view) is not None,
            why=f"the article's {self.field} is {values}" if values else f"the article has no {self.field}",
        )

    def keys(self) -> Keys | None:
        """Fields are too common to be reached by."""
        return None


@dataclass(frozen=True, slots=True)
class TierNode:
    """The source's tier compares so."""

    cost: ClassVar[int] = CHEAP
    wanted: Comparison

    def find(self, view: View) -> Found | None:
        """Compare the tier."""
        return NOTHING if self.wanted.holds(view.article.tier) else None

    def explain(self, view: View) -> Explained:
        """Name the tier."""
        return Explained(
            condition=f"tier: {self.wanted.told}",
            met=self.find(view) is not None,
            why=f"the source has tier {int(view.article.tier)}",
        )

    def keys(self) -> Keys | None:
        """No key."""
        return None


@dataclass(frozen=True, slots=True)
class AgeNode:
    """The article was published at most so many seconds before it was first seen."""

    cost: ClassVar[int] = CHEAP
    seconds: float

    def find(self, view: View) -> Found | None:
        """Compare the age; an unknown one never holds."""
        age = self._age(view)
        return NOTHING if age is not None and age <= self.seconds else None

    @staticmethod
    def _age(view: View) -> float | None:
        published = view.article.published
        return (view.article.first_seen - published).total_seconds() if published else None

    def explain(self, view: View) -> Explained:
        """Name the age."""
        age = self._age(view)
        why = "the article's age is unknown" if age is None else f"the article was {age / 3600:.1f} h old when first seen"
        return Explained(condition=f"age: {self.seconds / 3600:g} h at most", met=self.find(view) is not None, why=why)

    def keys(self) -> Keys | None:
        """No key."""
        return None


def _joined(found: Sequence[Found]) -> Found:
    """Return all claims and words, each once."""
    if len(found) == 1:
        return found[0]
    return Found(
        tuple(dict.fromkeys(claim for part in found for claim in part.claims)),
        tuple(dict.fromkeys(span for part in found for span in part.spans)),
    )


def _conjunction(parts: Sequence[Explained]) -> Explained:
    return Explained(condition="all of", met=all(part.met for part in parts), parts=tuple(parts))
