"""Which rules an article may raise, told by its phrases and claims before any rule is asked."""

from collections.abc import Iterable, Sequence

from watcher.rules.facts import Fact
from watcher.rules.keys import ClaimKey, Keys, Traits
from watcher.rules.view import View

_NO_RULES: Sequence[int] = ()
_NONE: dict[Traits, list[int]] = {}


class RuleIndex:
    """The numbers of rules by what they need; made once, then only read."""

    def __init__(self, needs: Iterable[Keys | None]) -> None:
        self._always: set[int] = set()
        by_anchor: dict[int, list[int]] = {}
        self._by_trait: dict[str, dict[tuple[str, str | None], dict[Traits, list[int]]]] = {}
        """Then by kind and status, then by what else the claim has."""
        for number, keys in enumerate(needs):
            if keys is None:
                self._always.add(number)
            for key in keys or ():
                if isinstance(key, ClaimKey):
                    by_kind = self._by_trait.setdefault(key.trait, {})
                    by_kind.setdefault((key.kind, key.status), {}).setdefault(key.also, []).append(number)
                else:
                    by_anchor.setdefault(key, []).append(number)
        self._by_anchor = [by_anchor.get(anchor, _NO_RULES) for anchor in range(max(by_anchor, default=-1) + 1)]
        """A list, since a dictionary of so many costs an article three times as many looks into cold memory."""

    def reached(self, view: View) -> list[int]:
        """Return the numbers of the rules that an article may raise, ascending."""
        found = set(self._always)
        by_anchor = self._by_anchor
        for anchor in view.anchors:
            if anchor < len(by_anchor):
                found.update(by_anchor[anchor])
        if self._by_trait:
            for fact in view.facts:
                self._reach(fact, found)
        return sorted(found)

    def _reach(self, fact: Fact, found: set[int]) -> None:
        """Add the numbers of the rules that one claim may meet."""
        kinds = ((fact.kind, fact.status), (fact.kind, None))
        for trait in self._by_trait.keys() & fact.traits:
            by_kind = self._by_trait[trait]
            for kind in kinds:
                for also, numbers in by_kind.get(kind, _NONE).items():
                    if not also or not also.isdisjoint(fact.traits):
                        found.update(numbers)
