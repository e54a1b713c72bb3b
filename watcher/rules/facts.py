"""A claim as conditions ask about it: one set of traits that say everything that rules can be reached by."""

from collections.abc import Collection, Sequence
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
    published = article.published or analysis.published
    day = published.date() if published else None
    tolls = [claim for claim in analysis.claims if claim.kind is Kind.TOLL and claim.figures]
    acts = {claim.sentence for claim in analysis.claims if claim.kind in _VIOLENT} if tolls else set()
    facts = []
    for index, claim in enumerate(analysis.claims):
        kind, status = key_of("kind", claim.kind), key_of("status", claim.status)
        figures = claim.figures or _taken(claim, tolls, acts)
        facts.append(Fact(index, claim, day, kind, status, _traits(claim, figures, vocabulary).union((kind, status)), figures))
    return tuple(facts)


def _taken(claim: Claim, tolls: Sequence[Claim], acts: Collection[int]) -> tuple[Figure, ...]:
    """Return the figures of an act's toll: told in its sentence or soon behind it, with no other act nearer to it."""
    if claim.kind not in _VIOLENT or claim.status not in HAPPENED:
        return ()
    return tuple(
        figure
        for toll in tolls
        if claim.sentence <= toll.sentence <= claim.sentence + _FOLLOWS
        if max(sentence for sentence in acts if sentence <= toll.sentence) == claim.sentence
        for figure in toll.figures
    )


def _traits(claim: Claim, figures: tuple[Figure, ...], vocabulary: Vocabulary) -> frozenset[str]:
    """Return whom and what a claim names, each with all that it lies within, and of whom it gives figures."""
    named = [vocabulary.keys("place", place.concept) for place in claim.places]
    named += [vocabulary.keys("actor", actor.concept) for actor in claim.actors]
    named += [vocabulary.keys("target", target.concept) for target in claim.targets]
    named += [vocabulary.keys("weapon", weapon) for weapon in claim.weapons]
    return frozenset().union(*named, [key_of("figure", figure.role) for figure in figures])
