"""Which rules an article may raise, told by its phrases and claims before any rule is asked."""

from collections.abc import Iterable

from watcher.rules.facts import Fact
from watcher.rules.keys import ClaimKey, Keys, Traits
from watcher.rules.view import View


class RuleIndex:
    """The numbers of rules by what they need; made once, then only read."""

    def __init__(self, needs: Iterable[Keys | None]) -> None:
        self._always: set[int] = set()
        self._by_anchor: dict[int, list[int]] = {}
        self._by_claim: dict[ClaimKey, dict[Traits, list[int]]] = {}
        for number, keys in enumerate(needs):
            if keys is None:
                self._always.add(number)
            for key in keys or ():
                if isinstance(key, ClaimKey):
                    alone = key._replace(also=frozenset())
                    self._by_claim.setdefault(alone, {}).setdefault(key.also, []).append(number)
                else:
                    self._by_anchor.setdefault(key, []).append(number)
        self._traits = frozenset(key.trait for key in self._by_claim)

    def reached(self, view: View) -> list[int]:
        """Return the numbers of the rules that an article may raise, ascending."""
        found = set(self._always)
        for anchor in view.anchors:
            found.update(self._by_anchor.get(anchor, ()))
        if self._traits:
            for fact in view.facts:
                self._reach(fact, found)
        return sorted(found)

    def _reach(self, fact: Fact, found: set[int]) -> None:
        """Add the numbers of the rules that one claim may meet."""
        for trait in fact.traits & self._traits:
            for status in (fact.status, None):
                for also, numbers in self._by_claim.get(ClaimKey(trait, fact.kind, status), {}).items():
                    if not also or not also.isdisjoint(fact.traits):
                        found.update(numbers)
