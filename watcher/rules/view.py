"""One article as the conditions of all rules see it; what not every article is asked is made when it first is, once."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from watcher.articles.model import Article
from watcher.claims.model import Analysis, Span
from watcher.rules.facts import Fact, facts_of
from watcher.rules.keys import Traits
from watcher.rules.language import Part
from watcher.rules.likeness import MOST_SENTENCES, Likeness
from watcher.rules.phrases import Phrase, Phrases, Place, places_of
from watcher.rules.vocabulary import Vocabulary
from watcher.text.document import Document, read
from watcher.text.meaning import Vectors

LONGEST_EVIDENCE = 400


class View:
    """What conditions may ask of one article and its claims."""

    def __init__(
        self,
        article: Article,
        analysis: Analysis,
        document: Document | None,
        *,
        vocabulary: Vocabulary,
        phrases: Phrases,
        likeness: Likeness,
    ) -> None:
        self.article = article
        self.analysis = analysis
        self.document = document or read(article.title, article.text, article.language)
        """The article's words."""
        self.facts = facts_of(article, analysis, vocabulary)
        """The article's claims."""
        self.anchors = phrases.anchors_in(self.document.stream) if len(phrases) else {}
        """Where the anchors of the rules' phrases stand."""
        self._likeness = likeness
        self._places: dict[Phrase, tuple[Place, ...]] = {}
        self._answers: dict[Traits, frozenset[int]] = {}
        """Claims with any of some traits: rules ask for the same again and again."""

    @cached_property
    def _facts_by_trait(self) -> dict[str, set[int]]:
        """Indexes of the claims that have a trait."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for fact in self.facts:
            for trait in fact.traits:
                found[trait].add(fact.number)
        return found

    def facts_with(self, needs: Sequence[Traits]) -> Sequence[Fact]:
        """Return the claims that have at least one trait of each of ``needs``, in order; all of them where there are none."""
        found: frozenset[int] | None = None
        for need in needs:
            known = self._answers.get(need)
            if known is None:
                known = self._answers[need] = self._with_any(need)
            found = known if found is None else found & known
            if not found:
                return ()
        return self.facts if found is None else [self.facts[index] for index in sorted(found)]

    def _with_any(self, traits: Traits) -> frozenset[int]:
        """Return the indexes of the claims with any of the traits."""
        by_trait = self._facts_by_trait
        return frozenset().union(*(by_trait[trait] for trait in traits if trait in by_trait))

    def places(self, phrase: Phrase, part: Part = "anywhere") -> tuple[Place, ...]:
        """Return where a phrase stands in a part of the article."""
        found = self._places.get(phrase)
        if found is None:
            found = self._places[phrase] = tuple(places_of(phrase, self.anchors, self.document))
        if part == "anywhere":
            return found
        return tuple(place for place in found if (place.end <= self.document.title_end) is (part == "title"))

    def span(self, start: int, end: int) -> Span:
        """Quote the article, at most 400 characters."""
        end = min(end, start + LONGEST_EVIDENCE)
        return Span(start=start, end=end, text=self.document.whole[start:end])

    def likest(self, examples: tuple[str, ...]) -> tuple[float, Span | None]:
        """Return how much the likest sentence means the same as any example (cosine), and that sentence."""
        if not self._sentences:
            return 0.0, None
        score, index = self._likeness.best(examples, self._vectors)
        return score, self._sentences[index]

    @cached_property
    def _sentences(self) -> tuple[Span, ...]:
        sentences = self.document.sentences[:MOST_SENTENCES]
        return tuple(self.span(sentence.start, sentence.end) for sentence in sentences if sentence.end > sentence.start)

    @cached_property
    def _vectors(self) -> Vectors:
        return self._likeness.vectors([sentence.text for sentence in self._sentences])
