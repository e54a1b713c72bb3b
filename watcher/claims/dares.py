"""English sentences that dare somebody: "Touch one of our ships and your bases burn"."""

from watcher.claims.scene import Scene

_OPENING = 2
"""Marks before the first word of what is quoted."""


def dare(scene: Scene) -> int:
    """Return the "and" behind which a sentence tells what follows a dare, or -1 where it dares nobody."""
    if scene.arabic or not scene.has("dares", "dares-whom"):
        return -1
    first = scene.sentence.first
    at = next((at for at in range(first, first + _OPENING) if scene.word(at).isalpha()), first)
    word, behind = scene.word(at), scene.word(at + 1)
    frame = scene.lexis.frame
    if word not in frame("dares") and not (word in frame("dares-whom") and behind in frame("dared-whom")):
        return -1
    return next((and_ for and_ in range(at + 2, scene.sentence.last) if scene.word(and_) == "and"), -1)
