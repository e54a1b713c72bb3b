"""Whether an article can claim anything at all, told from what the automaton saw before any word is looked at.

Most articles have a word that may mean violence ("hit", "expect", "threat") and nothing that it could be done with or to.
What the gate refuses has no claim; what it lets through may have none either. It knows only what must stand somewhere in the
article, so a change of ``Needs`` must be a change here: the tests compare every seed with and without it.
"""

from collections.abc import Iterable
from enum import IntFlag

from watcher.claims.interests import OWNER
from watcher.claims.lexis import Lexis, Needs
from watcher.text.lexicon import Lexicon


class _Has(IntFlag):
    """What an article names that an act or a threat may need."""

    WEAPON = 1
    ACTOR = 2
    INTEREST = 4
    PLACE = 8
    ANYTHING = 16


_SOMEBODY = _Has.ACTOR | _Has.INTEREST
_ASKED = {
    Needs.NOTHING: _Has.ANYTHING,
    Needs.WEAPON: _Has.WEAPON,
    Needs.MILITARY: _Has.WEAPON | _SOMEBODY,
    Needs.ARMED: _Has.WEAPON | _SOMEBODY,
    Needs.POWER: _Has.WEAPON | _SOMEBODY,
    Needs.OBJECT: _SOMEBODY,
    Needs.ARMED_TARGET: _SOMEBODY | _Has.PLACE,
}


class Gate:
    """Opens for the concepts of an article if any act, threat or harm among them has what it needs."""

    def __init__(self, lexicon: Lexicon, lexis: Lexis) -> None:
        self._named: dict[str, int] = {}
        self._asked: dict[str, int] = {}
        for name, concept in lexicon.concepts.items():
            match concept.type:
                case "weapon":
                    self._named[name] = int(_Has.WEAPON)
                case "actor":
                    self._named[name] = int(_SOMEBODY if OWNER in concept.within else _Has.ACTOR)
                case "interest":
                    self._named[name] = int(_Has.INTEREST)
                case "place":
                    self._named[name] = int(_Has.PLACE | (_Has.INTEREST if lexis.hosts(name) else _Has(0)))
                case "threat":
                    self._asked[name] = int(_Has.INTEREST)
                case "casualty":
                    self._asked[name] = int(_Has.ANYTHING)
                case "act":
                    table = lexis.acts[name]
                    beside = _SOMEBODY | _Has.PLACE if table.otherwise else _Has(0)
                    self._asked[name] = int(_ASKED[table.needs] | beside)
                case _:
                    pass

    def opens(self, concepts: Iterable[str]) -> bool:
        """Say whether an article that may name these concepts may claim something."""
        has, asked = int(_Has.ANYTHING), 0
        for concept in concepts:
            has |= self._named.get(concept, 0)
            asked |= self._asked.get(concept, 0)
        return bool(has & asked)
