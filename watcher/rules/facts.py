"""A claim as conditions ask about it: one set of traits that say everything that rules can be reached by."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from watcher.articles.model import Article
from watcher.claims.model import HAPPENED, Analysis, Claim, Figure, Kind, Mention
from watcher.rules.keys import Traits
from watcher.rules.vocabulary import Vocabulary, key_of

_VIOLENT = frozenset({Kind.STRIKE, Kind.ATTACK})
_FOLLOWS = 2
"""Sentences behind an act in which its toll may stand."""


class Fact(NamedTuple):
    """One claim and its traits: ``kind=strike``, ``status=actual``, ``place=place:erbil``, ``place=place:iraq``, ..."""

    number: int
    """Index of the claim in the analysis."""
    claim: Claim
    published: date | None
    kind: str
    status: str
    traits: Traits
    """Kind and status among them."""
    figures: tuple[Figure, ...]
    """Its own; those of the toll that it took where it is an act."""

    def mentions(self, role: str) -> tuple[Mention, ...]:
        """Return the words of the text in a role; weapons have none of their own."""
        claim = self.claim
        return {"place": claim.places, "actor": claim.actors, "target": claim.targets}.get(role, ())

    def named(self, role: str) -> list[str]:
        """Return the names of what the claim has in a role."""
        return [mention.name for mention in self.mentions(role)] or (list(self.claim.weapons) if role == "weapon" else [])


def facts_of(article: Article, analysis: Analysis, vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """Return the claims of an article as facts, in their order."""
    if not analysis.claims:
        return ()
    published = article.published or analysis.published
    day = published.date() if published else None
    taken = _taken(analysis.claims)
    facts = []
    for index, claim in enumerate(analysis.claims):
        kind, status = key_of("kind", claim.kind), key_of("status", claim.status)
        took = claim.kind in _VIOLENT and claim.status in HAPPENED
        figures = claim.figures or (taken.get(claim.sentence, ()) if took else ())
        traits = _traits(claim, figures, vocabulary, (kind, status))
        facts.append(Fact(index, claim, day, kind, status, traits, figures))
    return tuple(facts)


def _taken(claims: Sequence[Claim]) -> dict[int, tuple[Figure, ...]]:
    """Return by the sentence of an act the figures told there or soon behind it, with no other act nearer to them."""
    acts = {claim.sentence for claim in claims if claim.kind in _VIOLENT}
    taken: dict[int, list[Figure]] = {}
    for toll in claims:
        if toll.kind is Kind.TOLL and toll.figures:
            act = next((at for at in range(toll.sentence, toll.sentence - _FOLLOWS - 1, -1) if at in acts), None)
            if act is not None:
                taken.setdefault(act, []).extend(toll.figures)
    return {act: tuple(figures) for act, figures in taken.items()}


def _traits(claim: Claim, figures: tuple[Figure, ...], vocabulary: Vocabulary, more: Iterable[str]) -> Traits:
    """Return whom and what a claim names, each with all that it lies within, of whom it gives figures, and more."""
    named = [vocabulary.keys("place", place.concept) for place in claim.places]
    named += [vocabulary.keys("actor", actor.concept) for actor in claim.actors]
    named += [vocabulary.keys("target", target.concept) for target in claim.targets]
    named += [vocabulary.keys("weapon", weapon) for weapon in claim.weapons]
    return frozenset().union(*named, [key_of("figure", figure.role) for figure in figures], more)
