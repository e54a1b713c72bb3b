"""Whether people came to harm in armed conflict or by accident, disaster, disease, crime, or in sport and stories."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property

from watcher.text.lexicon import Hit, Named

_ENOUGH = 2
"""Different words of sport, stories or business that decide what a whole text is about."""
_FIGHTER = "victim:militant"
_ARMED_GROUP = "actor:armed-group"
_WHOLE = frozenset({"sport", "story", "business"})
_OTHER = frozenset({"accident", "disaster", "disease", "crime"})
_MISHAPS = _OTHER - {"crime"}
_NO_SPORT = frozenset({"weapon:suicide-bomb", "weapon:car-bomb", "weapon:drone", "weapon:mortar", "weapon:guns"})
_WARPLANE = "weapon:airstrike-aircraft"
_BOMBED = frozenset({"weapon", "power", "military", "armed"})
"""What words need that tell of aircraft which hit something."""
_TELLING = frozenset({"setting", "act", "actor", "victim"})
"""What the lexicon finds that may tell a setting."""
_NONE: Named = {}


class Setting(StrEnum):
    """What cost people their lives or health."""

    WAR = "war"
    PAST = "past"
    OTHER = "other"
    UNKNOWN = "unknown"


class Settings:
    """The settings of the sentences of one article."""

    def __init__(self, settings: Sequence[Hit], by_sentence: Mapping[int, Named]) -> None:
        self._by_sentence = by_sentence
        self._known: dict[int, tuple[Setting, Hit | None]] = {}
        """What each sentence says of its own, as far as asked."""
        self._order = tuple(by_sentence)
        self._heard = 0
        """How many of them were asked what they tell."""
        self._last: tuple[Setting, Hit | None] | None = None
        """What the last of them told."""
        self._whole = _whole(settings)
        self._armed = any(_kind(hit) == "war" for hit in settings)
        """Whether the text has any word of war."""
        accident = any(self._other(hit) for hit in settings)
        self._mishap = None if self._armed else next((hit for hit in settings if _kind(hit) in _MISHAPS), None)
        """A word of an accident in a text without any of war: then soldiers are only soldiers."""
        self._violent = None if accident else next((hit for hit in settings if _kind(hit) == "violence"), None)
        """A word of violence in a text that has none of accidents and the like."""

    def of(self, sentence: int, *, quiet: bool = False) -> tuple[Setting, Hit | None]:
        """Return the setting of a sentence that tells of harm, and the word that decided it.

        ``quiet``: its words of harm say nothing of how, so that only this sentence and the one before may tell it.
        """
        own = self._own(sentence)
        if own[0] is not Setting.UNKNOWN:
            return own
        if quiet:
            return self._own(sentence - 1)
        told = self._before(sentence) or self._first
        if told is not None:
            return told
        return (Setting.WAR, self._violent) if self._violent is not None else (Setting.UNKNOWN, None)

    def _other(self, hit: Hit) -> bool:
        """Say whether a word tells of accidents and the like; "the incident" points back at violence where the text has any."""
        told = self._armed and hit.form.role == "told" and hit.clitic.endswith("ال")
        return _kind(hit) in _OTHER and not told

    def _before(self, sentence: int) -> tuple[Setting, Hit | None] | None:
        """Return what the nearest sentence tells that stands before one and tells any setting; sentences are asked in order."""
        at = bisect_left(self._order, sentence)
        new = self._order[self._heard : at]
        self._heard = at
        self._last = next(self._telling(reversed(new)), self._last)
        return self._last

    @cached_property
    def _first(self) -> tuple[Setting, Hit | None] | None:
        """What the first sentence tells that tells any setting."""
        return next(self._telling(self._order), None)

    def _telling(self, sentences: Iterable[int]) -> Iterator[tuple[Setting, Hit | None]]:
        """Yield the settings of the sentences whose own words tell one."""
        for sentence in sentences:
            if any(kind in self._by_sentence[sentence] for kind in _TELLING):
                own = self._own(sentence)
                if own[0] is not Setting.UNKNOWN:
                    yield own

    def _own(self, sentence: int) -> tuple[Setting, Hit | None]:
        """Return what a sentence's own words say of its setting."""
        known = self._known.get(sentence)
        if known is None:
            known = self._known[sentence] = self._said(self._by_sentence.get(sentence, _NONE))
        return known

    def _said(self, named: Named) -> tuple[Setting, Hit | None]:
        """Return the setting that what the lexicon found in a sentence tells, and the word that decided it."""
        hits = named.get("setting", ())
        kinds = {_kind(hit): hit for hit in reversed(hits)}
        past = kinds.get("past")
        if past is not None:
            return Setting.PAST, past
        if self._whole is not None and not (_kind(self._whole) == "sport" and _deadly(named)):
            return Setting.OTHER, self._whole
        others = [hit for hit in hits if self._other(hit)]
        hard = next((hit for hit in others if hit.concept.attributes["weight"] == "hard"), None)
        if hard is not None:
            return Setting.OTHER, hard
        armed = kinds.get("war") or _armed(named)
        if armed is not None:
            return Setting.WAR, armed
        military = kinds.get("military") or _fighters(named)
        mishap = others[0] if others else self._mishap if military is not None else None
        if mishap is not None:
            return Setting.OTHER, mishap
        return (Setting.UNKNOWN, None) if military is None else (Setting.WAR, military)


def _deadly(named: Named) -> bool:
    """Say whether a sentence names a weapon that no report of a match does: fans are bombed too."""
    return any(weapon.concept.id in _NO_SPORT for weapon in named.get("weapon", ()))


def _fighters(named: Named) -> Hit | None:
    """Return a noun for people who bear arms against others, if the sentence has one."""
    return next((hit for hit in named.get("victim", ()) if hit.concept.id == _FIGHTER), None)


def _armed(named: Named) -> Hit | None:
    """Return an armed group, an act of war, or a strike by a state, if the sentence names one."""
    acts, actors = named.get("act", ()), named.get("actor", ())
    for actor in actors:
        if actor.within(_ARMED_GROUP):
            return actor
    for act in acts:
        if act.concept.attributes["needs"] == "nothing" and _by_air(act):
            return act
    bombed = [act for act in acts if act.concept.attributes["needs"] in _BOMBED and act.concept.attributes["part"] == "verb"]
    if bombed and any(weapon.concept.id == _WARPLANE for weapon in named.get("weapon", ())):
        return next((act for act in bombed if act.form.verb and not act.concept.attributes.get("outcome")), None)
    if not any(actor.concept.attributes.get("state") for actor in actors):
        return None
    return next((act for act in acts if act.concept.attributes["needs"] in {"military", "armed"}), None)


def _by_air(hit: Hit) -> bool:
    return str(hit.concept.attributes["kind"]) == "strike"


def _kind(hit: Hit) -> str:
    kind: str = hit.concept.attributes["kind"]
    return kind


def _whole(hits: Sequence[Hit]) -> Hit | None:
    """Return a word of the sport, story or market that the whole text is about, if it is."""
    words: dict[str, dict[str, Hit]] = {}
    for hit in hits:
        if _kind(hit) in _WHOLE:
            words.setdefault(_kind(hit), {}).setdefault(hit.form.text.lower(), hit)
    return next((next(iter(found.values())) for found in words.values() if _decides(found)), None)


def _decides(found: Mapping[str, Hit]) -> bool:
    return len(found) >= _ENOUGH or any(hit.form.role == "decisive" for hit in found.values())
