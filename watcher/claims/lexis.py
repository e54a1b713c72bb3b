"""What the lexicon's tables say of acts, cues, blockers, times and small words, read once into types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from watcher.claims.model import Kind, Status
from watcher.text.fold import fold
from watcher.text.lexicon import Concept, Hit, Lexicon


class Needs(StrEnum):
    """What must stand beside an act for its words to mean violence."""

    NOTHING = "nothing"
    WEAPON = "weapon"
    MILITARY = "military"
    ARMED = "armed"
    ARMED_TARGET = "armed-target"
    POWER = "power"
    OBJECT = "object"


class Part(StrEnum):
    """How an act binds its neighbours."""

    NOUN = "noun"
    VERB = "verb"
    ARRIVAL = "arrival"
    LAUNCH = "launch"
    INTERCEPTION = "interception"
    HARM = "harm"


class Side(StrEnum):
    """Where the act stands from a cue."""

    AFTER = "after"
    BEFORE = "before"
    EITHER = "either"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class ActTable:
    """An act of violence: see ``config/lexicon/acts-strikes.yaml``."""

    kind: Kind
    needs: Needs
    part: Part
    otherwise: Kind | None = None
    ahead: bool = False
    """The words are an act only as something still to come."""
    outcome: bool = False
    """They may only tell what another act led to."""
    broad: bool = False
    """They may mean a strike where nothing says with what."""
    status: Status = Status.ACTUAL
    """What they tell where no cue says more."""
    afar: bool = False
    """They mean a strike where a state from outside Iraq does it there."""
    uncrewed: bool = False
    """An aircraft with a crew that does so only crashes or lands."""


@dataclass(frozen=True, slots=True)
class ThreatTable:
    """Words that threaten by themselves: see ``config/lexicon/acts-threats.yaml``."""

    status: Status
    part: str
    asks: str = ""
    """``violence`` where the words threaten much else beside."""
    country: bool = False
    """The United States as such may be the one threatened."""
    carries: bool = False
    """The one threatened may be named in another sentence."""
    strikes: bool = False
    """Forces in Iraq threatened so are to be struck."""


@dataclass(frozen=True, slots=True)
class CueTable:
    """A cue: see ``config/lexicon/cues-status.yaml``."""

    status: Status
    side: Side
    reach: int
    conditional: bool = False
    explains: bool = False
    weak: bool = False
    """Any other cue wins."""
    bare: bool = False
    """It counts only without a clitic: "قد" but not "فقد"."""
    present: bool = False
    """It counts only before an Arabic present: "قد تقع" but not "قد وقعت"."""
    yields: bool = False
    """A fresh time beside the act outweighs it: "repeatedly struck on Monday"."""
    threats: bool = False
    """It governs words that threaten, not acts: an alert is over, a strike is not undone."""
    verbs: bool = False
    """It governs only what somebody is to do, not what an act is named for: "urged Iraq to investigate the raid"."""
    binds: bool = False
    """It wins over what is to come: "responsible for planning attacks"."""
    joined: str = ""
    """What the act, or a word before it, is joined to: "وجه بقصف" orders it, "وجه ضربة" dealt it."""


@dataclass(frozen=True, slots=True)
class BlockerTable:
    """Another sense: see ``config/lexicon/blockers.yaml``."""

    scope: str
    reach: int = 0
    spares: bool = False
    group: bool = False
    """An armed group beside the act proves it as a weapon does."""
    acts: frozenset[str] = frozenset()
    """The acts that it blocks, all where none are named."""


@dataclass(frozen=True, slots=True)
class TimeTable:
    """A word of time: see ``config/lexicon/cues-time.yaml``."""

    kind: str
    number: int = 0
    days: int | None = None
    """Days in a unit; days ago of a fresh word, unknown where it names no single day."""


LEADS = ("target", "actor", "source", "place")
"""Frames of small words that give a name behind them a part in an act."""

_NO_WORDS: frozenset[str] = frozenset()
_JOINABLE = 3
"""Letters from which on an Arabic small word may carry a clitic."""
Row = TypeVar("Row")


class _Frames(dict[str, frozenset[str]]):
    """Small words by frame; one that no file has is empty."""

    def __missing__(self, _name: str) -> frozenset[str]:
        return _NO_WORDS


class _Masks(dict[tuple[str, ...], int]):
    """For each question the frames that it names as bits of one number, joined once; a frame that no file has is no bit."""

    def __init__(self, frames: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self._bits = {name: 1 << place for place, name in enumerate(frames)}

    def __missing__(self, names: tuple[str, ...]) -> int:
        mask = self[names] = reduce(or_, (self._bits.get(name, 0) for name in names), 0)
        return mask


class Lexis:
    """Every table of the claims engine, by concept id."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.acts = _table(lexicon, "act", _act)
        self.threats = _table(lexicon, "threat", _threat)
        self.cues = _table(lexicon, "cue", _cue)
        self.blockers = _table(lexicon, "blocker", _blocker)
        self.times = _table(lexicon, "time", _time)
        self.interests: dict[str, Concept] = {
            name: concept for name, concept in lexicon.concepts.items() if concept.type == "interest"
        }
        self.groups: dict[str, Concept] = {name: concept for name, concept in lexicon.concepts.items() if concept.type == "actor"}
        self.powers: dict[str, Concept] = {
            name: lexicon.concepts[str(concept.attributes["power"])]
            for name, concept in self.interests.items()
            if concept.attributes.get("power") in lexicon.concepts
        }
        """The actor that each interest able to act stands for."""
        self._places: dict[str, Concept] = {
            name: lexicon.concepts[str(concept.attributes["place"])]
            for name, concept in self.interests.items()
            if concept.attributes.get("place") in lexicon.concepts
        }
        self._hosts = {place.id: self.interests[name] for name, place in self._places.items()}
        self._iraq = lexicon.concepts.get("place:iraq") or Concept("place:iraq", "place", "Iraq", ("place:iraq",))
        frames = _Frames(
            (
                name.removeprefix("frame:"),
                frozenset(
                    form for words in concept.attributes.values() for word in words for form in _forms(fold(str(word)).text)
                ),
            )
            for name, concept in lexicon.concepts.items()
            if concept.type == "frame"
        )
        self.frame = frames.__getitem__
        """Returns the folded small words of ``frame:name``, of all languages; a dictionary's own look-up, asked so often."""
        self.masks = _Masks(frames)
        """For each question the frames that it names, as ``frames_of`` tells those of a sentence."""
        self._framed = _framed(frames, self.masks)
        """The frames of each small word, as bits."""
        self._joined: dict[tuple[str, ...], frozenset[str]] = {}
        self.leading = self._leading()

    def place_of(self, hit: Hit) -> Hit | None:
        """Return an interest's hit as a naming of the place where it is, if it is at one."""
        place = self._places.get(hit.concept.id)
        return hit.renamed(place) if place else None

    def hosts(self, place: str) -> bool:
        """Say whether an interest is at a place."""
        return place in self._hosts

    def hosted_at(self, hit: Hit) -> Hit | None:
        """Return a place's hit as a naming of the interest that is there, if any."""
        interest = self._hosts.get(hit.concept.id)
        return hit.renamed(interest) if interest else None

    def at_home(self, hit: Hit) -> Hit:
        """Return an Iraqi faction's hit as a naming of Iraq, where it is at home."""
        return hit.renamed(self._iraq)

    def standing_for(self, hit: Hit, concept: str) -> Hit:
        """Return the hit as a naming of another interest, the country for its interests."""
        return hit.renamed(self.interests[concept])

    def _leading(self) -> dict[str, str]:
        """Return what each small word says of a name behind it: its part, ``stop`` for none, ``skip`` for nothing."""
        out: dict[str, str] = {}
        for frames, told in ((("skipped",), "skip"), (("passive", "speech", "boundary", "whether"), "stop")):
            out.update(dict.fromkeys((word for frame in frames for word in self.frame(frame)), told))
        for frame in reversed(LEADS):
            out.update(dict.fromkeys(self.frame(frame), frame))
        return out

    def frames(self, *names: str) -> frozenset[str]:
        """Return the small words of several frames."""
        known = self._joined.get(names)
        if known is None:
            known = self._joined[names] = frozenset().union(*map(self.frame, names))
        return known

    def frames_of(self, words: Sequence[str]) -> int:
        """Return the frames that have a small word among ``words``, as bits: a set of them costs six times as much to make."""
        return reduce(or_, filter(None, map(self._framed.get, words)), 0)


