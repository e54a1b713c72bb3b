"""What the judge sees of a passage beside its meaning: what it names, word by word and in all, and what is claimed in it."""

from collections.abc import Iterable, Iterator
from functools import cache

from watcher.claims.judge.passages import MOST_CHARACTERS, Passage, within
from watcher.claims.judge.questions import FACTION, IRAQ, US
from watcher.claims.model import AHEAD, HAPPENED, Claim
from watcher.model import datum
from watcher.text.document import Document
from watcher.text.lexicon import Hit, Hits

MOST_WORDS = 112
"""Of a passage that are read."""
_KINDS = (
    "act",
    "actor",
    "asset",
    "benign",
    "blocker",
    "casualty",
    "casualty-cue",
    "cue",
    "interest",
    "place",
    "setting",
    "thing",
    "threat",
    "time",
    "victim",
    "weapon",
)


@datum
class Reading:
    """A passage word by word."""

    first: int
    """Index of its first token in the document."""
    words: list[str]
    """Its tokens, folded, marks among them."""
    named: list[tuple[int, str]]
    """``(index of a word, concept)`` for each word of a naming and each concept that it is within."""


def reading(document: Document, hits: Hits, passage: Passage) -> Reading:
    """Return a passage word by word; a place names its country alone."""
    first, last = document.sentences[passage.first].first, document.sentences[passage.last].last
    behind = min(last + 1, first + MOST_WORDS, document.token_at(passage.start + MOST_CHARACTERS))
    words = document.words[first : max(behind, first + 1)]
    named = {
        (index, name)
        for hit in within(hits, passage, *_KINDS)
        for name in _names(hit)
        for index in range(hit.first - first, min(hit.last - first + 1, len(words)))
    }
    return Reading(first, words, sorted(named))


def features(hits: Hits, passage: Passage, claims: Iterable[Claim]) -> set[str]:
    """Return the features of a passage and the claims in it.

    A concept is a feature under each id it lies within (``concept:actor:iraqi-faction``), a place under its country's alone, a
    claim under its kind, how far it is fact, and whether it is on American interests or in Iraq (``claim:strike:ahead:in-iraq``).
    """
    out = {feature for hit in within(hits, passage, *_KINDS) for feature in _of_names(_names(hit))}
    for claim in claims:
        if passage.first <= claim.sentence <= passage.last:
            out.update(_of_claim(claim))
    return out


@cache
def _of_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the features that the names of one concept are; kept, since texts name the same few hundred again and again."""
    return tuple(f"concept:{name}" for name in names)


def _names(hit: Hit) -> tuple[str, ...]:
    return hit.concept.within[-1:] if hit.type == "place" else hit.concept.within


def _of_claim(claim: Claim) -> Iterator[str]:
    kind, status = claim.kind, claim.status
    stage = "ahead" if status in AHEAD else "happened" if status in HAPPENED else status
    target = "us" if any(US in name.within for name in claim.targets) else "other"
    yield f"claim:{kind}"
    yield f"claim:{kind}:{status}"
    yield f"claim:{kind}:{stage}:stage"
    yield f"claim:{kind}:{stage}:on-{target}"
    yield f"claim:{kind}:{stage}:in-{_where(claim)}"


def _where(claim: Claim) -> str:
    if any(IRAQ in place.within for place in claim.places):
        return "iraq"
    return "faction" if any(FACTION in name.within for name in claim.targets) else "other"
