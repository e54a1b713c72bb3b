"""What the judge is asked: whether a passage tells what one of the shipped rules is about, and which claim that would be."""

from collections.abc import Sequence

from watcher.claims.assemble import LONGEST_EVIDENCE, mentions, span
from watcher.claims.judge.passages import Passage, within
from watcher.claims.lexis import Lexis
from watcher.claims.model import AHEAD, HAPPENED, Claim, Kind, Span, Status
from watcher.model import datum
from watcher.text.document import Document
from watcher.text.lexicon import Hit, Hits

US = "interest:us"
_US_NAMES = frozenset({US, "actor:us", "place:usa"})
IRAQ = "place:iraq"
FACTION = "actor:iraqi-faction"


@datum
class Question:
    """One thing that a passage may tell."""

    name: str
    kinds: frozenset[Kind]
    statuses: frozenset[Status]
    """A claim of these kinds and statuses answers it, if it is about the right place or target."""
    on_us: bool
    """Asked of American interests; otherwise of Iraq and its factions."""
    kind: Kind
    status: Status
    """What a claim is that only the judge makes."""
    fulfilled: str | None = None
    """The question whose answer tells that what this one asks about has come to pass."""

    def answered_by(self, claim: Claim) -> bool:
        """Say whether a claim tells it."""
        return claim.status in self.statuses and self._concerns(claim)

    def settled_by(self, claim: Claim) -> bool:
        """Say whether nothing is left to ask: a claim tells it, or tells that it is not so, or that nobody knows."""
        return (claim.status in self.statuses or claim.status in _NOT_SO) and self._concerns(claim)

    def _concerns(self, claim: Claim) -> bool:
        return claim.kind in self.kinds and self._about(claim)

    def _about(self, claim: Claim) -> bool:
        if self.on_us:
            return any(US in name.within for name in claim.targets)
        return any(IRAQ in name.within for name in claim.places) or any(FACTION in name.within for name in claim.targets)


_NOT_SO = frozenset({Status.DENIED, Status.NEGATED, Status.EXERCISE, Status.HISTORICAL, Status.UNCONFIRMED})
_ACTS = frozenset({Kind.STRIKE, Kind.ATTACK})
QUESTIONS = (
    Question("strike", frozenset({Kind.STRIKE}), HAPPENED, on_us=False, kind=Kind.STRIKE, status=Status.ACTUAL),
    Question(
        "strike-expected",
        frozenset({Kind.STRIKE}),
        AHEAD | {Status.UNCONFIRMED},
        on_us=False,
        kind=Kind.STRIKE,
        status=Status.EXPECTED,
        fulfilled="strike",
    ),
    Question("threat", _ACTS | {Kind.THREAT}, AHEAD, on_us=True, kind=Kind.THREAT, status=Status.EXPECTED, fulfilled="attack"),
    Question("attack", _ACTS, HAPPENED, on_us=True, kind=Kind.ATTACK, status=Status.ACTUAL),
)


@datum
class Named:
    """Whom and what a passage names that a question may be about."""

    interests: Sequence[Hit]
    factions: Sequence[Hit]
    places: Sequence[Hit]
    """Iraq and what lies in it."""
    actors: Sequence[Hit]
    """Who else is named."""

    def about(self, question: Question) -> Hit | None:
        """Return the first name of what a question is about: without any, nothing can be told of it."""
        names = self.interests if question.on_us else (*self.places, *self.factions)
        return min(names, key=lambda hit: hit.start, default=None)


def named(hits: Hits, passage: Passage, lexis: Lexis) -> Named:
    """Return what a passage names; a country or its forces, and what houses them, stand for its interests."""
    places = list(within(hits, passage, "place"))
    actors = list(within(hits, passage, "actor"))
    interests = [hit for hit in within(hits, passage, "interest") if hit.within(US)]
    hosted = (lexis.hosted_at(hit) for hit in places)
    interests += [hit for hit in hosted if hit is not None and hit.within(US)]
    interests += [lexis.standing_for(hit, US) for hit in (*actors, *places) if not _US_NAMES.isdisjoint(hit.concept.within)]
    return Named(
        interests,
        [hit for hit in actors if hit.within(FACTION)],
        [hit for hit in places if hit.within(IRAQ)],
        [hit for hit in actors if _US_NAMES.isdisjoint(hit.concept.within)],
    )


def claimed(question: Question, document: Document, names: Named, about: Hit, *, judged: float, reasons: Sequence[Span]) -> Claim:
    """Return the claim that a passage makes for the judge, told by the sentence that names what it is about."""
    sentence = document.sentences[about.sentence]
    start = max(sentence.start, min(about.start, sentence.end - LONGEST_EVIDENCE))
    targets = names.interests if question.on_us else names.factions
    acted_on = {hit.concept.id for hit in targets}
    return Claim(
        kind=question.kind,
        status=question.status,
        evidence=span(document, start, min(sentence.end, start + LONGEST_EVIDENCE)),
        sentence=about.sentence,
        actors=mentions(document, [hit for hit in names.actors if hit.concept.id not in acted_on]),
        targets=mentions(document, targets),
        places=mentions(document, names.places),
        judged=judged,
        cues=tuple(("judged", reason) for reason in reasons),
    )
