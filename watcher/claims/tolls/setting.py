"""Whether people came to harm in armed conflict or by accident, disaster, disease, crime, or in sport and stories."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from watcher.text.document import Document
from watcher.text.lexicon import Hit, Hits

_ENOUGH = 2
"""Different words of sport, stories or business that decide what a whole text is about."""
_WHOLE = frozenset({"sport", "story", "business"})


class Setting(StrEnum):
    """What cost people their lives or health."""

    WAR = "war"
    PAST = "past"
    OTHER = "other"
    UNKNOWN = "unknown"


class Settings:
    """The settings of the sentences of one article."""

    def __init__(self, document: Document, hits: Hits) -> None:
        self._document = document
        self._hits = hits
        self._by_sentence: dict[int, list[Hit]] = {}
        for hit in hits.of("setting"):
            self._by_sentence.setdefault(hit.sentence, []).append(hit)
        self._whole = _whole(hits.of("setting"))

    def of(self, sentence: int) -> tuple[Setting, Hit | None]:
        """Return the setting of a sentence that tells of harm, and the word that decided it."""
        own = self._own(sentence)
        if own[0] is not Setting.UNKNOWN:
            return own
        if self._whole is not None:
            return Setting.OTHER, self._whole
        around = [self._own(other) for other in self._nearest(sentence)]
        return next((found for found in around if found[0] is not Setting.UNKNOWN), (Setting.UNKNOWN, None))

    def _own(self, sentence: int) -> tuple[Setting, Hit | None]:
        hits = self._by_sentence.get(sentence, [])
        kinds = _first_of_kind(hits)
        if "past" in kinds:
            return Setting.PAST, kinds["past"]
        hard = next((hit for hit in hits if hit.concept.attributes.get("weight") == "hard" and _kind(hit) not in _WHOLE), None)
        if hard is not None:
            return Setting.OTHER, hard
        if self._whole is not None:
            return Setting.OTHER, self._whole
        if "war" in kinds:
            return Setting.WAR, kinds["war"]
        soft = next((hit for hit in hits if _kind(hit) not in _WHOLE), None)
        return (Setting.OTHER, soft) if soft is not None else (Setting.UNKNOWN, None)

    def _nearest(self, sentence: int) -> Sequence[int]:
        """Return the sentences before, nearest first, then those behind."""
        return [*range(sentence - 1, -1, -1), *range(sentence + 1, len(self._document.sentences))]


def _kind(hit: Hit) -> str:
    return str(hit.concept.attributes["kind"])


def _first_of_kind(hits: Sequence[Hit]) -> Mapping[str, Hit]:
    out: dict[str, Hit] = {}
    for hit in hits:
        out.setdefault(_kind(hit), hit)
    return out


def _whole(hits: Sequence[Hit]) -> Hit | None:
    """Return a word of the sport, story or market that the whole text is about, if it is."""
    words: dict[str, dict[str, Hit]] = {}
    for hit in hits:
        if _kind(hit) in _WHOLE:
            words.setdefault(_kind(hit), {}).setdefault(hit.form.text.lower(), hit)
    return next((next(iter(found.values())) for found in words.values() if len(found) >= _ENOUGH), None)
