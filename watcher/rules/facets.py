"""What one claim must be: the compiled conditions on kind, status, who, whom, where, with what, how many, when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from watcher.claims.model import Kind, Role, Span
from watcher.rules.explained import Explained
from watcher.rules.facts import Fact
from watcher.rules.keys import Traits, rarest, together
from watcher.rules.values import Comparison
from watcher.rules.vocabulary import Point, Vocabulary, key_of


class Facet(Protocol):
    """One condition on one claim."""

    def holds(self, fact: Fact) -> bool:
        """Tell whether the claim meets it."""
        ...

    def explain(self, fact: Fact) -> Explained:
        """Tell in words why or why not."""
        ...

    def keys(self) -> Traits | None:
        """Return keys of which a claim that meets it has at least one; ``None`` where there are no such."""
        ...


@dataclass(frozen=True, slots=True)
class KindFacet:
    """The claim is of one of these kinds."""

    wanted: Traits

    def holds(self, fact: Fact) -> bool:
        """Tell whether the claim is of such a kind."""
        return not self.wanted.isdisjoint(fact.traits)

    def explain(self, fact: Fact) -> Explained:
        """Name the claim's kind."""
        return Explained(
            condition=f"claim: {_listed(self.wanted)}", met=self.holds(fact), why=f"the claim is a {fact.claim.kind}"
        )

    def keys(self) -> Traits | None:
        """Reach the rule by kind."""
        return self.wanted


@dataclass(frozen=True, slots=True)
class StatusFacet:
    """The claim has one of these statuses."""

    wanted: Traits

    def holds(self, fact: Fact) -> bool:
        """Tell whether the claim has such a status."""
        return not self.wanted.isdisjoint(fact.traits)

    def explain(self, fact: Fact) -> Explained:
        """Name the claim's status and the cues that gave it."""
        judged = fact.claim.judged
        cue = f"status:{fact.claim.status}" if judged is None else "judged"
        cues = tuple(span for what, span in fact.claim.cues if what == cue)
        said = f", by {_quoted(cues)}" if cues else ""
        if judged is not None:
            said = f"; {_by_the_judge(judged)}, most of all for {_quoted(cues)}"
        return Explained(
            condition=f"status: {_listed(self.wanted)}",
            met=self.holds(fact),
            why=f"the claim is {fact.claim.status}{said}",
            spans=cues,
        )

    def keys(self) -> Traits | None:
        """Reach the rule by status."""
        return self.wanted


@dataclass(frozen=True, slots=True)
class ConceptFacet:
    """In its role the claim names something within one of ``wanted`` (where there are any) and within none of ``refused``."""

    role: str
    wanted: Traits
    """Of the concepts in the role."""
    refused: Traits

    def holds(self, fact: Fact) -> bool:
        """Tell whether the claim's concepts in the role are wanted and not refused."""
        return (not self.wanted or not self.wanted.isdisjoint(fact.traits)) and self.refused.isdisjoint(fact.traits)

    def explain(self, fact: Fact) -> Explained:
        """Name what the claim has in the role and the words for it."""
        named = fact.named(self.role)
        parts = [_listed(self.wanted)] if self.wanted else []
        parts += [f"not {_listed(self.refused)}"] if self.refused else []
        return Explained(
            condition=f"{self.role}: {', '.join(parts)}",
            met=self.holds(fact),
            why=f"the claim's {self.role} is {', '.join(named)}" if named else f"the claim names no {self.role}",
            spans=tuple(mention.span for mention in fact.mentions(self.role)),
        )

    def keys(self) -> Traits | None:
        """Reach the rule by what is wanted."""
        return self.wanted or None


@dataclass(frozen=True, slots=True)
class FiguresFacet:
    """The claim gives, for each of these roles, an incident's figure that compares so."""

    wanted: Mapping[Role, Comparison]

    def holds(self, fact: Fact) -> bool:
        """Tell whether every role has such a figure."""
        return all(
            any(
                figure.role is role and not figure.cumulative and not figure.superseded and wanted.holds(figure.count)
                for figure in fact.figures
            )
            for role, wanted in self.wanted.items()
        )

    def explain(self, fact: Fact) -> Explained:
        """Name the claim's figures."""
        figures = fact.figures
        given = ", ".join(
            f"{figure.count} {figure.role}{' in total' if figure.cumulative else ''}{' before' if figure.superseded else ''}"
            for figure in figures
        )
        return Explained(
            condition="figures: " + ", ".join(f"{role} {wanted.told}" for role, wanted in self.wanted.items()),
            met=self.holds(fact),
            why=f"the claim gives {given}" if given else "the claim gives no figure",
            spans=tuple(figure.evidence for figure in figures),
        )

    def keys(self) -> Traits | None:
        """Reach the rule by a role that has a figure."""
        return rarest(frozenset({key_of("figure", role)}) for role in self.wanted)


@dataclass(frozen=True, slots=True)
class ConditionalFacet:
    """The claim hangs on an "if", or does not."""

    wanted: bool

    def holds(self, fact: Fact) -> bool:
        """Compare the claim's condition."""
        return fact.claim.conditional is self.wanted

    def explain(self, fact: Fact) -> Explained:
        """Tell whether the claim is conditional."""
        why = "the claim is conditional" if fact.claim.conditional else "the claim is not conditional"
        return Explained(condition=f"conditional: {str(self.wanted).lower()}", met=self.holds(fact), why=why)

    def keys(self) -> Traits | None:
        """No key."""
        return None


