"""From what an analyst wrote to what is asked of an article; a name the lexicon does not know is an error with its line."""

from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType

import re2

from watcher.errors import ConfigError
from watcher.mistakes import At
from watcher.rules.facets import (
    ConceptFacet,
    ConditionalFacet,
    Facet,
    FiguresFacet,
    FreshFacet,
    JudgedFacet,
    KindFacet,
    PlacedSite,
    SiteFacet,
    StatusFacet,
    TreeFacet,
)
from watcher.rules.keys import Traits
from watcher.rules.language import (
    ClaimCondition,
    Concepts,
    Condition,
    ExactCondition,
    Facets,
    FieldCondition,
    LikeCondition,
    NearCondition,
    Part,
    RegexCondition,
    TextCondition,
    Tree,
)
from watcher.rules.near import NearNode
from watcher.rules.nodes import AgeNode, ClaimNode, LikeNode, NameNode, Node, TierNode, TreeNode
from watcher.rules.phrases import Phrase, Phrases
from watcher.rules.rulefile import Site
from watcher.rules.vocabulary import Point, UnknownConceptError, Vocabulary, key_of
from watcher.rules.words import RegexNode, TextNode
from watcher.spelling import nearest
from watcher.text.fold import fold
from watcher.yamlfile import Document

_REGEX_MEMORY = 2**20
_NOWHERE = Point(0.0, 0.0)
"""Where a site stands whose place is a mistake."""


