"""Sentences that mean much the same, in whatever language: cosine of the multilingual encoder's vectors."""

from collections.abc import Sequence

from watcher.text.meaning import Encoder, Vectors

MOST_SENTENCES = 64
"""A text of more sentences is looked at from its beginning only: the encoder takes 2 ms for each."""


class Likeness:
    """Compares sentences with the examples of rules, whose vectors are made at the first comparison and kept."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._examples: dict[tuple[str, ...], Vectors] = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        return self._encoder.encode(texts)

    def best(self, examples: tuple[str, ...], sentences: Vectors) -> tuple[float, int]:
        """Return the highest cosine of any sentence with any example, and the index of that sentence."""
        known = self._examples.get(examples)
        if known is None:
            known = self._examples[examples] = self.vectors(examples)
        scores = (sentences @ known.T).max(axis=1)
        index = int(scores.argmax())
        return float(scores[index]), index
