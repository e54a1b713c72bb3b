"""Who says it: the words that name the source of a sentence."""

from watcher.claims.scene import Scene
from watcher.text.tokens import TokenKind

_LONGEST = 9
"""Words of a source's name."""


def source(scene: Scene) -> str | None:
    """Return the source as the text names it: "a police source" of "a police source said", "the ministry" of "according to"."""
    if not scene.has("said", "according"):
        return None
    said, by = scene.lexis.frame("said"), scene.lexis.frame("according")
    words = scene.words(scene.sentence.first, scene.sentence.last)
    for at, word in enumerate(words, scene.sentence.first):
        if word in by:
            first = at + (2 if scene.word(at + 1) == "to" else 1)
            return _text(scene, first, _run(scene, first, 1))
        if word in said:
            first, last = (at + 1, _run(scene, at + 1, 1)) if scene.arabic else (_run(scene, at - 1, -1), at - 1)
            found = _text(scene, first, last)
            if found is not None:
                return found
    return None


def _run(scene: Scene, at: int, step: int) -> int:
    """Return the last token of the name that begins at ``at`` and runs forwards or backwards."""
    stop = scene.lexis.frames("boundary", "relative")
    for count in range(_LONGEST):
        index = at + step * count
        word = scene.word(index)
        if not word or word in stop or scene.kind(index) is TokenKind.PUNCT:
            return index - step
    return at + step * (_LONGEST - 1)


def _text(scene: Scene, first: int, last: int) -> str | None:
    if not scene.sentence.first <= first <= last <= scene.sentence.last:
        return None
    start, end = scene.document.extent(first, last)
    return scene.document.whole[start:end]