class Compiler:
    """Compiles conditions against one vocabulary, one set of sites and one automaton."""

    def __init__(self, vocabulary: Vocabulary, phrases: Phrases) -> None:
        self.vocabulary = vocabulary
        self.phrases = phrases
        self.sites: dict[str, PlacedSite] = {}
        self.mistakes: list[ConfigError] = []
        """What was found wrong; in its place stands what never holds, so that the rest is looked at too."""

    def add_site(self, site: Site, source: "Source", at: At) -> None:
        """Place a site; refuse a second of the name and a place without coordinates."""
        if site.name in self.sites:
            self.mistakes.append(source.error(f"site {site.name!r} stands twice", at, "give one of them another name"))
            return
        if site.at is not None:
            point: Point | None = Point(*site.at)
        else:
            concept = self._concept("place", site.place or "", source, (*at, "place"))
            point = self.vocabulary.point(concept, precise=False) if concept else _NOWHERE
        if point is None:
            what, mend = f"the gazetteer has no coordinates of {site.place!r}", "give at: [latitude, longitude]"
            self.mistakes.append(source.error(what, (*at, "place"), mend))
            point = _NOWHERE
        self.sites[site.name] = PlacedSite(site.name, point, site.radius, MappingProxyType(dict(site.radii)))

    def condition(self, condition: Condition, source: "Source", at: At) -> Node:
        """Compile one node and all below it."""
        node: Node
        match condition:
            case Tree():
                node = TreeNode(*(self._branches(condition, word, source, at) for word in ("all", "any", "none")))
            case ClaimCondition():
                node = self._claim(condition, source, at)
            case TextCondition():
                node = TextNode(self._phrases(condition.text, source, (*at, "text")), condition.in_, "text")
            case ExactCondition():
                phrases = self._phrases(condition.exact, source, (*at, "exact"), exact=True)
                node = TextNode(phrases, condition.in_, "exact")
            case RegexCondition():
                node = self._regex(condition.regex, condition.in_, source, (*at, "regex"))
            case NearCondition(near=near):
                groups = tuple(
                    self._phrases(group, source, (*at, "near", "words", index)) for index, group in enumerate(near.words)
                )
                node = NearNode(groups, None if near.within == "sentence" else near.within, near.ordered, near.in_)
            case LikeCondition():
                node = LikeNode(condition.like, condition.threshold)
            case FieldCondition():
                node = self._field(condition)
        return node

    def _branches(self, tree: Tree, word: str, source: "Source", at: At) -> list[Node]:
        nodes: Sequence[Condition] = getattr(tree, f"{word}_") or ()
        return [self.condition(node, source, (*at, word, index)) for index, node in enumerate(nodes)]

    def _claim(self, claim: ClaimCondition, source: "Source", at: At) -> Node:
        tree = self._facets(claim, source, at)
        kinds = frozenset(key_of("kind", kind) for kind in claim.claim)
        statuses = frozenset(key_of("status", status) for status in claim.status or ())
        return ClaimNode(TreeFacet((KindFacet(kinds), *tree.all_of), tree.any_of, tree.none_of), kinds, statuses)

    def _facets(self, facets: Facets, source: "Source", at: At) -> TreeFacet:
        """Compile the facets of one claim."""
        out: list[Facet] = []
        if facets.status:
            out.append(StatusFacet(frozenset(key_of("status", status) for status in facets.status)))
        for role in ("place", "actor", "target", "weapon"):
            concepts: Concepts | None = getattr(facets, role)
            if concepts is not None:
                out.append(self._concepts(role, concepts, source, (*at, role)))
        if facets.figures:
            out.append(FiguresFacet(MappingProxyType(dict(facets.figures))))
        if facets.conditional is not None:
            out.append(ConditionalFacet(facets.conditional))
        if facets.judged is not None:
            out.append(JudgedFacet(facets.judged))
        if facets.fresh is not None:
            out.append(FreshFacet(timedelta(seconds=facets.fresh)))
        if facets.site:
            out.append(SiteFacet(self._sites(facets.site, source, (*at, "site")), self.vocabulary))
        inner = {
            word: tuple(
                self._facets(part, source, (*at, word, index)) for index, part in enumerate(getattr(facets, f"{word}_") or ())
            )
            for word in ("all", "any", "none")
        }
        return TreeFacet((*out, *inner["all"]), inner["any"], inner["none"])

    def _concepts(self, role: str, concepts: Concepts, source: "Source", at: At) -> ConceptFacet:
        def resolved(names: Sequence[str] | None) -> Traits:
            found = (self._concept(role, name, source, at) for name in names or ())
            return frozenset(key_of(role, concept) for concept in found if concept)

        return ConceptFacet(role, resolved(concepts.is_), resolved(concepts.not_))

    def _concept(self, role: str, name: str, source: "Source", at: At) -> str | None:
        """Return the id of a concept; note an unknown one."""
        try:
            return self.vocabulary.resolve(role, name)
        except UnknownConceptError as error:
            mend = f"did you mean {error.near!r}?" if error.near else "`watcher lexicon why` tells what the lexicon knows"
            self.mistakes.append(source.error(str(error), at, mend))
            return None

    def _sites(self, names: Sequence[str], source: "Source", at: At) -> tuple[PlacedSite, ...]:
        for name in names:
            if name not in self.sites and (name != "any" or not self.sites):
                near = nearest(name, self.sites)
                known = f"known sites: {', '.join(self.sites) or 'none; add some under sites:'}"
                self.mistakes.append(source.error(f"no site {name!r}", at, f"did you mean {near!r}?" if near else known))
        return tuple(site for site in self.sites.values() if site.name in names or "any" in names)

    def _phrases(self, told: Sequence[str], source: "Source", at: At, *, exact: bool = False) -> tuple[Phrase, ...]:
        found = []
        for phrase in told:
            try:
                found.append(self.phrases.add(phrase, exact=exact))
            except ValueError as error:
                self.mistakes.append(source.error(str(error), at, "give words to look for"))
        return tuple(found)

    def _regex(self, pattern: str, part: Part, source: "Source", at: At) -> Node:
        options = re2.Options()
        options.max_mem = _REGEX_MEMORY
        options.log_errors = False
        try:
            return RegexNode(pattern, re2.compile(pattern, options), part)
        except re2.error as error:
            what = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
            mend = "back-references and look-around are not linear"
            self.mistakes.append(source.error(f"no regular expression of RE2: {what}", at, mend))
            return RegexNode(pattern, re2.compile("", options), part)

    @staticmethod
    def _field(condition: FieldCondition) -> Node:
        nodes: list[Node] = [
            NameNode(field, tuple(fold(name).text for name in names))
            for field in ("source", "feed", "author", "tag", "language")
            if (names := getattr(condition, field))
        ]
        if condition.tier is not None:
            nodes.append(TierNode(condition.tier))
        if condition.age is not None:
            nodes.append(AgeNode(condition.age))
        return nodes[0] if len(nodes) == 1 else TreeNode(nodes, (), ())


class Source:
    """Where a rule was written, for errors; rules made in memory have no file."""

    def __init__(self, document: Document | None = None) -> None:
        self._document = document

    def error(self, what: str, at: At, mend: str | None = None) -> ConfigError:
        """Return an error that names the file and the line."""
        return self._document.error(what, at=at, mend=mend) if self._document else ConfigError(what, mend=mend)
