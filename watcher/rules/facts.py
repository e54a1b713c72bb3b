"""A claim as conditions ask about it: one set of keys that say everything that rules can be reached by."""

from dataclasses import dataclass
from datetime import date

from watcher.articles.model import Article
from watcher.claims.model import Analysis, Claim, Mention
from watcher.rules.vocabulary import Vocabulary, key_of


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim and its keys: ``kind=strike``, ``status=actual``, ``place=place:erbil``, ``place=place:iraq``, ..."""

    index: int
    claim: Claim
    published: date | None
    keys: frozenset[str]

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
    return tuple(Fact(index, claim, day, _keys(claim, vocabulary)) for index, claim in enumerate(analysis.claims))


def _keys(claim: Claim, vocabulary: Vocabulary) -> frozenset[str]:
    keys = vocabulary.keys
    return frozenset((key_of("kind", claim.kind), key_of("status", claim.status))).union(
        *(keys("place", place.concept) for place in claim.places),
        *(keys("actor", actor.concept) for actor in claim.actors),
        *(keys("target", target.concept) for target in claim.targets),
        *(keys("weapon", weapon) for weapon in claim.weapons),
        (key_of("figure", figure.role) for figure in claim.figures),
    )