def _framed(frames: Mapping[str, frozenset[str]], masks: _Masks) -> dict[str, int]:
    """Return for each small word the frames that have it, as bits; equal ones are one number, to have less in cold memory."""
    out: dict[str, int] = {}
    for name, words in frames.items():
        for word in words:
            out[word] = out.get(word, 0) | masks[name,]
    shared: dict[int, int] = {}
    return {word: shared.setdefault(mask, mask) for word, mask in out.items()}


def _forms(word: str) -> tuple[str, ...]:
    """Return a small word as texts write it: an Arabic one also behind what is joined to it."""
    if not "\u0621" <= word[0] <= "\u064a" or len(word) < _JOINABLE:
        return (word,)
    joined = "وف" if len(word) == _JOINABLE else "وفبل"
    return (word, *(clitic + word for clitic in joined))


def _table(lexicon: Lexicon, kind: str, make: "Any") -> dict[str, Any]:
    return {name: make(concept.attributes) for name, concept in lexicon.concepts.items() if concept.type == kind}


def _act(raw: Mapping[str, Any]) -> ActTable:
    otherwise = raw.get("otherwise")
    return ActTable(
        Kind(raw["kind"]),
        Needs(raw["needs"]),
        Part(raw["part"]),
        Kind(otherwise) if otherwise else None,
        raw.get("only") == "ahead",
        bool(raw.get("outcome")),
        bool(raw.get("broad")),
        Status(raw.get("status", Status.ACTUAL)),
        bool(raw.get("afar")),
        bool(raw.get("uncrewed")),
    )


def _threat(raw: Mapping[str, Any]) -> ThreatTable:
    return ThreatTable(
        Status(raw["status"]),
        raw["part"],
        raw.get("asks", ""),
        bool(raw.get("country")),
        bool(raw.get("carries")),
        bool(raw.get("strikes")),
    )


def _cue(raw: Mapping[str, Any]) -> CueTable:
    return CueTable(
        Status(raw["status"]),
        Side(raw["side"]),
        raw["reach"],
        bool(raw.get("conditional")),
        bool(raw.get("explains")),
        bool(raw.get("weak")),
        bool(raw.get("bare")),
        bool(raw.get("present")),
        bool(raw.get("yields")),
        bool(raw.get("threats")),
        bool(raw.get("verbs")),
        bool(raw.get("binds")),
        raw.get("joined", ""),
    )


def _blocker(raw: Mapping[str, Any]) -> BlockerTable:
    return BlockerTable(
        raw["scope"],
        raw.get("reach", 0),
        raw.get("spares") in {"weapon", "group"},
        raw.get("spares") == "group",
        frozenset(raw.get("acts", ())),
    )


def _time(raw: Mapping[str, Any]) -> TimeTable:
    return TimeTable(raw["kind"], raw.get("number", 0), raw.get("days"))
