"""What the judge sees of a passage beside its meaning as a vector: what it names, and what was found claimed in it."""

from collections.abc import Iterable, Iterator

from watcher.claims.judge.passages import Passage, within
from watcher.claims.judge.questions import FACTION, IRAQ, US
from watcher.claims.model import AHEAD, HAPPENED, Claim
from watcher.text.lexicon import Hits

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
    "setting",
    "thing",
    "threat",
    "time",
    "victim",
    "weapon",
)


def features(hits: Hits, passage: Passage, claims: Iterable[Claim]) -> set[str]:
    """Return the features of a passage and the claims in it.

    A concept is a feature under each id it lies within (``concept:actor:iraqi-faction``), a place under its country's alone, a
    claim under its kind, how far it is fact, and whether it is on American interests or in Iraq (``claim:strike:ahead:in-iraq``).
    """
    found: set[str] = {hit.concept.within[-1] for hit in within(hits, passage, "place")}
    for hit in within(hits, passage, *_KINDS):
        found.update(hit.concept.within)
    out = {f"concept:{name}" for name in found}
    for claim in claims:
        if passage.first <= claim.sentence <= passage.last:
            out.update(_of_claim(claim))
    return out


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
