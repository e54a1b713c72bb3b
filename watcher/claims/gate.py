"""Whether an article can claim anything at all, told from what the automaton saw before any word is looked at.

Most articles have a word that may mean violence ("hit", "expect", "threat") and nothing that it could be done with or to.
What the gate refuses has no claim; what it lets through may have none either. It knows only what must stand somewhere in the
article, so a change of ``Needs`` must be a change here: the tests compare every seed with and without it.
"""

from array import array
from collections.abc import Iterable
from enum import IntFlag
from functools import reduce
from operator import or_

from daachorse import DoubleArrayAhoCorasick

from watcher.claims.acts import SITES
from watcher.claims.foretold import MILITIA, is_foe, is_hunted
from watcher.claims.interests import OWNER, USA
from watcher.claims.lexis import Lexis, Needs
from watcher.text.lexicon import Concept, Lexicon
from watcher.text.stream import Stream


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
_OF_INTERESTS = frozenset({"plotters", "chosen"})
"""What threats ask that are told in everyday words and are of American interests only: "followed", "photographs of"."""
_ANYTHING = int(_Has.ANYTHING)
_LEAD = 600
"""Bytes at which the gate looks first: what tells of violence mostly does so in its lead."""
_ASKS = 8
"""Bits by which what is asked stands above what is named."""


class Gate:
    """Opens for an article if any act, threat or harm that it names has what it needs."""

    def __init__(self, lexicon: Lexicon, lexis: Lexis) -> None:
        flags = {name: _flags(concept, lexis) for name, concept in lexicon.concepts.items()}
        joined = (_joined(flags[name] for name in lexicon.concepts_of(number)) for number in range(len(lexicon.patterns)))
        self._flags = array("H", joined)
        """For each pattern of the lexicon what its concepts are to others, and above that what they ask of others.

        An array, since a list of so many is ten times as large and mostly in cold memory.
        """
        glances = [glance for glance in zip(lexicon.patterns, self._flags, strict=True) if glance[1]] or [("\0", 0)]
        self._glance = DoubleArrayAhoCorasick([pattern.encode() for pattern, _flags in glances])
        self._glanced = array("H", [found for _pattern, found in glances])
        self._longest = max(len(pattern.encode()) for pattern, _flags in glances)

    def may_open(self, stream: Stream) -> bool:
        """Say at a glance whether it may open: at a third of the price of all hits, since clitics are not looked at."""
        data = stream.data
        lead = self._seen(data[:_LEAD])
        return _met(lead) or (len(data) > _LEAD and _met(lead | self._seen(data[_LEAD - self._longest :])))

    def _seen(self, data: bytes) -> int:
        """Return what the patterns in a piece of a stream are to others, and what they ask of others."""
        flags, glanced = 0, self._glanced
        for _start, _end, pattern in self._glance.find_overlapping(data):
            flags |= glanced[pattern]
        return flags

    def opens(self, patterns: Iterable[int]) -> bool:
        """Say whether an article in which the lexicon's automaton saw these patterns may claim something."""
        return _met(_joined(map(self._flags.__getitem__, patterns)))


def _joined(flags: Iterable[int]) -> int:
    """Return what any of them is to others, and what any asks of others."""
    return reduce(or_, flags, 0)


def _met(flags: int) -> bool:
    """Say whether something asks for what is there."""
    return bool((flags | _ANYTHING) & (flags >> _ASKS))


def _flags(concept: Concept, lexis: Lexis) -> int:
    """Return what a concept is to others, and above that what it asks of others: any of these."""
    named = asks = _Has(0)
    match concept.type:
        case "weapon":
            named = _Has.WEAPON
            asks = _SOMEBODY | _Has.PLACE if concept.attributes.get("flies", True) else asks
        case "actor":
            named = _SOMEBODY if OWNER in concept.within else _Has.ACTOR
            asks = (_Has.INTEREST | _Has.PLACE if is_hunted(concept) else _Has.INTEREST) if is_foe(concept) else asks
        case "asset":
            asks = _Has.INTEREST if concept.id == MILITIA else asks
        case "interest":
            named = _Has.INTEREST
        case "place":
            named = _Has.PLACE | (
                _Has.INTEREST
                if lexis.hosts(concept.id) or concept.attributes.get("kind") in SITES or USA in concept.within
                else _Has(0)
            )
        case "threat":
            asks = _Has.INTEREST if lexis.threats[concept.id].asks in _OF_INTERESTS else _SOMEBODY
        case "casualty":
            asks = _Has.WEAPON | _Has.ACTOR if "led" in concept.attributes else _Has.ANYTHING
        case "act":
            table = lexis.acts[concept.id]
            asks = _ASKED[table.needs] | (_SOMEBODY | _Has.PLACE if table.otherwise else _Has(0))
        case _:
            pass
    return int(named) | int(asks) << _ASKS
