"""Pieces to claims: mentions, spans, evidence."""

from collections.abc import Iterable, Sequence

from watcher.claims.model import Mention, Span
from watcher.claims.scene import Scene
from watcher.text.document import Document
from watcher.text.lexicon import Hit

LONGEST_EVIDENCE = 400


def span(document: Document, start: int, end: int) -> Span:
    """Return characters ``start`` to ``end`` with their text."""
    return Span(start, end, document.whole[start:end])


def evidence(scene: Scene, hit: Hit) -> Span:
    """Return the sentence, or where it is too long what stands around the words that state the claim, at most 400 characters."""
    start, end = scene.sentence.start, scene.sentence.end
    if end - start > LONGEST_EVIDENCE:
        middle = (hit.start + hit.end) // 2
        start = max(start, min(middle - LONGEST_EVIDENCE // 2, end - LONGEST_EVIDENCE))
        end = start + LONGEST_EVIDENCE
        start = next((token.start for token in _tokens(scene) if token.start >= start), start)
        end = max((token.end for token in _tokens(scene) if token.end <= end), default=end)
    return span(scene.document, start, end)


def _tokens(scene: Scene) -> "Sequence":  # type: ignore[type-arg]  # tokens
    return scene.document.tokens[scene.sentence.first : scene.sentence.last + 1]


def mention(document: Document, hit: Hit, *, carried: bool = False) -> Mention:
    """Return a name of the lexicon as the text gives it."""
    concept, start, end = hit.concept, hit.start, hit.end
    return Mention(concept.id, concept.name, Span(start, end, document.whole[start:end]), concept.within, carried)


def actors(scene: Scene, hits: Iterable[Hit]) -> tuple[Mention, ...]:
    """Return who did it; forces that are an interest where they are hit are a military where they hit."""
    powers = scene.lexis.powers
    return mentions(scene.document, [hit.renamed(powers[hit.concept.id]) if hit.concept.id in powers else hit for hit in hits])


def mentions(document: Document, hits: Iterable[Hit], *, carried: bool = False) -> tuple[Mention, ...]:
    """Return one mention of each concept, the first of each."""
    seen: dict[str, Mention] = {}
    for hit in hits:
        if hit.concept.id not in seen:
            seen[hit.concept.id] = mention(document, hit, carried=carried)
    return tuple(seen.values())
