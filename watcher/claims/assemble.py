"""Pieces to claims: mentions, spans, evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from watcher.claims.model import Mention, Span
from watcher.claims.scene import Scene
from watcher.text.document import Document
from watcher.text.lexicon import Hit

LONGEST_EVIDENCE = 400
_RECENT = 256
"""Spans and mentions kept: the claims of one sentence and of its neighbours quote the same words."""


@lru_cache(maxsize=_RECENT)
def span(document: Document, start: int, end: int) -> Span:
    """Return characters ``start`` to ``end`` with their text."""
    return Span(start=start, end=end, text=document.whole[start:end])


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
    concept = hit.concept
    return _mention(document, (concept.id, concept.name, concept.within), hit.start, hit.end, carried)


@lru_cache(maxsize=_RECENT)
def _mention(document: Document, named: tuple[str, str, tuple[str, ...]], start: int, end: int, carried: bool) -> Mention:  # noqa: FBT001  # keywords would double the price of the cache
    concept, name, within = named
    return Mention(concept=concept, name=name, within=within, span=span(document, start, end), carried=carried)


def actors(scene: Scene, hits: Iterable[Hit]) -> tuple[Mention, ...]:
    """Return who did it; forces that are an interest where they are hit are a military where they hit."""
    powers = scene.lexis.powers
    return mentions(scene.document, [replace(hit, concept=powers.get(hit.concept.id, hit.concept)) for hit in hits])


def mentions(document: Document, hits: Iterable[Hit], *, carried: bool = False) -> tuple[Mention, ...]:
    """Return one mention of each concept, the first of each."""
    seen: dict[str, Mention] = {}
    for hit in hits:
        if hit.concept.id not in seen:
            seen[hit.concept.id] = mention(document, hit, carried=carried)
    return tuple(seen.values())
