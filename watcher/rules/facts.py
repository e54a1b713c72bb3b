"""A claim as conditions ask about it: sets of concept ids instead of mentions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from watcher.articles.model import Article
from watcher.claims.model import Analysis, Claim, Mention
from watcher.rules.vocabulary import Vocabulary

ROLES = ("place", "actor", "target", "weapon")


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim; every set of concepts holds the whole chain above each, so that Erbil is in Iraq."""

    index: int
    claim: Claim
    published: date | None
    place: frozenset[str]
    actor: frozenset[str]
    target: frozenset[str]
    weapon: frozenset[str]

    def concepts(self, role: str) -> frozenset[str]:
        """Return the concepts in the role ``place``, ``actor``, ``target`` or ``weapon``."""
        found: frozenset[str] = getattr(self, role)
        return found

    def mentions(self, role: str) -> tuple[Mention, ...]:
        """Return the words of the text in a role; weapons have none of their own."""
        claim = self.claim
        return {"place": claim.places, "actor": claim.actors, "target": claim.targets}.get(role, ())

    def reached_by(self) -> Iterator[str]:
        """Yield what rules can be reached by: ``kind=strike``, ``place=place:erbil``, ..."""
        yield f"kind={self.claim.kind}"
        yield f"status={self.claim.status}"
        for role in ROLES:
            for concept in self.concepts(role):
                yield f"{role}={concept}"


def facts_of(article: Article, analysis: Analysis, vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """Return the claims of an article as facts, in their order."""
    published = article.published or analysis.published
    day = published.date() if published else None
    return tuple(
        Fact(
            index=index,
            claim=claim,
            published=day,
            place=_chains(claim.places),
            actor=_chains(claim.actors),
            target=_chains(claim.targets),
            weapon=frozenset(above for weapon in claim.weapons for above in vocabulary.within(weapon)),
        )
        for index, claim in enumerate(analysis.claims)
    )


def _chains(mentions: tuple[Mention, ...]) -> frozenset[str]:
    return frozenset(above for mention in mentions for above in (mention.concept, *mention.within))