@dataclass(frozen=True, slots=True)
class JudgedFacet:
    """Only the judge hears the claim, or the lexicon's words make it."""

    wanted: bool

    def holds(self, fact: Fact) -> bool:
        """Compare who makes the claim."""
        return (fact.claim.judged is not None) is self.wanted

    def explain(self, fact: Fact) -> Explained:
        """Tell who makes the claim."""
        why = "words of the lexicon make the claim" if fact.claim.judged is None else _by_the_judge(fact.claim.judged)
        return Explained(condition=f"judged: {str(self.wanted).lower()}", met=self.holds(fact), why=why)

    def keys(self) -> Traits | None:
        """No key."""
        return None


@dataclass(frozen=True, slots=True)
class FreshFacet:
    """The claim's day is unknown, or lies at most so long before the article's."""

    within: timedelta

    def holds(self, fact: Fact) -> bool:
        """Compare the claim's day with the article's."""
        when = fact.claim.when
        return when is None or fact.published is None or fact.published - when.day <= self.within

    def explain(self, fact: Fact) -> Explained:
        """Name the claim's day."""
        when = fact.claim.when
        why = f"the claim's day is {when.day}" if when else "the claim names no day"
        return Explained(condition=f"fresh: {self.within}", met=self.holds(fact), why=why)

    def keys(self) -> Traits | None:
        """No key."""
        return None


@dataclass(frozen=True, slots=True)
class PlacedSite:
    """A site with its coordinates, and the radius in kilometres for each kind of claim."""

    name: str
    point: Point
    radius: float | None
    radii: Mapping[Kind, float]


@dataclass(frozen=True, slots=True)
class SiteFacet:
    """The claim's place lies within the radius of one of these sites."""

    sites: tuple[PlacedSite, ...]
    vocabulary: Vocabulary

    def holds(self, fact: Fact) -> bool:
        """Tell whether any precise place of the claim is near enough to any site."""
        return any(radius is not None and km <= radius for _name, _site, km, radius in self._distances(fact))

    def explain(self, fact: Fact) -> Explained:
        """Name every distance."""
        told = [
            f"{name} is {km:.0f} km from {site.name}, {'not asked for' if radius is None else f'at most {radius:g} asked for'}"
            for name, site, km, radius in self._distances(fact)
        ]
        return Explained(
            condition=f"site: {', '.join(site.name for site in self.sites)}",
            met=self.holds(fact),
            why="; ".join(told) or "the claim names no place precise enough",
            spans=tuple(mention.span for mention in fact.claim.places),
        )

    def keys(self) -> Traits | None:
        """No key: nearness is counted, not named."""
        return None

    def _distances(self, fact: Fact) -> list[tuple[str, PlacedSite, float, float | None]]:
        """Return each precise place of the claim, each site, the kilometres between, and how many the site asks for."""
        out = []
        for mention in fact.claim.places:
            point = self.vocabulary.point(mention.concept)
            if point is None:
                continue
            for site in self.sites:
                radius = site.radii.get(fact.claim.kind, site.radius)
                out.append((mention.name, site, site.point.km(point), radius))
        return out


@dataclass(frozen=True, slots=True)
class TreeFacet:
    """All of ``all_of``, any of ``any_of`` (where there are any) and none of ``none_of`` hold of the same claim."""

    all_of: tuple[Facet, ...]
    any_of: tuple[Facet, ...] = ()
    none_of: tuple[Facet, ...] = ()

    def holds(self, fact: Fact) -> bool:
        """Tell whether the tree holds."""
        for facet in self.all_of:
            if not facet.holds(fact):
                return False
        return (not self.any_of or any(facet.holds(fact) for facet in self.any_of)) and not any(
            facet.holds(fact) for facet in self.none_of
        )

    def explain(self, fact: Fact) -> Explained:
        """Explain every branch."""
        parts = [facet.explain(fact) for facet in self.all_of]
        for word, facets in (("any", self.any_of), ("none", self.none_of)):
            if facets:
                inner = tuple(facet.explain(fact) for facet in facets)
                met = any(part.met for part in inner) is (word == "any")
                parts.append(Explained(condition=f"{word} of", met=met, parts=inner))
        return parts[0] if len(parts) == 1 else Explained(condition="all of", met=self.holds(fact), parts=tuple(parts))

    def needs(self) -> list[Traits]:
        """Return sets of keys of each of which a claim that meets the tree has at least one."""
        branches = [*(facet.keys() for facet in self.all_of), together(facet.keys() for facet in self.any_of)]
        return [keys for keys in branches if keys is not None]

    def keys(self) -> Traits | None:
        """Reach the rule by the rarest branch."""
        return rarest(self.needs())


def _listed(keys: Traits) -> str:
    return " or ".join(sorted(str(key).partition("=")[2] for key in keys))


def _by_the_judge(judged: float) -> str:
    return f"no words of the lexicon make the claim, the judge holds it {judged:.0%} likely"


def _quoted(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"“{span.text}”" for span in spans)
